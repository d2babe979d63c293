"""Findings and changed files to the lines that most likely brought the one about by the other.

A line is named only if lines of its kind are known to bring about one of the worst findings.
Nothing plausible is nothing said: a false accusation is worse than silence.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from wheel_ceiling.blame.clue import Change, Clue, Values
from wheel_ceiling.blame.compiling import COMPILING
from wheel_ceiling.blame.consequences import consequence
from wheel_ceiling.blame.hunks import Line, changed_lines
from wheel_ceiling.blame.linking import LINKING
from wheel_ceiling.blame.packing import PACKING
from wheel_ceiling.blame.places import Place, nearness, place_of
from wheel_ceiling.blame.subjects import Subject, read_subjects
from wheel_ceiling.blame.surroundings import SURROUNDINGS
from wheel_ceiling.blame.systems import described
from wheel_ceiling.model import ChangedFile, Finding, Severity, Suspect

CLUES = (*SURROUNDINGS, *COMPILING, *LINKING, *PACKING)

_MOST = 3
_MOST_OF_A_KIND = 200
_LEAST_SURE = 2.5
"""Weight times nearness: below, it is a guess."""
_WORTH_A_PLACE = 0.25
"""Of the best one's score: what is weaker only distracts from it."""
_GONE, _NAMED = 0.8, 1.5
_WEIGHTS = {Severity.ERROR: 4.0, Severity.WARNING: 1.0, Severity.NOTE: 0.0}


class _Hit(Struct, frozen=True):
    """A change, the clue that it is, and what it explains."""

    change: Change
    clue: Clue
    subjects: tuple[Subject, ...]
    score: float

    @property
    def line(self) -> Line:
        return self.change.line


def find_suspects(findings: Iterable[Finding], files: Iterable[ChangedFile]) -> tuple[Suspect, ...]:
    """Return at most three changed lines that explain what was found, best first.

    Empty where no changed line is of a kind that can have brought the worst findings about.
    """
    subjects = read_subjects(findings)
    if not subjects:
        return ()
    told = (file for file in files if place_of(file.path) is not Place.NOWHERE)
    lines = _without_moved(tuple(changed_lines(told)))
    hits = [hit for clue in CLUES for hit in _hits(clue, lines, subjects)]
    hits.sort(key=lambda hit: (-hit.score, hit.line.path, hit.line.number))
    return tuple(map(_suspect, _chosen(hits)))


def _without_moved(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Leave out what stands on both sides: it was moved, or its depth has changed."""
    texts = [{_plain(line) for line in lines if line.is_removed is side} for side in (True, False)]
    both = texts[0] & texts[1]
    return tuple(line for line in lines if _plain(line) not in both)


def _plain(line: Line) -> str:
    return line.code.removeprefix("- ").rstrip(" \\,")


def _hits(clue: Clue, lines: Sequence[Line], subjects: Sequence[Subject]) -> Iterator[_Hit]:
    worst = subjects[0].severity
    for change in islice(_changes(clue, lines), _MOST_OF_A_KIND):
        explained = tuple(one for one in subjects if clue.explains(change, one))
        sureness = clue.weight * nearness(change.line)
        if sureness < _LEAST_SURE or not any(one.severity is worst for one in explained):
            continue
        score = sureness * sum(_by_rule(explained).values())
        score *= _GONE if change.line.is_removed else 1
        score *= _NAMED if any(one.names_file(change.line.code) for one in explained) else 1
        yield _Hit(change, clue, explained, score)


def _by_rule(subjects: Iterable[Subject]) -> dict[str, float]:
    """Return how much each rule weighs, by the worst of what it found."""
    weights: dict[str, float] = defaultdict(float)
    for subject in subjects:
        weights[subject.rule] = max(weights[subject.rule], _WEIGHTS[subject.severity])
    return weights


def _changes(clue: Clue, lines: Sequence[Line]) -> Iterator[Change]:
    """Yield the lines by which a file says something else of this kind than before.

    Where a file has lines of both sides, those that are new are named.
    """
    by_file: dict[str, list[tuple[Line, Values]]] = defaultdict(list)
    for line in lines:
        if values := clue.values(line):
            by_file[line.path].append((line, values))
    for found in by_file.values():
        was = frozenset(value for line, values in found if line.is_removed for value in values)
        now = frozenset(value for line, values in found if not line.is_removed for value in values)
        new = [Change(line, was, fresh) for line, values in found if (fresh := values - was)]
        gone = [Change(line, lost, now) for line, values in found if (lost := values - now)]
        if clue.added:
            yield from (change for change in new if not change.line.is_removed)
        if clue.removed and not (clue.added and now - was):
            yield from (change for change in gone if change.line.is_removed)


def _chosen(hits: Sequence[_Hit]) -> list[_Hit]:
    """Return the best, each line, each text and each kind of one file named once."""
    chosen: list[_Hit] = []
    seen: set[object] = set()
    sides: dict[tuple[str, int], bool] = {}
    for hit in hits:
        line = hit.line
        marks = {(line.path, line.number, line.is_removed), line.code, (line.path, hit.clue.name)}
        side = sides.setdefault((line.path, line.block), line.is_removed)
        is_worth_it = hit.score >= hits[0].score * _WORTH_A_PLACE
        if is_worth_it and side is line.is_removed and not marks & seen:
            chosen.append(hit)
            seen |= marks
    return chosen[:_MOST]


def _suspect(hit: _Hit) -> Suspect:
    clause = hit.clue.removed if hit.line.is_removed else hit.clue.added
    return Suspect(
        path=hit.line.path,
        line=hit.line.number,
        text=hit.line.text,
        why=f"{clause.format(to=described(hit.change.now))}, and {consequence(hit.subjects[0])}.",
        is_removed=hit.line.is_removed,
    )
