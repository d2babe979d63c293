"""Reports that tell one story each; the golden files show how a maintainer reads them."""

from collections.abc import Callable

from msgspec.structs import replace

from tests.build import NAME, OLD_NAME, RED_HAT, TODAY, UBUNTU, library, needs, wheel
from wheel_ceiling.check import judge, verdict_of
from wheel_ceiling.compare import compare
from wheel_ceiling.diagnose import diagnose
from wheel_ceiling.model import (
    Comparison,
    Confidence,
    Diagnosis,
    ElfFacts,
    Finding,
    Inventory,
    Kind,
    NoBaseline,
    Problem,
    Report,
    SectionSizes,
    Settings,
    Severity,
    Suspect,
    Verdict,
    Waiver,
    Wheel,
)

PYTHONS = ("cp39", "cp310", "cp311", "cp312")
INDEX = "pypi:ray==2.8.0"
LAST_RELEASE = "the last release"
RAYLET = library(
    size=41_200_000,
    loaded_size=40_100_000,
    sections=SectionSizes(code=28_000_000, data=12_000_000, other=1_000),
    code_digest="sections:0f",
)
REBUILT = library(
    size=155_300_000,
    loaded_size=44_000_000,
    needed=("libc.so.6", "libm.so.6"),
    version_needs=needs(
        {
            "GLIBC_2.17 libc.so.6": ["memcpy", "clock_gettime"],
            "GLIBC_2.29 libm.so.6": ["exp", "log", "pow"],
        }
    ),
    compilers=(UBUNTU,),
    sections=SectionSizes(code=30_000_000, data=13_000_000, debug=110_000_000, other=1_000),
    code_digest="sections:f0",
)
JEMALLOC = library("ray/core/libjemalloc.so.2", "2.17", size=820_000, loaded_size=790_000)

BUILD_IN_IMAGE = (
    "Build in the manylinux image that the tag names, or repair the wheel with auditwheel so that "
    "it gets the tag that it deserves."
)
CHECK_LIBRARY = (
    "Check that the library is the one that your build made; if the rise is meant, allow it."
)


def filename(python: str, version: str = "2.9.0") -> str:
    return f"ray-{version}-{python}-{python}-manylinux2014_x86_64.whl"


def wheels(version: str, *libraries: ElfFacts, size: int) -> tuple[Wheel, ...]:
    return tuple(
        wheel(filename(python, version), *libraries, size=size, sha256=f"{version}/{python}")
        for python in PYTHONS
    )


def compared(built: tuple[Wheel, ...], baseline: tuple[Wheel, ...]) -> Comparison:
    """Both sides, the baseline a release on the index."""
    old = Inventory(INDEX, baseline, reason=LAST_RELEASE)
    return compare(Inventory("dist/", built), old, Settings())


OLD = wheels("2.8.0", RAYLET, JEMALLOC, size=16_400_000)
NEW = wheels("2.9.0", REBUILT, JEMALLOC, size=48_900_000)
SAME = wheels("2.9.0", RAYLET, JEMALLOC, size=16_500_000)


def above_tag(wheel_name: str = NAME, path: str = "ray/_raylet.so") -> Finding:
    return Finding(
        rule="ceiling-above-tag",
        severity=Severity.ERROR,
        wheel=wheel_name,
        library=path,
        message=f"{path} asks for GLIBC_2.29 because of exp, log, pow; its tag promises 2.17 "
        "(manylinux_2_17).",
        fix=BUILD_IN_IMAGE,
        evidence=(("GLIBC_2.29 of libm.so.6", "exp, log, pow"),),
    )


def ceiling_raised(wheel_name: str = NAME) -> Finding:
    return Finding(
        rule="ceiling-raised",
        severity=Severity.WARNING,
        wheel=wheel_name,
        library="ray/_raylet.so",
        message="asks for GLIBC_2.29, the last release for GLIBC_2.17; the tag promises 2.17 as "
        "before.",
        fix=CHECK_LIBRARY,
        evidence=(("ray/_raylet.so", "exp, log, pow"),),
    )


def debug_info(wheel_name: str = NAME) -> Finding:
    return Finding(
        rule="debug-info-appeared",
        severity=Severity.ERROR,
        wheel=wheel_name,
        library="ray/_raylet.so",
        message="ray/_raylet.so carries 110 MB of debug information, 71 % of the file; the last "
        "release carried none.",
        fix="Strip the library (`strip --strip-debug`), or build without `-g`.",
        evidence=(("debug sections", "0 bytes → 110 MB"), ("file", "41.2 MB → 155 MB")),
    )


