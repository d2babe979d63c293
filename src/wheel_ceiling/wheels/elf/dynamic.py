"""The dynamic section: what the loader is told (gABI chapter 5, "Dynamic Section")."""

from dataclasses import dataclass

from elftools.elf.enums import ENUM_D_TAG, ENUM_DT_FLAGS, ENUM_DT_FLAGS_1, ENUM_P_TYPE_BASE

from wheel_ceiling.wheels.elf.image import Image, text_at

_PT_DYNAMIC: int = ENUM_P_TYPE_BASE["PT_DYNAMIC"]
_DT: dict[str, int] = ENUM_D_TAG
_NO_ENTRIES: tuple[int, ...] = ()

_FLAG_BITS = (
    ("DT_FLAGS", ENUM_DT_FLAGS["DF_SYMBOLIC"], "symbolic"),
    ("DT_FLAGS", ENUM_DT_FLAGS["DF_TEXTREL"], "textrel"),
    ("DT_FLAGS", ENUM_DT_FLAGS["DF_BIND_NOW"], "bind-now"),
    ("DT_FLAGS", ENUM_DT_FLAGS["DF_STATIC_TLS"], "static-tls"),
    ("DT_FLAGS_1", ENUM_DT_FLAGS_1["DF_1_NOW"], "bind-now"),
    ("DT_FLAGS_1", ENUM_DT_FLAGS_1["DF_1_NODELETE"], "nodelete"),
    ("DT_FLAGS_1", ENUM_DT_FLAGS_1["DF_1_PIE"], "pie"),
)
# Entries that mean the flag by their mere presence (gABI: both spellings are in use).
_FLAG_ENTRIES = (
    ("DT_SYMBOLIC", "symbolic"),
    ("DT_TEXTREL", "textrel"),
    ("DT_BIND_NOW", "bind-now"),
    ("DT_RELR", "relr"),
)


@dataclass(frozen=True, slots=True)
class Dynamic:
    """The entries of PT_DYNAMIC by tag, and the string table that they point into."""

    entries: dict[int, tuple[int, ...]]
    strings: bytes

    @property
    def is_empty(self) -> bool:
        return not self.entries

    def value(self, tag: str) -> int:
        """Return the value of the last entry with this tag; 0 when there is none."""
        values = self.entries.get(_DT[tag], _NO_ENTRIES)
        return values[-1] if values else 0

    def has(self, tag: str) -> bool:
        return _DT[tag] in self.entries

    def texts(self, tag: str) -> tuple[str, ...]:
        """Return the strings of all entries with this tag, in order."""
        return tuple(
            text_at(self.strings, offset, tag) for offset in self.entries.get(_DT[tag], _NO_ENTRIES)
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


def read_dynamic(image: Image) -> Dynamic:
    """Return what PT_DYNAMIC holds; nothing for files without one (static programs, objects)."""
    segment = next((found for found in image.segments if found.type == _PT_DYNAMIC), None)
    if segment is None or segment.file_size == 0:
        return Dynamic({}, b"")
    record = image.records.dynamic
    table = image.read(segment.offset, segment.file_size, "the dynamic section")
    usable = table[: len(table) // record.size * record.size]
    mask = 2**image.records.bits - 1
    entries: dict[int, list[int]] = {}
    for tag, value in record.iter_unpack(usable):
        if tag == _DT["DT_NULL"]:
            break
        entries.setdefault(tag & 0xFFFFFFFF, []).append(value & mask)
    frozen = {tag: tuple(values) for tag, values in entries.items()}
    without_strings = Dynamic(frozen, b"")
    if not without_strings.has("DT_STRTAB"):
        return without_strings
    size = without_strings.value("DT_STRSZ")
    strings = image.at_address(without_strings.value("DT_STRTAB"), size, "the string table")
    return Dynamic(frozen, bytes(strings))
