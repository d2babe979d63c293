"""Findings as the rules word them, for the tables of diffs."""

from tests.build import NAME, PATH
from wheel_ceiling.model import Finding, Severity, Waiver


def found(rule: str, message: str, library: str = PATH, **facts: object) -> Finding:
    """An error on the wheel of CPython 3.10 for x86_64; `facts` are fields of `Finding`."""
    defaults: dict[str, object] = {"severity": Severity.ERROR, "wheel": NAME, "fix": "Look."}
    return Finding(rule=rule, message=message, library=library, **{**defaults, **facts})  # type: ignore[arg-type]


ABOVE_TAG = found(
    "ceiling-above-tag",
    f"{PATH} asks for GLIBC_2.29 because of exp, log, pow; its tag promises 2.17 (manylinux_2_17).",
    evidence=(("GLIBC_2.29 of libm.so.6", "exp, log, pow"),),
)
ABOVE_2_35 = found("ceiling-above-tag", f"{PATH} asks for GLIBC_2.35; its tag promises 2.17.")
CXX_ABOVE_TAG = found(
    "ceiling-above-tag",
    f"{PATH} asks for GLIBCXX_3.4.29; manylinux_2_17_x86_64 counts on GLIBCXX_3.4.19, and the "
    "wheel brings no libstdc++.so along.",
)
RAISED = found(
    "ceiling-raised",
    f"{NAME} asks for GLIBC_2.29 ({PATH}), where the baseline asked for GLIBC_2.17; its tag "
    "promises 2.17 as before.",
    severity=Severity.WARNING,
)
FLOOR = found(
    "floor-raised",
    "ray-2.9.0-cp310-cp310-manylinux_2_34_x86_64.whl promises GLIBC 2.34, where the baseline "
    "promised 2.17; this leaves behind RHEL 8.",
    library="",
    wheel="ray-2.9.0-cp310-cp310-manylinux_2_34_x86_64.whl",
)
DEBUG = found(
    "debug-info-appeared",
    f"{PATH} carries 110.0 MB of debug information and symbol tables, where the baseline's carries "
    "0 bytes; they are now 71% of the wheel's native code, and were 0%.",
)
SIZE = found(
    "size-jumped",
    f"{NAME} is 48.9 MB, where the baseline is 16.4 MB, mostly {PATH}.",
    library="",
    evidence=((PATH, "+110,000,000 bytes in the archive"),),
)
TWICE = found(
    "library-twice",
    "ray/ray/_raylet.so lies in the wheel beside ray/_raylet.so; their code is not the same.",
    library="ray/ray/_raylet.so",
    evidence=(("original", PATH), ("copy", "ray/ray/_raylet.so")),
)
HOST = found(
    "host-toolchain",
    f"{PATH} says that Ubuntu's compiler made it (GCC: (Ubuntu 11.4.0)); the baseline's was not.",
)
STRAY = found(
    "stray-files",
    f"{NAME} has 3 files that nobody needs who installs it (object files): ray/a.o, ray/b.o.",
    library="",
)
NOT_PROVIDED = found(
    "library-not-provided",
    f"{PATH} needs libssl.so.3, which is neither in the wheel nor promised by its tag "
    "manylinux_2_17_x86_64.",
    evidence=(("libssl.so.3", PATH),),
)
LINKS_PYTHON = found(
    "library-not-provided",
    f"{PATH} needs libpython3.10.so.1.0, which is neither in the wheel nor promised by its tag.",
)
UNREACHABLE = found(
    "library-unreachable",
    f"{PATH} needs libfoo.so.1, which lies in the wheel (ray/lib/libfoo.so.1), where its search "
    "path (none) does not lead.",
)
RPATH = found(
    "rpath-outside-wheel",
    f"{PATH} has an entry in RUNPATH that leads to /opt/lib instead of into the wheel.",
)
STACK = found("executable-stack", f"{PATH} asks for an executable stack, which glibc refuses.")
PAGES = found("page-alignment", f"{PATH} is aligned for pages of 4,096 bytes.")
TLS = found("static-tls", f"{PATH} wants 740 bytes of static TLS.", severity=Severity.WARNING)
TEXT = found("text-relocations", f"{PATH} has text relocations (DT_TEXTREL).")
SOFT = found("hardening-lost", f"{PATH} has lost RELRO.", severity=Severity.WARNING)
WHEEL_DROPPED = found(
    "wheel-dropped",
    "The baseline has 1 wheel that nothing replaces now: "
    "ray-2.8.0-cp39-cp39-manylinux2014_x86_64.whl.",
    library="",
    wheel="ray-2.8.0-cp39-cp39-manylinux2014_x86_64.whl",
    severity=Severity.WARNING,
)
ARM_DROPPED = found(
    "wheel-dropped",
    "The baseline has 1 wheel that nothing replaces now.",
    library="",
    wheel="ray-2.8.0-cp310-cp310-manylinux2014_aarch64.whl",
)
LIBRARY_DROPPED = found(
    "library-dropped",
    f"{NAME} lacks 1 file with native code that the baseline has: ray/_speedups.so.",
    library="",
    evidence=(("ray/_speedups.so", ""),),
)
CPU = found("cpu-raised", f"{PATH} asks for x86-64-v3, which the baseline did not.")
ARCHITECTURE = found(
    "wrong-architecture", f"{PATH} is made for aarch64, and the wheel's tag names x86_64."
)
WRONG_LIBC = found(
    "wrong-libc",
    f"{PATH} is made for musl (it asks for libc.musl-x86_64.so.1), and the wheel's tag promises "
    "glibc.",
)
SUFFIX = found(
    "python-suffix",
    "ray/_raylet.cpython-39-x86_64-linux-gnu.so is named for cpython-39-x86_64-linux-gnu, and the "
    "wheel is for cp310-cp310.",
    library="ray/_raylet.cpython-39-x86_64-linux-gnu.so",
)
RECORD = found(
    "record-mismatch", "RECORD does not agree with the wheel in 2 places (wrong hash).", library=""
)
TAGS = found("tag-mismatch", f"{NAME} is named for one tag, and its WHEEL file says another.", "")
ACCEPTED = found(
    "ceiling-above-tag",
    ABOVE_TAG.message,
    waivers=(Waiver("ceiling-above-tag", "@maintainer set the label `wheel-ceiling: accept`"),),
)
NOTE = found("toolchain-changed", f"{PATH} was made by another GCC.", severity=Severity.NOTE)
EVERYTHING = (
    ABOVE_TAG,
    CXX_ABOVE_TAG,
    RAISED,
    FLOOR,
    DEBUG,
    SIZE,
    TWICE,
    HOST,
    STRAY,
    NOT_PROVIDED,
    LINKS_PYTHON,
    UNREACHABLE,
    RPATH,
    STACK,
    PAGES,
    TLS,
    TEXT,
    SOFT,
    WHEEL_DROPPED,
    ARM_DROPPED,
    LIBRARY_DROPPED,
    CPU,
    ARCHITECTURE,
    WRONG_LIBC,
    SUFFIX,
    RECORD,
    TAGS,
)