def toolchain(wheel_name: str = NAME) -> Finding:
    return Finding(
        rule="toolchain-changed",
        severity=Severity.NOTE,
        wheel=wheel_name,
        library="ray/_raylet.so",
        message="ray/_raylet.so was made by GCC 11.4.0 (Ubuntu), before by GCC 10.2.1 (Red Hat).",
        fix="Nothing, if you changed the build image on purpose.",
        evidence=(("was", RED_HAT), ("is", UBUNTU)),
    )


def needed_changed(wheel_name: str = NAME) -> Finding:
    return Finding(
        rule="needed-changed",
        severity=Severity.NOTE,
        wheel=wheel_name,
        library="ray/_raylet.so",
        message="ray/_raylet.so newly needs libm.so.6.",
        fix="Nothing, if the new dependency is meant.",
    )


def size_jumped(python: str, was: str, now: str) -> Finding:
    return Finding(
        rule="size-jumped",
        severity=Severity.WARNING,
        wheel=filename(python),
        library="",
        message=f"The wheel grew from {was} to {now}, mostly by ray/_raylet.so.",
        fix="Look at what grew: debug information, a second copy, a statically linked library.",
        evidence=(("ray/_raylet.so", "41.2 MB → 155 MB"),),
    )


def rebuild(wheel_name: str = NAME) -> Diagnosis:
    return Diagnosis(
        Kind.SILENT_REBUILD,
        Confidence.STRONG,
        wheel_name,
        "ray/_raylet.so",
        ("ceiling-above-tag", "debug-info-appeared", "toolchain-changed"),
        "a second copy lies at ray/ray/_raylet.so, unpacked one directory too deep",
    )


def in_each(*makers: Callable[[str], Finding]) -> list[Finding]:
    return [make(filename(python)) for make in makers for python in PYTHONS]


RAISED = Report(
    Verdict.FAIL,
    compared(NEW, OLD),
    findings=(
        *in_each(above_tag, debug_info, ceiling_raised, toolchain, needed_changed),
        size_jumped("cp39", "16.4 MB", "48.9 MB"),
        size_jumped("cp310", "16.4 MB", "48.9 MB"),
        size_jumped("cp311", "16.5 MB", "49.0 MB"),
    ),
    diagnoses=tuple(rebuild(filename(python)) for python in PYTHONS),
)

ONE_ERROR = Report(
    Verdict.FAIL,
    compared(NEW[1:2], OLD[1:2]),
    findings=(above_tag(), ceiling_raised(), toolchain()),
)

DROPPED = Report(
    Verdict.WARN,
    compared(SAME[:3], OLD),
    findings=(
        Finding(
            rule="wheel-dropped",
            severity=Severity.WARNING,
            wheel=filename("cp312", "2.8.0"),
            library="",
            message=f"{filename('cp312', '2.8.0')} of the last release has no counterpart: users "
            "of CPython 3.12 on x86_64 get no wheel.",
            fix="Check that the job that builds it ran, and that its artifact was collected.",
        ),
        Finding(
            rule="library-dropped",
            severity=Severity.WARNING,
            wheel=filename("cp39"),
            library="ray/core/libjemalloc.so.2",
            message="ray/core/libjemalloc.so.2 was in the last release and is gone.",
            fix="If nothing loads it any more, allow it.",
        ),
    ),
)

CLEAN = Report(Verdict.PASS, compared(SAME, OLD))

NO_BASELINE = Report(
    Verdict.PASS,
    compare(
        Inventory("dist/", SAME),
        NoBaseline(
            "the package index has no release of ray with wheels",
            passed_over=("wheel-ceiling.json is not there",),
        ),
        Settings(),
    ),
    findings=(toolchain(),),
    remarks=(
        "ray-2.9.0-cp310-cp310-win_amd64.whl has no ELF files: it is not judged for glibc.",
        "ray-2.9.0-cp311-cp311-win_amd64.whl has no ELF files: it is not judged for glibc.",
    ),
)

