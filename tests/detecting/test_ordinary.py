"""What is said of ordinary releases is held against what a person found out."""

from pathlib import Path

import pytest

from benchmarks.detecting import ordinary, releases
from benchmarks.detecting.judgements import Judgement, judged, read_judgements
from benchmarks.detecting.outcome import Outcome
from benchmarks.detecting.pairs import Pair, read_pairs
from tests.build import NAME, comparison, wheel
from wheel_ceiling.model import (
    Confidence,
    Diagnosis,
    Finding,
    Kind,
    Problem,
    Report,
    Severity,
    Verdict,
)

TRUE, FALSE = Judgement("true", "It is so."), Judgement("false", "It is not.")
HERE = Path(ordinary.__file__).parent


def outcome(name: str, *findings: tuple[str, Severity], problem: str = "") -> Outcome:
    found = tuple(
        Finding(rule, weight, NAME, "", f"{rule} | told.", "") for rule, weight in findings
    )
    problems = (Problem(NAME, problem, ""),) if problem else ()
    report = Report(Verdict.PASS, comparison(wheel(NAME)), found, (), problems)
    return Outcome(name, report)


ERROR = outcome("a 2", ("floor-raised", Severity.ERROR))
WARNING = outcome("b 2", *[("library-added", Severity.WARNING)] * 3)
SILENT = outcome("c 2", ("toolchain-changed", Severity.NOTE))


def test_findings_of_one_rule_are_one_line_with_the_judgement() -> None:
    [line] = judged([WARNING, SILENT], {("b 2", "library-added"): TRUE})

    assert (line.release, line.rule, line.count) == ("b 2", "library-added", 3)
    assert line.judgement is TRUE
    assert "| warning library-added (× 3) |" in ordinary.findings_table([line])


def test_what_nobody_has_judged_says_so_and_fails_the_proof() -> None:
    said = tuple(judged([ERROR], {}))

    assert said[0].judgement.verdict == "not judged yet"
    assert ordinary.unproven([ERROR], said) == ["a 2: nobody has judged its error floor-raised."]


@pytest.mark.parametrize(
    ("case", "failures"),
    [
        (ERROR, ["a 2: its error floor-raised is false."]),
        (WARNING, []),
    ],
)
def test_a_false_error_fails_the_proof_and_a_false_warning_only_counts(
    case: Outcome, failures: list[str]
) -> None:
    rules = {("a 2", "floor-raised"): FALSE, ("b 2", "library-added"): FALSE}

    assert ordinary.unproven([case], tuple(judged([case], rules))) == failures


def test_a_wheel_that_cannot_be_judged_fails_the_proof() -> None:
    case = outcome("d 2", problem="It is damaged.")

    assert ordinary.unproven([case], ()) == ["d 2: It is damaged."]


def test_a_diagnosis_is_judged_like_a_rule() -> None:
    diagnosis = Diagnosis(Kind.SILENT_REBUILD, Confidence.STRONG, NAME, "a.so", ())
    report = Report(Verdict.FAIL, comparison(wheel(NAME)), (), (diagnosis,))

    [line] = judged([Outcome("a 2", report)], {("a 2", "silent-rebuild"): TRUE})

    assert (line.rule, line.severity, line.message) == (
        "silent-rebuild",
        Severity.ERROR,
        "silent-rebuild of a.so",
    )


def test_the_section_counts_by_the_worst_that_is_said() -> None:
    cases = [ERROR, WARNING, *[SILENT] * 10]
    rules = {("a 2", "floor-raised"): TRUE, ("b 2", "library-added"): TRUE}
    part = ordinary.summed_up(cases, tuple(judged(cases, rules)))

    assert part.failures == ()
    assert "| silent | 10 | 83.3 % |" in part.text
    assert "| warning | 1 | 8.3 % |" in part.text
    assert "1 release fails, 0 of them by an error that is not known to be true." in part.text
    assert "told." in part.text
    assert "\\|" in part.text


def test_too_many_warnings_fail_the_proof() -> None:
    cases = [WARNING, *[SILENT] * 9]
    said = tuple(judged(cases, {("b 2", "library-added"): TRUE}))
    part = ordinary.summed_up(cases, said)

    assert part.failures == ("ordinary releases: 10.0 % have a warning.",)
    assert "No release fails." in part.text


def test_the_lists_are_long_enough_and_name_nothing_twice() -> None:
    pairs, whole = read_pairs(HERE / "ordinary.txt"), read_pairs(HERE / "releases.txt")

    assert len(pairs) >= 60
    assert len(whole) >= 10
    assert len({pair.name for pair in pairs}) == len(pairs)
    assert len({pair.name for pair in whole}) == len(whole)
    assert pairs[0] == Pair("numpy", "1.21.2", "1.21.3", "*-cp39-cp39-manylinux*x86_64*")


def test_only_releases_of_the_lists_are_judged_by_hand() -> None:
    pairs = (*read_pairs(HERE / "ordinary.txt"), *read_pairs(HERE / "releases.txt"))

    assert {release for release, _ in read_judgements()} <= {pair.name for pair in pairs}
    assert all(judgement.why.endswith(".") for judgement in read_judgements().values())
    assert releases.HERE == HERE
