"""A library carries debug information or a symbol table that the last release did not have.

## Why it matters

It makes the wheel several times as large and helps nobody who installs it. It also tells that the
library was made in another way than before: builds for release strip their libraries, and a
developer's build does not.

## When to allow it

You ship debug information on purpose, for profilers or crash reports.
"""

from collections.abc import Iterable, Iterator

from wheel_ceiling.amounts import human_size
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, WheelDelta
from wheel_ceiling.rules.rule import Basis, Rule

_ENOUGH_BYTES = 100_000
_MUCH, _SOME = 0.30, 0.15
# A symbol table alone is a few hundredths of a module; a stripped one has none of it.
_ANY = 0.03
_FILES_SHOWN = 5


def find(comparison: Comparison) -> Iterator[Fault]:
    for delta in comparison.kept:
        before, after = delta.baseline.loaded, delta.built.loaded
        rise = _share(after) - _share(before)
        gained = sorted(_gains(delta), key=lambda gain: -gain[1])
        if rise >= _SOME and _debug(after) - _debug(before) > _ENOUGH_BYTES:
            yield _of_wheel(delta, gained, Severity.ERROR if rise >= _MUCH else Severity.WARNING)
            continue
        for library, grown, rise_of_one in gained:
            is_much = rise_of_one >= _MUCH and grown > _ENOUGH_BYTES
            was_stripped = grown == _debug([library])
            if is_much or (was_stripped and rise_of_one >= _ANY):
                yield Fault(
                    Severity.WARNING,
                    delta.built.filename,
                    f"{library.path} carries {human_size(_debug([library]))} of debug information "
                    f"and symbol tables, where the baseline's carries "
                    f"{human_size(_debug([library]) - grown)}.",
                    library=library.path,
                )


def _gains(delta: WheelDelta) -> Iterator[tuple[ElfFacts, int, float]]:
    """Yield each library with the bytes of debug information gained, and the rise of its share."""
    for pair in delta.kept:
        if pair.built.is_loaded:
            before = [pair.baseline] if pair.baseline.is_loaded else []
            grown = _debug([pair.built]) - _debug(before)
            yield pair.built, grown, _share([pair.built]) - _share(before)
    for new in delta.added:
        if new.is_loaded:
            yield new, _debug([new]), 0.0


def _debug(libraries: Iterable[ElfFacts]) -> int:
    return sum(library.sections.debug + library.sections.symbols for library in libraries)


def _share(libraries: Iterable[ElfFacts]) -> float:
    every = tuple(libraries)
    return _debug(every) / max(1, sum(library.size for library in every))


def _of_wheel(
    delta: WheelDelta, gained: list[tuple[ElfFacts, int, float]], severity: Severity
) -> Fault:
    worst, grown, _ = gained[0]
    before, after = _share(delta.baseline.loaded), _share(delta.built.loaded)
    return Fault(
        severity,
        delta.built.filename,
        f"{worst.path} carries {human_size(_debug([worst]))} of debug information and symbol "
        f"tables, where the baseline's carries {human_size(_debug([worst]) - grown)}; they are now "
        f"{after:.0%} of the wheel's native code, and were {before:.0%}.",
        library=worst.path,
        evidence=tuple(
            (library.path, f"+{human_size(size)} of debug information and symbol tables")
            for library, size, _ in gained[:_FILES_SHOWN]
            if size > grown / 100
        ),
    )


RULE = Rule(
    id="debug-info-appeared",
    basis=Basis.COMPARING,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Strip the library before it is packed (`strip --strip-unneeded`, `auditwheel repair "
    "--strip`), or find out which build step no longer does.",
    doc=__doc__,
    find=find,
)
