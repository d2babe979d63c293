"""A library asks for an executable stack.

## Why it matters

Since glibc 2.41 (Debian 13, Fedora 42) such a library cannot be imported: ``cannot enable
executable stack as shared object requires``. On older systems, loading it makes the stack of the
whole process executable, which takes a protection away from everything in it. Mostly one assembly
file without a ``.note.GNU-stack`` section is the reason.

## When to allow it

The library is only loaded by programs whose stack is executable anyway.
"""

from collections.abc import Iterator

from wheel_ceiling.model import Comparison, ElfKind, Fault, Libc, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        for library in wheel.loaded if wheel.label.is_linux else ():
            if "executable-stack" in library.flags:
                # A program's stack is the kernel's affair, and musl leaves stacks as they are.
                is_refused = library.kind is ElfKind.LIBRARY and _is_for_glibc(wheel)
                yield Fault(
                    Severity.ERROR if is_refused else Severity.WARNING,
                    wheel.filename,
                    f"{library.path} asks for an executable stack"
                    + (", which glibc refuses since 2.41." if is_refused else "."),
                    library=library.path,
                )


def _is_for_glibc(wheel: Wheel) -> bool:
    return any(target.libc is not Libc.MUSL for target in wheel.label.targets)


RULE = Rule(
    id="executable-stack",
    basis=Basis.NEW,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Add a .note.GNU-stack section to the assembly files, or link with -Wl,-z,noexecstack.",
    doc=__doc__,
    find=find,
)