UNJUDGED = Report(
    Verdict.UNJUDGED,
    compared(SAME[:2], OLD),
    findings=(toolchain(filename("cp39")),),
    problems=(
        Problem(
            filename("cp311"),
            f"{filename('cp311')} is not a zip file: it ends after 1.2 MB.",
            "Upload it again; a transfer that was cut leaves such a file.",
        ),
        Problem("", "The package index did not answer in time.", "Try again in a while."),
    ),
)

WAIVED = Report(
    Verdict.WARN,
    compared(NEW[1:2], OLD[1:2]),
    findings=(
        ceiling_raised(),
        replace(
            above_tag(),
            waivers=(
                Waiver(
                    "ceiling-above-tag",
                    "The raylet only runs in our own images",
                    "ray/_raylet.so",
                    "2026-12-31",
                ),
            ),
        ),
    ),
)

OWN_GATE = (
    "This pull request changes its own gate: .github/workflows/wheels.yml runs this check. The "
    "settings of the base commit were used."
)
TREE = "https://github.com/octo/demo/blob/4b825dc642cb6eb9a060e54bf8d69288fbee4904"
UNPACKED = Suspect(
    "ci/build/build-manylinux-wheel.sh",
    22,
    "  tar -xzf /tmp/ray-cache.tgz -C python/ray/ray/",
    "it puts files where the package is packed from, and the wheel has `_raylet.so` twice.",
    url=f"{TREE}/ci/build/build-manylinux-wheel.sh#L22",
)
COPIED = Suspect(
    "ci/docker/manylinux.Dockerfile",
    9,
    "COPY python/ python/",
    "it copies files of the working tree, and what was built in it, into the image, and a "
    "distribution's own compiler made `_raylet.so`.",
    url=f"{TREE}/ci/docker/manylinux.Dockerfile#L9",
)
STRIP_GONE = Suspect(
    "CMakeLists.txt",
    31,
    "    COMMAND ${CMAKE_STRIP} --strip-unneeded $<TARGET_FILE:_raylet>)",
    "without it, debug information stays in the libraries, and `_raylet.so` now carries debug "
    "information.",
    is_removed=True,
)
BLAMED = replace(RAISED, preface=(OWN_GATE,), suspects=(UNPACKED, COPIED, STRIP_GONE))
ONE_SUSPECT = replace(ONE_ERROR, suspects=(UNPACKED,))

BY_LABEL = "@maintainer set the label `wheel-ceiling: accept`"
ACCEPTED = Report(
    Verdict.PASS,
    compared(NEW, OLD),
    findings=tuple(
        replace(finding, waivers=(Waiver(finding.rule, BY_LABEL),))
        for finding in in_each(above_tag, debug_info)
    ),
)

MANY = tuple(f"ray/deep/module_{number:03}.so" for number in range(260))
TOO_LONG = Report(
    Verdict.FAIL,
    compared(
        wheels("2.9.0", *(library(path, "2.29", size=2_000_000) for path in MANY), size=90_000_000),
        wheels("2.8.0", *(library(path, "2.17") for path in MANY), size=50_000_000),
    ),
    findings=tuple(
        replace(finding, message=finding.message.replace("exp", f"function_{number:03}"))
        for number, path in enumerate(MANY)
        for finding in (above_tag(filename(python), path) for python in PYTHONS)
    ),
)

# A whole release of one fault: cp39 to cp314 for five systems, as the real rules see it.
SYSTEMS = {
    "manylinux_2_17_x86_64": "x86_64-linux-gnu",
    "manylinux_2_17_i686": "i386-linux-gnu",
    "manylinux_2_17_aarch64": "aarch64-linux-gnu",
    "musllinux_1_2_x86_64": "x86_64-linux-musl",
    "musllinux_1_2_aarch64": "aarch64-linux-musl",
}
ALPINE = "GCC: (Alpine 13.2.1_git20240309) 13.2.1 20240309"
ALL_PYTHONS = ("cp39", "cp310", "cp311", "cp312", "cp313", "cp314")


def whole_release(version: str, *, is_rebuilt: bool) -> tuple[Wheel, ...]:
    return tuple(
        one_of_many(version, python, platform, is_rebuilt=is_rebuilt)
        for platform in SYSTEMS
        for python in ALL_PYTHONS
    )


