"""Headers, segments and sections of an ELF file, with every access held to the file's bounds."""

import struct
from functools import cache
from struct import Struct
from typing import NamedTuple, Protocol

import msgspec

from wheel_ceiling.wheels.elf.damage import DamagedElf
from wheel_ceiling.wheels.elf.gabi import PT_LOAD, SHT_NOBITS, SHT_NULL, architecture
from wheel_ceiling.wheels.elf.strings import StringTable

MAGIC = b"\x7fELF"
_IDENT_SIZE = 16
_LONGEST_HEADER = 64
WIDE = 64
"""Bits of the larger of the two classes."""

_WITHOUT_BYTES = frozenset({SHT_NOBITS, SHT_NULL})

# gABI chapter 4, "ELF Header": where the true number of program headers stands in section 0.
_PN_XNUM = 0xFFFF
# A library with more is not a library; the largest ones seen have about 60 and 50.
_MOST_SEGMENTS = 4_096
_MOST_SECTIONS = 100_000
MOST_AT_ONCE = 96 * 1024**2
"""How long a table may be; the largest one seen is a string table of 25 MB."""


class Segment(NamedTuple):
    """A program header, in the order of fields of the 64-bit class."""

    type: int
    flags: int
    offset: int
    address: int
    file_size: int
    memory_size: int
    alignment: int


class Section(NamedTuple):
    """A section header."""

    name: str
    type: int
    flags: int
    address: int
    offset: int
    size: int
    link: int

    @property
    def file_size(self) -> int:
        """Bytes in the file: SHT_NOBITS has none, and SHT_NULL is no section."""
        return 0 if self.type in _WITHOUT_BYTES else self.size


class Records(NamedTuple):
    """The shapes of the tables in one class and byte order; of symbols only what is asked."""

    order: str
    bits: int
    header: Struct
    segment: Struct
    section: Struct
    symbol: Struct
    dynamic: Struct


@cache
def _records(bits: int, order: str) -> Records:
    shapes = (
        ("HHIQQQIHHHHHH", "IIQQQQQQ", "IIQQQQIIQQ", "IBBH16x", "QQ")
        if bits == WIDE
        else ("HHIIIIIHHHHHH", "IIIIIIII", "IIIIIIIIII", "I8xBBH", "II")
    )
    return Records(order, bits, *(Struct(order + shape) for shape in shapes))


class Content(Protocol):
    """The bytes of a file: all of them, or those that are asked for."""

    def __len__(self) -> int: ...
    def __getitem__(self, place: slice, /) -> memoryview: ...


class Image(msgspec.Struct, frozen=True):
    """The bytes of one ELF file and the tables that say what is where."""

    data: Content
    records: Records
    type: int
    machine: str
    segments: tuple[Segment, ...]
    sections: tuple[Section, ...]

    def read(self, offset: int, size: int, what: str) -> memoryview:
        """Return bytes of the file; raises DamagedElf when they are not all there."""
        self.insist(offset, size, what)
        if size > MOST_AT_ONCE:
            raise DamagedElf(f"{what} has {size} bytes, more than are looked into")
        return self.data[offset : offset + size]

    def insist(self, offset: int, size: int, what: str) -> None:
        """Raise DamagedElf where the bytes are not all there."""
        if offset < 0 or size < 0 or offset + size > len(self.data):
            raise DamagedElf(
                f"{what} at offset {offset} with {size} bytes ends behind the file's end, "
                f"which is at {len(self.data)}"
            )

    def at_address(self, address: int, size: int, what: str) -> memoryview:
        """Return the bytes that a process would see at the address (gABI ch. 5)."""
        return self.read(self.offset_of(address, what), size, what)

    def offset_of(self, address: int, what: str) -> int:
        """Return the place in the file that is mapped at the address."""
        for segment in self.segments:
            if segment.type == PT_LOAD and (
                segment.address <= address < segment.address + segment.file_size
            ):
                return address - segment.address + segment.offset
        raise DamagedElf(f"{what} is said to be at address {address:#x}, which no segment loads")

    def section(self, name: str) -> Section | None:
        """Return the first section of that name, if there are section headers and it is there."""
        return next((section for section in self.sections if section.name == name), None)

    def beginning(self, section: Section, most: int) -> bytes:
        """Return what a section begins with."""
        size = min(section.file_size, most)
        return bytes(self.read(section.offset, size, f"section {section.name}")) if size else b""


