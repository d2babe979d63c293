"""Ordinary releases: what the check says where nothing is expected to be wrong."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.detecting.judgements import Judged, judged, read_judgements
from benchmarks.detecting.outcome import Outcome
from benchmarks.detecting.pairs import judge_pairs, read_pairs
from benchmarks.detecting.part import Chosen, Part
from benchmarks.detecting.tables import percent, table
from wheel_ceiling.model import Severity

HERE = Path(__file__).parent
# Of all pairs; notes do not count.
_MOST_WITH_A_WARNING = 0.10
_INTRODUCTION = (
    "{} releases of {} projects, each against the one before it, one wheel of it or few "
    "(benchmarks/detecting/ordinary.txt names them and says how they were chosen)."
)


def measure(chosen: Chosen) -> Part:
    """Judge the pairs of ordinary.txt with default settings."""
    pairs = read_pairs(HERE / "ordinary.txt")[: chosen.limit or None]
    outcomes = judge_pairs(pairs, chosen.cache)
    return summed_up(outcomes, tuple(judged(outcomes, read_judgements())))


def summed_up(outcomes: Sequence[Outcome], said: Sequence[Judged]) -> Part:
    """Return the section, and what of it is not as it should be."""
    weights = [outcome.weight for outcome in outcomes]
    number, warned = len(outcomes), weights.count("warning")
    failures = [*unproven(outcomes, said)]
    if number and warned / number >= _MOST_WITH_A_WARNING:
        failures.append(f"ordinary releases: {percent(warned, number)} have a warning.")
    rows = [("silent", weights.count("silent")), ("warning", warned)]
    rows += [("error", weights.count("error"))]
    projects = len({outcome.name.partition(" ")[0] for outcome in outcomes})
    text = "\n\n".join(
        [
            _INTRODUCTION.format(number, projects),
            table(
                ("The worst that is said", "releases", "share"),
                [(what, str(count), percent(count, number)) for what, count in rows],
            ),
            f"{errors_in_words(said)} Every error and warning, and whether it is true:",
            findings_table(said),
        ]
    )
    return Part("Ordinary releases", text, tuple(failures))


def unproven(outcomes: Sequence[Outcome], said: Sequence[Judged]) -> list[str]:
    """Return a sentence for each false error, for what nobody judged, and what went wrong."""
    failures = [
        f"{outcome.name}: {problem.message}"
        for outcome in outcomes
        for problem in outcome.report.problems
    ]
    for one in said:
        if one.judgement.verdict == "not judged yet":
            failures.append(f"{one.release}: nobody has judged its {one.severity} {one.rule}.")
        elif one.severity is Severity.ERROR and not one.judgement.is_true:
            failures.append(f"{one.release}: its error {one.rule} is false.")
    return failures


def errors_in_words(said: Sequence[Judged]) -> str:
    """Return how many releases fail, and how many of them for nothing."""
    errors = [one for one in said if one.severity is Severity.ERROR]
    releases = len({one.release for one in errors})
    false = len({one.release for one in errors if not one.judgement.is_true})
    if not errors:
        return "No release fails."
    what = "release fails" if releases == 1 else "releases fail"
    return f"{releases} {what}, {false} of them by an error that is not known to be true."


def findings_table(said: Sequence[Judged]) -> str:
    """Return every error and warning with its judgement."""
    rows = [
        (
            one.release,
            f"{one.severity} {one.rule}" + (f" (× {one.count})" if one.count > 1 else ""),
            one.message,
            one.judgement.verdict,
            one.judgement.why,
        )
        for one in said
    ]
    return table(("Release", "Said", "The first message", "True", "Because"), rows)