def one_of_many(version: str, python: str, platform: str, *, is_rebuilt: bool) -> Wheel:
    """A wheel whose file names, symbols and sizes are those of its Python and processor."""
    is_musl = platform.startswith("musl")
    size = 40_000_000 + 130_000 * int(python[3:]) - 1_000_000 * list(SYSTEMS).index(platform)
    wanted = {} if is_musl else {"GLIBC_2.17 libc.so.6": ["memcpy"]}
    if is_rebuilt and not is_musl:
        newer = ("2.29", "pow") if platform.endswith("x86_64") else ("2.27", "expf")
        wanted[f"GLIBC_{newer[0]} libm.so.6"] = [newer[1]]
    module = library(
        f"ray/_raylet.cpython-{python[2:]}-{SYSTEMS[platform]}.so",
        machine=platform.split("_", 3)[3],
        size=3 * size if is_rebuilt else size,
        loaded_size=size,
        needed=("libc.musl-x86_64.so.1",) if is_musl else ("libc.so.6", "libm.so.6"),
        version_needs=needs(wanted),
        compilers=(UBUNTU if is_rebuilt else ALPINE if is_musl else RED_HAT,),
        sections=SectionSizes(size // 2, size // 3, 2 * size if is_rebuilt else 0, 0, 1_000),
        code_digest=f"sections:{python}{platform}{is_rebuilt}",
        build_id=f"{python}{platform}{is_rebuilt}",
    )
    name = f"ray-{version}-{python}-{python}-{platform}.whl"
    return wheel(name, module, size=size if is_rebuilt else size // 3)


def judged(sides: Comparison) -> Report:
    findings = judge(sides)
    diagnoses = diagnose(findings)
    return Report(verdict_of(findings, diagnoses, (), "error"), sides, findings, diagnoses)


RELEASE = judged(
    compare(
        Inventory("dist/", whole_release("2.9.0", is_rebuilt=True)),
        Inventory(INDEX, whole_release("2.8.0", is_rebuilt=False), reason=LAST_RELEASE),
        Settings(today=TODAY),
    )
)

EVIL_PATH = "pkg/a|b`c`\n<img src=x onerror=alert(1)>/@octocat#1\x1b[31m\u202ecod.so"
HOSTILE = Report(
    Verdict.FAIL,
    compared(
        (wheel(NAME, library(EVIL_PATH, soname="@everyone", compilers=("GCC: (Evil) | `x`",))),),
        (wheel(OLD_NAME, library(EVIL_PATH, "2.5")),),
    ),
    preface=("@octocat changes </details> its **own** gate.",),
    suspects=(
        Suspect(
            "ci/a`b](https://a.example)|<b>\n@octocat.yml",
            3,
            "\t- run: `echo` @octocat #123 </details> ![x](y) \x1b[31m",
            "it asks @octocat for `more` in #123.",
            url="https://github.com/octo/demo/blob/a(b)/c.yml#L3",
        ),
        Suspect("b.yml", 4, "", "it is empty.", url="https://a.example/) @octocat [x](y"),
    ),
    findings=(
        above_tag(path=EVIL_PATH),
        Finding(
            rule="rpath-outside-wheel",
            severity=Severity.ERROR,
            wheel=NAME,
            library="pkg/ok.so",
            message="pkg/ok.so searches /home/ada/src/lib and /Users/Ada Lovelace/lib, says "
            "@octocat in #123, GH-7, 0123456789abcdef, :tada:, **bold**, [a](https://a.example), "
            "www.b.example, mail@c.example, $x^2$, ~~struck~~ and <b>html</b>.",
            fix="Build without `-rpath`.",
            evidence=(
                ("RPATH", "/home/ada/src/lib:`rm -rf`|@octocat"),
                ("@octocat/team", "\r\n# heading\n- [ ] task"),
            ),
        ),
    ),
    problems=(
        Problem(
            "a|b.whl",
            "a|b.whl has a member that leads out of the wheel: '../../etc/passwd\\n'.",
            "No installer accepts it; find out what packed it, and build the wheel again.",
            "../../etc/passwd\n",
        ),
    ),
    remarks=("</details></details> closes nothing, says @octocat.",),
)

STORIES = {
    "raised": RAISED,
    "dropped": DROPPED,
    "clean": CLEAN,
    "no-baseline": NO_BASELINE,
    "unjudged": UNJUDGED,
    "waived": WAIVED,
    "blamed": BLAMED,
    "one-suspect": ONE_SUSPECT,
    "accepted": ACCEPTED,
    "too-long": TOO_LONG,
    "hostile": HOSTILE,
    "whole-release": RELEASE,
}
