"""A module's file name says that it is for another Python than the wheel is.

## Why it matters

Python imports a module only if the part before ``.so`` names itself (PEP 3149). One that is named
for another Python is not found, and the import fails or falls back to slow code; mostly it is
left over from another build. In an abi3 wheel, a module for one version serves that version
only, though pip installs the wheel for all later ones.

Where the right one lies beside it, and the last release was made so too, it is a warning: the
wheel works, and is larger than it need be (pymongo 4.16.0).

## When to allow it

The wheel carries modules for several Pythons and chooses among them itself.
"""

import re
from collections.abc import Iterator

from wheel_ceiling.facts.libraries import plain_path, python_suffix
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, Wheel, WheelName
from wheel_ceiling.rules.rule import Basis, Rule

_NAMED_FOR = re.compile(r"cpython-(\d+[a-z]*)|pypy(\d+)-(pp\d+)")


def find(comparison: Comparison) -> Iterator[Fault]:
    before = {
        delta.built.filename: {plain_path(library.path) for library in _misnamed(delta.baseline)}
        for delta in comparison.kept
    }
    for wheel in comparison.built.wheels:
        misnamed = _misnamed(wheel)
        fitting = {plain_path(one.path) for one in wheel.loaded if one not in misnamed}
        harmless = fitting & before.get(wheel.filename, set())
        for library in misnamed:
            is_harmless = plain_path(library.path) in harmless
            suffix = python_suffix(library.name)
            yield Fault(
                Severity.WARNING if is_harmless else Severity.ERROR,
                wheel.filename,
                f"{library.path} is named for {suffix}, and the wheel is for "
                f"{'.'.join(wheel.label.pythons)}-{'.'.join(wheel.label.abis)}"
                + ("; the right one lies beside it." if is_harmless else "."),
                library=library.path,
                subject=suffix,
            )


def _misnamed(wheel: Wheel) -> list[ElfFacts]:
    return [
        library
        for library in wheel.loaded
        if wheel.label.is_linux
        and (suffix := python_suffix(library.name))
        and not _fits(suffix, wheel.label)
    ]


def _fits(suffix: str, label: WheelName) -> bool:
    """Whether a Python that the wheel is for imports it; abi "none" names no Python to judge by."""
    if "none" in label.abis:
        return True
    if suffix.startswith("abi3"):
        # Free-threaded Pythons and PyPy import no abi3 modules (PEP 703; PyPy's importlib).
        return any(abi == suffix or re.fullmatch(r"cp\d+m?", abi) for abi in label.abis)
    named = _NAMED_FOR.match(suffix)
    if named is None:
        return True
    return (f"cp{named[1]}" if named[1] else f"pypy{named[2]}_{named[3]}") in label.abis


RULE = Rule(
    id="python-suffix",
    basis=Basis.ABSOLUTE,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Build from a clean tree with the Python that the wheel is for; give an abi3 wheel's "
    "modules the suffix .abi3.so by compiling them with Py_LIMITED_API.",
    doc=__doc__,
    find=find,
)
