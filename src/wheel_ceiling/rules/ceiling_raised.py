"""The wheel asks for a newer glibc than the last release did, under the same promise.

## Why it matters

The tag still allows it, so pip will not notice; but something that was compiled for an older
system was compiled anew, or newer functions are used. When nobody meant to do either, it is the
first sign of a silent rebuild.

## When to allow it

You call a newer function on purpose, or moved to a newer image below the tag's promise.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import listed
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, SymbolVersion, Wheel
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    for delta in comparison.kept:
        before, after = delta.baseline.ceiling(), delta.built.ceiling()
        promised = delta.built.label.floor
        if after > before and before and promised <= delta.baseline.label.floor:
            setters = _setting(delta.built, after)
            others = f" and {len(setters) - 1} more" if setters[1:] else ""
            promise = f"its tag promises {promised.text}" if promised else "its tag promises none"
            yield Fault(
                Severity.WARNING,
                delta.built.filename,
                f"{delta.built.filename} asks for {after} ({setters[0].path}{others}), where the "
                f"baseline asked for {before}; {promise} as before.",
                library=setters[0].path,
                subject=str(after),
                evidence=tuple((library.path, _symbols(library, after)) for library in setters),
            )


def _setting(wheel: Wheel, version: SymbolVersion) -> list[ElfFacts]:
    return [library for library in wheel.loaded if library.ceiling() == version]


def _symbols(library: ElfFacts, version: SymbolVersion) -> str:
    wanted = [need for need in library.version_needs if need.node == version]
    return listed(symbol for need in wanted for symbol in need.symbols) or "the version itself"


RULE = Rule(
    id="ceiling-raised",
    basis=Basis.COMPARING,
    severities=(Severity.WARNING,),
    fix="Check that the library is the one that your build made; if the rise is meant, allow it.",
    doc=__doc__,
    find=find,
)
