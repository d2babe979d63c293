"""Causes outside of glibc's own story: runtimes of compilers, Rust, and what no table knows."""

from collections.abc import Iterable

from msgspec.structs import replace

from wheel_ceiling.facts.glibc import NEWEST, lowest, versions_of
from wheel_ceiling.facts.reasons import Binding, Reason, reason_for
from wheel_ceiling.model import GLIBC, ElfFacts, SymbolVersion

# libstdc++ manual, "ABI Policy and Guidelines", History; 3.4.35 and later measured.
_GLIBCXX: dict[tuple[int, ...], str] = {
    (3, 4, 14): "4.5",
    (3, 4, 15): "4.6",
    (3, 4, 16): "4.6.1",
    (3, 4, 17): "4.7",
    (3, 4, 18): "4.8",
    (3, 4, 19): "4.8.3",
    (3, 4, 20): "4.9",
    (3, 4, 21): "5",
    (3, 4, 22): "6",
    (3, 4, 23): "7",
    (3, 4, 24): "7.2",
    (3, 4, 25): "8",
    (3, 4, 26): "9",
    (3, 4, 27): "9.2",
    (3, 4, 28): "9.3",
    (3, 4, 29): "11",
    (3, 4, 30): "12",
    (3, 4, 31): "13",
    (3, 4, 32): "13.2",
    (3, 4, 33): "14",
    (3, 4, 34): "15",
    (3, 4, 35): "16",
    (3, 4, 36): "16.2",
}
_CXXABI: dict[tuple[int, ...], str] = {
    (1, 3, 4): "4.5",
    (1, 3, 5): "4.6",
    (1, 3, 6): "4.7",
    (1, 3, 7): "4.8",
    (1, 3, 8): "4.9",
    (1, 3, 9): "5",
    (1, 3, 10): "6",
    (1, 3, 11): "7",
    (1, 3, 12): "9",
    (1, 3, 13): "11",
    (1, 3, 14): "13",
    (1, 3, 15): "14",
    (1, 3, 16): "15",
    (1, 3, 17): "16",
}
_LIBRARIES = {
    "GLIBCXX": "libstdc++",
    "CXXABI": "libstdc++",
    "GCC": "libgcc_s",
    "LIBATOMIC": "libatomic",
    "ZLIB": "libz",
}
# What Rust's std reaches for by weak references (library/std/src/sys, macro weak!).
_RUST_WEAK = Reason(
    id="rust-std",
    kind="runtime",
    what="Rust's standard library, linked statically, tries newer functions and does without them "
    "where they are missing.",
    sources=("Rust library/std/src/sys (macro weak!)",),
)
# Only these: a weak reference of other code in the same file keeps its own cause.
_RUST_NAMES = frozenset(
    (
        "__cxa_thread_atexit_impl",
        "__pthread_get_minstack",
        "copy_file_range",
        "getrandom",
        "gettid",
        "gnu_get_libc_version",
        "pidfd_getpid",
        "pidfd_spawnp",
        "posix_spawn_file_actions_addchdir_np",
        "preadv2",
        "pwritev2",
        "statx",
    )
)
_UNUSED = Reason(
    id="unused-version",
    kind="unused",
    what="The file names the version, and no symbol of it uses it.",
    remedies=("image", "zig", "relink"),
)
_MERGED = Reason(
    id="merge",
    kind="moved",
    what="They moved into libc.so.6 when 2.34 merged libpthread, libdl, librt and others into it, "
    "and got a new version there.",
    binding=Binding.SAFE_FROM_2_30,
    remedies=("image", "zig", "symver"),
    former_library="libpthread",
    sources=("glibc NEWS 2.34", "glibc f0b2132b35 (BZ 24741)"),
)


def cause_of(symbol: str, version: SymbolVersion, library: ElfFacts, *, weak: bool) -> Reason:
    """Return why the file wants the symbol in this version; its `what` is never empty."""
    if version.family != GLIBC:
        return _runtime(version)
    if not symbol:
        return _UNUSED
    if weak and symbol in _RUST_NAMES and _is_of_rust(library):
        return _RUST_WEAK
    reason = reason_for(symbol, version, library.machine)
    if reason.id:
        return _without_shared_runtime(reason, library)
    return _unknown(symbol, version, library.machine)


def merged(reasons: Iterable[Reason]) -> Reason:
    """Return what is said of libraries that 2.34 merged into libc, several of which are used."""
    return replace(_MERGED, binding_why=min((one.binding_why for one in reasons), key=len))


def is_of_merge(reason: Reason) -> bool:
    """Whether the symbols got their version when 2.34 merged libraries."""
    return reason.id.startswith("merge-") or (reason.id == "gthreads" and not reason.runtime)


def compiler_of(version: SymbolVersion) -> str:
    """Return the first GCC that has the version: ``GCC 11``; empty for an unknown one."""
    if version.family == "GCC":
        return f"GCC {version.text.removesuffix('.0').removesuffix('.0')}"
    table = {"GLIBCXX": _GLIBCXX, "CXXABI": _CXXABI}.get(version.family, {})
    release = table.get(version.number, "")
    return f"GCC {release}" if release else ""


def _is_of_rust(library: ElfFacts) -> bool:
    return any("rustc" in compiler for compiler in library.compilers)


def _runtime(version: SymbolVersion) -> Reason:
    library = _LIBRARIES.get(version.family, "")
    if not library:
        return Reason(what=f"Nothing is known of {version.family} here.", remedies=())
    compiler = compiler_of(version)
    since = f" since {compiler}" if compiler else ""
    what = f"{library} has this version{since}."
    remedies = ("runtime-image", "static-runtime") if compiler else ("runtime-image",)
    return Reason(id=str(version), kind="runtime", what=what, remedies=remedies)


def _without_shared_runtime(reason: Reason, library: ElfFacts) -> Reason:
    """Drop the remark that a runtime was linked statically where the file needs a shared one."""
    named = [name for name in ("libstdc++", "libgcc", "Rust") if name in reason.runtime]
    shared = [name for name in named if any(needed.startswith(name) for needed in library.needed)]
    is_shared = "statically" in reason.runtime and named == shared
    return replace(reason, runtime="") if is_shared else reason


def _unknown(symbol: str, version: SymbolVersion, machine: str) -> Reason:
    """Say what the tables know where no cause is known."""
    first = lowest(machine)
    if not first:
        return Reason(what="There is no table of glibc for this machine.", remedies=())
    if version > NEWEST:
        return Reason(what=f"It is newer than glibc {NEWEST.text}, the newest that is known here.")
    if version <= first:
        return Reason(
            id="first-version",
            kind="first",
            what=f"The first glibc for {machine} was {first.text}.",
            remedies=("right-tag",),
        )
    if any(known.version == version for known in versions_of(symbol, machine)):
        return Reason(what=f"glibc for {machine} has it since {version.text}.")
    return Reason(what=f"glibc {version.text} for {machine} is not known to have it.")
