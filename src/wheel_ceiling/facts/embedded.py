"""Well-known libraries that end up inside of others, recognised by the names that they export.

The table `embedded-libraries.json` says what names of each look like, what its own file is called,
what happens when two copies meet in one process, and who in the Python world brings one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest

from wheel_ceiling.facts.libraries import plain_name
from wheel_ceiling.facts.tables import load_table
from wheel_ceiling.model import ElfFacts, ExportedFamily

# Every pattern has decided by here. The 230,000 exports of a large C++ library begin in far fewer
# ways, so that cutting the names first makes recognising them several times as fast.
_TELLING = 30
_SAMPLES = 3
_LONGEST_SAMPLE = 120


@dataclass(frozen=True, slots=True)
class EmbeddedLibrary:
    """One row of the table."""

    name: str
    soname: str
    """Pattern that the file name or soname of the library itself begins with."""
    symbols: str
    """Pattern that its names begin with; those of C++ as the Itanium ABI mangles them."""
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


class Recognised:
    """Names, and whose they are. Hundreds of thousands of names: it is written for speed."""

    def __init__(self, names: Iterable[str]) -> None:
        names, is_any = tuple(names), _screen()
        self._families: dict[str, str] = {}
        for start in {name[:_TELLING] for name in names}:
            if is_any.match(start) and (match := _recogniser().match(start)):
                row = embedded_libraries()[(match.lastindex or 1) - 1]
                self._families[start] = row.name
        # Cut once more: a list of all that was cut would take as much memory as the names.
        found = (self._families.get(name[:_TELLING]) for name in names) if self._families else ()
        self.places = [(place, family) for place, family in enumerate(found) if family]
        """The places of well-known names, with their libraries."""

    def family(self, name: str) -> str:
        """Return the library; empty for a name of nobody's."""
        return self._families.get(name[:_TELLING], "")


def families_in(names: Sequence[str]) -> tuple[ExportedFamily, ...]:
    """Return how many names of each known library there are, by the library's name."""
    found: dict[str, list[str]] = {}
    for place, family in Recognised(names).places:
        found.setdefault(family, []).append(names[place])
    return tuple(
        ExportedFamily(family, len(known), _samples(known))
        for family, known in sorted(found.items())
    )


def _samples(names: Iterable[str]) -> tuple[str, ...]:
    """Return a few names; those of C first, since people can read them."""
    shown = nsmallest(_SAMPLES, names, key=lambda name: (name.startswith("_"), name))
    return tuple(name[:_LONGEST_SAMPLE] for name in shown)


@cache
def embedded_libraries() -> tuple[EmbeddedLibrary, ...]:
    """Return the table, in its own order."""
    return load_table("embedded-libraries.json", tuple[EmbeddedLibrary, ...])


def embedded_library(name: str) -> EmbeddedLibrary | None:
    """Return the row of that name; None for one that another version of this program knew."""
    return next((row for row in embedded_libraries() if row.name == name), None)


@cache
def _screen() -> re.Pattern[str]:
    """All beginnings without groups: on the many names of nobody it is twice as fast."""
    return re.compile("|".join(row.symbols for row in embedded_libraries()))


@cache
def _recogniser() -> re.Pattern[str]:
    """One group for each row of the table, in its order."""
    return re.compile("|".join(f"({row.symbols})" for row in embedded_libraries()))
