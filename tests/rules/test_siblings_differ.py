import pytest
from msgspec.structs import replace

from tests.build import RED_HAT, UBUNTU, comparison, library, wheel
from wheel_ceiling.model import Comparison, ElfFacts, Finding, Member, Severity, Wheel
from wheel_ceiling.rules.siblings_differ import RULE

PYTHONS = ("cp310", "cp311", "cp312", "cp313", "cp314")
X86 = "manylinux2014_x86_64"
ARM = "manylinux2014_aarch64"
TWO_SYSTEMS = (X86, ARM)
OTHERS = "4 other wheels for x86_64 with glibc"


def name(python: str, platform: str = X86, version: str = "2.9.0") -> str:
    return f"ray-{version}-{python}-{python}-{platform}.whl"


def module(python: str, glibc: str = "2.17", folder: str = "ray", **facts: object) -> ElfFacts:
    defaults = {"python_symbols": ("PyModuleDef_Init",), **facts}
    return library(f"{folder}/_raylet.cpython-{python[2:]}-x86_64-linux-gnu.so", glibc, **defaults)


def ordinary(
    platforms: tuple[str, ...] = (X86,), version: str = "2.9.0", pythons: tuple[str, ...] = PYTHONS
) -> list[Wheel]:
    return [
        wheel(
            name(python, platform, version),
            module(python, build_id=f"{version}{python}{platform}"),
            library("ray/libcore.so"),
        )
        for platform in platforms
        for python in pythons
    ]


def but_one(*libraries: ElfFacts, wheels: list[Wheel] | None = None) -> list[Wheel]:
    """A release whose wheel for 3.13, neither the newest nor the oldest, has these instead."""
    return [
        wheel(one.filename, *libraries) if one.label.pythons == ("cp313",) else one
        for one in wheels or ordinary()
    ]


def said(built: list[Wheel], baseline: list[Wheel] | None = None) -> list[Finding]:
    return list(RULE.check(comparison(built, baseline)))


CORE = library("ray/libcore.so")
RAISED = but_one(module("cp313", "2.29"), CORE)
CHANGED = comparison(RAISED, ordinary(version="2.8.0"))


def test_another_ceiling_names_the_wheel_the_library_and_a_sibling() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.WARNING
    assert finding.wheel == name("cp313")
    assert finding.library == "ray/_raylet.cpython-313-x86_64-linux-gnu.so"
    assert finding.message == (
        f"{name('cp313')} asks for glibc 2.29 (ray/_raylet.cpython-313-x86_64-linux-gnu.so); "
        f"{OTHERS} ask for 2.17, such as {name('cp310')}."
    )
    assert ("compare with", name("cp310")) in finding.evidence


@pytest.mark.parametrize(
    ("built", "told"),
    [
        (
            but_one(module("cp313")),
            f"{name('cp313')} lacks ray/libcore.so; {OTHERS} have it",
        ),
        # pandas 2.2.3 for 3.10 on aarch64 brought the libstdc++ of Alpine along.
        (
            but_one(module("cp313"), CORE, library("ray.libs/libstdc++-1b614e01.so.6.0.32")),
            (f"{name('cp313')} has ray.libs/libstdc++-1b614e01.so.6.0.32; {OTHERS} do not"),
        ),
        (
            but_one(module("cp313", compilers=(UBUNTU,)), library("ray/libcore.so")),
            (
                f"{name('cp313')} was made by Red Hat's compiler and Ubuntu's compiler; "
                f"{OTHERS} were made by Red Hat's compiler"
            ),
        ),
        (
            but_one(module("cp313", compilers=()), library("ray/libcore.so", compilers=())),
            (
                f"{name('cp313')} was made by compilers that name no distribution; "
                f"{OTHERS} were made by Red Hat's compiler"
            ),
        ),
        (
            but_one(module("cp313", loaded_size=2_000_000), CORE),
            (
                f"{name('cp313')} loads 2.0 MB of ray/_raylet.cpython-313-x86_64-linux-gnu.so; "
                f"{OTHERS} load 900.0 kB"
            ),
        ),
        (
            but_one(module("cp313", loaded_size=300_000), CORE),
            (
                f"{name('cp313')} loads 300.0 kB of ray/_raylet.cpython-313-x86_64-linux-gnu.so; "
                f"{OTHERS} load 900.0 kB"
            ),
        ),
        (
            but_one(module("cp313", version_needs=()), library("ray/libcore.so", version_needs=())),
            (
                f"{name('cp313')} asks for glibc of any version "
                f"(ray/_raylet.cpython-313-x86_64-linux-gnu.so); {OTHERS} ask for 2.17"
            ),
        ),
    ],
)
def test_what_one_wheel_has_and_its_siblings_have_not_is_told(
    built: list[Wheel], told: str
) -> None:
    [finding] = said(built)

    assert finding.message == f"{told}, such as {name('cp310')}."


