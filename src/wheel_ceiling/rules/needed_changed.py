"""A library asks for other libraries than it did in the last release.

## Why it matters

It tells what a change of the build did: a library was linked statically, a system library came
in, a dependency was renamed. By itself it is no fault; `library-not-provided` and
`library-unreachable` say when it is one.

## When to allow it

Always; it is a note.
"""

from collections import defaultdict
from collections.abc import Iterator

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.facts.libraries import plain_name
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    for delta in comparison.kept:
        carried_before, carried = _names(delta.baseline), _names(delta.built)
        changes: dict[tuple[str, str], list[str]] = defaultdict(list)
        for library in delta.kept:
            was = _needed(library.baseline, carried_before)
            now = _needed(library.built, carried)
            if was != now and library.built.is_loaded:
                change = listed(sorted(was - now)), listed(sorted(now - was))
                changes[change].append(library.path)
        for (gone, come), paths in changes.items():
            yield _fault(delta.built.filename, paths, gone, come)


def _names(wheel: Wheel) -> frozenset[str]:
    return frozenset(name for item in wheel.loaded for name in (item.name, item.soname))


def _needed(library: ElfFacts, carried: frozenset[str]) -> frozenset[str]:
    """Return the names; those of the wheel's own libraries without hashes and versions."""
    return frozenset(plain_name(name) if name in carried else name for name in library.needed)


def _fault(filename: str, paths: list[str], gone: str, come: str) -> Fault:
    changes = [f"now asking for {come}"] if come else []
    changes += [f"no longer asking for {gone}"] if gone else []
    others = f" and {counted(len(paths) - 1, 'other file')} are" if paths[1:] else " is"
    return Fault(
        Severity.NOTE,
        filename,
        f"{paths[0]}{others} {' and '.join(changes)}.",
        library=paths[0] if len(paths) == 1 else "",
        evidence=(("gone", gone or "none"), ("new", come or "none"), ("files", listed(paths))),
    )


RULE = Rule(
    id="needed-changed",
    basis=Basis.COMPARING,
    severities=(Severity.NOTE,),
    fix="Nothing needs to be done if the change is meant.",
    doc=__doc__,
    find=find,
)
