"""A library gives away the names of a well-known library that was linked into it.

## Why it matters

What a file exports can be taken over. A program that has its own OpenSSL, zlib or LLVM in the
global scope (whatever a program is linked to is there) takes calls away from the copy inside the
module, and calls of one version land in another: wrong results, or a crash far from the cause. A
module needs to export ``PyInit_`` and nothing else; where hundreds of names appear, the options
that kept them inside were lost on the way, as when a library is built again by other means. Counted
are a library's own functions and objects, not what its C++ headers leave in whoever includes them,
and not the library's own file where it is bundled.

Without a baseline, only Python modules are looked at, and it is a warning.

## When to allow it

Others are meant to link to those names, as to an SDK.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import counted, joined, listed
from wheel_ceiling.facts.embedded import EmbeddedLibrary, embedded_library
from wheel_ceiling.facts.python_modules import is_module
from wheel_ceiling.model import Comparison, ElfFacts, ExportedFamily, Fault, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule

# Of what is exported now, so much may have been exported before.
_FEW = 0.10


def find(comparison: Comparison) -> Iterator[Fault]:
    kept = {delta.built.filename: delta for delta in comparison.kept}
    for wheel in comparison.built.wheels:
        delta = kept.get(wheel.filename)
        before = {pair.path: (pair.baseline,) for pair in delta.kept} if delta else {}
        for library in wheel.loaded:
            if delta:
                # A file that is new may be an old one by another name.
                yield from _leaks(wheel, library, before.get(library.path, delta.baseline.loaded))
            elif is_module(library):
                yield from _leaks(wheel, library, ())


def _leaks(wheel: Wheel, library: ElfFacts, before: tuple[ElfFacts, ...]) -> Iterator[Fault]:
    for family in library.exported_families:
        row = embedded_library(family.name)
        was = max((_count(one, family.name) for one in before), default=0)
        is_much = row is not None and family.count - was >= row.least and was < _FEW * family.count
        if row and is_much and not row.is_itself(library):
            had = f", where the baseline's exports {was or 'none'}" if before else ""
            yield _fault(wheel, library, family, row, had)


def _count(library: ElfFacts, name: str) -> int:
    return next((one.count for one in library.exported_families if one.name == name), 0)


def _fault(
    wheel: Wheel, library: ElfFacts, family: ExportedFamily, row: EmbeddedLibrary, had: str
) -> Fault:
    others = [one for one in row.loaded_by if wheel.label.project not in one.lower()]
    bring = f" ({joined(others)} {'brings' if len(others) == 1 else 'bring'} one)" if others else ""
    return Fault(
        Severity.ERROR,
        wheel.filename,
        f"{library.path} exports {counted(family.count, 'symbol')} of {row.name}, such as "
        f"{listed(family.samples[:1])}{had}. Where another copy is in the process{bring}, "
        f"{row.danger}.",
        library=library.path,
        # A count of another order of magnitude is another fault: it can be new.
        subject=f"{row.name} {len(str(family.count))}",
        fix=f"{RULE.fix} Or {row.remedy}." if row.remedy else "",
        evidence=(
            ("library", row.name),
            ("symbols", f"{family.count:,}"),
            ("samples", listed(family.samples)),
            *((("also brought by", listed(others)),) if others else ()),
        ),
    )


RULE = Rule(
    id="exports-leaked",
    basis=Basis.NEW,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Keep the names inside: compile the embedded library with -fvisibility=hidden, link with "
    "-Wl,--exclude-libs,ALL, or give the linker the version script "
    "{ global: PyInit_*; local: *; };.",
    doc=__doc__,
    find=find,
)
