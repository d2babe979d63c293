"""The contents of the sections of an ELF file that `tests/elf_bytes.py` writes."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tests.elf_spec import DF_1_PIE, ElfSpec
from tests.elf_symbols import Strings, SymbolTables, symbol_tables
from wheel_ceiling.model import ElfKind

PROGBITS, SYMTAB, STRTAB, HASH, DYNAMIC, NOTE, NOBITS, DYNSYM = 1, 2, 3, 5, 6, 7, 8, 11
GNU_HASH, VERDEF, VERNEED, VERSYM = 0x6FFFFFF6, 0x6FFFFFFD, 0x6FFFFFFE, 0x6FFFFFFF
# SHF_ALLOC alone, with SHF_EXECINSTR, with SHF_WRITE.
CONSTANT, CODE, DATA = 2, 6, 3


class Place(NamedTuple):
    """Where a part stands in the file and in memory."""

    offset: int
    address: int
    size: int

    @property
    def end(self) -> int:
        return self.offset + self.size


NOWHERE = Place(0, 0, 0)


class Part(NamedTuple):
    """A section: its header's fields and its bytes."""

    name: str
    content: bytes
    type: int = PROGBITS
    flags: int = 0
    link: str = ""
    info: int = 0
    entry_size: int = 0
    align: int = 1


def parts_of(spec: ElfSpec, places: Mapping[str, Place]) -> list[Part]:
    """Return the sections that are not empty, in the order of the file."""
    made = [part for part in _all_parts(spec, places) if part.content]
    if not spec.section_headers:
        return made
    names = b"".join(f"\0{part.name}".encode() for part in made)
    return [*made, Part(".shstrtab", names + b"\0.shstrtab\0", STRTAB)]


def _all_parts(spec: ElfSpec, places: Mapping[str, Place]) -> Iterator[Part]:
    strings = Strings()
    yield Part(".interp", _text(spec.interpreter), flags=CONSTANT)
    yield Part(".note.gnu.property", _property_note(spec), NOTE, CONSTANT, align=spec.bits // 8)
    yield Part(".note.ABI-tag", _abi_note(spec), NOTE, CONSTANT, align=4)
    yield Part(".note.gnu.build-id", _build_id_note(spec), NOTE, CONSTANT, align=4)
    if spec.has_dynamic and spec.is_linked:
        symbols = symbol_tables(spec, strings)
        dynamic = _dynamic(spec, symbols, strings, places)
        yield from _symbol_parts(spec, symbols)
        yield Part(".dynstr", strings.table, STRTAB, CONSTANT)
        yield Part(".dynamic", dynamic, DYNAMIC, DATA, ".dynstr", 0, spec.bits // 4, 8)
    kind = NOBITS if spec.kind is ElfKind.DEBUG else PROGBITS
    yield Part(".text", spec.code, kind, CODE, align=16)
    yield Part(".rodata", spec.rodata, kind, CONSTANT, align=8)
    yield Part(".data", spec.data, kind, DATA, align=8)
    yield Part(".comment", b"".join(map(_text, spec.comment)), flags=0x30, entry_size=1)
    yield Part(".debug_info", spec.debug)
    yield from (Part(name, content) for name, content in spec.sections.items())
    if spec.static_symbols:
        size = 24 if spec.bits == 64 else 16
        yield Part(".symtab", bytes(size * spec.static_symbols), SYMTAB, 0, ".strtab", 1, size, 8)
        yield Part(".strtab", b"\0main\0", STRTAB)


def _symbol_parts(spec: ElfSpec, symbols: SymbolTables) -> Iterator[Part]:
    # section -> its type, the table that sh_link names, sh_info, size of an entry
    shapes = {
        ".gnu.hash": (GNU_HASH, ".dynsym", 0, 0),
        ".hash": (HASH, ".dynsym", 0, 8 if spec.machine == "s390x" else 4),
        ".dynsym": (DYNSYM, ".dynstr", 1, 24 if spec.bits == 64 else 16),
        ".gnu.version": (VERSYM, ".dynsym", 0, 2),
        ".gnu.version_r": (VERNEED, ".dynstr", symbols.need_count, 0),
        ".gnu.version_d": (VERDEF, ".dynstr", symbols.definition_count, 0),
    }
    for name, (kind, link, info, entry_size) in shapes.items():
        content = symbols.sections.get(name, b"")
        yield Part(name, content, kind, CONSTANT, link, info, entry_size, 8)


def _text(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape") + b"\0" if text else b""


def _build_id_note(spec: ElfSpec) -> bytes:
    content = bytes.fromhex(spec.build_id)
    return spec.words("III", 4, len(content), 3) + b"GNU\0" + content if content else b""


def _property_note(spec: ElfSpec) -> bytes:
    properties = [*spec.properties]
    if spec.isa_needed:
        properties.append((0xC0008002, spec.isa_needed))
    size = 16 if spec.bits == 64 else 12
    content = b"".join(
        spec.words("III", kind, 4, bits).ljust(size, b"\0") for kind, bits in sorted(properties)
    )
    return spec.words("III", 4, len(content), 5) + b"GNU\0" + content if content else b""


def _abi_note(spec: ElfSpec) -> bytes:
    content = spec.words("I" * len(spec.abi_tag), *spec.abi_tag)
    return spec.words("III", 4, len(content), 1) + b"GNU\0" + content if content else b""


def _dynamic(
    spec: ElfSpec, symbols: SymbolTables, strings: Strings, places: Mapping[str, Place]
) -> bytes:
    """Return the dynamic section; its strings are added before the table's size is asked."""
    entries = [(1, strings.add(name)) for name in spec.needed]
    texts = ((14, spec.soname), (15, spec.rpath), (29, spec.runpath))
    entries += [(tag, strings.add(text)) for tag, text in texts if text]
    entries += [
        (tag, places.get(name, NOWHERE).address)
        for tag, name in (
            (4, ".hash"),
            (0x6FFFFEF5, ".gnu.hash"),
            (5, ".dynstr"),
            (6, ".dynsym"),
            (0x6FFFFFF0, ".gnu.version"),
            (0x6FFFFFFE, ".gnu.version_r"),
            (0x6FFFFFFC, ".gnu.version_d"),
        )
        if symbols.sections.get(name) or name == ".dynstr"
    ]
    flags_1 = spec.dynamic_flags_1
    if spec.kind is ElfKind.EXECUTABLE and spec.elf_type:
        flags_1 |= DF_1_PIE
    numbers = (
        (0x6FFFFFFF, symbols.need_count),
        (0x6FFFFFFD, symbols.definition_count),
        (30, spec.dynamic_flags),
        (0x6FFFFFFB, flags_1),
        (10, len(strings.table)),
    )
    entries += [(tag, value) for tag, value in numbers if value]
    entries += [(11, 24 if spec.bits == 64 else 16), *spec.dynamic_extra, (0, 0)]
    letters = "QQ" if spec.bits == 64 else "II"
    return b"".join(spec.words(letters, *entry) for entry in entries)
