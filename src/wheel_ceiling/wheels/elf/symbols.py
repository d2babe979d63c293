"""Dynamic symbols and their versions: what a file wants, from whom, and what it gives away."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct

from elftools.elf.enums import ENUM_SH_TYPE_BASE, ENUM_ST_INFO_BIND, ENUM_ST_VISIBILITY

from wheel_ceiling.model import VersionNeed
from wheel_ceiling.wheels.elf.dynamic import Dynamic
from wheel_ceiling.wheels.elf.image import DamagedElf, Image, text_at

_SHT_DYNSYM: int = ENUM_SH_TYPE_BASE["SHT_DYNSYM"]
_STB_WEAK: int = ENUM_ST_INFO_BIND["STB_WEAK"]
# STB_GLOBAL, STB_WEAK, STB_GNU_UNIQUE (pyelftools knows the last as STB_LOOS).
_SHARED_BINDINGS = frozenset({ENUM_ST_INFO_BIND["STB_GLOBAL"], _STB_WEAK, 10})
_SHARED_VISIBILITIES = frozenset(
    {ENUM_ST_VISIBILITY["STV_DEFAULT"], ENUM_ST_VISIBILITY["STV_PROTECTED"]}
)
# LSB, "Symbol Version Requirements": the index has 15 bits, the 16th hides a definition.
_VERSION_MASK = 0x7FFF
_MOST_VERSIONS = 0x8000
_VER_FLG_BASE = 1
_VER_FLG_WEAK = 2
# s390 and Alpha psABIs: the words of DT_HASH have 64 bits.
_WIDE_HASH_TABLES = frozenset({"s390x", "em_alpha"})
_MOST_SYMBOLS = 16_000_000


@dataclass(frozen=True, slots=True)
class Symbols:
    """The dynamic symbol table, sorted by what it says."""

    needs: tuple[VersionNeed, ...] = ()
    definitions: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()


@dataclass(slots=True)
class _Need:
    library: str
    version: str
    optional: bool
    symbols: list[str]
    weak: list[str]

    def add(self, name: str, *, is_weak: bool) -> None:
        self.symbols.append(name)
        if is_weak:
            self.weak.append(name)


def read_symbols(image: Image, dynamic: Dynamic) -> Symbols:
    """Return the dynamic symbols; raises DamagedElf where a table leads out of the file."""
    if dynamic.is_empty or not dynamic.has("DT_SYMTAB"):
        return Symbols()
    needs = _version_needs(image, dynamic)
    undefined: list[str] = []
    exports: list[str] = []
    definitions = frozenset(_version_definitions(image, dynamic))
    for name, info, other, section, version in _dynamic_symbols(image, dynamic):
        if section == 0:
            undefined.append(name)
            if version in needs:
                needs[version].add(name, is_weak=info >> 4 == _STB_WEAK)
        elif (
            info >> 4 in _SHARED_BINDINGS
            and other & 3 in _SHARED_VISIBILITIES
            and name not in definitions  # the linker defines a symbol for each version node
        ):
            exports.append(name)
    return Symbols(
        needs=tuple(
            VersionNeed(
                need.library,
                need.version,
                tuple(sorted(need.symbols)),
                tuple(sorted(need.weak)),
                need.optional,
            )
            for need in needs.values()
        ),
        definitions=tuple(sorted(definitions)),
        undefined=tuple(sorted(set(undefined))),
        exports=tuple(sorted(set(exports))),
    )


def _version_needs(image: Image, dynamic: Dynamic) -> dict[int, _Need]:
    """Follow DT_VERNEED; keys are the indices that ``.gnu.version`` uses."""
    outer, inner = Struct(image.records.order + "HHIII"), Struct(image.records.order + "IHHII")
    needs: dict[int, _Need] = {}
    steps = 0
    for base, (_, count, library, first, _) in _chain(image, dynamic, outer, "VERNEED"):
        offset = base + first
        for _ in range(count):
            steps += 1
            if steps > _MOST_VERSIONS:
                raise DamagedElf(f"its version needs go on after {_MOST_VERSIONS} entries")
            entry = image.read(offset, inner.size, "a version need")
            _, flags, index, name, step = inner.unpack(entry)
            needs[index & _VERSION_MASK] = _Need(
                text_at(dynamic.strings, library, "the file of a version need"),
                text_at(dynamic.strings, name, "the name of a version need"),
                bool(flags & _VER_FLG_WEAK),
                [],
                [],
            )
            if step == 0:
                break
            offset += step
    return needs


def _version_definitions(image: Image, dynamic: Dynamic) -> Iterator[str]:
    """Follow DT_VERDEF, leaving out the base definition, which is the file's own name."""
    outer, inner = Struct(image.records.order + "HHHHIII"), Struct(image.records.order + "II")
    for base, (_, flags, _, count, _, first, _) in _chain(image, dynamic, outer, "VERDEF"):
        if count and not flags & _VER_FLG_BASE:
            name, _ = inner.unpack(image.read(base + first, inner.size, "a version definition"))
            yield text_at(dynamic.strings, name, "the name of a version definition")


