"""A library that is to stay inside is asked for from outside, or given away.

## Why it matters

Some libraries do harm wherever a second copy is in the process: LLVM registers its command-line
options in one table, protobuf its messages. A project that links such a library statically, and
hides it, wants it to stay so; a changed option of the build takes the distribution's shared library
instead, and works wherever it was tried.

Settings say what must stay inside, as globs:

    [tool.wheel-ceiling]
    forbidden = ["libLLVM*"]

No file may need a library of that name (NEEDED, with or without the hash of a repaired wheel), and,
where the name is a well-known library's, none may export its symbols. A glob is held against the
names of exported symbols, too: `"LLVM*"`. Of recorded inventories, which keep no names, only
well-known libraries' are known.

Without settings, it is a warning where a library that the last release had inside, and exported or
shrank without, has become one that the file needs.

## When to allow it

The library was made a shared one on purpose, and everybody who loads it loads the same one.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import basename

from wheel_ceiling.amounts import counted, human_size, listed
from wheel_ceiling.facts.embedded import EmbeddedLibrary, embedded_libraries, library_called
from wheel_ceiling.facts.libraries import plain_name
from wheel_ceiling.model import Comparison, ElfFacts, Fault, LibraryDelta, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule

# A file that had the library inside loses at least so much of what it loads.
_SHRUNK = 0.75
_LEAST_BYTES = 200_000


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        for glob in comparison.settings.forbidden:
            for library in wheel.loaded:
                yield from _needed(wheel, library, glob)
                yield from _exported(wheel, library, glob)
    for delta, pair in comparison.libraries():
        yield from _turned_out(delta.built, pair)


def _needed(wheel: Wheel, library: ElfFacts, glob: str) -> Iterator[Fault]:
    for needed in library.needed:
        name = basename(needed)
        if any(fnmatchcase(one, glob) for one in (name, plain_name(name))):
            yield Fault(
                Severity.ERROR,
                wheel.filename,
                f"{library.path} needs {needed}, which the settings forbid ({glob}).",
                library=library.path,
                subject=needed,
                evidence=(("needed", needed), ("forbidden", glob)),
            )


def _exported(wheel: Wheel, library: ElfFacts, glob: str) -> Iterator[Fault]:
    row = _row_of(glob)
    for family in library.exported_families:
        if row and family.name == row.name and family.count and not row.is_itself(library):
            yield _export(wheel, library, glob, f"{family.count:,} of {row.name}'s", family.samples)
            return
    names = [name for name in library.exports if fnmatchcase(name, glob)]
    if names:
        yield _export(wheel, library, glob, f"{len(names):,} such", tuple(names))


def _export(wheel: Wheel, library: ElfFacts, glob: str, what: str, names: tuple[str, ...]) -> Fault:
    return Fault(
        Severity.ERROR,
        wheel.filename,
        f"{library.path} exports {what} symbols, which the settings forbid ({glob}): "
        f"{listed(names[:3])}.",
        library=library.path,
        subject=glob,
        fix="Keep them inside: -fvisibility=hidden, -Wl,--exclude-libs,ALL, or the version script "
        "{ global: PyInit_*; local: *; };.",
        evidence=(("symbols", listed(names)), ("forbidden", glob)),
    )


def _row_of(glob: str) -> EmbeddedLibrary | None:
    """Return the well-known library that is meant, by its file's name or its own."""
    start = re.split(r"[*?\[]", glob, maxsplit=1)[0]
    rows = embedded_libraries()
    return next(
        (row for row in rows if start and (re.match(row.soname, start) or row.name == start)), None
    )


def _turned_out(wheel: Wheel, pair: LibraryDelta) -> Iterator[Fault]:
    was, now = pair.baseline, pair.built
    before = {plain_name(basename(needed)) for needed in was.needed}
    for needed in now.needed:
        name = plain_name(basename(needed))
        row = library_called(name)
        is_new = row and not any(re.match(row.soname, one) for one in before)
        if row and is_new and (why := _was_inside(was, now, row)):
            yield Fault(
                Severity.WARNING,
                wheel.filename,
                f"{now.path} needs {needed} now; in the baseline it had {row.name} inside: {why}.",
                library=now.path,
                subject=row.name,
                evidence=(("needed", needed), ("library", row.name)),
            )


def _was_inside(was: ElfFacts, now: ElfFacts, row: EmbeddedLibrary) -> str:
    """Say what shows that the baseline's file had a copy; empty where nothing does."""
    exported = next((one for one in was.exported_families if one.name == row.name), None)
    if exported and exported.count >= row.least:
        return f"it exported {counted(exported.count, 'symbol')} of it"
    lost = was.loaded_size - now.loaded_size
    if lost >= _LEAST_BYTES and now.loaded_size < _SHRUNK * was.loaded_size:
        return f"it has become {human_size(lost)} smaller"
    return ""


RULE = Rule(
    id="forbidden-library",
    basis=Basis.ABSOLUTE,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Link the library statically again (-l:libNAME.a, or the option of its own build files), "
    "and keep its names inside with -Wl,--exclude-libs,ALL.",
    doc=__doc__,
    find=find,
)
