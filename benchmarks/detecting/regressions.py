"""Real regressions: each must fail, and for what really was wrong with it."""

import tomllib
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from msgspec import Struct

from benchmarks.detecting.outcome import Outcome
from benchmarks.detecting.pairs import Pair, judge_pairs
from benchmarks.detecting.part import Chosen, Part
from benchmarks.detecting.tables import table
from wheel_ceiling.model import Finding, Severity

PATH = Path(__file__).with_name("regressions.toml")


class Regression(Struct, frozen=True):
    """A bad release, and what must be said of it."""

    pair: Pair
    rules: tuple[str, ...]
    """Each of them must be an error of the file."""
    file: str
    """A glob of the path inside of the wheel; of file names of wheels where it ends in .whl."""
    wrong: str
    seen: str
    """How one knows: from the bytes."""

    def missed(self, outcome: Outcome) -> tuple[str, ...]:
        """Return the rules that do not say so."""
        errors = outcome.findings(Severity.ERROR)
        said = {finding.rule for finding in errors if self._is_about(finding)}
        return tuple(rule for rule in self.rules if rule not in said)

    def _is_about(self, finding: Finding) -> bool:
        if self.file.endswith(".whl"):
            return fnmatchcase(finding.wheel, self.file)
        places = (finding.library, *(name for name, _ in finding.evidence))
        return any(fnmatchcase(place, self.file) for place in places)


def read_regressions(path: Path = PATH) -> tuple[Regression, ...]:
    """Read the file of expectations."""
    return tuple(
        Regression(
            pair=Pair(entry["project"], entry["old"], entry["new"], entry["only"]),
            rules=tuple(entry["rules"]),
            file=entry["file"],
            wrong=entry["wrong"],
            seen=entry["seen"],
        )
        for entry in tomllib.loads(path.read_text("utf-8"))["regression"]
    )


def measure(chosen: Chosen) -> Part:
    """Judge the releases of regressions.toml with default settings."""
    regressions = read_regressions()[: chosen.limit or None]
    outcomes = judge_pairs([one.pair for one in regressions], chosen.cache)
    return summed_up(regressions, outcomes)


def summed_up(regressions: Sequence[Regression], outcomes: Sequence[Outcome]) -> Part:
    """Return the section, and which releases pass or fail for another reason."""
    failures: list[str] = []
    rows: list[tuple[str, ...]] = []
    for expected, outcome in zip(regressions, outcomes, strict=True):
        missed = expected.missed(outcome)
        if outcome.verdict != "fail":
            failures.append(f"{outcome.name} does not fail.")
        failures += [f"{outcome.name}: no error {rule} of {expected.file}." for rule in missed]
        reason = f"no: {', '.join(missed)} missed" if missed else "yes"
        errors = (*outcome.diagnoses, *outcome.rules(Severity.ERROR))
        wrong = f"{expected.wrong} {expected.seen}"
        rows.append((outcome.name, outcome.verdict, reason, ", ".join(errors), wrong))
    failed = sum(outcome.verdict == "fail" for outcome in outcomes)
    head = ("Release", "Verdict", "Right reason", "Errors", "What really was wrong")
    text = (
        f"{failed} of {len(rows)} releases that were bad fail, each against the release before it "
        "(benchmarks/detecting/regressions.toml says for what reason they must).\n\n"
        f"{table(head, rows)}"
    )
    return Part("Real regressions", text, tuple(failures))
