"""From a comparison to findings, waivers and the verdict."""

import pytest

from tests.build import NAME, OLD_NAME, TODAY, comparison, library, pair, wheel
from wheel_ceiling.check import judge, verdict_of
from wheel_ceiling.model import Comparison, Finding, Problem, Settings, Severity, Verdict, Waiver

ABOVE_TAG = library(glibc="2.29")
FINE = library(glibc="2.17")
PROBLEM = Problem(NAME, "It cannot be read.", "Build it again.")


def finding(severity: Severity, *, waived: bool = False) -> Finding:
    waivers = (Waiver("any-rule", "on purpose"),) if waived else ()
    return Finding("any-rule", severity, NAME, "", "It is so.", "Do this.", (), waivers)


ERROR, WARNING, NOTE = (finding(severity) for severity in reversed(Severity))
WAIVED = finding(Severity.ERROR, waived=True)


@pytest.mark.parametrize(
    ("findings", "problems", "fail_on", "verdict"),
    [
        ([], [], "error", Verdict.PASS),
        ([NOTE], [], "error", Verdict.PASS),
        ([WARNING, NOTE], [], "error", Verdict.WARN),
        ([WARNING], [], "warning", Verdict.FAIL),
        ([NOTE], [], "warning", Verdict.PASS),
        ([ERROR], [], "error", Verdict.FAIL),
        ([ERROR], [], "never", Verdict.WARN),
        ([WAIVED], [], "error", Verdict.PASS),
        ([], [PROBLEM], "error", Verdict.UNJUDGED),
        ([WARNING], [PROBLEM], "error", Verdict.UNJUDGED),
        ([ERROR], [PROBLEM], "error", Verdict.FAIL),
        ([ERROR], [PROBLEM], "never", Verdict.UNJUDGED),
    ],
)
def test_the_verdict(
    findings: list[Finding], problems: list[Problem], fail_on: str, verdict: Verdict
) -> None:
    assert verdict_of(findings, [], problems, fail_on) is verdict


def waived_rules(compared: Comparison) -> set[str]:
    return {found.rule for found in judge(compared) if found.is_waived}


def waiver(library_glob: str = "*", until: str = "") -> Waiver:
    return Waiver("ceiling-above-tag", "it is chosen at run time", library_glob, until)


@pytest.mark.parametrize(
    "accepted",
    [
        waiver(),
        waiver("ray/_raylet.so"),
        waiver("_raylet.so"),
        waiver("ray/*"),
        waiver(until=TODAY),
    ],
)
def test_a_waiver_accepts_what_it_names(accepted: Waiver) -> None:
    compared = pair(ABOVE_TAG, FINE, waivers=(accepted,))

    assert waived_rules(compared) == {"ceiling-above-tag"}


def test_a_waiver_outlives_the_hash_in_a_grafted_librarys_name() -> None:
    grafted = library("ray.libs/libgomp-a34b3233.so.1.0.0", "2.29")

    assert waived_rules(pair(grafted, grafted, waivers=(waiver(".libs/libgomp.so"),)))


@pytest.mark.parametrize(
    "other",
    [
        waiver("other.so"),
        waiver(until="2026-11-19"),
        Waiver("size-jumped", "another rule", "*"),
    ],
)
def test_a_waiver_accepts_nothing_else(other: Waiver) -> None:
    assert not waived_rules(pair(ABOVE_TAG, FINE, waivers=(other,)))


def test_a_waiver_that_ended_is_a_warning() -> None:
    findings = judge(pair(FINE, FINE, waivers=(waiver(until="2026-11-19"),)))

    [over] = [found for found in findings if found.rule == "expired-waiver"]
    assert over.severity is Severity.WARNING
    assert "ended on 2026-11-19" in over.message


def test_a_waiver_that_matches_nothing_is_a_warning() -> None:
    findings = judge(pair(FINE, FINE, waivers=(waiver(),)))

    assert [found.rule for found in findings] == ["unused-waiver"]


def test_without_a_baseline_an_unused_waiver_is_not_told() -> None:
    settings = Settings(today=TODAY, waivers=(waiver(),))

    assert judge(comparison(wheel(NAME, FINE), settings=settings)) == ()


def test_the_worst_comes_first_and_what_is_accepted_last() -> None:
    compared = comparison(
        wheel(NAME, library("ray/a.so", "2.29"), library("ray/b.so", "2.29")),
        wheel(OLD_NAME, library("ray/a.so"), library("ray/b.so")),
        Settings(today=TODAY, waivers=(waiver("ray/a.so"),)),
    )

    found = judge(compared)
    assert (found[0].rule, found[0].library) == ("ceiling-above-tag", "ray/b.so")
    assert (found[-1].rule, found[-1].is_waived) == ("ceiling-above-tag", True)
