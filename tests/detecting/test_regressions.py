"""Each cause of a real regression fails for its own rule, on wheels that are made here."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from benchmarks.detecting.outcome import Outcome, judge
from benchmarks.detecting.regressions import Regression, read_regressions, summed_up
from tests.detecting.causes import CAUSES, NOTHING_WRONG, Cause
from wheel_ceiling.model import Severity

REGRESSIONS = {regression.pair.project: regression for regression in read_regressions()}


def judged(cause: Cause, folder: Path) -> Outcome:
    built, baseline = cause.write(folder)
    return judge("demo 1.1", [str(built)], str(baseline), folder / "cache")


def test_every_regression_has_its_cause_here() -> None:
    assert set(CAUSES) == set(REGRESSIONS)
    assert len(CAUSES) >= 15


@pytest.mark.parametrize("project", CAUSES)
def test_a_cause_fails_for_its_own_rule(project: str, tmp_path: Path) -> None:
    outcome = judged(CAUSES[project], tmp_path)

    assert outcome.verdict == "fail"
    assert set(REGRESSIONS[project].rules) <= set(outcome.rules(Severity.ERROR))


def test_an_ordinary_release_is_silent(tmp_path: Path) -> None:
    outcome = judged(NOTHING_WRONG, tmp_path)

    assert (outcome.verdict, outcome.weight) == ("pass", "silent")
    assert not outcome.findings(Severity.ERROR)


def expected(file: str, rule: str = "ceiling-above-tag") -> Regression:
    return replace(REGRESSIONS["libclang"], file=file, rules=(rule,))


def test_the_right_reason_is_the_rule_and_the_file(tmp_path: Path) -> None:
    outcome = judged(CAUSES["libclang"], tmp_path)

    assert expected("demo/_demo.*").missed(outcome) == ()
    assert expected("demo-1.1-*.whl").missed(outcome) == ()
    assert expected("demo/other.so").missed(outcome) == ("ceiling-above-tag",)
    assert expected("demo/_demo.*", "wrong-libc").missed(outcome) == ("wrong-libc",)


def test_what_passes_or_fails_for_another_reason_is_a_failure_of_the_proof(tmp_path: Path) -> None:
    bad, good = judged(CAUSES["libclang"], tmp_path / "a"), judged(NOTHING_WRONG, tmp_path / "b")

    assert summed_up([expected("demo/_demo.*")], [bad]).failures == ()
    part = summed_up([expected("demo/_demo.*"), expected("demo/x.so")], [good, bad])

    assert part.failures == (
        "demo 1.1 does not fail.",
        "demo 1.1: no error ceiling-above-tag of demo/_demo.*.",
        "demo 1.1: no error ceiling-above-tag of demo/x.so.",
    )
    assert part.text.startswith("1 of 2 releases that were bad fail")
    assert "| no: ceiling-above-tag missed |" in part.text
