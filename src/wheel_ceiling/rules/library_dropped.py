"""A library of the last release is not in the wheel any more.

## Why it matters

When an extension is optional, a build that cannot make it goes on without it: the wheel is
slower, or lacks a feature, and nobody is told. When no native code is left at all, the wheel is
pure Python under a platform's name; that is an error. A library of others that auditwheel had put
into the `.libs` folder is a note: who still needs it would be told by other rules.

## When to allow it

The module was removed or renamed, or the bundled library is linked statically now.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.facts.libraries import is_grafted
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, WheelDelta
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    for delta in comparison.kept:
        gone = [library for library in delta.dropped if library.is_loaded]
        if not delta.built.loaded:
            groups = [(Severity.ERROR, gone)]
        else:
            grafted = [library for library in gone if is_grafted(library.path)]
            own = [library for library in gone if library not in grafted]
            groups = [(Severity.WARNING, own), (Severity.NOTE, grafted)]
        yield from (_fault(delta, found, severity) for severity, found in groups if found)


def _fault(delta: WheelDelta, gone: list[ElfFacts], severity: Severity) -> Fault:
    return Fault(
        severity,
        delta.built.filename,
        f"{delta.built.filename} lacks {counted(len(gone), 'file')} with native code that "
        f"the baseline has: {listed(library.path for library in gone)}"
        + ("." if delta.built.loaded else "; it has none at all."),
        library=gone[0].path if len(gone) == 1 else "",
        evidence=tuple((library.path, library.soname) for library in gone),
    )


RULE = Rule(
    id="library-dropped",
    basis=Basis.COMPARING,
    severities=(Severity.ERROR, Severity.WARNING, Severity.NOTE),
    fix="Look in the build's log why it was not made; if it was removed on purpose, allow it.",
    doc=__doc__,
    find=find,
)
