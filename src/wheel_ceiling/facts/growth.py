"""Where in a wheel the bytes are that one release has and the other has not."""

from collections import Counter

from msgspec import Struct
from msgspec.structs import fields

from wheel_ceiling.facts.libraries import plain_path
from wheel_ceiling.model import ElfFacts, SectionSizes, WheelDelta

_WORDS = {
    "debug": "debug information",
    "symbols": "symbol table",
    "other": "other sections",
}
UNLOADED = ("debug information", "symbol table")
"""The kinds of section that no process loads."""


class SectionGrowth(Struct, frozen=True):
    """How many bytes one kind of section has gained; fewer than none when it lost some."""

    what: str
    size: int


class FileGrowth(Struct, frozen=True):
    """How many bytes of the archive one file has gained."""

    path: str
    compressed: int
    sections: tuple[SectionGrowth, ...] = ()
    """Of ELF files, uncompressed, the greatest first."""
    loaded_before: int = 0
    loaded: int = 0


def section_growth(before: SectionSizes, after: SectionSizes) -> tuple[SectionGrowth, ...]:
    """Return what changed in size, the greatest change first."""
    sizes = (
        (field.name, getattr(after, field.name) - getattr(before, field.name))
        for field in fields(SectionSizes)
    )
    changed = [SectionGrowth(_WORDS.get(name, name), size) for name, size in sizes if size]
    return tuple(sorted(changed, key=lambda growth: -abs(growth.size)))


def file_growth(delta: WheelDelta) -> tuple[FileGrowth, ...]:
    """Return the files whose size in the archive changed, those that gained most first.

    Files without a partner count whole; names that change with each release are one file.
    """
    partners = {library.baseline.path: library.path for library in delta.kept}
    paired = frozenset(partners.values())
    sizes: Counter[str] = Counter()
    for member in delta.built.members:
        key = member.path if member.path in paired else plain_path(member.path)
        sizes[key] += member.compressed_size
    for member in delta.baseline.members:
        key = partners.get(member.path) or plain_path(member.path)
        sizes[key] -= member.compressed_size
    elf = _elf_sides(delta)
    found = [_of_file(path, size, elf) for path, size in sizes.items() if size]
    return tuple(sorted(found, key=lambda growth: (-growth.compressed, growth.path)))


_Sides = tuple[ElfFacts | None, ElfFacts | None]


def _elf_sides(delta: WheelDelta) -> dict[str, _Sides]:
    sides: dict[str, _Sides] = {}
    for library in delta.kept:
        sides[library.path] = library.baseline, library.built
    for new in delta.added:
        sides[plain_path(new.path)] = None, new
    for old in delta.dropped:
        sides.setdefault(plain_path(old.path), (old, None))
    return sides


def _of_file(path: str, size: int, elf: dict[str, _Sides]) -> FileGrowth:
    before, after = elf.get(path, (None, None))
    return FileGrowth(
        after.path if after else path,
        size,
        section_growth(
            before.sections if before else SectionSizes(),
            after.sections if after else SectionSizes(),
        ),
        before.loaded_size if before else 0,
        after.loaded_size if after else 0,
    )
