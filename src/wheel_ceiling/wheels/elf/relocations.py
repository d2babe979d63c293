"""Which dynamic symbols a file asks the loader for: its relocations name them (gABI ch. 4)."""

import sys
from array import array
from collections.abc import Iterator

from wheel_ceiling.wheels.elf.dynamic import Dynamic
from wheel_ceiling.wheels.elf.gabi import DT
from wheel_ceiling.wheels.elf.image import WIDE, Image

# How many relocations are held at a time.
_WINDOW = 64 * 1024
_WORD = 4
_TABLE = "the table of relocations"
# The lower 8 bits of a narrow r_info are the type.
_TYPE_BITS = 8


def referenced_symbols(image: Image, dynamic: Dynamic) -> frozenset[int]:
    """Return the numbers of the symbols; raises DamagedElf where a table leads out of the file.

    Relocations that need no symbol stand first and are counted (DT_RELACOUNT): they are passed
    over, as there may be a million of them.
    """
    found: set[int] = set()
    for address, size, passed, has_addend in _tables(dynamic):
        width = image.records.bits // 8 * (3 if has_addend else 2)
        length = size // width * width
        if passed * width < length:
            image.insist(image.offset_of(address, _TABLE), length, _TABLE)
            for start in range(passed * width, length, _WINDOW * width):
                window = image.at_address(
                    address + start, min(_WINDOW * width, length - start), _TABLE
                )
                found |= _symbols(image, window, width)
    return frozenset(found)


def _tables(dynamic: Dynamic) -> Iterator[tuple[int, int, int, bool]]:
    """Yield address, size, how many begin without a symbol, and whether addends stand with them."""
    for kind, has_addend in (("RELA", True), ("REL", False)):
        if dynamic.value(f"DT_{kind}SZ"):
            yield (
                dynamic.value(f"DT_{kind}"),
                dynamic.value(f"DT_{kind}SZ"),
                dynamic.value(f"DT_{kind}COUNT"),
                has_addend,
            )
    if dynamic.value("DT_PLTRELSZ"):
        has_addend = dynamic.value("DT_PLTREL") == DT["DT_RELA"]
        yield dynamic.value("DT_JMPREL"), dynamic.value("DT_PLTRELSZ"), 0, has_addend


def _symbols(image: Image, table: memoryview, width: int) -> set[int]:
    """Return the numbers; wide r_info has them in its upper half."""
    is_little = image.records.order == "<"
    is_wide = image.records.bits == WIDE
    place = (3 if is_little else 2) if is_wide else 1
    words = array("I", bytes(table))
    if is_little != (sys.byteorder == "little"):
        words.byteswap()
    infos = set(words[place :: width // _WORD])
    return infos if is_wide else {info >> _TYPE_BITS for info in infos}
