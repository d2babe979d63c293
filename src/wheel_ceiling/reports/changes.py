"""What differs between two releases of a wheel or a library, in words that people read.

`compare` names every field that differs; here those that are no words by themselves (sections,
version needs, RECORD) are told in parts, and what it leaves to others (code, files) is added.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields

from wheel_ceiling.compare import library_changes, wheel_changes
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
from wheel_ceiling.reports.amounts import listed

NONE = "none"
LISTS = frozenset(
    {"needed", "rpath", "runpath", "compilers", "flags", "python symbols", "version definitions"}
    | {"links", "tags", "versions", "symbols", "RECORD faults", "other files"}
)
"""Changes that tell what went and what came, not the whole of both sides."""
EDITED = "edited files"
"""The change that only names what is on both sides with other content."""
_MOST_NAMED = 12
_DIGEST_SHOWN = 20
_TOLD_IN_PARTS = frozenset({"sections", "version needs", "record"})


def changes_of_wheel(delta: WheelDelta) -> tuple[Change, ...]:
    """Return what differs in the wheel itself and in its files that are no ELF files."""
    if delta.is_same_file:
        return ()
    plain = [change for change in wheel_changes(delta) if change.what not in _TOLD_IN_PARTS]
    faults = (
        [f"{fault.path} ({fault.kind})" for fault in wheel.record]
        for wheel in (delta.baseline, delta.built)
    )
    return (*plain, *_sets("RECORD faults", *faults), *_files(delta.baseline, delta.built))


def changes_of_library(delta: LibraryDelta) -> tuple[Change, ...]:
    """Return what differs in the library: its ceilings first, then the order of `ElfFacts`."""
    plain = (change for change in library_changes(delta) if change.what not in _TOLD_IN_PARTS)
    before, after = delta.baseline, delta.built
    return (
        *_ceilings(before, after),
        *plain,
        *_sections(before.sections, after.sections),
        *_sets("versions", *(_versions(facts) for facts in (before, after))),
        *_sets("symbols", *(_symbols(facts) for facts in (before, after))),
        *_single("code", before.code_digest[:_DIGEST_SHOWN], after.code_digest[:_DIGEST_SHOWN]),
    )


def _single(what: str, was: str, now: str) -> Iterator[Change]:
    if was != now:
        yield Change(what, was or NONE, now or NONE)


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
