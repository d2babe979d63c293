"""A library of the last release is not in the wheel any more.

## Why it matters

When an extension is optional, a build that cannot make it goes on without it: the wheel is
slower, or lacks a feature, and nobody is told. When no native code is left at all, the wheel is
pure Python under a platform's name; that is an error.

## When to allow it

The module was removed or renamed, or the bundled library is linked statically now.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.model import Comparison, Fault, Severity
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    for delta in comparison.kept:
        gone = [library for library in delta.dropped if library.is_loaded]
        if gone:
            nothing_left = not delta.built.loaded
            yield Fault(
                Severity.ERROR if nothing_left else Severity.WARNING,
                delta.built.filename,
                f"{delta.built.filename} lacks {counted(len(gone), 'file')} with native code that "
                f"the baseline has: {listed(library.path for library in gone)}"
                + ("; it has none at all." if nothing_left else "."),
                library=gone[0].path if len(gone) == 1 else "",
                evidence=tuple((library.path, library.soname) for library in gone),
            )


RULE = Rule(
    id="library-dropped",
    basis=Basis.COMPARING,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Look in the build's log why it was not made; if it was removed on purpose, allow it.",
    doc=__doc__,
    find=find,
)
