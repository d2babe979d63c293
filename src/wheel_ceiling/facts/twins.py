"""Modules for two Pythons that are one and the same file.

The same code says nothing: 9 of 31 whole releases have modules whose code two Pythons share to the
byte (kiwisolver, lz4, zstandard). Build-ids and whole files tell them apart, but for orjson, whose
modules for 3.10 and 3.11 are one file for every system. So it is odd where it is so for few systems
only, or where the last release had two files.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from itertools import combinations
from typing import NamedTuple

from wheel_ceiling.facts.libraries import plain_path, python_suffix
from wheel_ceiling.facts.python_modules import is_module
from wheel_ceiling.facts.siblings import ENOUGH, age_of, families
from wheel_ceiling.model import ElfFacts, Wheel

Identity = tuple[str, ...]
# Up to this share of the systems, it is an exception.
_FEW = 0.5


class Twin(NamedTuple):
    """Two wheels with the same file for different Pythons; the one for the newer Python first."""

    wheel: Wheel
    other: Wheel
    paths: tuple[str, ...]
    """Those of the files, as the wheel spells them."""


class _Pair(NamedTuple):
    """Two wheels of one family, for two Pythons."""

    wheel: Wheel
    other: Wheel
    shared: frozenset[str]
    """Plain paths of the modules that are the same file in both."""
    is_alone: bool
    """Whether the family is large enough, and no third one has such a file."""


def twins(built: Iterable[Wheel], before: Mapping[str, Wheel]) -> Iterator[Twin]:
    """Yield the pairs that are odd; `before` is the baseline's wheel for a built one, by name."""
    for pairs in _pairs(built).values():
        same = [pair for pair in pairs if pair.shared]
        for pair in same:
            is_few = len(same) <= _FEW * len(pairs) if len(pairs) > 1 else pair.is_alone
            earlier = _earlier(pair, before)
            if earlier is _Earlier.TWO or (is_few and earlier is _Earlier.UNKNOWN):
                paths = (
                    one.path for one in pair.wheel.loaded if plain_path(one.path) in pair.shared
                )
                yield Twin(pair.wheel, pair.other, tuple(paths))


def _pairs(built: Iterable[Wheel]) -> dict[tuple[str, ...], list[_Pair]]:
    """Return the pairs of one release, by their two Pythons: one pair for each system."""
    found: dict[tuple[str, ...], list[_Pair]] = defaultdict(list)
    for family, members in families(built).items():
        marks = {wheel.filename: _identities(wheel) for wheel in members}
        ordered = sorted(members, key=lambda wheel: age_of(wheel.label), reverse=True)
        for new, old in combinations(ordered, 2):
            shared = marks[new.filename].items() & marks[old.filename].items()
            rest = [marks[name] for name in marks if name not in (new.filename, old.filename)]
            is_alone = len(members) >= ENOUGH and not any(shared & one.items() for one in rest)
            if new.label.slot.python != old.label.slot.python:
                paths = frozenset(path for path, _ in shared)
                key = (family.project, family.version, new.label.slot.python, old.label.slot.python)
                found[key].append(_Pair(new, old, paths, is_alone))
    return found


class _Earlier(Enum):
    """What the last release had in the place of the two."""

    ONE = "one file"
    TWO = "two files"
    UNKNOWN = "unknown"


def _earlier(pair: _Pair, before: Mapping[str, Wheel]) -> _Earlier:
    sides = [_identities(before[one.filename]) for one in pair[:2] if one.filename in before]
    if len(sides) < len(pair[:2]):
        return _Earlier.UNKNOWN
    known = pair.shared & sides[0].keys() & sides[1].keys()
    if not known:
        return _Earlier.UNKNOWN
    return _Earlier.ONE if any(sides[0][path] == sides[1][path] for path in known) else _Earlier.TWO


def _identities(wheel: Wheel) -> dict[str, Identity]:
    """Return what only the very same file has, of the modules for the wheel's own Python."""
    files = {member.path: (f"{member.crc:08x}", str(member.size)) for member in wheel.members}
    return {
        plain_path(one.path): _identity(one, files.get(one.path, (wheel.filename, one.path)))
        for one in wheel.loaded
        if is_module(one) and not python_suffix(one.name).startswith("abi3")
    }


def _identity(library: ElfFacts, file: Identity) -> Identity:
    return (library.build_id, library.code_digest) if library.build_id else file
