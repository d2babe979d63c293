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
        start = passed * width
        length = size // width * width - start
        if length > 0:
            table = image.at_address(address + start, length, "the table of relocations")
            found.update(_symbols(image, table, width))
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


def _symbols(image: Image, table: memoryview, width: int) -> Iterator[int]:
    """Yield the numbers, each once a window; wide r_info has them in its upper half."""
    is_little = image.records.order == "<"
    step = width // _WORD
    is_wide = image.records.bits == WIDE
    place = (3 if is_little else 2) if is_wide else 1
    for start in range(0, len(table), _WINDOW * width):
        words = array("I", bytes(table[start : start + _WINDOW * width]))
        if is_little != (sys.byteorder == "little"):
            words.byteswap()
        infos = set(words[place::step])
        yield from infos if is_wide else {info >> _TYPE_BITS for info in infos}
