"""An ELF file taken apart as far as faults need it (gABI: ELF header, sections, program header)."""

import struct
from collections.abc import Iterable
from typing import NamedTuple, Self

from msgspec import Struct

SHT_NULL, SHT_PROGBITS, SHT_SYMTAB, SHT_STRTAB, SHT_NOBITS = 0, 1, 2, 3, 8
SHF_ALLOC = 2
PT_LOAD, PT_DYNAMIC, PT_PHDR, PT_GNU_STACK = 1, 2, 6, 0x6474E551
PF_X, PF_W, PF_R = 1, 2, 4
EM_S390 = 22

_HEADER = {64: "16sHHIQQQIHHHHHH", 32: "16sHHIIIIIHHHHHH"}
_SECTION = {64: "IIQQQQIIQQ", 32: "10I"}
_SEGMENT = {64: "IIQQQQQQ", 32: "8I"}


class NotApplicable(Exception):
    """The file has nothing that this fault could be put into."""


class Header(NamedTuple):
    """The ELF header."""

    ident: bytes
    type: int
    machine: int
    version: int
    entry: int
    segments_at: int
    sections_at: int
    flags: int
    size: int
    segment_size: int
    segment_count: int
    section_size: int
    section_count: int
    names_index: int


class Section(NamedTuple):
    """One section header."""

    name: int
    type: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    info: int
    align: int
    entry_size: int


class Segment(NamedTuple):
    """One program header, in the order of 64-bit files."""

    type: int
    flags: int
    offset: int
    address: int
    physical: int
    size: int
    memory: int
    align: int


class ElfFile(Struct, frozen=True):
    """The bytes and their tables."""

    data: bytes
    bits: int
    order: str
    header: Header
    sections: tuple[Section, ...]
    segments: tuple[Segment, ...]

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Return the file's tables; it is one that a reader of ours took for sound before."""
        bits = {1: 32, 2: 64}[data[4]]
        order = {1: "<", 2: ">"}[data[5]]
        header = Header(*struct.unpack_from(order + _HEADER[bits], data))

        def rows(form: str, start: int, count: int) -> Iterable[tuple[int, ...]]:
            size = struct.calcsize(order + form)
            places = range(start, start + size * count, size)
            return (struct.unpack_from(order + form, data, place) for place in places)

        sections = rows(_SECTION[bits], header.sections_at, header.section_count)
        segments = rows(_SEGMENT[bits], header.segments_at, header.segment_count)
        return cls(
            data,
            bits,
            order,
            header,
            tuple(Section(*row) for row in sections),
            tuple(Segment(*_flags_second(row, bits)) for row in segments),
        )

    def name(self, section: Section) -> str:
        names = self.sections[self.header.names_index].offset + section.name
        return self.data[names : self.data.index(b"\0", names)].decode()

    def section(self, name: str) -> Section:
        """Return the section; raises NotApplicable if there is none."""
        for section in self.sections:
            if section.type != SHT_NULL and self.name(section) == name:
                return section
        raise NotApplicable(f"it has no {name}")

    def content(self, section: Section) -> bytes:
        if section.type == SHT_NOBITS:
            return b""
        return self.data[section.offset : section.offset + section.size]

    def segment(self, type_: int) -> Segment:
        """Return the first segment of the type; raises NotApplicable if there is none."""
        for segment in self.segments:
            if segment.type == type_:
                return segment
        raise NotApplicable(f"it has no segment of type {type_:#x}")

    def offset_of(self, address: int) -> int:
        """Return where in the file the bytes stand that are loaded at the address."""
        for segment in self.segments:
            if segment.type == PT_LOAD and 0 <= address - segment.address < segment.size:
                return address - segment.address + segment.offset
        raise NotApplicable(f"nothing is loaded at {address:#x}")

    def packed_header(self, header: Header) -> bytes:
        return struct.pack(self.order + _HEADER[self.bits], *header)

    def packed_sections(self, sections: Iterable[Section]) -> bytes:
        return b"".join(struct.pack(self.order + _SECTION[self.bits], *row) for row in sections)

    def packed_segments(self, segments: Iterable[Segment]) -> bytes:
        form = self.order + _SEGMENT[self.bits]
        rows = (row if self.bits == 64 else _flags_seventh(row) for row in segments)
        return b"".join(struct.pack(form, *row) for row in rows)


def _flags_second(row: tuple[int, ...], bits: int) -> tuple[int, ...]:
    """32-bit files have the flags last but one."""
    return row if bits == 64 else (row[0], row[6], *row[1:6], row[7])


def _flags_seventh(row: Segment) -> tuple[int, ...]:
    return (row[0], *row[2:7], row[1], row[7])


def aligned(place: int, align: int) -> int:
    """Return the next multiple of the alignment."""
    return -(-place // align) * align


def overwritten(data: bytes, offset: int, replacement: bytes) -> bytes:
    """Return the same bytes but for those at the offset."""
    return data[:offset] + replacement + data[offset + len(replacement) :]
