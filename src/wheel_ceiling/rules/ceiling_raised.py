"""The wheel asks for a newer glibc than the last release did, under the same promise.

## Why it matters

The tag still allows it, so pip will not notice; but something that was compiled for an older
system was compiled anew, or new functions are used. When nobody meant to do either, it is the
first sign of a silent rebuild.

## When to allow it

You call a newer function on purpose, or moved to a newer image below the tag's promise.
"""

from collections.abc import Iterator

from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, SymbolVersion, Wheel
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    for delta in comparison.kept:
        before, after = delta.baseline.ceiling(), delta.built.ceiling()
        if after > before and before and delta.built.label.floor <= delta.baseline.label.floor:
            setters = _setting(delta.built, after)
            yield Fault(
                Severity.WARNING,
                delta.built.filename,
                f"asks for {after}, the last release for {before}; the tag promises "
                f"{delta.built.label.floor.text or 'nothing'} as before.",
                library=setters[0].path,
                subject=str(after),
                evidence=tuple((library.path, _symbols(library, after)) for library in setters),
            )


def _setting(wheel: Wheel, version: SymbolVersion) -> list[ElfFacts]:
    return [library for library in wheel.loaded if library.ceiling() == version]


def _symbols(library: ElfFacts, version: SymbolVersion) -> str:
    wanted = [need for need in library.version_needs if need.node == version]
    return ", ".join(symbol for need in wanted for symbol in need.symbols) or "the version itself"


RULE = Rule(
    id="ceiling-raised",
    basis=Basis.COMPARING,
    severities=(Severity.WARNING,),
    fix="Check that the library is the one that your build made; if the rise is meant, allow it.",
    doc=__doc__,
    find=find,
)
