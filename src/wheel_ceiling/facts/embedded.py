"""Well-known libraries that end up inside of others, recognised by the names that they export.

The table `embedded-libraries.json` says what names of each look like, what its own file is called,
what happens when two copies meet in one process, and who in the Python world brings one.
"""

import re
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from heapq import nsmallest
from itertools import groupby, repeat
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct

from wheel_ceiling.facts.libraries import plain_name
from wheel_ceiling.facts.tables import load_table
from wheel_ceiling.model import ElfFacts, ExportedFamily

# Every pattern has decided by here; what is longer would be searched in vain.
_TELLING = 30
_MOST_BEGINNINGS = 10_000
_SAMPLES = 3
_LONGEST_SAMPLE = 120


class EmbeddedLibrary(Struct, frozen=True):
    """One row of the table."""

    name: str
    soname: str
    """Pattern that the file name or soname of the library itself begins with."""
    symbols: tuple[str, ...]
    """Patterns that its names begin with; each begins with a letter or an underscore."""
    namespaces: tuple[str, ...]
    """The same of C++, behind the letters that the Itanium ABI mangles names with."""
    least: int
    """So many of its names tell that it is inside; fewer are those of a plugin or a binding."""
    danger: str
    """What happens where two copies meet, as half a sentence."""
    loaded_by: tuple[str, ...]
    """Programs and packages that bring a copy."""
    remedy: str
    """The library's own way to keep its names apart; empty where it has none."""
    sources: tuple[str, ...]

    def is_itself(self, library: ElfFacts) -> bool:
        """Whether the file is this library, whose job it is to export these names."""
        names = (plain_name(library.name), plain_name(library.soname))
        return any(re.match(self.soname, name) for name in names)


def recognise(names: Iterable[str]) -> list[tuple[int, str]]:
    """Return the places of well-known names, with their libraries; of nobody's names nothing."""
    matches = map(_screen().match, names, repeat(0), repeat(_TELLING))
    # The beginning tells, and many names begin alike.
    return [
        (place, _family(found.string[:_TELLING])) for place, found in enumerate(matches) if found
    ]


def counted(family: str, names: Collection[str]) -> ExportedFamily:
    """Return how many names of the library these are, and samples of them."""
    return ExportedFamily(family, len(names), _samples(names))


def _samples(names: Iterable[str]) -> tuple[str, ...]:
    """Return a few names; those of C first, since people can read them."""
    shown = nsmallest(_SAMPLES, names, key=lambda name: (name.startswith("_"), name))
    return tuple(name[:_LONGEST_SAMPLE] for name in shown)


@cache
def embedded_libraries() -> tuple[EmbeddedLibrary, ...]:
    """Return the table, in its own order."""
    return load_table("embedded-libraries.json", tuple[EmbeddedLibrary, ...])


@lru_cache(maxsize=_MOST_BEGINNINGS)
def library_called(name: str) -> EmbeddedLibrary | None:
    """Return the row whose own file is called so, by its plain name; None for all others."""
    return next((row for row in embedded_libraries() if re.match(row.soname, name)), None)


def embedded_library(name: str) -> EmbeddedLibrary | None:
    """Return the row of that name; None for one that another version of this program knew."""
    return next((row for row in embedded_libraries() if row.name == name), None)


class _Pattern(NamedTuple):
    family: str
    text: str

    @property
    def first(self) -> str:
        return self.text[0]


@cache
def _screen() -> re.Pattern[str]:
    """All patterns, without groups: on the many names of nobody it is three times as fast."""
    return _compiled("(?:")


@cache
def _recogniser() -> re.Pattern[str]:
    """All patterns, with a group for each."""
    return _compiled("(")


def _compiled(group: str) -> re.Pattern[str]:
    mangled, plain = _patterns()
    return re.compile(
        f"_Z[A-Z]{{0,6}}+(?:{_alternatives(mangled, group)})|{_alternatives(plain, group)}"
    )


@lru_cache(maxsize=_MOST_BEGINNINGS)
def _family(start: str) -> str:
    found = _recogniser().match(start)
    return _families()[(found.lastindex or 1) - 1] if found else ""


@cache
def _families() -> tuple[str, ...]:
    """Return the libraries by the groups of the recogniser."""
    mangled, plain = _patterns()
    return tuple(pattern.family for pattern in (*mangled, *plain))


@cache
def _patterns() -> tuple[tuple[_Pattern, ...], tuple[_Pattern, ...]]:
    """Return those of C++, sorted by their first digit, and the others, by their first letter.

    Hundreds of thousands of names are nobody's; so few patterns are tried on each.
    """
    rows = embedded_libraries()
    return (
        _sorted(_Pattern(row.name, text) for row in rows for text in row.namespaces),
        _sorted(_Pattern(row.name, text) for row in rows for text in row.symbols),
    )


def _sorted(patterns: Iterable[_Pattern]) -> tuple[_Pattern, ...]:
    return tuple(sorted(patterns, key=attrgetter("first")))


def _alternatives(patterns: Iterable[_Pattern], group: str) -> str:
    return "|".join(
        f"{first}(?:{'|'.join(f'{group}{pattern.text[1:]})' for pattern in alike)})"
        for first, alike in groupby(patterns, key=attrgetter("first"))
    )
