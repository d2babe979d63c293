"""A file refuses to load on processors that the wheel's tag promises: a higher x86-64 level.

## Why it matters

``x86_64`` in a tag means every such processor (PEP 600 names none but the machine). A file whose
note asks for x86-64-v2, v3 or v4 is refused by glibc 2.33 and newer on the others: ``CPU ISA level
is lower than required``; older systems die of an illegal instruction. RHEL 9 and its relatives, and
so the image of manylinux_2_34, compile for v2 unless told not to, and the note comes along with
their start-up objects. Code that picks its instructions at run time has no such note.

## When to allow it

The package says that it needs such a processor.
"""

from collections.abc import Iterator

from wheel_ceiling.model import Comparison, Fault, Severity
from wheel_ceiling.rules.rule import Basis, Rule

# What a processor must have beside the level before (x86-64 psABI, "Micro-Architecture Levels").
_LEVELS = {
    "x86-64-v2": ("SSE4.2", "all before Intel's Nehalem (2008) and AMD's Bulldozer (2011)"),
    "x86-64-v3": ("AVX2", "all before Intel's Haswell (2013) and AMD's Excavator (2015)"),
    "x86-64-v4": ("AVX-512", "most of those in use"),
}


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        for library in wheel.loaded if wheel.label.is_linux else ():
            for level in _LEVELS.keys() & set(library.flags):
                extension, lost = _LEVELS[level]
                yield Fault(
                    Severity.ERROR,
                    wheel.filename,
                    f"{library.path} asks for a processor of {level} ({extension}), which shuts "
                    f"out {lost}; the wheel's tag promises every x86_64.",
                    library=library.path,
                    subject=level,
                )


RULE = Rule(
    id="cpu-raised",
    basis=Basis.NEW,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Compile with -march=x86-64, and pick faster code at run time (GCC: target_clones; "
    "__builtin_cpu_supports); where it is meant, say so in the package's description.",
    doc=__doc__,
    find=find,
)
