"""A library has to be changed in its code before it runs: text relocations.

## Why it matters

The loader makes the code writable to put addresses into it. SELinux forbids that to confined
services (``cannot restore segment prot after reloc: Permission denied``), each process keeps a copy
of its own, and the protection against changed code is gone for a while. On 64-bit machines linkers
refuse to make such a file unless they are told to (``-z notext``): an object that was compiled
without -fPIC is in it. On 32-bit x86, where hand-written assembly often has them, it is a warning.

## When to allow it

The code comes from assembly that cannot be position-independent.
"""

from collections.abc import Iterator

from wheel_ceiling.model import Comparison, ElfKind, Fault, Severity
from wheel_ceiling.rules.rule import Basis, Rule

_LENIENT = frozenset({"i686", "armv7l"})


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        for library in wheel.loaded if wheel.label.is_linux else ():
            if library.kind is ElfKind.LIBRARY and "textrel" in library.flags:
                yield Fault(
                    Severity.WARNING if library.machine in _LENIENT else Severity.ERROR,
                    wheel.filename,
                    f"{library.path} has text relocations (DT_TEXTREL), which SELinux forbids to "
                    "confined services.",
                    library=library.path,
                )


RULE = Rule(
    id="text-relocations",
    basis=Basis.NEW,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Compile everything that is linked into the library with -fPIC, and link with -Wl,-z,text, "
    "which names the object that is not.",
    doc=__doc__,
    find=find,
)