def open_image(data: Content) -> Image:
    """Read the headers; raises DamagedElf where they lead out of the file."""
    records, fields = _header(data)
    bare = Image(
        data=data,
        records=records,
        type=fields[0],
        machine=architecture(fields[1], records.bits, little=records.order == "<"),
        segments=(),
        sections=(),
    )
    return _with_tables(bare, _Tables(*fields[4:6], *fields[8:]))


def _header(data: Content) -> tuple[Records, tuple[int, ...]]:
    """Return the shapes of the tables, and the fields of the ELF header."""
    head = bytes(data[: min(len(data), _LONGEST_HEADER)])
    if len(head) < _IDENT_SIZE or not head.startswith(MAGIC):
        raise DamagedElf("it ends inside its first 16 bytes")
    ident_class, ident_order = head[4], head[5]
    if ident_class not in (1, 2) or ident_order not in (1, 2):
        raise DamagedElf(f"its class {ident_class} or byte order {ident_order} does not exist")
    records = _records(32 * ident_class, "<" if ident_order == 1 else ">")
    try:
        return records, records.header.unpack_from(head, _IDENT_SIZE)
    except struct.error as error:
        raise DamagedElf("it ends inside its header") from error


class _Tables(NamedTuple):
    """Where the ELF header says that the two tables are."""

    phoff: int
    shoff: int
    phentsize: int
    phnum: int
    shentsize: int
    shnum: int
    shstrndx: int


def _with_tables(bare: Image, tables: _Tables) -> Image:
    records = bare.records
    phoff, shoff, phentsize, phnum, shentsize, shnum, shstrndx = tables
    if shoff and (shnum == 0 or _PN_XNUM in (phnum, shstrndx)):
        first = records.section.unpack(bare.read(shoff, records.section.size, "section header 0"))
        shnum = shnum or first[5]
        phnum = first[7] if phnum == _PN_XNUM else phnum
        shstrndx = first[6] if shstrndx == _PN_XNUM else shstrndx
    if phnum > _MOST_SEGMENTS or shnum > _MOST_SECTIONS:
        raise DamagedElf(f"it claims {phnum} program headers and {shnum} section headers")
    segments = tuple(
        _segment(fields, records.bits)
        for fields in _table(bare, records.segment, (phoff, phentsize, phnum), "program header")
    )
    raw = _table(bare, records.section, (shoff, shentsize, shnum), "section header")
    return Image(
        bare.data, records, bare.type, bare.machine, segments, _sections(bare, raw, shstrndx)
    )


def _table(
    image: Image, record: Struct, where: tuple[int, int, int], what: str
) -> list[tuple[int, ...]]:
    offset, entry_size, count = where
    if not offset or not count:
        return []
    if entry_size < record.size:
        raise DamagedElf(f"its {what}s are {entry_size} bytes long instead of {record.size}")
    table = image.read(offset, entry_size * count, f"the {what} table")
    return [record.unpack_from(table, index * entry_size) for index in range(count)]


def _segment(fields: tuple[int, ...], bits: int) -> Segment:
    if bits == WIDE:
        kind, flags, offset, address, _, file_size, memory_size, alignment = fields
    else:
        kind, offset, address, _, file_size, memory_size, flags, alignment = fields
    return Segment(kind, flags, offset, address, file_size, memory_size, alignment)


def _sections(image: Image, raw: list[tuple[int, ...]], names_index: int) -> tuple[Section, ...]:
    if not raw:
        return ()
    if names_index >= len(raw):
        raise DamagedElf(f"its section names are in section {names_index} of {len(raw)}")
    names = StringTable(
        image.read(raw[names_index][4], raw[names_index][5], "the table of section names")
    )
    sections = tuple(
        Section(names.at(name, "a section name"), kind, flags, address, offset, size, link)
        for name, kind, flags, address, offset, size, link, *_ in raw
    )
    for section in sections:
        if section.file_size:  # Go's linker puts .noptrbss where no byte of the file is: shfmt-py
            image.insist(section.offset, section.file_size, f"section {section.name}")
    if sum(section.file_size for section in sections) > 2 * len(image.data):
        raise DamagedElf("its sections together are more than twice as long as the file")
    return sections
