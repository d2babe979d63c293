"""Where the fields of a written ELF file stand, for tests that put something else there."""

from tests.elf_bytes import lay_out
from tests.wheels.elf.files import FULL

WHOLE = lay_out(FULL)
ENDLESS = 0xFFFFFFFF
# Offsets of fields in the headers of the 64-bit class (gABI chapters 4 and 5).
E_PHOFF, E_SHOFF, E_PHENTSIZE, E_PHNUM, E_SHNUM, E_SHSTRNDX = 32, 40, 54, 56, 60, 62
P_TYPE, P_OFFSET, P_VADDR, P_FILESZ = 0, 8, 16, 32
SH_NAME, SH_TYPE, SH_OFFSET, SH_SIZE = 0, 4, 24, 32
LOAD, DATA, DYNAMIC, NOTE = 0, 1, 2, 3  # the segments of WHOLE


def at(part: str, offset: int = 0) -> int:
    """The place of a field in WHOLE."""
    return WHOLE.places[part].offset + offset


def segment(number: int, field: int) -> int:
    return at("segments", number * 56 + field)


def section(name: str, field: int) -> int:
    """The place of a field of a section header; the names stand in the order of the headers."""
    names = WHOLE.data[at(".shstrtab") :].split(b"\0")
    return at("headers", names.index(name.encode()) * 64 + field)


def number(value: int, letters: str = "Q") -> bytes:
    return FULL.words(letters, value)


def entry(tag: int) -> int:
    """The place of the value of an entry in WHOLE's dynamic section."""
    place = WHOLE.places[".dynamic"]
    table = WHOLE.data[place.offset : place.end]
    tags = [int.from_bytes(table[n : n + 8], "little") for n in range(0, place.size, 16)]
    return place.offset + 16 * tags.index(tag) + 8


DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SONAME, DT_RPATH, DT_NEEDED = 5, 6, 10, 14, 15, 1
DT_GNU_HASH, DT_VERSYM, DT_VERNEED, DT_VERDEF = 0x6FFFFEF5, 0x6FFFFFF0, 0x6FFFFFFE, 0x6FFFFFFC
