"""Names of well-known libraries in the dynamic symbol table, as the loader sees them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

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
    rows = [(names[number], family, places[number]) for number, family in known]
    strong: dict[str, dict[str, None]] = {}
    found = tuple(_shared(rows, numbered, referenced_symbols(image, dynamic), strong))
    return Shared(
        symbols=found if len(found) <= _MOST_KEPT else (),
        exported=_exported(strong, found, is_symbolic="symbolic" in dynamic.flags()),
        wanted=_wanted(found),
    )


def _shared(
    rows: Iterable[tuple[str, str, int]],
    numbered: Numbered,
    referenced: Collection[int],
    strong: dict[str, dict[str, None]],
) -> Iterator[SharedSymbol]:
    """Yield the symbols; those that are given and not weak are put by their library, each once.

    What C++ headers leave in every file that includes them (inline functions, templates) is weak
    or unique. A file may have tens of thousands: each is unpacked once.
    """
    versions, version_name, row = numbered.versions, numbered.version_names.get, numbered.row
    for name, family, place in rows:
        info, other, section = row(place)
        version = versions[place]
        index = version & VERSION_MASK
        is_defined = section != 0
        if is_defined and info >> 4 == STB_GLOBAL:
            strong.setdefault(family, {})[name] = None
        yield SharedSymbol(
            name,
            family,
            version_name(index, ""),
            is_defined,
            place in referenced,
            other & 3 == STV_PROTECTED,
            info >> 4 == STB_GNU_UNIQUE,
            is_defined and index <= _OLDEST,
            is_defined and version != index,
        )


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
