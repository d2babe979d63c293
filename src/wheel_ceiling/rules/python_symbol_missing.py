"""A module wants C symbols that the wheel's Python does not have.

## Why it matters

The import fails with ``undefined symbol``, or the process ends at the first call. Such a module
was compiled with another Python's headers, or its C code was generated under another Python, and
it came into this wheel by mistake. Names that begin with an underscore are Python's own affair:
some come and go within a minor version, and then it depends on the user's micro release.

## When to allow it

When the code asks at run time whether the symbol is there.
"""

from collections.abc import Iterator
from itertools import product

from wheel_ceiling.amounts import listed
from wheel_ceiling.facts.cpython import Presence, story, successor
from wheel_ceiling.facts.python_modules import (
    CPython,
    only_from_python,
    python_side,
    pythons_of,
)
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        pythons = pythons_of(wheel.label)
        libraries = python_side(wheel) if pythons else ()
        for library, python in product(libraries, pythons):
            if python.imports(library):
                yield from _faults(wheel, library, python)


def _faults(wheel: Wheel, library: ElfFacts, python: CPython) -> Iterator[Fault]:
    marks = {symbol: python.presence(symbol) for symbol in library.python_symbols}
    lacking = (symbol for symbol, mark in marks.items() if mark is Presence.NO)
    if symbols := only_from_python(wheel, library, lacking):
        told = f"{library.path} was not made for {python}."
        yield _fault(Severity.ERROR, (wheel, library), (told, python), symbols)
    varying = (symbol for symbol, mark in marks.items() if mark is Presence.SOME)
    if symbols := only_from_python(wheel, library, varying):
        told = f"{library.path} depends on the micro release of {python}."
        yield _fault(Severity.WARNING, (wheel, library), (told, python), symbols)


def _fault(
    severity: Severity,
    place: tuple[Wheel, ElfFacts],
    told: tuple[str, CPython],
    symbols: tuple[str, ...],
) -> Fault:
    """Return the fault; it tells the story of one symbol, best of one that has a successor."""
    wheel, library = place
    sentence, python = told
    first, *others = sorted(symbols, key=lambda name: (not successor(name), name))
    also = f" So it is with {listed(others)}." if others else ""
    return Fault(
        severity,
        wheel.filename,
        f"{sentence} {python.absence(first)}{also}",
        library=library.path,
        subject=f"{python}, {severity}",
        evidence=tuple((name, story(name)) for name in (first, *others)),
    )


RULE = Rule(
    id="python-symbol-missing",
    basis=Basis.ABSOLUTE,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Build the module, and generate its C code, with the Python that the wheel is for, from a "
    "clean tree; use public functions in place of those that begin with an underscore.",
    doc=__doc__,
    find=find,
)
