import pytest

from tests.build import comparison, library, wheel
from wheel_ceiling.model import Comparison, Severity
from wheel_ceiling.rules.floor_raised import RULE


def released(built: list[str], baseline: list[str]) -> Comparison:
    """Wheels by their platform tags only, for one Python."""
    new, old = (
        [wheel(f"ray-{version}-cp310-cp310-{tag}.whl", library(glibc="2.5")) for tag in tags]
        for version, tags in (("2.9.0", built), ("2.8.0", baseline))
    )
    return comparison(new, old)


CHANGED = released(["manylinux_2_34_x86_64"], ["manylinux2014_x86_64"])
WARNINGS = {
    "2.28 is widely supported": released(["manylinux_2_28_x86_64"], ["manylinux2014_x86_64"]),
    "the lowest of several tags rose": released(
        ["manylinux_2_28_x86_64.manylinux_2_34_x86_64"], ["manylinux_2_5_x86_64"]
    ),
    "the lowest Python rose too": comparison(
        wheel("ray-2.9.0-cp39-abi3-manylinux_2_28_x86_64.whl", library()),
        wheel("ray-2.8.0-cp36-abi3-manylinux_2_17_x86_64.whl", library()),
    ),
    # The wheels of 2_28 pair, and nobody below is served any more.
    "the lowest of several wheels is gone": released(
        ["manylinux_2_28_x86_64"], ["manylinux_2_17_x86_64", "manylinux_2_28_x86_64"]
    ),
    # cryptography has two floors per slot: 2.17 and 2.28 become 2.28 and 2.34.
    "both floors of a slot rose": released(
        ["manylinux_2_28_x86_64", "manylinux_2_34_x86_64"],
        ["manylinux_2_17_x86_64", "manylinux_2_28_x86_64"],
    ),
}
NOTES = {
    "nobody has less than 2.17 now": released(["manylinux2014_x86_64"], ["manylinux2010_x86_64"]),
    "nobody supports what has musl 1.1": released(
        ["musllinux_1_2_x86_64"], ["musllinux_1_1_x86_64"]
    ),
}
SILENT = {
    "an alias": released(["manylinux_2_17_x86_64"], ["manylinux2014_x86_64"]),
    "a tag more": released(
        ["manylinux_2_17_x86_64.manylinux_2_28_x86_64"], ["manylinux2014_x86_64"]
    ),
    "lowered": released(["manylinux_2_17_x86_64"], ["manylinux_2_28_x86_64"]),
    "a wheel for newer systems beside the old one": released(
        ["manylinux_2_17_x86_64", "manylinux_2_34_x86_64"], ["manylinux_2_17_x86_64"]
    ),
    "not repaired before": released(["manylinux_2_34_x86_64"], ["linux_x86_64"]),
    "another processor": released(["manylinux_2_34_aarch64"], ["manylinux_2_17_x86_64"]),
    "no baseline": comparison(wheel("ray-2.9.0-cp310-cp310-manylinux_2_34_x86_64.whl", library())),
}


def test_a_floor_above_2_28_is_an_error_that_names_who_is_left_behind() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "ray-2.9.0-cp310-cp310-manylinux_2_34_x86_64.whl promises glibc 2.34, where the baseline "
        "promised 2.17; this leaves behind RHEL 8 and its relatives, 6 systems in extended support "
        "(SLES 15 SP3-SP5, Ubuntu 20.04, Ubuntu 18.04 and 3 more), and 3 systems out of support."
    )


def test_a_floor_of_musl_names_the_releases_of_alpine() -> None:
    [finding] = RULE.check(NOTES["nobody supports what has musl 1.1"])

    assert finding.message == (
        "ray-2.9.0-cp310-cp310-musllinux_1_2_x86_64.whl promises musl 1.2, where the baseline "
        "promised 1.1; this leaves behind 1 system out of standard support (Alpine 3.12)."
    )


@pytest.mark.parametrize("what", WARNINGS)
def test_other_rises_are_warnings_one_for_each_slot(what: str) -> None:
    assert [finding.severity for finding in RULE.check(WARNINGS[what])] == [Severity.WARNING]


@pytest.mark.parametrize("what", NOTES)
def test_a_rise_that_hurts_nobody_is_a_note(what: str) -> None:
    assert [finding.severity for finding in RULE.check(NOTES[what])] == [Severity.NOTE]


def test_the_rise_of_a_slot_is_that_of_its_lowest_wheels() -> None:
    [finding] = RULE.check(WARNINGS["both floors of a slot rose"])

    assert "promises glibc 2.28, where the baseline promised 2.17" in finding.message


@pytest.mark.parametrize("what", SILENT)
def test_it_is_silent(what: str) -> None:
    assert not list(RULE.check(SILENT[what]))
