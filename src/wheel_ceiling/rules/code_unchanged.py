"""Native sources changed, and not one library did.

## Why it matters

The change that was committed is not in the wheels: they hold the code of the last release. A
library that was taken from a cache, from an earlier release or from the working tree, in place of
being built anew, looks exactly like this, and no compiler, size or ceiling tells it.

On GitHub the files that changed between the baseline's tag and the built commit are asked for. Here
only sources that are compiled count (C, C++, CUDA, Rust, Go, Cython, Fortran), without tests,
examples and what is named for another system.

## When to allow it

The change was of comments, or of code that is not compiled for Linux.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.facts.native_sources import is_compiled
from wheel_ceiling.model import Comparison, Fault, Severity
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    sources = comparison.sources
    changed = [path for path in sources.native if is_compiled(path)]
    if not (sources.are_known and changed):
        return
    if all(library.has_same_code for _, library in comparison.libraries()):
        for delta in comparison.kept:
            loaded = delta.built.loaded
            # One that the baseline lacks may hold the change.
            if loaded and len(loaded) == len(delta.kept) and not delta.is_same_file:
                what = "its only library is" if len(loaded) == 1 else f"all {len(loaded)} of its"
                libraries = "" if len(loaded) == 1 else " libraries are"
                yield Fault(
                    Severity.WARNING,
                    delta.built.filename,
                    f"{counted(len(changed), 'native source')} changed between {sources.base} and "
                    f"{sources.head[:8]} ({listed(changed, 3)}), and {delta.built.filename} has "
                    f"nothing of it: {what}{libraries} byte for byte the baseline's code.",
                    evidence=tuple((path, "changed") for path in changed[:_MOST_SHOWN]),
                )


_MOST_SHOWN = 20

RULE = Rule(
    id="code-unchanged",
    basis=Basis.COMPARING,
    severities=(Severity.WARNING,),
    fix="Look in the build's log whether the libraries were compiled: a cache, an artifact of an "
    "earlier run or a file of the working tree may have taken their place.",
    doc=__doc__,
    find=find,
)
