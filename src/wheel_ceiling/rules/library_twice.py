"""The same library lies in the wheel twice.

## Why it matters

Two copies of one library are two sets of its global state, and only one of them is the one that
was tested. A second copy one folder too deep (``ray/ray/_raylet.so``), under ``build/lib.*`` or at
the top level is the mark of an archive that was unpacked in the wrong place: then the file in the
right place may come from another build. Versioned names of one library in one folder are links,
which wheels cannot hold, and ordinary.

## When to allow it

The copies are variants for different processors, and your package chooses one.
"""

from collections.abc import Iterator

from wheel_ceiling.facts.libraries import plain_name, plain_path, python_suffix
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule

_DEEPEST = 16


def find(comparison: Comparison) -> Iterator[Fault]:
    added = {(delta.built.filename, one.path) for delta in comparison.kept for one in delta.added}
    for wheel in comparison.built.wheels:
        for first, second in _pairs(wheel):
            # The one that the baseline lacks is the copy; else the one that lies deeper.
            is_first_new = (wheel.filename, first.path) in added
            is_second_new = (wheel.filename, second.path) in added
            swap = is_first_new and not is_second_new
            original, copy = (second, first) if swap else (first, second)
            is_same = copy.code_digest and copy.code_digest == original.code_digest
            yield Fault(
                Severity.ERROR,
                wheel.filename,
                f"{copy.path} lies in the wheel beside {original.path}; their code is "
                f"{'the same' if is_same else 'not the same'}.",
                library=copy.path,
                subject=plain_path(copy.path),
                evidence=(("original", original.path), ("copy", copy.path)),
            )


def _pairs(wheel: Wheel) -> Iterator[tuple[ElfFacts, ElfFacts]]:
    """Yield each library with one before it that it is the like of; shorter paths come first."""
    seen: dict[tuple[str, ...], ElfFacts] = {}
    for library in sorted(wheel.loaded, key=lambda one: (one.path.count("/"), one.path)):
        alike = (
            seen[trait] for trait in (*_traits(library), *_shallower(library)) if trait in seen
        )
        other = next((one for one in alike if _is_elsewhere(one, library)), None)
        if other:
            yield other, library
        for trait in _traits(library):
            seen.setdefault(trait, library)


def _traits(library: ElfFacts) -> Iterator[tuple[str, ...]]:
    """Yield what two copies have in common, whatever folder they are in."""
    name = plain_name(library.name)
    yield "place", plain_path(library.path)
    if library.code_digest:
        yield "code", name, library.code_digest
    if library.build_id:
        yield "build-id", name, library.build_id
    if name.startswith("lib"):
        yield "name", name


def _shallower(library: ElfFacts) -> Iterator[tuple[str, str]]:
    """Yield where the library would lie with folders fewer: ray/ray/x.so, build/lib.x/ray/x.so."""
    parts = plain_path(library.path).split("/")[-_DEEPEST:]
    for place in range(1, len(parts)):
        yield "place", "/".join(parts[place:])
        if parts[place] == parts[place - 1]:
            yield "place", "/".join(parts[:place] + parts[place + 1 :])


def _is_elsewhere(one: ElfFacts, other: ElfFacts) -> bool:
    """Whether they are copies, and not names of one library in one folder (lib.so, lib.so.1).

    Two spellings of one module in one folder are copies: Python imports but one of them.
    """
    if plain_path(one.path) != plain_path(other.path):
        return True
    spellings = {python_suffix(one.name), python_suffix(other.name)}
    return len(spellings) > 1 and not spellings.isdisjoint({"", "abi3"})


RULE = Rule(
    id="library-twice",
    basis=Basis.NEW,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Remove the copy where the build makes it: an archive unpacked one folder too deep, a "
    "build folder that was packed, or a library that was both copied and grafted.",
    doc=__doc__,
    find=find,
)
