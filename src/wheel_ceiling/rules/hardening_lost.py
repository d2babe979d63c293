"""A library lost a protection that it had: read-only relocations or binding at start.

## Why it matters

With RELRO the loader makes its tables read-only once they are filled, and with BIND_NOW it fills
all of them at start: together they keep an attacker from bending calls. Both come from the
distribution's or the image's linker flags, so that a library that lost them was linked in another
way than the last release.

## When to allow it

The flags were left out on purpose, for the sake of start-up time.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import joined
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity
from wheel_ceiling.rules.rule import Basis, Rule

_NAMES = {"relro": "RELRO", "bind-now": "BIND_NOW"}


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel, library in comparison.libraries():
        lost = _kept(library.baseline) - _kept(library.built)
        if lost and wheel.built.label.is_linux:
            names = joined([_NAMES[flag] for flag in _NAMES if flag in lost])
            yield Fault(
                Severity.WARNING if "relro" in lost else Severity.NOTE,
                wheel.built.filename,
                f"{library.path} has lost {names}, which it had in the last release.",
                library=library.path,
            )


def _kept(library: ElfFacts) -> set[str]:
    """Return its protections: binding at start protects nothing where RELRO is missing."""
    kept = _NAMES.keys() & set(library.flags)
    return set(kept) if "relro" in kept else set()


RULE = Rule(
    id="hardening-lost",
    basis=Basis.COMPARING,
    severities=(Severity.WARNING, Severity.NOTE),
    fix="Link with -Wl,-z,relro,-z,now, as the last release was.",
    doc=__doc__,
    find=find,
)
