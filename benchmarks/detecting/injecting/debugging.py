"""Debug information and symbol tables, as a build without `strip` leaves them.

Small and plain, but well formed (DWARF 4, sections 7.5 and 7.7): a reader that walks the units
finds as many as a real debug build of the size has.
"""

import struct

from benchmarks.detecting.injecting.elf_file import SHT_STRTAB, SHT_SYMTAB, ElfFile
from benchmarks.detecting.injecting.sections import Content, with_sections

_LEAST = 400_000
_UNIT = 20_000
_COMPILE_UNIT, _VARIABLE = 0x11, 0x34
_NAME, _FOLDER, _PRODUCER, _LOCATION, _STRP, _STRING = 0x03, 0x1B, 0x25, 0x1A, 0x0E, 0x08
_SYMBOL = {64: "IBBHQQ", 32: "IIIBBH"}
_CODE_PER_SYMBOL = 160  # bytes; CPython's own functions are about as long


def as_debug_build(library: bytes, folder: str) -> bytes:
    """Return the library, a stripped one, with twice its size of debug information, and symbols."""
    order = ElfFile.parse(library).order
    size = max(_LEAST, 2 * len(library))
    strings = b"module.c\0" + folder.encode() + b"\0GNU C17 -g\0"
    unit = _unit(order, ElfFile.parse(library).bits // 8)
    sections = {
        ".debug_info": Content(unit * (size // len(unit))),
        ".debug_abbrev": Content(_abbreviations()),
        ".debug_str": Content(strings + b"".join(b"variable_%d\0" % n for n in range(size // 60))),
    }
    return with_sections(unstripped(library), sections)


def _unit(order: str, address_size: int) -> bytes:
    """Return one compilation unit with its variables."""
    top = struct.pack(order + "BIII", 1, 0, len("module.c") + 1, 0)
    variables = (struct.pack("B", 2) + b"variable_%d\0" % n for n in range(_UNIT // 16))
    body = struct.pack(order + "HIB", 4, 0, address_size) + top + b"".join(variables) + b"\0"
    return struct.pack(order + "I", len(body)) + body


def _abbreviations() -> bytes:
    strings = [_NAME, _STRP, _FOLDER, _STRP, _PRODUCER, _STRP]
    return bytes([1, _COMPILE_UNIT, 1, *strings, 0, 0, 2, _VARIABLE, 0, _NAME, _STRING, 0, 0, 0])


def unstripped(library: bytes) -> bytes:
    """Return the library, a stripped one, with a symbol for every function of its code."""
    elf = ElfFile.parse(library)
    text = elf.section(".text")
    number, count = elf.sections.index(text), max(1, text.size // _CODE_PER_SYMBOL)
    names = bytearray(b"\0")
    rows = bytearray(struct.calcsize(elf.order + _SYMBOL[elf.bits]))
    for place in range(count):
        address, local_function = text.address + place * _CODE_PER_SYMBOL, 2
        fields = (len(names), local_function, 0, number, address, _CODE_PER_SYMBOL)
        if elf.bits == 32:
            fields = (len(names), address, _CODE_PER_SYMBOL, local_function, 0, number)
        rows += struct.pack(elf.order + _SYMBOL[elf.bits], *fields)
        names += b"local_function_of_the_module_%d\0" % place
    symbols = Content(bytes(rows), SHT_SYMTAB, ".strtab", len(rows) // (count + 1))
    return with_sections(
        library, {".symtab": symbols, ".strtab": Content(bytes(names), SHT_STRTAB)}
    )
