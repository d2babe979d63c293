"""A file looks for its libraries outside of the wheel: in a fixed folder, or where the user stands.

## Why it matters

RPATH and RUNPATH of a wheel can only mean something relative to the file ($ORIGIN). An absolute
entry names a folder of the build machine: there is nothing to find, or, worse, something else to
find for whoever may write there. An empty or relative entry means the working directory, so that
a library next to the user's data is loaded into the process. A folder of the manylinux image
itself is a warning: it is left over from the build that was meant.

## When to allow it

The folder is documented as the place where another product is installed.
"""

from collections.abc import Iterator
from posixpath import isabs, normpath

from wheel_ceiling.amounts import listed
from wheel_ceiling.facts.loader import leads_to_working_directory
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity
from wheel_ceiling.rules.rule import Basis, Rule

_WORKING_DIRECTORY = "the working directory"
# Where the loader looks anyway; naming them is useless and harmless.
_DEFAULTS = frozenset({"/lib", "/lib64", "/usr/lib", "/usr/lib64"})
# Folders of the manylinux images themselves: left behind, but by the build that was meant.
_OF_THE_IMAGE = ("/opt/_internal/", "/opt/python/", "/opt/rh/")


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        for library in wheel.loaded if wheel.label.is_linux else ():
            kind = "RUNPATH" if library.runpath else "RPATH"
            for folder, entries in _outside(library).items():
                where = folder if folder == _WORKING_DIRECTORY else listed(entries, 3)
                yield Fault(
                    _weight(entries),
                    wheel.filename,
                    f"{library.path} has an entry in {kind} that leads to {where} instead of into "
                    "the wheel.",
                    library=library.path,
                    subject=folder,
                    evidence=((kind, ":".join(library.runpath or library.rpath)),),
                )


def _weight(entries: list[str]) -> Severity:
    is_of_the_image = all(f"{normpath(entry)}/".startswith(_OF_THE_IMAGE) for entry in entries)
    return Severity.WARNING if is_of_the_image else Severity.ERROR


def _outside(library: ElfFacts) -> dict[str, list[str]]:
    """Return the entries by where they lead: their top folder is what lasts between releases."""
    found: dict[str, list[str]] = {}
    for entry in library.runpath or library.rpath:
        if leads_to_working_directory(entry):
            found.setdefault(_WORKING_DIRECTORY, []).append(entry)
        elif isabs(entry) and normpath(entry) not in _DEFAULTS:
            found.setdefault("/" + entry.strip("/").partition("/")[0], []).append(entry)
    return found


RULE = Rule(
    id="rpath-outside-wheel",
    basis=Basis.NEW,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Link with -Wl,-rpath,'$ORIGIN' and the way to the wheel's own folder, and let patchelf "
    "remove the rest.",
    doc=__doc__,
    find=find,
)
