"""Whole releases: all their wheels for Linux judged together, as users run the check."""

from pathlib import Path

from benchmarks.detecting.judgements import judged, read_judgements
from benchmarks.detecting.ordinary import errors_in_words, findings_table, unproven
from benchmarks.detecting.outcome import Outcome
from benchmarks.detecting.pairs import judge_pairs, read_pairs
from benchmarks.detecting.part import Chosen, Part
from benchmarks.detecting.tables import table
from wheel_ceiling.model import Severity

HERE = Path(__file__).parent
_INTRODUCTION = (
    "{} whole releases, each against the one before it, all wheels for Linux together "
    "(benchmarks/detecting/releases.txt)."
)


def measure(chosen: Chosen) -> Part:
    """Judge the releases of releases.txt with default settings."""
    pairs = read_pairs(HERE / "releases.txt")[: chosen.limit or None]
    outcomes = judge_pairs(pairs, chosen.cache)
    said = tuple(judged(outcomes, read_judgements()))
    text = "\n\n".join(
        [
            _INTRODUCTION.format(len(outcomes)),
            table(("Release", "wheels", "errors", "warnings"), map(_row, outcomes)),
            f"{errors_in_words(said)} Every error and warning, and whether it is true:",
            findings_table(said),
        ]
    )
    return Part("Whole releases", text, tuple(unproven(outcomes, said)))


def _row(outcome: Outcome) -> tuple[str, str, str, str]:
    errors = len(outcome.report.diagnoses) + len(outcome.findings(Severity.ERROR))
    warnings = len(outcome.findings(Severity.WARNING))
    wheels = len(outcome.report.comparison.built.wheels)
    return outcome.name, str(wheels), str(errors), str(warnings)
