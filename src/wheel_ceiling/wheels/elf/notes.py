"""What the makers of a file left in it: build-id, ISA level, and the words of their tools."""

from collections.abc import Iterator
from itertools import islice
from struct import Struct
from typing import NamedTuple

from wheel_ceiling.wheels.elf.gabi import PT_NOTE, SHT_NOTE
from wheel_ceiling.wheels.elf.image import Image

_NT_GNU_ABI_TAG = 1
_NT_GNU_BUILD_ID = 3
_NT_GNU_PROPERTY = 5
# Linux Extensions to gABI, "Program Property": x86 ISA levels that the file cannot run without.
_X86_ISA_1_NEEDED = 0xC0008002
_ISA_LEVELS = ((8, "x86-64-v4"), (4, "x86-64-v3"), (2, "x86-64-v2"))
# Of the same: marks that a linker leaves; 0xC0000000 is GNU_PROPERTY_AARCH64_FEATURE_1_AND
# of the AArch64 ELF ABI.
_PROPERTY_MARKS = (
    (frozenset({"x86_64", "i686"}), 0xC0000002, 1, "ibt"),
    (frozenset({"x86_64", "i686"}), 0xC0000002, 2, "shstk"),
    (frozenset({"x86_64", "i686"}), 0xC0010002, 0xFFFF, "isa-used"),
    (frozenset({"aarch64"}), 0xC0000000, 1, "bti"),
    (frozenset({"aarch64"}), 0xC0000000, 2, "pac"),
)
_MOST_PROPERTIES = 64
_MOST_NOTES = 1_000
_LONGEST_NOTE = 4096

_MOST_COMPILERS = 64
_LONGEST_COMPILER = 200
# Where Go names itself when .comment does not: the magic of `debug/buildinfo`.
_GO_BUILD_INFO = b"\xff Go buildinf:"
_GO_HEADER_SIZE = 32


class Notes(NamedTuple):
    """What the notes of a file say."""

    build_id: str
    """In hexadecimal."""
    flags: tuple[str, ...]
    """The ISA level that it needs."""
    marks: tuple[str, ...]
    """What the linker's and the C library's notes tell of where it was made."""


def read_notes(image: Image) -> Notes:
    """Return what GNU's notes say."""
    build_id = ""
    flags: tuple[str, ...] = ()
    marks: list[str] = []
    for owner, kind, content in _notes(image):
        if owner != b"GNU":
            continue
        if kind == _NT_GNU_BUILD_ID and not build_id:
            build_id = content.hex()
        elif kind == _NT_GNU_ABI_TAG:
            marks += _kernel(image, content)
        elif kind == _NT_GNU_PROPERTY:
            properties = dict(_properties(image, content))
            flags = flags or _isa_level(image, properties)
            marks += _property_marks(image, properties)
    return Notes(build_id, flags, tuple(dict.fromkeys(marks)))


def _notes(image: Image) -> Iterator[tuple[bytes, int, bytes]]:
    """Return owner, type and content of every note (gABI chapter 5, "Note Section")."""
    places = [
        (segment.offset, segment.file_size, segment.alignment)
        for segment in image.segments
        if segment.type == PT_NOTE
    ] or [
        (section.offset, section.file_size, 4)
        for section in image.sections
        if section.type == SHT_NOTE
    ]
    found = (note for place in places for note in _notes_at(image, *place))
    return islice(found, _MOST_NOTES)


def _notes_at(
    image: Image, offset: int, size: int, alignment: int
) -> Iterator[tuple[bytes, int, bytes]]:
    head = Struct(image.records.order + "III")
    table = image.read(offset, size, "a note segment")
    step, place = max(4, min(alignment, 8)), 0  # 8 for GNU properties
    while place + head.size <= len(table):
        owner_size, content_size, kind = head.unpack_from(table, place)
        owner = place + head.size
        content = _aligned(owner + owner_size, step)
        yield (
            bytes(table[owner : owner + min(owner_size, _LONGEST_NOTE)]).rstrip(b"\0"),
            kind,
            bytes(table[content : content + min(content_size, _LONGEST_NOTE)]),
        )
        place = _aligned(content + content_size, step)


def _kernel(image: Image, content: bytes) -> list[str]:
    """Return the oldest Linux that the C library's start file was made for (``.note.ABI-tag``)."""
    words = Struct(image.records.order + "IIII")
    if len(content) < words.size:
        return []
    system, *version = words.unpack_from(content)
    return [] if system else [f"linux-{'.'.join(map(str, version))}"]


def _properties(image: Image, content: bytes) -> Iterator[tuple[int, int]]:
    """Yield type and bits of each property."""
    head, word = Struct(image.records.order + "II"), Struct(image.records.order + "I")
    place = 0
    for _ in range(_MOST_PROPERTIES):
        if place + head.size + word.size > len(content):
            return
        kind, size = head.unpack_from(content, place)
        yield kind, word.unpack_from(content, place + head.size)[0]
        place += head.size + _aligned(size, image.records.bits // 8)


def _isa_level(image: Image, properties: dict[int, int]) -> tuple[str, ...]:
    bits = properties.get(_X86_ISA_1_NEEDED, 0) if image.machine == "x86_64" else 0
    return tuple(name for bit, name in _ISA_LEVELS if bits & bit)[:1]


def _property_marks(image: Image, properties: dict[int, int]) -> list[str]:
    return [
        mark
        for machines, kind, bits, mark in _PROPERTY_MARKS
        if image.machine in machines and properties.get(kind, 0) & bits
    ]


def _aligned(size: int, step: int) -> int:
    return (size + step - 1) // step * step


def read_compilers(image: Image, rust: bytes) -> tuple[str, ...]:
    """Return the strings that compilers and linkers left, in the order of the file.

    ``.comment`` first; Go and Rust tell by their data where they say nothing there: `rust` is the
    commit that was found.
    """
    comment = image.section(".comment")
    raw = image.beginning(comment, _MOST_COMPILERS * 1024) if comment else b""
    said = [text for text in raw.split(b"\0") if text]
    if rust and not any(b"rustc" in text for text in said):
        said.append(b"rustc, commit " + rust)
    said += _go_version(image)
    named = dict.fromkeys(
        text[:_LONGEST_COMPILER].decode("utf-8", "backslashreplace") for text in said
    )
    return tuple(named)[:_MOST_COMPILERS]


def _go_version(image: Image) -> list[bytes]:
    """Read the version that stands behind the header, led by its length, since Go 1.18."""
    section = image.section(".go.buildinfo")
    if section is None:
        return []
    head = image.beginning(section, _LONGEST_COMPILER)
    length = int.from_bytes(head[_GO_HEADER_SIZE : _GO_HEADER_SIZE + 1])
    version = head[_GO_HEADER_SIZE + 1 : _GO_HEADER_SIZE + 1 + length]
    is_said = head.startswith(_GO_BUILD_INFO) and version.startswith((b"go", b"devel"))
    return [version if is_said else b"go, version not said"]
