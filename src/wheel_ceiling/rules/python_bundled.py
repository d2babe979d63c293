"""The wheel brings a Python of its own along: libpython, or a library that has it inside.

## Why it matters

A module must use the Python of the process that imports it. With a second copy, objects of one
meet the state of the other: imports fail, locks are not shared, the process crashes. libpython is
grafted into a wheel when modules are linked with -lpython on a system whose Python is shared; the
Pythons of the manylinux images are not.

## When to allow it

The package embeds Python in programs of its own and loads nothing of it into its user's.
"""

import re
from collections.abc import Iterator

from wheel_ceiling.amounts import listed
from wheel_ceiling.facts.cpython import is_known
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity
from wheel_ceiling.rules.rule import Basis, Rule

# auditwheel puts its hash before the first dot: libpython3-1a2b3c4d.10.so.1.0.
_LIBPYTHON = re.compile(r"libpython\d[\w.+-]*\.so(?:\.[\d.]+)?")
# A module has a few names that begin with Py; one that has Python inside shows hundreds.
_MANY = 50


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        for library in wheel.loaded:
            if any(map(_LIBPYTHON.fullmatch, (library.name, library.soname))):
                yield Fault(
                    Severity.ERROR,
                    wheel.filename,
                    f"{library.path} is a second Python; modules must use the one that imports "
                    "them.",
                    library=library.path,
                    subject="libpython",
                )
            elif names := _of_python(library):
                yield Fault(
                    Severity.WARNING,
                    wheel.filename,
                    f"{library.path} gives away symbols that only Python itself has "
                    f"({listed(names, 3)}): it was linked with a static libpython.",
                    library=library.path,
                    subject="static",
                    fix="Link modules without libpython*.a: Python's symbols come from the process "
                    "that imports them.",
                    evidence=(("exports of Python", listed(names, 20)),),
                )


def _of_python(library: ElfFacts) -> list[str]:
    """Return the exports that are CPython's own, if they are many."""
    if len(library.python_exports) < _MANY:
        return []
    names = [name for name in library.python_exports if is_known(name)]
    return names if len(names) >= _MANY else []


RULE = Rule(
    id="python-bundled",
    basis=Basis.NEW,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Link modules without -lpython (for setuptools, a Python that is not built with "
    "--enable-shared; for CMake, Python::Module instead of Python::Python).",
    doc=__doc__,
    find=find,
)
