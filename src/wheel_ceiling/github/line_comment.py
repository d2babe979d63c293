"""Comments beside lines of a diff: GitHub takes them on the lines that the hunks show."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from wheel_ceiling.model import ChangedFile

_HUNK = re.compile(r"@@ -(\d{1,9})(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@", re.ASCII)


class Side(StrEnum):
    """Which of the two files of a diff a line is counted in."""

    OLD = "LEFT"
    NEW = "RIGHT"


class LineComment(Struct, frozen=True):
    """A comment beside one line of the diff."""

    path: str
    line: int
    side: Side
    body: str

    @property
    def as_item(self) -> str:
        """The comment as one of a list, for where it cannot stand beside its line."""
        return f"- {_code(self.path)}, line {self.line}: {self.body}"


def sorted_out(
    comments: Iterable[LineComment], files: Iterable[ChangedFile]
) -> tuple[list[LineComment], list[LineComment]]:
    """Return the comments on lines that the hunks show, and the others."""
    shown = {(file.path, side, line) for file in files for side, line in _shown_lines(file.patch)}
    fitting: list[LineComment] = []
    others: list[LineComment] = []
    for one in comments:
        (fitting if (one.path, one.side, one.line) in shown else others).append(one)
    return fitting, others


def _shown_lines(patch: str) -> Iterator[tuple[Side, int]]:
    """Yield the lines that a comment may stand on: removed ones on the left, the rest right."""
    old = new = 0
    for line in patch.split("\n"):
        if hunk := _HUNK.match(line):
            old, new = int(hunk[1]), int(hunk[2])
        elif line.startswith("-"):
            yield Side.OLD, old
            old += 1
        elif line.startswith("+"):
            yield Side.NEW, new
            new += 1
        elif line.startswith(" "):
            yield Side.NEW, new
            old, new = old + 1, new + 1


def _code(text: str) -> str:
    """Return a path as a code span, whatever it is called (CommonMark 6.1)."""
    line = " ".join(text.split())
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    return f"{fence} {line} {fence}"
