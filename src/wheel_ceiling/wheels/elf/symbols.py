"""Dynamic symbols: what a file wants, from whom, and what it gives away."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from struct import Struct
from types import MappingProxyType
from typing import NamedTuple

from wheel_ceiling.model import ElfFacts, VersionNeed
from wheel_ceiling.wheels.elf.damage import DamagedElf
from wheel_ceiling.wheels.elf.dynamic import Dynamic
from wheel_ceiling.wheels.elf.gabi import (
    SHN_ABS,
    SHT_DYNSYM,
    STB_GLOBAL,
    STB_GNU_UNIQUE,
    STB_WEAK,
    STV_DEFAULT,
    STV_PROTECTED,
)
from wheel_ceiling.wheels.elf.image import Image
from wheel_ceiling.wheels.elf.strings import StringTable
from wheel_ceiling.wheels.elf.versions import VERSION_MASK, version_definitions, version_needs

# The binding is the upper half of st_info, whatever type is in the lower.
_SHARED_BINDINGS = (STB_GLOBAL, STB_WEAK, STB_GNU_UNIQUE)
_SHARED_INFOS = frozenset(info for info in range(256) if info >> 4 in _SHARED_BINDINGS)
_SHARED_VISIBILITIES = frozenset({STV_DEFAULT, STV_PROTECTED})
# The largest library seen has 230,000.
_MOST_SYMBOLS = 2_000_000
_PYTHON = ("Py", "_Py")
# What a module must give away for Python to find it (PEP 489, 793).
_HOOKS = ("PyInit_", "PyInitU_", "PyModExport_", "PyModExportU_")
_ENTRY_POINTS = ("PyInit_", "PyInitU_")
# How many bytes of a chain of links are looked at together.
_LINKS_AT_ONCE = 4096
_TABLE = "the table of dynamic symbols"
# What linkers put behind the symbols.
_TABLES = ("DT_STRTAB", "DT_VERSYM", "DT_VERNEED", "DT_VERDEF", "DT_HASH", "DT_GNU_HASH")


class Numbered(NamedTuple):
    """The names that have to do with other files, with their places in the table."""

    wanted: tuple[tuple[str, int, int], ...] = ()
    """With their st_info."""
    given: tuple[str, ...] = ()
    given_at: tuple[int, ...] = ()
    record: Struct = Struct("")
    table: memoryview = memoryview(b"")
    """What `record` reads of a place: name, st_info, st_other and section."""
    versions: tuple[int, ...] = ()
    """The numbers of their versions, with the bit that hides a definition."""
    version_names: Mapping[int, str] = MappingProxyType({})

    def row(self, place: int) -> tuple[int, int, int]:
        """Return st_info, st_other and the section of a symbol."""
        _, info, other, section = self.record.unpack_from(self.table, place * self.record.size)
        return info, other, section


class Symbols(NamedTuple):
    """The dynamic symbol table, sorted by what it says."""

    needs: tuple[VersionNeed, ...] = ()
    definitions: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()
    python: tuple[str, ...] = ()
    """Of the undefined ones those of CPython that must be there: a weak one may be missing."""
    exports: tuple[str, ...] = ()
    """In the order of the file: sorting them would take longer than reading them."""
    python_exports: tuple[str, ...] = ()
    """Those of them that are named like CPython's own, as many as are needed to tell."""
    hooks: tuple[str, ...] = ()
    """Those by which Python imports the file, as many as are needed to tell."""
    numbered: Numbered = Numbered()


def read_symbols(image: Image, dynamic: Dynamic) -> Symbols:
    """Return the dynamic symbols; raises DamagedElf where a table leads out of the file."""
    needs = version_needs(image, dynamic)
    defined = version_definitions(image, dynamic)
    definitions = frozenset(defined.values())
    numbered = _readable(_numbered(image, dynamic, definitions), dynamic.strings)
    by_index = {need.index: need for need in needs}
    versions = numbered.versions
    for name, place, info in numbered.wanted:
        if need := by_index.get(versions[place] & VERSION_MASK):
            need.add(name, is_weak=info >> 4 == STB_WEAK)
    given = numbered.given
    if len(definitions) > 1:  # one name may be given in several versions
        given = tuple(dict.fromkeys(given))
    like_python = _like_python(given, dynamic.strings)
    return Symbols(
        needs=tuple(need.finished() for need in needs),
        definitions=tuple(sorted(definitions)),
        undefined=tuple(sorted({name for name, _, _ in numbered.wanted})),
        python=tuple(sorted(set(_python_wanted(numbered)))),
        exports=given,
        python_exports=tuple(
            islice(filter(_is_no_entry, like_python), ElfFacts.MOST_PYTHON_EXPORTS)
        ),
        hooks=tuple(name for name in like_python if name.startswith(_HOOKS))[: ElfFacts.MOST_HOOKS],
        numbered=numbered._replace(
            version_names={**{need.index: need.version for need in needs}, **defined}
        ),
    )


def _python_wanted(numbered: Numbered) -> Iterator[str]:
    for name, _, info in numbered.wanted:
        if name.startswith(_PYTHON) and info >> 4 != STB_WEAK:
            yield name


def _like_python(given: Sequence[str], strings: StringTable) -> Sequence[str]:
    if not any(start in strings.text for start in _PYTHON):
        return ()  # as in most libraries, and sooner told
    return [name for name in given if name.startswith(_PYTHON)]


