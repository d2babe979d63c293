"""ELF files of a few hundred bytes, exactly as a test wants them; the same spec, the same bytes.

`elf_bytes(ElfSpec(...))` is all that most tests need. `lay_out` also tells where each part stands,
for tests that break one, and `patched` breaks it. What is written here is held against the
readings of pyelftools and readelf in `tests/wheels/elf`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct

from tests.elf_sections import CODE, CONSTANT, DATA, NOBITS, NOWHERE, Part, Place, parts_of
from tests.elf_spec import PF_R, PF_W, PF_X, ElfSpec

__all__ = ["ElfSpec", "LaidOut", "Place", "elf_bytes", "lay_out", "patched"]

_LOAD, _DYNAMIC, _INTERP, _NOTE, _TLS = 1, 2, 3, 4, 7
_GNU_STACK, _GNU_RELRO = 0x6474E551, 0x6474E552
# Addresses differ from places, and by another number for the data, as in real libraries.
_SHIFTS = {CONSTANT: 0, CODE: 0, DATA: 0x1000}
_HEADER_SIZE = {32: 52, 64: 64}
_SEGMENT_SIZE = {32: 32, 64: 56}
_SECTION_SIZE = {32: 40, 64: 64}


class LaidOut(Struct, frozen=True):
    """The bytes, and the places of the parts: section names, `segments` and `headers`."""

    data: bytes
    places: Mapping[str, Place]


class _Segment(NamedTuple):
    type: int
    flags: int
    place: Place
    align: int = 1
    more: int = 0
    """Bytes that are in memory and not in the file."""


def elf_bytes(spec: ElfSpec) -> bytes:
    """Return the file."""
    return lay_out(spec).data


def patched(data: bytes, offset: int, replacement: bytes) -> bytes:
    """Return the same bytes but for those at the offset."""
    return data[:offset] + replacement + data[offset + len(replacement) :]


def lay_out(spec: ElfSpec) -> LaidOut:
    """Return the file and the places of its parts.

    The parts are made twice: sizes do not depend on places, so the first time tells all places.
    """
    places = _places(spec, parts_of(spec, {}))
    parts = parts_of(spec, places)
    data = bytearray(places["headers"].end)
    _put(data, 0, _file_header(spec, len(parts), places))
    _put(data, places["segments"].offset, _segment_table(spec, places))
    _put(data, places["headers"].offset, _section_table(spec, parts, places))
    for part in parts:
        if part.type != NOBITS:
            _put(data, places[part.name].offset, part.content)
    return LaidOut(bytes(data), places)


def _put(data: bytearray, offset: int, content: bytes) -> None:
    data[offset : offset + len(content)] = content


def _places(spec: ElfSpec, parts: list[Part]) -> dict[str, Place]:
    """Put the parts behind each other: those only read, the data, and those not loaded."""
    first = _HEADER_SIZE[spec.bits]
    count = len(_segments(spec, {part.name: NOWHERE for part in parts}))
    offset = first + _SEGMENT_SIZE[spec.bits] * count
    places = {"segments": Place(first, 0, offset - first)}
    for part in sorted(parts, key=lambda part: (not part.flags & 2, part.flags == DATA)):
        offset = -(-offset // part.align) * part.align
        address = offset + spec.address + _SHIFTS[part.flags] if part.flags in _SHIFTS else 0
        places[part.name] = Place(offset, address, len(part.content))
        offset += 0 if part.type == NOBITS else len(part.content)
    if not spec.section_headers:
        return {**places, "headers": Place(offset, 0, 0)}
    size = _SECTION_SIZE[spec.bits] * (len(parts) + 1)
    return {**places, "headers": Place(-(-offset // 8) * 8, 0, size)}


def _segments(spec: ElfSpec, places: Mapping[str, Place]) -> list[_Segment]:
    if not spec.is_linked:
        return []
    code = _span(places, ("segments", ".interp", ".dynsym", ".dynstr", ".text", ".rodata"))
    segments = [_Segment(_LOAD, PF_R | PF_X, Place(0, spec.address, code.end), spec.alignment)]
    segments += [
        _Segment(kind, flags, _span(places, names), align)
        for kind, flags, names, align in (
            (_LOAD, PF_R | PF_W, (".dynamic", ".data"), spec.alignment),
            (_INTERP, PF_R, (".interp",), 1),
            (_DYNAMIC, PF_R | PF_W, (".dynamic",), 8),
            (_NOTE, PF_R, (".note.gnu.property",), spec.bits // 8),
            (_NOTE, PF_R, (".note.ABI-tag",), 4),
            (_NOTE, PF_R, (".note.gnu.build-id",), 4),
        )
        if any(name in places for name in names)
    ]
    if spec.tls_size:
        segments.append(_Segment(_TLS, PF_R, NOWHERE, 8, spec.tls_size))
    if spec.stack_flags >= 0:
        segments.append(_Segment(_GNU_STACK, spec.stack_flags, NOWHERE, 16))
    if spec.relro:
        segments.append(_Segment(_GNU_RELRO, PF_R, _span(places, (".dynamic",))))
    return segments


def _span(places: Mapping[str, Place], names: tuple[str, ...]) -> Place:
    """Return the place from the first to the last of those that are there."""
    found = sorted(places[name] for name in names if name in places)
    if not found:
        return NOWHERE
    end = max(place.end for place in found)
    return Place(found[0].offset, found[0].address, end - found[0].offset)


def _segment_table(spec: ElfSpec, places: Mapping[str, Place]) -> bytes:
    table = b""
    for kind, flags, place, align, more in _segments(spec, places):
        where = (place.offset, place.address, place.address, place.size, place.size + more)
        if spec.bits == 64:
            table += spec.words("IIQQQQQQ", kind, flags, *where, align)
        else:
            table += spec.words("IIIIIIII", kind, *where, flags, align)
    return table


def _section_table(spec: ElfSpec, parts: list[Part], places: Mapping[str, Place]) -> bytes:
    if not spec.section_headers:
        return b""
    letters = "IIQQQQIIQQ" if spec.bits == 64 else "IIIIIIIIII"
    indices = {part.name: index for index, part in enumerate(parts, 1)}
    names = parts[-1].content
    table = bytes(_SECTION_SIZE[spec.bits])
    for part in parts:
        place = places[part.name]
        link = indices.get(part.link, 0)
        where = (part.flags, place.address, place.offset, len(part.content))
        tail = (link, part.info, part.align, part.entry_size)
        name = names.index(f"\0{part.name}\0".encode()) + 1
        table += spec.words(letters, name, part.type, *where, *tail)
    return table


def _file_header(spec: ElfSpec, part_count: int, places: Mapping[str, Place]) -> bytes:
    ident = b"\x7fELF" + bytes((spec.bits // 32, 1 if spec.is_little else 2, 1)) + bytes(9)
    word = "Q" if spec.bits == 64 else "I"
    headers = places["headers"]
    segments = places["segments"].size // _SEGMENT_SIZE[spec.bits]
    sections = (part_count + 1, part_count) if headers.size else (0, 0)
    return ident + spec.words(
        "HHI" + 3 * word + "IHHHHHH",
        spec.type,
        spec.number,
        1,
        0,
        places["segments"].offset if segments else 0,
        headers.offset if headers.size else 0,
        0,
        _HEADER_SIZE[spec.bits],
        _SEGMENT_SIZE[spec.bits],
        segments,
        _SECTION_SIZE[spec.bits],
        *sections,
    )
