"""Where an ELF file keeps paths of its build: its constants, and the strings for debuggers."""

import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from struct import Struct

from wheel_ceiling.model import Trace
from wheel_ceiling.wheels.elf.gabi import SHF_COMPRESSED
from wheel_ceiling.wheels.elf.image import WIDE, Image, Section
from wheel_ceiling.wheels.traces import DEBUG_INFO, STRINGS, find_traces

# Go keeps the names of its sources with its table of functions.
PLACES = {
    ".rodata": STRINGS,
    ".gopclntab": STRINGS,
    ".debug_str": DEBUG_INFO,
    ".debug_line_str": DEBUG_INFO,
}
_MOST_BYTES = 64 * 1024**2
# Inflating takes a hundred times as long as searching.
_MOST_INFLATED = 8 * 1024**2
_MOST_PACKED = 2 * _MOST_INFLATED  # what cannot be packed grows a little
# gABI chapter 4, "Compression Header".
_ZLIB = 1


def length_to_search(section: Section) -> int:
    """Return how much of the section is looked at; what is packed unpacks to more than that."""
    return _MOST_PACKED if section.flags & SHF_COMPRESSED else _MOST_BYTES


def find_in_section(image: Image, section: Section, content: memoryview) -> tuple[Trace, ...]:
    """Return samples of the paths in the beginning of a section."""
    parts = (find_traces(part, PLACES[section.name]) for part in _unpacked(image, section, content))
    return tuple(chain.from_iterable(parts))


def _unpacked(image: Image, section: Section, content: memoryview) -> Iterator[bytes | memoryview]:
    """Yield the beginning of the section; nothing of one that is packed in an unknown way."""
    if not section.flags & SHF_COMPRESSED:
        yield content
        return
    head = Struct(image.records.order + ("IIQQ" if image.records.bits == WIDE else "III"))
    if len(content) > head.size and head.unpack_from(content)[0] == _ZLIB:
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(content[head.size :], _MOST_INFLATED)