def _is_no_entry(name: str) -> bool:
    return not name.startswith(_ENTRY_POINTS)


def _numbered(image: Image, dynamic: Dynamic, definitions: frozenset[str]) -> Numbered:
    """Return the table, and what of it is wanted and given.

    One loop over up to hundreds of thousands of symbols: it is written for speed.
    """
    record, count = image.records.symbol, _symbol_count(image, dynamic)
    table = _symbol_table(image, dynamic, count * record.size)
    strings = dynamic.strings
    text, find, left = strings.text, strings.text.find, strings.most
    wanted: list[tuple[str, int, int]] = []
    given: list[str] = []
    given_at: list[int] = []
    for place, (start, info, other, section) in enumerate(record.iter_unpack(table)):
        is_shared = info in _SHARED_INFOS and other & 3 in _SHARED_VISIBILITIES
        if not start or (section and not is_shared):
            continue
        end = find("\0", start)
        left -= end - start
        if end < start or left < 0:
            raise DamagedElf(
                "the names of its dynamic symbols lead out of their table or overlap many times"
            )
        name = text[start:end]
        if not section:
            wanted.append((name, place, info))
        elif section != SHN_ABS or name not in definitions:  # linkers make a symbol of each
            given.append(name)
            given_at.append(place)
    names = tuple(wanted), tuple(given), tuple(given_at)
    return Numbered(*names, record, table, _symbol_versions(image, dynamic, count))


def _readable(numbered: Numbered, strings: StringTable) -> Numbered:
    if strings.is_ascii:
        return numbered
    return numbered._replace(
        wanted=tuple(
            (strings.readable(name), place, info) for name, place, info in numbered.wanted
        ),
        given=tuple(map(strings.readable, numbered.given)),
    )


def _symbol_table(image: Image, dynamic: Dynamic, size: int) -> memoryview:
    return image.at_address(dynamic.value("DT_SYMTAB"), size, _TABLE) if size else memoryview(b"")


def _symbol_versions(image: Image, dynamic: Dynamic, count: int) -> tuple[int, ...]:
    if not dynamic.has("DT_VERSYM"):
        return (0,) * count
    raw = image.at_address(dynamic.value("DT_VERSYM"), 2 * count, "the table of symbol versions")
    return Struct(f"{image.records.order}{count}H").unpack(raw)


def _symbol_count(image: Image, dynamic: Dynamic) -> int:
    """Return how many dynamic symbols there are; nothing says it outright.

    Tools believe the sections and ld.so the hash tables, so the largest of their numbers is
    taken. A GNU hash table leaves out what is undefined: one that lists nothing tells nothing.
    """
    start = dynamic.value("DT_SYMTAB")
    if not start:
        return 0
    size = image.records.symbol.size
    counts = [
        section.size // size
        for section in image.sections
        if section.type == SHT_DYNSYM and section.address == start
    ]
    if dynamic.has("DT_HASH"):
        counts.append(_count_by_hash(image, dynamic.value("DT_HASH")))
    if dynamic.has("DT_GNU_HASH"):
        counts.append(_count_by_gnu_hash(image, dynamic.value("DT_GNU_HASH")))
    if max(counts, default=0) <= 1:
        behind = [place for tag in _TABLES if (place := dynamic.value(tag)) > start]
        counts.append((min(behind, default=start) - start) // size)
    if max(counts) > _MOST_SYMBOLS:
        raise DamagedElf(f"it claims {max(counts)} dynamic symbols")
    return max(counts)


def _count_by_hash(image: Image, address: int) -> int:
    """Return the length of the chain, which has a link for each symbol.

    s390 and Alpha have 64-bit words in this table, but not by every linker. Neither number can be
    0, so a half of 0 tells the long words.
    """
    short, long = Struct(image.records.order + "II"), Struct(image.records.order + "QQ")
    numbers = short.unpack(image.at_address(address, short.size, "the hash table"))
    if 0 in numbers:
        numbers = long.unpack(image.at_address(address, long.size, "the hash table"))
    return int(numbers[1])


def _count_by_gnu_hash(image: Image, address: int) -> int:
    """Walk to the end of the last chain; the table has no count of its own."""
    header = Struct(image.records.order + "IIII")
    buckets, first, bloom, _ = header.unpack(
        image.at_address(address, header.size, "the GNU hash table")
    )
    if buckets > _MOST_SYMBOLS:
        raise DamagedElf(f"its GNU hash table claims {buckets} buckets")
    word = Struct(image.records.order + "I")
    words = Struct(f"{image.records.order}{buckets}I")
    start = image.offset_of(address, "the GNU hash table") + header.size
    start += bloom * image.records.bits // 8
    heads = image.read(start, buckets * word.size, "the GNU hash table")
    last = max(words.unpack(heads), default=0)
    if last < first:
        return int(first)
    chain = start + (buckets + last - first) * word.size
    length = max(min(len(image.data) - chain, _MOST_SYMBOLS * word.size), 0)
    for done in range(0, length // word.size * word.size, _LINKS_AT_ONCE):
        size = min(_LINKS_AT_ONCE, length - done) // word.size * word.size
        links = image.read(chain + done, size, "the GNU hash table")
        for number, (link,) in enumerate(word.iter_unpack(links)):
            if link & 1:
                return int(last + done // word.size + number + 1)
    raise DamagedElf("its GNU hash table has no end")
