"""Symbol versions (LSB, "Symbol Versioning"): what a file wants from whom, and what it defines."""

from collections.abc import Iterator
from struct import Struct

import msgspec

from wheel_ceiling.model import VersionNeed
from wheel_ceiling.wheels.elf.damage import DamagedElf
from wheel_ceiling.wheels.elf.dynamic import Dynamic
from wheel_ceiling.wheels.elf.image import Image

# The index of a version has 15 bits, the 16th hides a definition.
VERSION_MASK = 0x7FFF
_MOST_VERSIONS = 0x8000
_VER_FLG_BASE = 1
_VER_FLG_WEAK = 2


class Need(msgspec.Struct):
    """A version need while its symbols are being collected."""

    index: int
    library: str
    version: str
    is_optional: bool
    symbols: list[str] = msgspec.field(default_factory=list)
    weak: list[str] = msgspec.field(default_factory=list)

    def add(self, name: str, *, is_weak: bool) -> None:
        self.symbols.append(name)
        if is_weak:
            self.weak.append(name)

    def finished(self) -> VersionNeed:
        return VersionNeed(
            self.library,
            self.version,
            tuple(sorted(self.symbols)),
            tuple(sorted(self.weak)),
            self.is_optional,
        )


def version_needs(image: Image, dynamic: Dynamic) -> list[Need]:
    """Return what DT_VERNEED lists, in its order.

    Like ld.so this follows the distances from entry to entry, whatever the counts beside them
    say; distances only lead forward.
    """
    outer, inner = Struct(image.records.order + "HHIII"), Struct(image.records.order + "IHHII")
    needs: list[Need] = []
    for base, (_, _, library, first, _) in _chain(image, dynamic, outer, "VERNEED"):
        offset, step = base + first, -1
        while step:
            if len(needs) == _MOST_VERSIONS:
                raise DamagedElf(f"its version needs go on after {_MOST_VERSIONS} entries")
            entry = image.read(offset, inner.size, "a version need")
            _, flags, index, name, step = inner.unpack(entry)
            needs.append(
                Need(
                    index & VERSION_MASK,
                    dynamic.strings.at(library, "the file of a version need"),
                    dynamic.strings.at(name, "the name of a version need"),
                    bool(flags & _VER_FLG_WEAK),
                )
            )
            offset += step
    return needs


def version_definitions(image: Image, dynamic: Dynamic) -> dict[int, str]:
    """Return what DT_VERDEF lists, by index, but for the base definition: the file's own name."""
    outer, inner = Struct(image.records.order + "HHHHIII"), Struct(image.records.order + "II")
    found: dict[int, str] = {}
    for base, (_, flags, index, count, _, first, _) in _chain(image, dynamic, outer, "VERDEF"):
        if count and not flags & _VER_FLG_BASE:
            name, _ = inner.unpack(image.read(base + first, inner.size, "a version definition"))
            text = dynamic.strings.at(name, "the name of a version definition")
            found[index & VERSION_MASK] = text
    return found


def _chain(
    image: Image, dynamic: Dynamic, record: Struct, tag: str
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield place and fields of the entries; the last field is the distance to the next one."""
    if not dynamic.has(f"DT_{tag}"):
        return
    offset = image.offset_of(dynamic.value(f"DT_{tag}"), f"DT_{tag}")
    for _ in range(_MOST_VERSIONS):
        fields = record.unpack(image.read(offset, record.size, f"an entry of DT_{tag}"))
        yield offset, fields
        if fields[-1] == 0:
            return
        offset += fields[-1]
    raise DamagedElf(f"its DT_{tag} goes on after {_MOST_VERSIONS} entries")
