"""The tables of a report: one row for each wheel that was built, one for each of its libraries."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from wheel_ceiling.amounts import human_size, was_now
from wheel_ceiling.facts.toolchains import Toolchain
from wheel_ceiling.model import Comparison, ElfFacts, LibraryDelta, Wheel, WheelDelta, WheelName

NOTHING = "—"


class LibraryRow(Struct, frozen=True):
    """One library: what changed in it, or what it is where there is nothing to compare with."""

    path: str
    state: str
    """"added", "dropped" or empty."""
    size: str
    loaded: str
    ceiling: str
    debug: str
    toolchain: str
    is_changed: bool
    is_same_file: bool = False


class WheelRow(Struct, frozen=True):
    """One wheel that was built, beside the one of the baseline."""

    filename: str
    label: str
    """Its tags where all wheels are of one release, with the project where there are several."""
    state: str
    """"added", "dropped" or empty."""
    size: str = ""
    ceiling: str = ""
    promise: str = ""
    libraries: tuple[LibraryRow, ...] = ()


def wheel_rows(comparison: Comparison) -> tuple[WheelRow, ...]:
    """Return a row for each built wheel, cp39 before cp310, then one for each dropped."""
    deltas = {delta.built.filename: delta for delta in comparison.kept}
    wheels = sorted(comparison.built.wheels, key=lambda wheel: natural_order(wheel.filename))
    built = short_names([wheel.label for wheel in wheels])
    gone = short_names(comparison.dropped)
    kept = [
        _wheel_row(wheel, deltas.get(wheel.filename), built[wheel.filename]) for wheel in wheels
    ]
    rows = kept if comparison.has_baseline else [replace(row, state="") for row in kept]
    dropped = [WheelRow(name, gone[name], "dropped") for name in sorted(gone, key=natural_order)]
    return (*rows, *dropped)


def natural_order(name: str) -> list[tuple[int, str]]:
    """Return a key by which numbers count as numbers."""
    parts = re.findall(r"\d+|\D+", name)
    return [(int(part[:18]), "") if part.isdecimal() else (-1, part) for part in parts]


def short_names(labels: Sequence[WheelName]) -> dict[str, str]:
    """Return what to call each wheel: its tags where all are of one release.

    Of several projects the name stands before the tags: a blank lets a narrow table break it.
    """
    releases = {(label.project, label.version) for label in labels}
    projects = {project for project, _ in releases}
    if len(releases) > len(projects) or not all(label.platforms for label in labels):
        return {label.filename: label.filename for label in labels}
    if len(projects) > 1:
        return {label.filename: f"{label.project} {_tags(label)}" for label in labels}
    return {label.filename: _tags(label) for label in labels}


def _tags(label: WheelName) -> str:
    """Return build number and tags; a platform that has two names is named once."""
    build = label.build
    sets = (label.pythons, label.abis, dict.fromkeys(_platforms(label)))
    return "-".join(filter(None, (build, *map(".".join, sets))))


def _platforms(label: WheelName) -> Iterator[str]:
    known = {target.modern_tag for target in label.targets}
    for target in label.targets:
        has_two_names = target.modern_tag != target.tag and len(label.targets) > len(known)
        yield target.modern_tag if has_two_names else target.tag


def _wheel_row(wheel: Wheel, delta: WheelDelta | None, label: str) -> WheelRow:
    before = delta.baseline if delta else wheel
    return WheelRow(
        filename=wheel.filename,
        label=label,
        state="" if delta else "added",
        size=was_now(human_size(before.size), human_size(wheel.size)),
        ceiling=was_now(before.ceiling().text or NOTHING, wheel.ceiling().text or NOTHING),
        promise=was_now(before.label.floor.text or NOTHING, wheel.label.floor.text or NOTHING),
        libraries=_library_rows(wheel, delta),
    )


def _library_rows(wheel: Wheel, delta: WheelDelta | None) -> tuple[LibraryRow, ...]:
    if delta is None:
        return tuple(_lone_row(library, "") for library in wheel.libraries)
    rows = [_changed_row(pair) for pair in delta.kept]
    rows += [_lone_row(library, "added") for library in delta.added]
    rows += [_lone_row(library, "dropped") for library in delta.dropped]
    return tuple(sorted(rows, key=lambda row: row.path))


def _changed_row(delta: LibraryDelta) -> LibraryRow:
    was, now = _facts(delta.baseline), _facts(delta.built)
    size, loaded, ceiling, debug, toolchain = map(was_now, was, now)
    return LibraryRow(
        *(delta.path, "", size, loaded, ceiling, debug, toolchain),
        is_changed=was != now,
        is_same_file=delta.is_same_file,
    )


def _lone_row(library: ElfFacts, state: str) -> LibraryRow:
    return LibraryRow(library.path, state, *_facts(library), is_changed=True)


def _facts(library: ElfFacts) -> tuple[str, str, str, str, str]:
    debug = library.sections.debug + library.sections.symbols
    return (
        human_size(library.size),
        human_size(library.loaded_size),
        library.ceiling().text or NOTHING,
        human_size(debug) if debug else NOTHING,
        toolchain_names(library.compilers) or NOTHING,
    )


def toolchain_names(compilers: Sequence[str]) -> str:
    """Return the compilers in short: ``GCC 10.2.1 (Red Hat), rustc``."""
    parsed = (Toolchain.parse(text) for text in compilers)
    named = (
        f"{item.tool} {item.version}".strip()
        + (f" ({item.distribution})" if item.distribution else "")
        for item in parsed
        if item.tool
    )
    return ", ".join(dict.fromkeys(named))