def _chain(
    image: Image, dynamic: Dynamic, record: Struct, tag: str
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield the entries of a chain whose last field is the distance to the next one."""
    if not dynamic.has(f"DT_{tag}"):
        return
    offset = image.offset_of(dynamic.value(f"DT_{tag}"), f"DT_{tag}")
    for _ in range(min(dynamic.value(f"DT_{tag}NUM"), _MOST_VERSIONS)):
        fields = record.unpack(image.read(offset, record.size, f"an entry of DT_{tag}"))
        yield offset, fields
        if fields[-1] == 0:
            return
        offset += fields[-1]


def _dynamic_symbols(image: Image, dynamic: Dynamic) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield name, st_info, st_other, st_shndx and version index of every named symbol."""
    record = image.records.symbol
    count = _symbol_count(image, dynamic)
    if count > _MOST_SYMBOLS:
        raise DamagedElf(f"it claims {count} dynamic symbols")
    table = image.at_address(
        dynamic.value("DT_SYMTAB"), count * record.size, "the dynamic symbol table"
    )
    versions = _symbol_versions(image, dynamic, count)
    strings = dynamic.strings
    find, wide = strings.find, image.records.bits == 64  # noqa: PLR2004
    for index, fields in enumerate(record.iter_unpack(table)):
        start = fields[0]
        if start == 0:
            continue
        end = find(0, start)
        if end < 0:
            raise DamagedElf(f"the name of dynamic symbol {index} leads out of the string table")
        name = strings[start:end].decode("utf-8", "backslashreplace")
        if wide:
            yield name, fields[1], fields[2], fields[3], versions[index] & _VERSION_MASK
        else:
            yield name, fields[3], fields[4], fields[5], versions[index] & _VERSION_MASK


def _symbol_versions(image: Image, dynamic: Dynamic, count: int) -> tuple[int, ...]:
    if not dynamic.has("DT_VERSYM"):
        return (0,) * count
    raw = image.at_address(dynamic.value("DT_VERSYM"), 2 * count, "the table of symbol versions")
    return Struct(f"{image.records.order}{count}H").unpack(raw)


def _symbol_count(image: Image, dynamic: Dynamic) -> int:
    """Return how many dynamic symbols there are; only the hash tables tell without sections."""
    for section in image.sections:
        if section.type == _SHT_DYNSYM and section.address == dynamic.value("DT_SYMTAB"):
            return section.size // image.records.symbol.size
    if dynamic.has("DT_HASH"):
        wide = image.records.bits == 64 and image.machine in _WIDE_HASH_TABLES  # noqa: PLR2004
        words = Struct(image.records.order + ("QQ" if wide else "II"))
        table = image.at_address(dynamic.value("DT_HASH"), words.size, "the hash table")
        return int(words.unpack(table)[1])
    if dynamic.has("DT_GNU_HASH"):
        return _count_by_gnu_hash(image, dynamic.value("DT_GNU_HASH"))
    return 0


def _count_by_gnu_hash(image: Image, address: int) -> int:
    """Walk to the end of the last chain; the table has no count of its own."""
    order = image.records.order
    header = Struct(order + "IIII")
    buckets, first, bloom, _ = header.unpack(
        image.at_address(address, header.size, "the GNU hash table")
    )
    place = address + header.size + bloom * image.records.bits // 8
    heads = Struct(f"{order}{buckets}I") if buckets < _MOST_SYMBOLS else None
    if heads is None:
        raise DamagedElf(f"its GNU hash table claims {buckets} buckets")
    last = max(heads.unpack(image.at_address(place, heads.size, "the GNU hash table")), default=0)
    if last < first:
        return int(first)
    word = Struct(order + "I")
    chain = place + heads.size
    while True:
        where = chain + (last - first) * word.size
        if word.unpack(image.at_address(where, word.size, "a chain of the GNU hash table"))[0] & 1:
            return int(last) + 1
        last += 1
