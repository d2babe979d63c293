"""Unified diffs to changed lines, each with what encloses it. Bounded: patches may be hostile."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec import Struct, field
from msgspec.structs import replace

from wheel_ceiling.model import ChangedFile

_MOST_FILES = 300
_MOST_LINES = 4_000
_MOST_CHARACTERS = 1_000_000
"""Of all patches together; GitHub itself shows no more of one pull request."""
_LONGEST_LINE = 400
"""What is longer was written by a program, and no one would be helped by seeing it named."""
_DEEPEST = 12

_HEADER = re.compile(r"@@ -(\d{1,9})(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@")
# A section of TOML and INI stands at the same depth as the keys that it holds.
_SECTION = re.compile(r"\[{1,2}[^\[\]]{1,200}\]{1,2}")
_COMMENT = ("#", "//", ";", "<!--", "/*")
_TRAILING_COMMENT = re.compile(r"\s#\s.*$")


class Line(Struct, frozen=True):
    """A changed line."""

    path: str
    number: int
    """In the new file, or in the old one where the line was removed."""
    text: str
    code: str
    """What a machine reads of it: `code_of` the text."""
    is_removed: bool
    block: int = 0
    """Lines that were changed together, one under the other, have the same."""
    scope: tuple[str, ...] = ()
    """The lines that enclose it, as far as the hunk shows them, innermost first."""


class _Side(Struct):
    """One side of a hunk while it is read: where we are, and what encloses us."""

    number: int
    enclosing: list[tuple[int, str]] = field(default_factory=list)

    def step(self, text: str) -> tuple[int, tuple[str, ...]]:
        """Return the number and the scope of the next line."""
        number, code = self.number, code_of(text)
        self.number += 1
        depth = -1 if _SECTION.fullmatch(code) else len(text) - len(text.lstrip())
        if not code:
            return number, ()
        while self.enclosing and self.enclosing[-1][0] >= depth:
            self.enclosing.pop()
        scope = tuple(one for _, one in reversed(self.enclosing))
        if len(self.enclosing) < _DEEPEST:
            self.enclosing.append((depth, code))
        return number, scope


def code_of(text: str) -> str:
    """Return what a machine reads of a line: no comment, single spaces."""
    bare = text.strip()
    if bare.startswith(_COMMENT):
        return ""
    return " ".join(_TRAILING_COMMENT.sub("", bare).split())


def changed_lines(files: Iterable[ChangedFile]) -> Iterator[Line]:
    """Yield the lines that were added or removed, those without any code left out."""
    every = (line for file in _bounded(files) for line in _lines(file))
    return islice(every, _MOST_LINES)


def _bounded(files: Iterable[ChangedFile]) -> Iterator[ChangedFile]:
    left = _MOST_CHARACTERS
    for file in islice(files, _MOST_FILES):
        yield replace(file, patch=file.patch[:left])
        left = max(0, left - len(file.patch))


def _lines(file: ChangedFile) -> Iterator[Line]:
    old = new = None
    block = 0
    for raw in file.patch.split("\n"):
        sign, text = raw[:1], raw[1:].removesuffix("\r")
        if header := _HEADER.match(raw):
            old, new = _Side(int(header[1])), _Side(int(header[2]))
        elif old is None or new is None:
            continue
        elif sign in ("", " "):
            block += 1
            old.step(text)
            new.step(text)
        elif sign in ("-", "+"):
            number, scope = (old if sign == "-" else new).step(text)
            code = code_of(text) if len(text) <= _LONGEST_LINE else ""
            if code:
                yield Line(file.path, number, text, code, sign == "-", block, scope)
