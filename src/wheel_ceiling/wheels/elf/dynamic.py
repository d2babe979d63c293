"""The dynamic section: what the loader is told (gABI chapter 5, "Dynamic Section")."""

from collections.abc import Iterator
from struct import Struct

import msgspec

from wheel_ceiling.wheels.elf.damage import DamagedElf
from wheel_ceiling.wheels.elf.gabi import (
    DF_1_NODELETE,
    DF_1_NOW,
    DF_1_PIE,
    DF_BIND_NOW,
    DF_STATIC_TLS,
    DF_SYMBOLIC,
    DF_TEXTREL,
    DT,
    PT_DYNAMIC,
)
from wheel_ceiling.wheels.elf.image import Image
from wheel_ceiling.wheels.elf.strings import StringTable

_NO_ENTRIES: tuple[int, ...] = ()
# The largest libraries seen have about 80, and one for each library that is needed.
_MOST_ENTRIES = 10_000

_FLAG_BITS = (
    ("DT_FLAGS", DF_SYMBOLIC, "symbolic"),
    ("DT_FLAGS", DF_TEXTREL, "textrel"),
    ("DT_FLAGS", DF_BIND_NOW, "bind-now"),
    ("DT_FLAGS", DF_STATIC_TLS, "static-tls"),
    ("DT_FLAGS_1", DF_1_NOW, "bind-now"),
    ("DT_FLAGS_1", DF_1_NODELETE, "nodelete"),
    ("DT_FLAGS_1", DF_1_PIE, "pie"),
)
# Entries that mean the flag by their mere presence (gABI: both spellings are in use).
_FLAG_ENTRIES = (
    ("DT_SYMBOLIC", "symbolic"),
    ("DT_TEXTREL", "textrel"),
    ("DT_BIND_NOW", "bind-now"),
    ("DT_RELR", "relr"),
)


class Dynamic(msgspec.Struct, frozen=True):
    """The entries of PT_DYNAMIC by tag, and the string table that they point into."""

    entries: dict[int, tuple[int, ...]]
    strings: StringTable

    def value(self, tag: str) -> int:
        """Return the value of the last entry with this tag; 0 when there is none."""
        values = self.entries.get(DT[tag], _NO_ENTRIES)
        return values[-1] if values else 0

    def has(self, tag: str) -> bool:
        return DT[tag] in self.entries

    def texts(self, tag: str) -> tuple[str, ...]:
        """Return the strings of all entries with this tag, in order."""
        return tuple(
            self.strings.at(offset, tag) for offset in self.entries.get(DT[tag], _NO_ENTRIES)
        )

    def search_path(self, tag: str) -> tuple[str, ...]:
        """Return DT_RPATH's or DT_RUNPATH's entries; an empty one means the working directory.

        A tag that is there with an empty string counts as absent, as ld.so treats it.
        """
        joined = "".join(self.texts(tag)[-1:])
        return tuple(joined.split(":")) if joined else ()

    def flags(self) -> set[str]:
        """Return our names of the flags that are set."""
        named = {flag for tag, bit, flag in _FLAG_BITS if self.value(tag) & bit}
        return named | {flag for tag, flag in _FLAG_ENTRIES if self.has(tag)}


NO_DYNAMIC = Dynamic({}, StringTable(memoryview(b"")))


def read_dynamic(image: Image) -> Dynamic:
    """Return what PT_DYNAMIC holds; nothing for files without one (static programs, objects)."""
    segment = next((found for found in image.segments if found.type == PT_DYNAMIC), None)
    if segment is None or segment.file_size == 0:
        return NO_DYNAMIC
    record = image.records.dynamic
    table = image.read(segment.offset, segment.file_size, "the dynamic section")
    entries: dict[int, list[int]] = {}
    for count, (tag, value) in enumerate(_whole(record, table)):
        if tag == DT["DT_NULL"]:
            break
        if count == _MOST_ENTRIES:
            raise DamagedElf(f"its dynamic section goes on after {count} entries")
        entries.setdefault(tag, []).append(value)
    frozen = {tag: tuple(values) for tag, values in entries.items()}
    without_strings = Dynamic(frozen, NO_DYNAMIC.strings)
    if not without_strings.has("DT_STRTAB"):
        return without_strings
    size = without_strings.value("DT_STRSZ")
    strings = image.at_address(without_strings.value("DT_STRTAB"), size, "the string table")
    return Dynamic(frozen, StringTable(strings))


def _whole(record: Struct, table: memoryview) -> Iterator[tuple[int, ...]]:
    return record.iter_unpack(table[: len(table) // record.size * record.size])