def renamed(platform: str, *wheels: Wheel) -> list[Wheel]:
    return [wheel(one.filename.replace(X86, platform), *one.libraries, extra=()) for one in wheels]


SILENT = {
    "all alike": ordinary(TWO_SYSTEMS),
    "two have nobody to outvote them": RAISED[2:4],
    "half of them": [
        wheel(one.filename, one.libraries[0], library("ray/libcore.so", "2.29"))
        if number % 2
        else one
        for number, one in enumerate(ordinary())
    ],
    # pyzmq: cp313t and pypy wheels are other families.
    "another interpreter": [
        *ordinary(),
        wheel("ray-2.9.0-pp310-pypy310_pp73-manylinux2014_x86_64.whl", library("ray/_cffi.so")),
    ],
    "free-threaded": [
        *ordinary(),
        wheel("ray-2.9.0-cp313-cp313t-manylinux2014_x86_64.whl", module("cp313t", "2.29")),
    ],
    "an abi3 wheel beside them": [
        *ordinary(),
        wheel("ray-2.9.0-cp39-abi3-manylinux2014_x86_64.whl", library("ray/x.abi3.so", "2.29")),
    ],
    # kiwisolver 1.4.8 for 3.10: an older image, and so another tag.
    "another tag": [*ordinary(), *renamed("manylinux2010_x86_64", RAISED[3])],
    "another system": [*ordinary(), wheel("ray-2.9.0-cp313-cp313-macosx_11_0_arm64.whl")],
    "a little larger": but_one(module("cp313", loaded_size=1_700_000), CORE),
    "small files": [
        wheel(name(python), module(python, loaded_size=size))
        for python, size in zip(PYTHONS, (9_000, 9_000, 9_000, 90_000, 9_000), strict=True)
    ],
}


MORE = library("ray/monitoring.so")


def monitored(python: str, platform: str) -> list[Wheel]:
    """A release in which one Python has a module more on these systems."""
    return [
        wheel(one.filename, *one.libraries, MORE)
        if one.label.pythons == (python,) and platform in one.filename
        else one
        for one in ordinary(TWO_SYSTEMS)
    ]


def test_what_only_the_newest_python_has_is_meant_where_it_is_so_on_every_system() -> None:
    # debugpy 1.8.11 has a module for sys.monitoring, which came with 3.12.
    assert not said(monitored("cp314", ""))
    assert not said(monitored("cp310", ""))
    assert len(said(monitored("cp312", ""))) == 2
    assert len(said(monitored("cp314", ARM))) == 1


@pytest.mark.parametrize("case", SILENT)
def test_it_is_silent(case: str) -> None:
    assert not said(SILENT[case])


def test_what_was_so_in_the_last_release_is_not_told_again() -> None:
    before = [replace(one, label=replace(one.label, version="2.8.0")) for one in RAISED]

    assert not said(RAISED, before)


def reused(
    platforms: tuple[str, ...], *, every: bool = False, version: str = "2.9.0"
) -> list[Wheel]:
    """A release whose cp313 wheel has the module that was built for cp312."""
    return [
        wheel(
            one.filename,
            replace(one.libraries[0], build_id=f"{version}cp312{one.label.platforms[0]}"),
            one.libraries[1],
        )
        if one.label.pythons == ("cp313",) and (every or one.label.platforms == (X86,))
        else one
        for one in ordinary(platforms, version)
    ]


