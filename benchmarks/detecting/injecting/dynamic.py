"""The dynamic section of an ELF file, changed as patchelf does it (gABI: Dynamic Section)."""

import struct
from collections.abc import Iterable, Mapping
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.detecting.injecting.elf_file import (
    PF_R,
    PF_W,
    PT_DYNAMIC,
    PT_LOAD,
    PT_PHDR,
    ElfFile,
    Segment,
    aligned,
    overwritten,
)

DT_NULL, DT_NEEDED, DT_HASH, DT_STRTAB, DT_SYMTAB, DT_STRSZ = 0, 1, 4, 5, 6, 10
DT_RPATH, DT_RUNPATH, DT_GNU_HASH, DT_VERSYM = 15, 29, 0x6FFFFEF5, 0x6FFFFFF0
DT_VERNEED, DT_VERNEEDNUM = 0x6FFFFFFE, 0x6FFFFFFF

_PAGE = 0x10000  # the largest of those that Linux has
_ENTRY = {64: "qQ", 32: "iI"}
# sh_type of what the tags point to; the dynamic section itself goes by DT_NULL here.
_SECTION_TYPES = {DT_STRTAB: 3, DT_HASH: 5, DT_NULL: 6, DT_SYMTAB: 11, DT_VERSYM: 0x6FFFFFFF}
_NOTHING: Mapping[int, bytes] = {}
Tag = tuple[int, int]


class Dynamic(Struct, frozen=True):
    """An ELF file with its dynamic entries and strings, as they are to be."""

    elf: ElfFile
    tags: tuple[Tag, ...]
    strings: bytes

    @classmethod
    def of(cls, library: bytes) -> Self:
        """Return the entries; raises NotApplicable for a file without a dynamic section."""
        elf = ElfFile.parse(library)
        place = elf.segment(PT_DYNAMIC)
        entries = struct.iter_unpack(
            elf.order + _ENTRY[elf.bits], library[place.offset : place.offset + place.size]
        )
        tags: list[Tag] = []
        for tag, value in entries:
            if tag == DT_NULL:
                break
            tags.append((tag, value))
        start = elf.offset_of(dict(tags)[DT_STRTAB])
        return cls(elf, tuple(tags), library[start : start + dict(tags)[DT_STRSZ]])

    def value(self, tag: int) -> int:
        """Return the value of the first entry of the tag, 0 if there is none."""
        return next((value for own, value in self.tags if own == tag), 0)

    def text(self, offset: int) -> str:
        return self.strings[offset : self.strings.index(b"\0", offset)].decode()

    def texts(self, *tags: int) -> tuple[str, ...]:
        """Return what entries of these tags say: NEEDED, RPATH, RUNPATH."""
        return tuple(self.text(value) for tag, value in self.tags if tag in tags)

    def with_string(self, text: str) -> tuple[Self, int]:
        """Return the file with one string more, and where it stands among the strings."""
        return replace(self, strings=self.strings + text.encode() + b"\0"), len(self.strings)

    def with_text(self, tag: int, text: str) -> Self:
        """Return the file with one entry more, in front of all others."""
        longer, place = self.with_string(text)
        return replace(longer, tags=((tag, place), *self.tags))

    def without(self, *tags: int) -> Self:
        return replace(self, tags=tuple(one for one in self.tags if one[0] not in tags))

    def with_needed_renamed(self, names: Mapping[str, str]) -> Self:
        """Return the file asking for the libraries by other names."""
        changed = self
        for place, (tag, value) in enumerate(self.tags):
            if tag == DT_NEEDED and self.text(value) in names:
                changed, string = changed.with_string(names[self.text(value)])
                entries = list(changed.tags)
                entries[place] = (DT_NEEDED, string)
                changed = replace(changed, tags=tuple(entries))
        return changed

    def written(self, tables: Mapping[int, bytes] = _NOTHING) -> bytes:
        """Return the library; strings, tables and entries stand in one more segment at its end.

        The program headers move there too, since there is no room for another one in front.
        """
        all_tables = {DT_STRTAB: self.strings, **tables}
        data = self.elf.data
        base = aligned(len(data), _PAGE)
        ends = (one.address + one.memory for one in self.elf.segments if one.type == PT_LOAD)
        shift = aligned(max(ends), _PAGE) - base
        count = len(self.elf.segments) + 1
        end = base + self.elf.header.segment_size * count
        places: dict[int, int] = {}
        for tag, table in all_tables.items():
            places[tag] = aligned(end, 16)
            end = places[tag] + len(table)
        dynamic_at = aligned(end, 16)
        dynamic = self._packed(places, shift)
        blob = bytearray(dynamic_at + len(dynamic) - base)
        segments = self._segments(base, shift, Place(dynamic_at, len(dynamic)), len(blob))
        for place, content in (
            (base, self.elf.packed_segments(segments)),
            *((places[tag], table) for tag, table in all_tables.items()),
            (dynamic_at, dynamic),
        ):
            blob[place - base : place - base + len(content)] = content
        found = {tag: Place(places[tag], len(table)) for tag, table in all_tables.items()}
        front = self._front(base, count, shift, {**found, DT_NULL: Place(dynamic_at, len(dynamic))})
        return front + bytes(base - len(front)) + bytes(blob)

    def _old_address(self, tag: int) -> int:
        return self.value(tag) if tag != DT_NULL else self.elf.segment(PT_DYNAMIC).address

    def _packed(self, places: Mapping[int, int], shift: int) -> bytes:
        form = self.elf.order + _ENTRY[self.elf.bits]
        right = {tag: place + shift for tag, place in places.items()}
        right[DT_STRSZ] = len(self.strings)
        kept = ((tag, right.get(tag, value)) for tag, value in self.tags)
        known = {tag for tag, _ in self.tags}
        added = ((tag, right[tag]) for tag in places if tag not in known)
        return b"".join(struct.pack(form, *entry) for entry in (*kept, *added, (DT_NULL, 0)))

    def _segments(self, base: int, shift: int, dynamic: "Place", size: int) -> Iterable[Segment]:
        headers = self.elf.header.segment_size * (len(self.elf.segments) + 1)
        new = Segment(PT_LOAD, PF_R | PF_W, base, base + shift, base + shift, size, size, _PAGE)
        moved = {PT_DYNAMIC: dynamic, PT_PHDR: Place(base, headers)}
        last = max(n for n, one in enumerate(self.elf.segments) if one.type == PT_LOAD)
        for number, segment in enumerate(self.elf.segments):
            place = moved.get(segment.type)
            if place is None:
                yield segment
            else:
                address = place.offset + shift
                yield Segment(
                    segment.type, segment.flags, place.offset, address, address,
                    place.size, place.size, segment.align,
                )  # fmt: skip
            if number == last:
                yield new

    def _front(self, base: int, count: int, shift: int, places: Mapping[int, "Place"]) -> bytes:
        """Return the old bytes with the headers that tell of the new places."""
        moved = {
            (_SECTION_TYPES[tag], self._old_address(tag)): place for tag, place in places.items()
        }
        sections = list(self.elf.sections)
        for number, section in enumerate(sections):
            place = moved.get((section.type, section.address))
            if place:
                sections[number] = section._replace(
                    offset=place.offset, address=place.offset + shift, size=place.size
                )
        header = self.elf.header._replace(segments_at=base, segment_count=count)
        data = overwritten(self.elf.data, 0, self.elf.packed_header(header))
        if not sections:
            return data
        return overwritten(data, header.sections_at, self.elf.packed_sections(sections))


class Place(Struct, frozen=True):
    """Where in a file something stands."""

    offset: int
    size: int
