"""What a person found out about an error or a warning: whether it is true, and how one knows."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from benchmarks.detecting.outcome import Outcome
from wheel_ceiling.model import Severity

PATH = Path(__file__).with_name("judgements.toml")


class Judgement(Struct, frozen=True):
    """One sentence on all findings of one rule on one release."""

    verdict: str = "not judged yet"
    """``true`` or ``false``, once somebody has looked."""
    why: str = ""

    @property
    def is_true(self) -> bool:
        return self.verdict == "true"


class Judged(Struct, frozen=True):
    """The findings of one rule and severity on one release, or a diagnosis, and the judgement."""

    release: str
    rule: str
    severity: Severity
    count: int
    message: str
    """The first of them."""
    judgement: Judgement


def read_judgements(path: Path = PATH) -> Mapping[tuple[str, str], Judgement]:
    """Return the judgements by release and rule."""
    table = tomllib.loads(path.read_text("utf-8"))
    return {
        (release, rule): Judgement("true" if said["true"] else "false", said["why"])
        for release, rules in table.items()
        for rule, said in rules.items()
    }


def judged(
    outcomes: Iterable[Outcome], judgements: Mapping[tuple[str, str], Judgement]
) -> Iterator[Judged]:
    """Yield every error and warning with its judgement; what nobody has judged says so."""
    for outcome in outcomes:
        for severity, rule, messages in _said(outcome):
            judgement = judgements.get((outcome.name, rule), Judgement())
            first, count = messages[0], len(messages)
            yield Judged(outcome.name, rule, severity, count, first, judgement)


def _said(outcome: Outcome) -> Iterator[tuple[Severity, str, list[str]]]:
    kinds = dict.fromkeys(one.kind.value for one in outcome.report.diagnoses)
    for kind in kinds:
        found = [f"{one.kind} of {one.library}" for one in outcome.report.diagnoses]
        yield Severity.ERROR, kind, found
    for severity in (Severity.ERROR, Severity.WARNING):
        for rule in outcome.rules(severity):
            found = [one.message for one in outcome.findings(severity) if one.rule == rule]
            yield severity, rule, found
