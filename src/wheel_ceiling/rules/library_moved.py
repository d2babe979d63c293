"""A library lies in another place of the wheel than in the last release.

## Why it matters

Code that finds the library by its path (ctypes, a plug-in loader) no longer does. A library that
was unpacked one folder too deep leaves its old place to whatever else the build puts there.

## When to allow it

You moved it, and everything that looks for it.
"""

from collections import defaultdict
from collections.abc import Iterator

from wheel_ceiling.amounts import counted
from wheel_ceiling.facts.libraries import plain_path
from wheel_ceiling.model import Comparison, Fault, LibraryDelta, Severity
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    for delta in comparison.kept:
        ways: dict[tuple[str, str], list[LibraryDelta]] = defaultdict(list)
        for library in delta.kept:
            was, now = plain_path(library.baseline.path), plain_path(library.built.path)
            if was != now and library.built.is_loaded:
                ways[_folder(was), _folder(now)].append(library)
        for moved in ways.values():
            first = moved[0]
            others = f", and {counted(len(moved) - 1, 'other')} alike" if moved[1:] else ""
            yield Fault(
                Severity.WARNING,
                delta.built.filename,
                f"{first.built.path} was {first.baseline.path} in the baseline{others}.",
                library=first.path if len(moved) == 1 else "",
                evidence=tuple((one.baseline.path, one.built.path) for one in moved),
            )


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


RULE = Rule(
    id="library-moved",
    basis=Basis.COMPARING,
    severities=(Severity.WARNING,),
    fix="If the move is not meant, correct the path to which the build unpacks or copies it.",
    doc=__doc__,
    find=find,
)
