"""Names of well-known libraries in the dynamic symbol table, as the loader sees them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from wheel_ceiling.facts.embedded import counted, recognise
from wheel_ceiling.model import ExportedFamily, SharedSymbol, WantedFamily
from wheel_ceiling.wheels.elf.dynamic import Dynamic
from wheel_ceiling.wheels.elf.gabi import STB_GLOBAL, STB_GNU_UNIQUE, STV_PROTECTED
from wheel_ceiling.wheels.elf.image import Image
from wheel_ceiling.wheels.elf.relocations import referenced_symbols
from wheel_ceiling.wheels.elf.symbols import Numbered, Symbols
from wheel_ceiling.wheels.elf.versions import VERSION_MASK

# glibc's elf/dl-lookup.c, `check_match`: 0 is local, 1 global, 2 the oldest version.
_OLDEST = 2
# triton 2.0.0 has 37,000; of a file with more than this the counts alone are kept.
_MOST_KEPT = 300_000


class Shared(Struct, frozen=True):
    """The names one by one, and counted by library."""

    symbols: tuple[SharedSymbol, ...] = ()
    exported: tuple[ExportedFamily, ...] = ()
    wanted: tuple[WantedFamily, ...] = ()


def read_shared(image: Image, dynamic: Dynamic, symbols: Symbols) -> Shared:
    """Return the names of well-known libraries; raises DamagedElf as `referenced_symbols` does."""
    numbered = symbols.numbered
    names = (*numbered.given, *(name for name, _, _ in numbered.wanted))
    known = recognise(names)
    if not known:
        return Shared()
    places = (*numbered.given_at, *(place for _, place, _ in numbered.wanted))
    rows = [
        _Row(names[number], family, places[number], *numbered.row(places[number]))
        for number, family in known
    ]
    found = tuple(_shared(rows, numbered, referenced_symbols(image, dynamic)))
    return Shared(
        symbols=found if len(found) <= _MOST_KEPT else (),
        exported=_exported(_strong(rows), found, is_symbolic="symbolic" in dynamic.flags()),
        wanted=_wanted(found),
    )


class _Row(NamedTuple):
    """A well-known name, and what the symbol table says of it."""

    name: str
    family: str
    place: int
    info: int
    other: int
    section: int


def _shared(
    rows: Iterable[_Row], numbered: Numbered, referenced: Collection[int]
) -> Iterator[SharedSymbol]:
    versions, version_name = numbered.versions, numbered.version_names.get
    for name, family, place, info, other, section in rows:
        version = versions[place]
        index = version & VERSION_MASK
        yield SharedSymbol(
            name,
            family,
            version_name(index, ""),
            section != 0,
            place in referenced,
            other & 3 == STV_PROTECTED,
            info >> 4 == STB_GNU_UNIQUE,
            section != 0 and index <= _OLDEST,
            section != 0 and version != index,
        )


def _strong(rows: Iterable[_Row]) -> dict[str, dict[str, None]]:
    """Return the names that are given and not weak, by library, each once.

    What C++ headers leave in every file that includes them (inline functions, templates) is weak
    or unique.
    """
    found: dict[str, dict[str, None]] = {}
    for name, family, _, info, _, section in rows:
        if section and info >> 4 == STB_GLOBAL:
            found.setdefault(family, {})[name] = None
    return found


def _exported(
    strong: Mapping[str, Collection[str]], found: Sequence[SharedSymbol], *, is_symbolic: bool
) -> tuple[ExportedFamily, ...]:
    """Add to the counts who of them can be taken over; libraries of weak names alone, too."""
    given = [one for one in found if one.is_defined]
    asked = [one for one in given if one.is_referenced and not one.is_protected and not is_symbolic]
    taken = Counter(one.family for one in asked)
    versioned = Counter(one.family for one in asked if one.version)
    unique = Counter(one.family for one in given if one.is_unique)
    return tuple(
        replace(
            counted(name, strong.get(name, ())),
            interposable=taken[name],
            versioned=versioned[name],
            unique=unique[name],
        )
        for name in sorted(strong.keys() | taken.keys() | unique.keys())
    )


def _wanted(found: Sequence[SharedSymbol]) -> tuple[WantedFamily, ...]:
    wanted = [one for one in found if not one.is_defined]
    unversioned = Counter(one.family for one in wanted if not one.version)
    return tuple(
        WantedFamily(name, count, unversioned[name])
        for name, count in sorted(Counter(one.family for one in wanted).items())
    )