def test_the_module_of_another_python_is_told() -> None:
    [finding] = said(reused(TWO_SYSTEMS))

    assert finding.wheel == name("cp313")
    assert finding.message == (
        f"ray/_raylet.cpython-313-x86_64-linux-gnu.so of {name('cp313')} and of {name('cp312')} is "
        "one and the same file, though they are for two Pythons: one of them has the other's."
    )
    assert ("the other wheel", name("cp312")) in finding.evidence


def test_on_the_only_system_it_is_told_where_other_pythons_have_their_own() -> None:
    assert [finding.wheel for finding in said(reused((X86,)))] == [name("cp313")]


def test_modules_are_counted() -> None:
    second = module("cp312", folder="ray/more", build_id="more")
    built = [
        wheel(one.filename, *one.libraries, second)
        if one.label.pythons[0] in ("cp312", "cp313")
        else wheel(one.filename, *one.libraries, replace(second, build_id=one.filename))
        for one in reused((X86,))
    ]

    [finding] = said(built)
    assert "and 1 more module of" in finding.message


def test_a_file_without_a_build_id_is_known_by_its_bytes() -> None:
    built = [
        replace(
            wheel(one.filename, module(python)),
            members=(Member(module(python).path, 900, 300, crc),),
        )
        for one, python, crc in zip(ordinary(), PYTHONS, (1, 2, 3, 3, 4), strict=True)
    ]

    assert [finding.wheel for finding in said(built)] == [name("cp313")]
    assert not said([replace(one, members=()) for one in built])


def test_where_the_last_release_had_two_files_it_is_told_even_if_it_is_so_everywhere() -> None:
    built = reused(TWO_SYSTEMS, every=True)

    assert not said(built)
    assert len(said(built, ordinary(TWO_SYSTEMS, "2.8.0"))) == 2


@pytest.mark.parametrize(
    "before",
    [
        # orjson: the modules for 3.10 and 3.11 are one file for every system.
        reused(TWO_SYSTEMS, every=True, version="2.8.0"),
        reused((X86,), version="2.8.0"),
    ],
)
def test_where_the_last_release_had_one_file_too_it_is_ordinary(before: list[Wheel]) -> None:
    built = reused(TWO_SYSTEMS, every=len(before) > len(PYTHONS))

    assert not said(built, before)


def test_a_module_that_the_last_release_lacks_is_judged_without_it() -> None:
    before = [wheel(one.filename, CORE) for one in ordinary(TWO_SYSTEMS, "2.8.0")]

    assert len(said(reused(TWO_SYSTEMS), before)) == 1


def test_modules_that_are_for_every_python_are_ordinary() -> None:
    one_for_all = [
        wheel(name(python), library("ray/x.abi3.so", python_symbols=("Py_Init",), build_id="1"))
        for python in PYTHONS
    ]
    unnamed = [
        wheel(name(python), library("ray/x.cpython-3.so", compilers=(RED_HAT,), build_id="1"))
        for python in PYTHONS
    ]
    plain = [wheel(name(python), module("cp310", build_id="1")) for python in PYTHONS]

    for case in (one_for_all, unnamed, plain):
        assert not said(case)


def test_two_builds_for_one_python_may_be_one_file() -> None:
    twice = [
        wheel(one.replace("2.9.0-", "2.9.0-1-"), module("cp310", build_id="1"))
        for one in (name("cp310"),)
    ]
    built = [wheel(name("cp310"), module("cp310", build_id="1")), *twice, *ordinary()[1:3]]

    assert not [finding for finding in said(built) if "same file" in finding.message]


def test_one_odd_wheel_in_each_family_is_told_in_each() -> None:
    built = [*RAISED, *renamed("musllinux_1_2_x86_64", *RAISED)]

    assert len(said(built)) == 2


def test_a_comparison_of_nothing_says_nothing() -> None:
    assert not list(RULE.check(Comparison(comparison([]).built, comparison([]).baseline)))
