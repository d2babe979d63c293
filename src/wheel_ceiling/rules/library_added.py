"""The wheel has a library that the last release did not have.

## Why it matters

A new module in a package that was there before is ordinary, and a note. Anything else is worth a
look: it may have come along because the build machine had it, it needs security updates from now
on, and it may clash with another package's copy.

## When to allow it

The module or the dependency is new, and you know why.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.facts.libraries import python_suffix
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, WheelDelta
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    for delta in comparison.kept:
        added = [library for library in delta.added if library.is_loaded]
        packages = {_package(member.path) for member in delta.baseline.members}
        modules = [
            one for one in added if python_suffix(one.name) and _package(one.path) in packages
        ]
        others = [library for library in added if library not in modules]
        for severity, found in ((Severity.WARNING, others), (Severity.NOTE, modules)):
            if found:
                yield _fault(delta, found, severity)


def _package(path: str) -> str:
    return path.partition("/")[0]


def _fault(delta: WheelDelta, new: list[ElfFacts], severity: Severity) -> Fault:
    return Fault(
        severity,
        delta.built.filename,
        f"{delta.built.filename} has {counted(len(new), 'file')} with native code that the "
        f"baseline lacks: {listed(library.path for library in new)}.",
        library=new[0].path if len(new) == 1 else "",
        evidence=tuple((library.path, library.soname) for library in new),
    )


RULE = Rule(
    id="library-added",
    basis=Basis.COMPARING,
    severities=(Severity.WARNING, Severity.NOTE),
    fix="Check that the build was meant to pack it, and where it came from.",
    doc=__doc__,
    find=find,
)
