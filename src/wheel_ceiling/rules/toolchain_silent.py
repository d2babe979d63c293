"""A library no longer names the compiler that made it, although its code changed.

## Why it matters

Compilers write their names into what they make, and only a step that removes ``.comment`` takes
them out. The last release's library had them. So this one came another way, and nothing in it says
any more in which image it was made.

## When to allow it

Your build began to strip these words on purpose.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import listed
from wheel_ceiling.facts.marks import told_by_marks
from wheel_ceiling.facts.toolchains import words_of_comment
from wheel_ceiling.model import Comparison, Fault, LibraryDelta, Severity
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel, library in comparison.libraries():
        said = words_of_comment(library.baseline.compilers)
        if said and _is_other_code(library) and not words_of_comment(library.built.compilers):
            more = told_by_marks(library.baseline, library.built)
            yield Fault(
                Severity.WARNING,
                wheel.built.filename,
                f"{library.path} names no compiler any more, and its code is not the baseline's, "
                f"which said {listed(said, 2)}.{f' {more}' if more else ''}",
                library=library.path,
                subject="silent",
                evidence=(
                    ("was", listed(said)),
                    ("marks-before", listed(library.baseline.marks) or "none"),
                    ("marks-now", listed(library.built.marks) or "none"),
                ),
            )


def _is_other_code(library: LibraryDelta) -> bool:
    """Whether it was compiled anew; the same code was only stripped."""
    was, now = library.baseline.code_digest, library.built.code_digest
    return bool(was and now) and was != now


RULE = Rule(
    id="toolchain-silent",
    basis=Basis.COMPARING,
    severities=(Severity.WARNING,),
    fix="Find out where the file was built, and which step removes its .comment section.",
    doc=__doc__,
    find=find,
)
