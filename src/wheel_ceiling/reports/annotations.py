"""A report as the short notes that GitHub shows beside a run and at the lines of a change."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from wheel_ceiling.model import Problem, Report, Severity, Suspect
from wheel_ceiling.reports.foreign import clean, mask_homes
from wheel_ceiling.reports.grouping import Entry, Story, outline
from wheel_ceiling.reports.wording import (
    diagnosed,
    entry_sentence,
    headline,
    place_left_to_say,
    reasons,
    remedy,
)

_LONGEST = 1_500
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


class Annotation(Struct, frozen=True):
    """One note; the path and line are those of a changed file, and empty without one."""

    level: str
    """error, warning or notice."""
    title: str
    message: str
    path: str = ""
    line: int = 0


def annotate(report: Report) -> tuple[Annotation, ...]:
    """Return an annotation for each thing that is worse than a note, worst first.

    The first one stands at the changed line that most likely brought it about.
    """
    told = outline(report)
    found = [*map(_story, told.stories), *_entries(told.errors)]
    found += [_problem(problem) for problem in told.problems]
    found += _entries(told.warnings)
    return tuple(_at_suspect(found, report.suspects))


def title_of(report: Report, longest: int) -> str:
    """Return the headline as one line of plain text."""
    return _plain(headline(report, outline(report)), longest)


def _entries(entries: Iterable[Entry]) -> Iterator[Annotation]:
    for entry in entries:
        sentence = entry_sentence(entry).removesuffix(".")
        wheel = entry.first.wheel
        is_said = (wheel if len(entry.wheels) == 1 else f"{wheel} (and ") in sentence
        place = "" if is_said else place_left_to_say(entry)
        text = f"{sentence}{f' ({place})' if place else ''}. → {entry.first.fix}"
        yield Annotation(_LEVELS[entry.first.severity], entry.first.rule, _plain(text))


def _story(story: Story) -> Annotation:
    text = f"{diagnosed(story)}. {reasons(story)} → {remedy(story)}"
    return Annotation("error", story.first.kind.value, _plain(text))


def _problem(problem: Problem) -> Annotation:
    text = f"{problem.message} {f'→ {problem.hint}' if problem.hint else ''}".strip()
    return Annotation("error", "could not be judged", _plain(text))


def _at_suspect(found: list[Annotation], suspects: tuple[Suspect, ...]) -> Iterator[Annotation]:
    there = [suspect for suspect in suspects if not suspect.is_removed]
    for number, one in enumerate(found):
        if number == 0 and there:
            yield Annotation(one.level, one.title, one.message, there[0].path, there[0].line)
        else:
            yield one


def _plain(text: str, longest: int = _LONGEST) -> str:
    return clean(mask_homes(text), longest)
