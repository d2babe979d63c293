"""What a clue is: a kind of line that brings certain findings about."""

import re
from collections.abc import Callable
from enum import Enum, auto

from msgspec import Struct

from wheel_ceiling.blame.hunks import Line
from wheel_ceiling.blame.places import Place, place_of
from wheel_ceiling.blame.subjects import Subject

EVERYWHERE = (Place.CI, Place.DOCKER, Place.SCRIPT, Place.PROJECT, Place.NATIVE)
STEPS = (Place.CI, Place.DOCKER, Place.SCRIPT)
Values = frozenset[str]
# Here it is just the line that names another system than the wheel's that explains it.
_ABOUT_OTHER_SYSTEMS = ("wrong-architecture", "wrong-libc")


class Tie(Enum):
    """What of a finding a line must name to explain it."""

    NOTHING = auto()
    FILE = auto()
    OTHER_LIBRARY = auto()
    """A library that the finding speaks of besides its own."""
    PYTHON = auto()
    """With its values."""


def always(_was: Values, _now: Values, _subject: Subject) -> bool:
    """Whatever the values were and are."""
    return True


class Change(Struct, frozen=True):
    """A line that says something else of one kind than its file did before."""

    line: Line
    was: Values
    """What went: of this line where it was removed, else of the whole file."""
    now: Values
    """What came: of this line where it was added, else of the whole file."""


class Clue(Struct, frozen=True):
    """A kind of line, and what it explains."""

    name: str
    pattern: re.Pattern[str]
    """Its groups are the values: a line whose values stay as they were has changed nothing.
    Without groups, that there is such a line is the value."""
    rules: tuple[str, ...]
    weight: int
    """From 1 to 10: how much such a line says by itself."""
    added: str = ""
    """What a new line of this kind does, as a clause; empty if a new one explains nothing.
    ``{to}`` stands for the glibc of the new values, where that is known."""
    removed: str = ""
    """What is no more where such a line went; empty if that explains nothing."""
    places: tuple[Place, ...] = EVERYWHERE
    context: re.Pattern[str] | None = None
    """What the line or one that encloses it must hold."""
    unless: re.Pattern[str] | None = None
    about: re.Pattern[str] | None = None
    """What the finding must say."""
    is_whole: bool = False
    """Whether the line as a whole is the value."""
    tie: Tie = Tie.NOTHING
    fits: Callable[[Values, Values, Subject], bool] = always
    """Whether values that went and came can bring the finding about."""

    def values(self, line: Line) -> Values:
        """Return what the line says of this kind; nothing if it is not of it."""
        code = line.code
        if place_of(line.path) not in self.places or (self.unless and self.unless.search(code)):
            return frozenset()
        around = (code, *line.scope)
        if self.context and not any(map(self.context.search, around)):
            return frozenset()
        if self.is_whole:
            return frozenset([code] if self.pattern.search(code) else [])
        found = (_value(match) for match in self.pattern.finditer(code))
        return frozenset(value for value in found if value is not None)

    def explains(self, change: Change, subject: Subject) -> bool:
        """Whether the change can bring the finding about."""
        if subject.rule not in self.rules or (self.about and not self.about.search(subject.text)):
            return False
        line = change.line
        around = (line.code, *line.scope, line.path)
        if subject.rule not in _ABOUT_OTHER_SYSTEMS and not subject.may_be_meant(around):
            return False
        return self._is_tied(change, subject) and self.fits(change.was, change.now, subject)

    def _is_tied(self, change: Change, subject: Subject) -> bool:
        code = change.line.code
        if self.tie is Tie.FILE:
            return subject.names_file(code)
        if self.tie is Tie.OTHER_LIBRARY:
            return subject.names_other(code)
        if self.tie is Tie.PYTHON:
            return bool((change.was if change.line.is_removed else change.now) & subject.pythons)
        return True


def _value(match: re.Match[str]) -> str | None:
    """Return the first group that took part; "" where the pattern has none."""
    if not match.re.groups:
        return ""
    value = next((group for group in match.groups() if group), None)
    return value.strip(" \"'").lower() if value else None


def pattern(*alternatives: str) -> re.Pattern[str]:
    """Return a pattern for any of these, whatever the case."""
    return re.compile("|".join(alternatives), re.IGNORECASE)
