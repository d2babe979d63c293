import pytest

from tests.build import comparison, library, wheel
from wheel_ceiling.model import Comparison, Severity, Wheel
from wheel_ceiling.rules.wheel_dropped import RULE

PURE = "py3-none-any"


def released(built: list[str], baseline: list[str]) -> Comparison:
    new, old = (
        [made(f"ray-{version}-{tag}.whl") for tag in tags]
        for version, tags in (("2.9.0", built), ("2.8.0", baseline))
    )
    return comparison(new, old)


def made(name: str) -> Wheel:
    return wheel(name) if name.endswith("any.whl") else wheel(name, library())


LINUX = "cp310-cp310-manylinux2014_x86_64"
ARM = "cp310-cp310-manylinux2014_aarch64"
OLDER = "cp39-cp39-manylinux2014_x86_64"
WINDOWS = "cp310-cp310-win_amd64"
CHANGED = released([LINUX], [LINUX, ARM, OLDER, WINDOWS])
SILENT = {
    "nothing is gone": released([LINUX, ARM], [LINUX]),
    "an abi3 wheel serves them all": released(
        ["cp39-abi3-manylinux2014_x86_64"], [LINUX, OLDER, "cp39-abi3-manylinux2014_x86_64"]
    ),
    # libclang: a build number more or less of the same tags
    "only a build number is gone": released([LINUX], [LINUX, f"1-{LINUX}"]),
    "a wheel for newer systems is gone": released(
        ["cp310-cp310-manylinux_2_17_x86_64"],
        ["cp310-cp310-manylinux_2_17_x86_64", "cp310-cp310-manylinux_2_34_x86_64"],
    ),
    # pyzmq 23.2.1; floor-raised tells of it
    "the wheel for older systems is gone": released(
        ["cp310-cp310-manylinux_2_17_x86_64"],
        ["cp310-cp310-manylinux_2_12_x86_64", "cp310-cp310-manylinux_2_17_x86_64"],
    ),
    "no baseline": comparison(made(f"ray-2.9.0-{LINUX}.whl")),
}


def test_one_finding_counts_what_is_gone() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.WARNING
    assert finding.wheel == ""
    assert "should have made them;" in finding.fix
    assert finding.message == (
        "The baseline has 3 wheels that nothing replaces now: 1 for aarch64 with glibc, "
        "1 for win_amd64, 1 for cp39-cp39."
    )
    assert [name for name, _ in finding.evidence] == [
        f"ray-2.8.0-{ARM}.whl",
        f"ray-2.8.0-{OLDER}.whl",
        f"ray-2.8.0-{WINDOWS}.whl",
    ]


def tags(pythons: list[str], platforms: list[str]) -> list[str]:
    return [f"{python}-{python}-{platform}" for python in pythons for platform in platforms]


@pytest.mark.parametrize(
    ("pythons", "platforms", "dropped", "told"),
    [
        (
            ["cp39", "cp310", "cp311"],
            ["manylinux2014_x86_64", "musllinux_1_2_x86_64"],
            tags(["cp39", "cp310", "cp311"], ["manylinux2014_aarch64", "musllinux_1_2_aarch64"]),
            (
                "6 wheels that nothing replaces now: all 3 for aarch64 with glibc, "
                "all 3 for aarch64 with musl."
            ),
        ),
        (
            ["cp310", "cp311"],
            ["manylinux2014_x86_64", "musllinux_1_2_x86_64", "win_amd64"],
            tags(["cp39"], ["manylinux2014_x86_64", "musllinux_1_2_x86_64", "win_amd64"]),
            "3 wheels that nothing replaces now: all 3 for cp39-cp39.",
        ),
        (
            ["cp310"],
            ["manylinux2014_x86_64", "musllinux_1_2_x86_64"],
            [
                *tags(["cp311"], ["manylinux2014_x86_64"]),
                *tags(["cp310", "cp311"], ["win_amd64"]),
            ],
            "3 wheels that nothing replaces now: all 2 for win_amd64, 1 for cp311-cp311.",
        ),
    ],
)
def test_a_system_or_a_python_that_is_gone_is_told_as_one(
    pythons: list[str], platforms: list[str], dropped: list[str], told: str
) -> None:
    kept = tags(pythons, platforms)
    [finding] = RULE.check(released(kept, [*kept, *dropped]))

    assert finding.message == f"The baseline has {told}"
    assert len(finding.evidence) == len(dropped)


def test_single_wheels_that_are_gone_are_told_by_python_and_system() -> None:
    kept = tags(["cp39", "cp310"], ["manylinux2014_x86_64", "manylinux2014_aarch64"])
    [finding] = RULE.check(released(kept[1:3], kept))

    assert finding.message.endswith(
        "now: 1 for cp310-cp310 on aarch64 with glibc, 1 for cp39-cp39 on x86_64 with glibc."
    )


def test_a_single_wheel_is_named() -> None:
    [finding] = RULE.check(released([LINUX], [LINUX, ARM]))

    assert finding.wheel == f"ray-2.8.0-{ARM}.whl"
    assert finding.message == (
        f"The baseline has 1 wheel that nothing replaces now: ray-2.8.0-{ARM}.whl."
    )
    assert "should have made it;" in finding.fix


def test_when_no_native_code_is_left_it_is_an_error() -> None:
    [finding] = RULE.check(released([PURE], [LINUX, ARM]))

    assert finding.severity is Severity.ERROR
    assert finding.message.endswith("; no wheel with native code is left.")


def test_a_pure_wheel_that_is_gone_is_a_warning() -> None:
    [finding] = RULE.check(released([LINUX], [LINUX, PURE]))

    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize("what", SILENT)
def test_it_is_silent(what: str) -> None:
    assert not list(RULE.check(SILENT[what]))
