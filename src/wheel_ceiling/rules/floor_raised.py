"""The wheel's tag asks for a newer C library than the last release's tag did.

## Why it matters

Where the system is older, pip no longer takes this wheel: it stays with the last release or
compiles from source. The finding names the distributions that are left behind: those in support by
their names, the others by their number. Above glibc 2.28 they include RHEL 8 and its relatives,
which are in support until 2029; that is an error. Where nobody supports any of the systems that
are left behind it is a note: from manylinux1 or manylinux2010 to manylinux2014, and from musl 1.1,
which Alpine had until 3.12, to 1.2.

## When to allow it

You mean to leave those systems behind, and the changelog says so.
"""

from collections.abc import Iterable, Iterator

from wheel_ceiling.facts.distributions import MUSL, describe, matters, systems_between
from wheel_ceiling.model import (
    GLIBC,
    Comparison,
    Fault,
    Inventory,
    Libc,
    Severity,
    Slot,
    SymbolVersion,
    WheelName,
)
from wheel_ceiling.rules.rule import Basis, Rule

_WIDELY_SUPPORTED = SymbolVersion(GLIBC, (2, 28))


def find(comparison: Comparison) -> Iterator[Fault]:
    names = comparison.baseline.names if isinstance(comparison.baseline, Inventory) else ()
    # One slot may hold wheels of several floors: only the lowest says who can install anything.
    before, after = _floors(names), _floors(comparison.built.names)
    told: set[Slot] = set()
    for delta in comparison.kept:
        slot = delta.built.label.slot
        was = before.get(delta.baseline.label.slot)
        now = after.get(slot)
        if was and now and now > was and now == _floor(delta.built.label) and slot not in told:
            told.add(slot)
            yield _fault(delta.built.label, was, now, comparison.settings.today)


def _floors(names: Iterable[WheelName]) -> dict[Slot, SymbolVersion]:
    """Return the lowest promise of each slot."""
    floors: dict[Slot, SymbolVersion] = {}
    for name in names:
        floor = _floor(name)
        floors[name.slot] = min(floor, floors.get(name.slot, floor))
    return floors


def _floor(name: WheelName) -> SymbolVersion:
    musl = [target.version for target in name.targets if target.libc is Libc.MUSL]
    return name.floor or SymbolVersion(MUSL, min(musl, default=()))


def _fault(name: WheelName, was: SymbolVersion, now: SymbolVersion, today: str) -> Fault:
    libc = Libc.MUSL if now.family == MUSL else Libc.GLIBC
    lost = systems_between(was, now)
    is_error = now.family == GLIBC and now > _WIDELY_SUPPORTED
    weight = Severity.WARNING if matters(lost, today) else Severity.NOTE
    return Fault(
        Severity.ERROR if is_error else weight,
        name.filename,
        f"{name.filename} promises {libc} {now.text}, where the baseline promised {was.text}; this "
        f"leaves behind {describe(lost, today)}.",
        subject=now.text,
    )


RULE = Rule(
    id="floor-raised",
    basis=Basis.COMPARING,
    severities=(Severity.ERROR, Severity.WARNING, Severity.NOTE),
    fix="Build in the image that the last release's tag names, or announce that the older systems "
    "are no longer served and allow it.",
    doc=__doc__,
    find=find,
)
