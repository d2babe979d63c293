"""What differs between two releases of a wheel or a library, in words that people read.

Sets are told by what went and what came; what is no word by itself (sections, version needs,
RECORD) in parts.
"""

from collections.abc import Iterable, Iterator

from msgspec.structs import fields

from wheel_ceiling.amounts import listed
from wheel_ceiling.facts.libraries import plain_path
from wheel_ceiling.model import (
    Change,
    ElfFacts,
    LibraryDelta,
    Member,
    SectionSizes,
    SymbolVersion,
    Wheel,
    WheelDelta,
)

NONE = "none"
LISTS = frozenset(
    {"needed", "rpath", "runpath", "compilers", "marks", "flags", "python symbols"}
    | {
        "version definitions",
        "links",
        "tags",
        "versions",
        "symbols",
        "RECORD faults",
        "other files",
    }
)
"""Changes that tell what went and what came, not the whole of both sides."""
EDITED = "edited files"
"""The change that only names what is on both sides with other content."""
_MOST_NAMED = 12
_DIGEST_SHOWN = 20
# Facts whose value is a word or a number, and those that are a set of words (`ElfFacts`).
_WORDS = ("kind", "size", "loaded_size", "machine", "soname", "interpreter", "build_id")
_MEASURES = ("alignment", "tls_size")
_SETS = (
    "needed",
    "rpath",
    "runpath",
    "version_definitions",
    "compilers",
    "marks",
    "flags",
    "python_symbols",
)
_SIZES = frozenset({"size", "loaded_size", *_MEASURES})


def changes_of_wheel(delta: WheelDelta) -> tuple[Change, ...]:
    """Return what differs in the wheel itself and in its files that are no ELF files."""
    if delta.is_same_file:
        return ()
    before, after = delta.baseline, delta.built
    faults = ([f"{fault.path} ({fault.kind})" for fault in side.record] for side in (before, after))
    return (
        *_word("size", before, after),
        *_word("root_is_purelib", before, after),
        *_word("generator", before, after),
        *_sets("links", before.links, after.links),
        *_sets("tags", before.label.tags, after.label.tags),
        *_sets("RECORD faults", *faults),
        *_files(before, after),
    )


def changes_of_library(delta: LibraryDelta) -> tuple[Change, ...]:
    """Return what differs in the library: its ceilings first."""
    before, after = delta.baseline, delta.built
    return (
        *_ceilings(before, after),
        *(change for name in _WORDS for change in _word(name, before, after)),
        *(
            change
            for name in _SETS
            for change in _sets(_spoken(name), getattr(before, name), getattr(after, name))
        ),
        *(change for name in _MEASURES for change in _measure(name, before, after)),
        *_word("export_count", before, after),
        *_sections(before.sections, after.sections),
        *_sets("version definitions", before.version_definitions, after.version_definitions),
        *_sets("versions", *(_versions(facts) for facts in (before, after))),
        *_sets("symbols", *(_symbols(facts) for facts in (before, after))),
        *_single("code", before.code_digest[:_DIGEST_SHOWN], after.code_digest[:_DIGEST_SHOWN]),
    )


def _single(what: str, was: str, now: str) -> Iterator[Change]:
    if was != now:
        yield Change(what, was or NONE, now or NONE)


def _word(name: str, before: ElfFacts | Wheel, after: ElfFacts | Wheel) -> Iterator[Change]:
    """Yield the fact of that name, if it differs."""
    unit = " bytes" if name in _SIZES else ""
    was, now = (f"{getattr(side, name)}{unit}" for side in (before, after))
    yield from _single(_spoken(name), was, now)


def _measure(name: str, before: ElfFacts, after: ElfFacts) -> Iterator[Change]:
    """Yield a fact that older inventories lack."""
    if before.alignment and after.alignment:
        yield from _word(name, before, after)


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _sets(what: str, was: Iterable[str], now: Iterable[str]) -> Iterator[Change]:
    """Yield what went and what came, the common part left out."""
    before, after = set(was), set(now)
    if before != after:
        gone, come = sorted(before - after), sorted(after - before)
        yield Change(what, listed(gone, _MOST_NAMED) or NONE, listed(come, _MOST_NAMED) or NONE)


def _ceilings(before: ElfFacts, after: ElfFacts) -> Iterator[Change]:
    families = {version.family for facts in (before, after) for version in facts.ceilings}
    for family in sorted(families):
        was, now = (facts.ceiling(family) for facts in (before, after))
        yield from _single(f"{family} ceiling", _number(was), _number(now))


def _number(version: SymbolVersion) -> str:
    return version.text


def _sections(before: SectionSizes, after: SectionSizes) -> Iterator[Change]:
    for field in fields(SectionSizes):
        was, now = (getattr(sizes, field.name) for sizes in (before, after))
        yield from _single(f"{field.name} sections", f"{was} bytes", f"{now} bytes")


def _versions(facts: ElfFacts) -> list[str]:
    return [f"{need.version} of {need.library}" for need in facts.version_needs]


def _symbols(facts: ElfFacts) -> list[str]:
    return [f"{symbol}@{need.version}" for need in facts.version_needs for symbol in need.symbols]


def _files(before: Wheel, after: Wheel) -> Iterator[Change]:
    """Tell of files that are no ELF files; a recorded inventory may hold none."""
    old, new = _other_members(before), _other_members(after)
    if not (before.members and after.members):
        return
    yield from _sets("other files", old, new)
    edited = sorted(path for path in old.keys() & new.keys() if old[path].crc != new[path].crc)
    if edited:
        yield Change(EDITED, NONE, listed(edited, _MOST_NAMED))


def _other_members(wheel: Wheel) -> dict[str, Member]:
    elf = {library.path for library in wheel.libraries}
    others = (member for member in wheel.members if member.path not in elf)
    return {plain_path(member.path): member for member in others if not member.path.endswith("/")}
