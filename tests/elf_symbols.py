"""The dynamic symbols of an ELF file that `tests/elf_bytes.py` writes, with their versions."""

from typing import NamedTuple

from msgspec import Struct

from tests.elf_spec import ElfSpec
from wheel_ceiling.model import VersionNeed

_LOCAL, _GLOBAL, _WEAK = 0, 1, 2
_FUNCTION, _OBJECT = 2, 1
_ABSOLUTE = 0xFFF1
_FLAG_BASE, _FLAG_WEAK = 1, 2
_WORD = 0xFFFFFFFF


class SymbolTables(Struct, frozen=True):
    """The contents of the sections by their usual names, and the counts that DT_…NUM tell."""

    sections: dict[str, bytes]
    need_count: int
    definition_count: int


class _Symbol(NamedTuple):
    name: str
    binding: int
    section: int
    version: int


class Strings:
    """A string table that grows."""

    def __init__(self) -> None:
        self._places = {"": 0}
        self.table = b"\0"

    def add(self, text: str) -> int:
        """Return the place of the text in the table."""
        if text not in self._places:
            self._places[text] = len(self.table)
            self.table += text.encode("utf-8", "surrogateescape") + b"\0"
        return self._places[text]


def symbol_tables(spec: ElfSpec, strings: Strings) -> SymbolTables:
    """Return every table that has to do with dynamic symbols; names go into `strings`."""
    wanted = [_Symbol("", _LOCAL, 0, 0), *_wanted(spec)]
    given = _given(spec)
    needs, need_count = _needs(spec, strings)
    definitions, definition_count = _definitions(spec, strings)
    sections = {
        ".dynsym": b"".join(_symbol(spec, one, strings) for one in [*wanted, *given]),
        ".gnu.version": b"".join(spec.words("H", one.version) for one in [*wanted, *given]),
        ".gnu.version_r": needs,
        ".gnu.version_d": definitions,
    }
    if not need_count and not definition_count:
        del sections[".gnu.version"]
    if spec.hash_table == "gnu":
        sections[".gnu.hash"] = _gnu_hash(spec, len(wanted), [one.name for one in given])
    elif spec.hash_table == "sysv":
        sections[".hash"] = _sysv_hash(spec, len(wanted) + len(given))
    return SymbolTables(sections, need_count, definition_count)


def _first_need(spec: ElfSpec) -> int:
    return 2 + len(spec.version_definitions)


def _wanted(spec: ElfSpec) -> list[_Symbol]:
    found = [
        _Symbol(name, _WEAK if name in need.weak else _GLOBAL, 0, index)
        for index, need in enumerate(_ordered(spec), _first_need(spec))
        for name in need.symbols
    ]
    return found + [_Symbol(name, _GLOBAL, 0, 1) for name in spec.undefined]


def _given(spec: ElfSpec) -> list[_Symbol]:
    """Exports carry the first defined version; each version is an absolute symbol too."""
    version = 2 if spec.version_definitions else 1
    nodes = enumerate(spec.version_definitions, 2)
    strong = [_Symbol(name, _GLOBAL, 1, version) for name in spec.exports]
    weak = [_Symbol(name, _WEAK, 1, version) for name in spec.weak_exports]
    return strong + weak + [_Symbol(name, _GLOBAL, _ABSOLUTE, index) for index, name in nodes]


def _symbol(spec: ElfSpec, symbol: _Symbol, strings: Strings) -> bytes:
    name = strings.add(symbol.name)
    kind = symbol.binding << 4 | (_OBJECT if symbol.section == _ABSOLUTE else _FUNCTION)
    info = kind if symbol.name else 0
    if spec.bits == 64:
        return spec.words("IBBHQQ", name, info, 0, symbol.section, 0, 0)
    return spec.words("IIIBBH", name, 0, 0, info, 0, symbol.section)


def _ordered(spec: ElfSpec) -> list[VersionNeed]:
    return [need for needs in _needs_by_library(spec).values() for need in needs]


def _needs_by_library(spec: ElfSpec) -> dict[str, list[VersionNeed]]:
    by_library: dict[str, list[VersionNeed]] = {}
    for need in spec.version_needs:
        by_library.setdefault(need.library, []).append(need)
    return by_library


def _needs(spec: ElfSpec, strings: Strings) -> tuple[bytes, int]:
    """LSB, "Version Requirements": a record for each library, and one for each version of it."""
    groups = _needs_by_library(spec)
    table, index = b"", _first_need(spec)
    for position, (library, needs) in enumerate(groups.items(), 1):
        step = 0 if position == len(groups) else 16 + 16 * len(needs)
        table += spec.words("HHIII", 1, len(needs), strings.add(library), 16, step)
        for number, need in enumerate(needs, 1):
            flags, name = _FLAG_WEAK if need.optional else 0, strings.add(need.version)
            step = 0 if number == len(needs) else 16
            table += spec.words("IHHII", _sysv(need.version), flags, index, name, step)
            index += 1
    return table, len(groups)


def _definitions(spec: ElfSpec, strings: Strings) -> tuple[bytes, int]:
    """LSB, "Version Definitions": the first is the file's own name."""
    if not spec.version_definitions:
        return b"", 0
    names = [spec.soname or "library.so", *spec.version_definitions]
    table = b""
    for index, name in enumerate(names, 1):
        flags, step = _FLAG_BASE if index == 1 else 0, 28 if index < len(names) else 0
        table += spec.words("HHHHIII", 1, flags, index, 1, _sysv(name), 20, step)
        table += spec.words("II", strings.add(name), 0)
    return table, len(names)


def _gnu_hash(spec: ElfSpec, first: int, names: list[str]) -> bytes:
    """One bucket with all the exports; a bloom filter that lets everything through."""
    if not names:
        return (
            spec.words("IIII", 1, 1, 1, 0)
            + spec.words("Q" if spec.bits == 64 else "I", 0)
            + bytes(4)
        )
    bloom = spec.words("Q", 2**64 - 1) if spec.bits == 64 else spec.words("I", _WORD)
    chain = [_gnu(name) & ~1 for name in names]
    chain[-1] |= 1
    return b"".join(
        (
            spec.words("IIII", 1, first, 1, 6),
            bloom,
            spec.words("I", first),
            spec.words("I" * len(chain), *chain),
        )
    )


def _sysv_hash(spec: ElfSpec, count: int) -> bytes:
    """One bucket whose chain runs through all symbols, last first."""
    word = "Q" if spec.machine == "s390x" else "I"
    chain = [max(index - 1, 0) for index in range(count)]
    return spec.words(word * (3 + count), 1, count, count - 1, *chain)


def _gnu(name: str) -> int:
    value = 5381
    for byte in name.encode("utf-8", "surrogateescape"):
        value = (value * 33 + byte) & _WORD
    return value


def _sysv(name: str) -> int:
    value = 0
    for byte in name.encode("utf-8", "surrogateescape"):
        value = (value << 4) + byte
        high = value & 0xF0000000
        value = (value ^ high >> 24) & ~high & _WORD
    return value
