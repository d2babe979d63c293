"""The wheel asks for a newer glibc than the last release did, under the same promise.

## Why it matters

The tag still allows it, so pip will not notice; but something that was compiled for an older
system was compiled anew, or newer functions are used. When nobody meant to do either, it is the
first sign of a silent rebuild. The finding names the functions, and why glibc gave them a new
version. A rise that shuts out no system that anybody supports, such as from 2.14 to 2.16, is a
note.

## When to allow it

You call a newer function on purpose, or moved to a newer image below the tag's promise.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import counted
from wheel_ceiling.attribution import attribute
from wheel_ceiling.attribution.brief import brief_advice, brief_sentence, evidence
from wheel_ceiling.facts.distributions import describe, matters, systems_between
from wheel_ceiling.model import (
    Comparison,
    ElfFacts,
    Fault,
    Severity,
    SymbolVersion,
    Wheel,
    WheelDelta,
)
from wheel_ceiling.rules.rule import Basis, Rule

_FIX = "Check that the library is the one that your build made, and allow the rise if it is meant."
_MOST_FILES = 12


def find(comparison: Comparison) -> Iterator[Fault]:
    for delta in comparison.kept:
        before, after = delta.baseline.ceiling(), delta.built.ceiling()
        promised = delta.built.label.floor
        if after > before and before and promised <= delta.baseline.label.floor:
            yield _fault(delta, before, after, comparison.settings.today)


def _fault(delta: WheelDelta, before: SymbolVersion, after: SymbolVersion, today: str) -> Fault:
    first, *others = _setting(delta.built, after)
    why = attribute(first, before)
    more = counted(len(others), "other file asks", "other files ask")
    also = f"; {more} for it, too" if others else ""
    promised = delta.built.label.floor
    # What is above the tag, ceiling-above-tag tells with its cause and what to do.
    is_told = bool(promised) and after > promised
    asks = f"asks for {after}" if is_told else brief_sentence(why)
    return Fault(
        Severity.WARNING if matters(systems_between(before, after), today) else Severity.NOTE,
        delta.built.filename,
        f"{first.path} {asks}{also}; the baseline asked for {before} at most, and "
        f"{_promise(promised, before, after, today)}.",
        library=first.path,
        subject=str(after),
        fix=_FIX if is_told else f"{_FIX} Else: {brief_advice(why)}",
        evidence=(() if is_told else evidence(why))
        + tuple((library.path, f"asks for {after}") for library in others[:_MOST_FILES]),
    )


def _promise(
    promised: SymbolVersion, before: SymbolVersion, after: SymbolVersion, today: str
) -> str:
    """Return what the tag says; where it says nothing, whom the rise shuts out."""
    if promised:
        return f"its tag promises {promised.text} as before"
    lost = systems_between(before, after)
    shut_out = f": it no longer loads on {describe(lost, today)}" if lost else ""
    return f"its tag promises none as before{shut_out}"


def _setting(wheel: Wheel, version: SymbolVersion) -> list[ElfFacts]:
    return [library for library in wheel.loaded if library.ceiling() == version]


RULE = Rule(
    id="ceiling-raised",
    basis=Basis.COMPARING,
    severities=(Severity.WARNING, Severity.NOTE),
    fix=_FIX,
    doc=__doc__,
    find=find,
)
