"""A stable-ABI module uses symbols that the stable ABI of its tag's Python does not have.

## Why it matters

A wheel tagged ``cp38-abi3`` is installed for Python 3.8 and every later one. CPython keeps its
stable ABI for them all (PEP 384) and nothing else: another symbol may be missing in one of them,
or work otherwise, and the import or a call fails there. A symbol that joined the stable ABI
later than the tag's Python is missing in the Pythons between.

## When to allow it

When the code asks at run time whether the symbol is there.
"""

from collections.abc import Iterator
from itertools import product

from wheel_ceiling.amounts import joined, listed
from wheel_ceiling.facts.cpython import (
    Presence,
    history,
    known_minors,
    minors_with,
    presence,
    stable_since,
    successor,
)
from wheel_ceiling.facts.libraries import python_suffix
from wheel_ceiling.facts.python_modules import (
    foreign_libraries,
    lacking_since,
    oldest_python,
    only_from_python,
    python_side,
    pythons_of,
)
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule

_STABLE_ABIS = frozenset({"abi3", "abi3t"})


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        for library in python_side(wheel) if wheel.label.is_linux else ():
            if _is_stable(wheel, library):
                yield from _faults(wheel, library)


def _is_stable(wheel: Wheel, library: ElfFacts) -> bool:
    """Whether the file's name or, where that says nothing, the wheel's tag promises it."""
    suffix = python_suffix(library.name)
    return suffix in _STABLE_ABIS if suffix else _is_tagged(wheel)


def _is_tagged(wheel: Wheel) -> bool:
    return bool(_STABLE_ABIS & set(wheel.label.abis))


def _faults(wheel: Wheel, library: ElfFacts) -> Iterator[Fault]:
    promised = oldest_python(wheel.label)
    outside = [name for name in library.python_symbols if not _was_in(name, promised)]
    if symbols := only_from_python(wheel, library, outside):
        yield _violation(wheel, library, symbols)
    slipped = [name for name in library.python_symbols if lacking_since(name, promised)]
    if not pythons_of(wheel.label):
        for symbol in only_from_python(wheel, library, slipped):
            yield _slip(wheel, library, symbol)


def _was_in(symbol: str, promised: tuple[int, ...]) -> bool:
    """Whether the stable ABI of the promised Python has it; of any, where none is promised."""
    since = stable_since(symbol)
    return bool(since) and (not promised or since <= promised)


def _violation(wheel: Wheel, library: ElfFacts, symbols: tuple[str, ...]) -> Fault:
    told = sorted(symbols, key=lambda name: (bool(stable_since(name)), not successor(name), name))
    others = f" So it is with {listed(told[1:])}." if told[1:] else ""
    severity, mercy = _weigh(wheel, library, symbols)
    return Fault(
        severity,
        wheel.filename,
        f"{library.path} does not keep to the stable ABI{_of(wheel)}. "
        f"{told[0]} {_reason(told[0])}.{others}{mercy}",
        library=library.path,
        subject="outside",
        fix=_fix(wheel, told),
        evidence=tuple((name, _reason(name)) for name in told),
    )


def _weigh(wheel: Wheel, library: ElfFacts, symbols: tuple[str, ...]) -> tuple[Severity, str]:
    """Return how bad it is, and why it is no worse: an error only if somebody may be hurt."""
    if foreign := foreign_libraries(wheel, library):
        return Severity.NOTE, f" It may come from {listed(foreign)}, which is not in the wheel."
    if pythons_of(wheel.label) and not _is_tagged(wheel):
        return Severity.WARNING, " The wheel is for one Python alone, so it does no harm yet."
    lowest = max(oldest_python(wheel.label), (3, known_minors()[0]))
    promised = [minor for minor in known_minors() if (3, minor) >= lowest]
    if all(
        stable_since(symbol) and presence(symbol, minor) is Presence.YES
        for symbol, minor in product(symbols, promised)
    ):
        them = "them, so they work" if symbols[1:] else "it, so it works"
        return Severity.NOTE, f" Yet every Python from {_dotted(lowest)} on exports {them}."
    return Severity.ERROR, ""


def _of(wheel: Wheel) -> str:
    promised = oldest_python(wheel.label)
    return f" of Python {_dotted(promised)}, which its tag promises" if promised else ""


def _reason(symbol: str) -> str:
    since = stable_since(symbol)
    if since:
        return f"joined it in {_dotted(since)}"
    always = minors_with(symbol) == known_minors()
    story = "" if always else f": {history(symbol)}"
    new = successor(symbol)
    instead = f"; use {new}, which is in it since {_dotted(stable_since(new))}"
    return f"was never in it{story}{instead if stable_since(new) else ''}"


def _fix(wheel: Wheel, symbols: list[str]) -> str:
    """Return what to do: a later tag cures nothing but symbols that joined later."""
    promised = oldest_python(wheel.label)
    if not promised:
        return ""
    macro, abi = "Py_LIMITED_API", "abi3"
    if "abi3t" in wheel.label.abis:
        macro, abi = "Py_TARGET_ABI3T", "abi3t"
    limit = f"0x{promised[0]:02x}{promised[1]:02x}0000"
    advice = f"Compile with {macro}={limit}, so that the compiler refuses the rest"
    if all(map(stable_since, symbols)) and _is_tagged(wheel):
        newest = max(map(stable_since, symbols))
        return f"{advice}, or tag the wheel cp{newest[0]}{newest[1]}-{abi}."
    return f"{advice}."


def _slip(wheel: Wheel, library: ElfFacts, symbol: str) -> Fault:
    minors = [f"3.{minor}" for minor in lacking_since(symbol, oldest_python(wheel.label))]
    return Fault(
        Severity.WARNING,
        wheel.filename,
        f"{library.path} uses {symbol}, which is in the stable ABI since "
        f"{_dotted(stable_since(symbol))}; yet Python {joined(minors)} does not export it.",
        library=library.path,
        subject=symbol,
        fix=f"Do without {symbol}, or leave Python {joined(minors)} out of the wheel's tag.",
    )


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


RULE = Rule(
    id="abi3-violation",
    basis=Basis.ABSOLUTE,
    severities=(Severity.ERROR, Severity.WARNING, Severity.NOTE),
    fix="Compile with Py_LIMITED_API set to the oldest Python that the wheel is for, so that the "
    "compiler refuses the rest; or build a wheel for each Python.",
    doc=__doc__,
    find=find,
)
