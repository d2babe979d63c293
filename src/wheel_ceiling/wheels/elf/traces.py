"""Where an ELF file keeps paths of its build: its constants, and the strings for debuggers."""

import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from struct import Struct

from wheel_ceiling.model import Trace
from wheel_ceiling.wheels.elf.gabi import SHF_COMPRESSED
from wheel_ceiling.wheels.elf.image import WIDE, Image, Section
from wheel_ceiling.wheels.traces import DEBUG_INFO, STRINGS, find_traces, merged

# Go keeps the names of its sources with its table of functions.
_PLACES = {
    ".rodata": STRINGS,
    ".gopclntab": STRINGS,
    ".debug_str": DEBUG_INFO,
    ".debug_line_str": DEBUG_INFO,
}
_MOST_BYTES = 64 * 1024**2
# Inflating takes a hundred times as long as searching.
_MOST_INFLATED = 8 * 1024**2
# gABI chapter 4, "Compression Header".
_ZLIB = 1


def read_traces(image: Image) -> tuple[Trace, ...]:
    """Return samples of the paths in what a process can read and in what debuggers read."""
    found = (
        find_traces(part, _PLACES[section.name])
        for section in image.sections
        if section.name in _PLACES
        for part in _content(image, section)
    )
    return merged(chain.from_iterable(found))


def _content(image: Image, section: Section) -> Iterator[bytes | memoryview]:
    """Yield the beginning of the section; nothing of one that is packed in an unknown way."""
    content = image.content(section)
    if not section.flags & SHF_COMPRESSED:
        yield content[:_MOST_BYTES]
        return
    head = Struct(image.records.order + ("IIQQ" if image.records.bits == WIDE else "III"))
    if len(content) > head.size and head.unpack_from(content)[0] == _ZLIB:
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(content[head.size :], _MOST_INFLATED)
