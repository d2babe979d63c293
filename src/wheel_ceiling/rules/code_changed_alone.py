"""The code of libraries changed although no native source did.

## Why it matters

What was compiled anew from the same sources was compiled by something else, or is not what was
meant to be packed: a local build, a cached library of another branch. By itself it is ordinary: a
version string, a rolled build image or a newer Cython change the code, too. Together with another
compiler, a risen ceiling or a second copy it tells of a silent rebuild.

On GitHub the files that changed between the baseline's tag and the built commit are asked for. What
counts as native source are C, C++, Rust, Go, Cython, Fortran and CUDA, build files, lock files,
submodules and folders of others' code; `native-sources` in `[tool.wheel-ceiling]` replaces this by
globs of your own.

## When to allow it

Always; it is a note.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import listed
from wheel_ceiling.model import Comparison, Fault, Severity
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    sources = comparison.sources
    if not sources.native_unchanged:
        return
    for delta in comparison.kept:
        loaded = (pair for pair in delta.kept if pair.built.is_loaded)
        changed = [pair.path for pair in loaded if pair.has_other_code]
        if changed:
            yield Fault(
                Severity.NOTE,
                delta.built.filename,
                f"The code of {listed(changed, 3)} changed, although no native source did between "
                f"{sources.base} and {sources.head[:8]}.",
                library=changed[0] if len(changed) == 1 else "",
                # A diagnosis takes each of them for a file that the finding is about.
                evidence=tuple((path, "its code differs") for path in changed),
            )


RULE = Rule(
    id="code-changed-alone",
    basis=Basis.COMPARING,
    severities=(Severity.NOTE,),
    fix="Nothing needs to be done if the build image or a code generator is another on purpose.",
    doc=__doc__,
    find=find,
)
