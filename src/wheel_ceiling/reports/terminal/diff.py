"""Everything that differs between two sources, without a verdict."""

import re
from collections.abc import Iterable, Iterator

from wheel_ceiling.amounts import counted, human_size
from wheel_ceiling.model import Change, Comparison, ElfFacts, NoBaseline, Report, WheelDelta
from wheel_ceiling.reports.changes import EDITED, LISTS, NONE, changes_of_library, changes_of_wheel
from wheel_ceiling.reports.terminal.screen import (
    EMPTY_LINE,
    Block,
    Grid,
    Look,
    Paragraph,
    Span,
    advise,
    draw,
    say,
)

_BYTES = re.compile(r"(\d{1,18}) bytes")


def render_diff(report: Report, width: int, *, colour: bool) -> str:
    """Return what changed in each pair of wheels, and the wheels that have no counterpart."""
    return draw(_blocks(report), width, colour=colour)


def _blocks(report: Report) -> Iterator[Block]:
    comparison = report.comparison
    told = [block for delta in comparison.kept for block in _pair(delta)]
    told += _unpaired(comparison)
    yield from told
    for problem in report.problems:
        spans = Span("could not be compared  ", Look.ERROR), Span(problem.message)
        yield Paragraph(spans)
        if problem.hint:
            yield advise(problem.hint, 2)
    yield say(_conclusion(comparison, differs=bool(told)), Look.STRONG)


def _conclusion(comparison: Comparison, *, differs: bool) -> str:
    pairs = comparison.kept
    if isinstance(comparison.baseline, NoBaseline):
        return f"Nothing was compared: {comparison.baseline.reason.removesuffix('.')}."
    sides = " and ".join(dict.fromkeys((comparison.baseline.source, comparison.built.source)))
    if not pairs:
        return f"No wheel of {sides} has a counterpart on the other side."
    if differs:
        return (
            f"Compared {counted(len(pairs), 'pair')} of wheels of {sides}.{_unchanged(comparison)}"
        )
    if all(delta.is_same_file for delta in pairs):
        same = counted(len(pairs), "wheel")
        verb = "is the same file" if len(pairs) == 1 else "are the same files"
        return f"Nothing differs: {same} of {sides} {verb}."
    return f"Nothing that is looked at differs between {sides}, though the files are not the same."


def _unchanged(comparison: Comparison) -> str:
    same, total = comparison.unchanged
    be, what = ("is", "file") if same == 1 else ("are", "files")
    count = f"{same} of {counted(total, 'library', 'libraries')}"
    return f" {count} {be} the same {what}." if same else ""


def _pair(delta: WheelDelta) -> Iterator[Block]:
    """Yield nothing for a pair in which nothing differs."""
    blocks = [*_changes(changes_of_wheel(delta), 2)]
    for pair in delta.kept:
        changes = changes_of_library(pair)
        if changes:
            blocks += [say(pair.path, Look.STRONG, 2), *_changes(changes, 4)]
    blocks += [_alone(library, "added", Look.GOOD) for library in delta.added]
    blocks += [_alone(library, "dropped", Look.WARNING) for library in delta.dropped]
    if blocks:
        yield Paragraph(
            (
                Span(delta.baseline.filename),
                Span(" → ", Look.QUIET),
                Span(delta.built.filename, Look.STRONG),
            )
        )
        yield from (*blocks, EMPTY_LINE)


def _changes(changes: Iterable[Change], indent: int) -> Iterator[Block]:
    rows = tuple(row for change in changes for row in _rows(change))
    if rows:
        yield Grid(rows, indent)


def _rows(change: Change) -> Iterator[tuple[Span, ...]]:
    """Yield a row; for a list one for what went and one for what came."""
    title = Span(change.what, Look.QUIET)
    if change.what == EDITED:
        yield title, Span(change.now)
        return
    if change.what not in LISTS:
        yield title, Span(f"{_human(change.was)} → {_human(change.now)}")
        return
    parts = (("-", change.was, Look.WARNING), ("+", change.now, Look.GOOD))
    for sign, value, look in parts:
        if value != NONE:
            yield title, Span(f"{sign} {value}", look)
            title = Span("")


def _human(value: str) -> str:
    match = _BYTES.fullmatch(value)
    return human_size(int(match[1])) if match else value


def _alone(library: ElfFacts, word: str, look: Look) -> Block:
    spans = Span(f"{word}  ", look), Span(f"{library.path}  "), Span(human_size(library.size))
    return Paragraph(spans, 2)


def _unpaired(comparison: Comparison) -> list[Block]:
    if isinstance(comparison.baseline, NoBaseline):
        return []
    sides = (
        ("only in", comparison.built.source, [wheel.filename for wheel in comparison.added]),
        ("only in", comparison.baseline.source, [name.filename for name in comparison.dropped]),
    )
    return [
        Paragraph((Span(f"{word} {source}  ", Look.WARNING), Span(filename)))
        for word, source, filenames in sides
        for filename in filenames
    ]
