"""Wheels of one release that one job makes for one system: what holds for all but one is odd.

Measured on 32 whole releases (1,380 wheels for Linux): within such a family every wheel has the
same modules, the same ceiling and the same compilers, and no size is twice another.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import NamedTuple

from wheel_ceiling.model import Libc, Wheel, WheelName

# So many wheels make a family: of two, nobody knows which one is odd.
ENOUGH = 3
# As many times as there are odd ones, others must agree.
_MAJORITY = 2
_LIBCS = {Libc.GLIBC.value: " with glibc", Libc.MUSL.value: " with musl"}


class Family(NamedTuple):
    """What the wheels of one job have in common; those of two tags are made in two images."""

    project: str
    version: str
    platforms: tuple[str, ...]
    kind: str
    """The kind of Python: another interpreter or ABI has other sizes, and modules of its own."""


def families(wheels: Iterable[Wheel]) -> dict[Family, tuple[Wheel, ...]]:
    """Return the wheels with native code for Linux, by family."""
    found: dict[Family, list[Wheel]] = defaultdict(list)
    for wheel in wheels:
        if wheel.label.is_linux and wheel.loaded:
            found[_family_of(wheel.label)].append(wheel)
    return {family: tuple(members) for family, members in found.items()}


def _family_of(name: WheelName) -> Family:
    return Family(name.project, name.version, tuple(sorted(name.platforms)), _kind(name))


def _kind(name: WheelName) -> str:
    if "abi3" in name.abis or "none" in name.abis:
        return ".".join(name.abis)
    interpreters = {re.sub(r"\d.*", "", python) for python in name.pythons}
    threaded = "t" if any(abi.endswith("t") for abi in name.abis) else ""
    return ".".join(sorted(interpreters)) + threaded


def system_of(name: WheelName) -> str:
    """Return whom a wheel is for, without its Python: ``aarch64 with glibc``, ``win_amd64``."""
    slot = name.slot
    return f"{slot.arch.replace('+', ' and ')}{_LIBCS.get(slot.libc, '')}"


def odd_ones(values: Mapping[str, Hashable]) -> tuple[str, ...]:
    """Return the names of those few that differ from what all the others agree on, if there are."""
    [(usual, agreeing)] = Counter(values.values()).most_common(1)
    odd = tuple(name for name, value in values.items() if value != usual)
    return odd if len(values) >= ENOUGH and agreeing >= _MAJORITY * len(odd) else ()


def are_at_an_end(odd: Collection[str], names: Iterable[WheelName]) -> bool:
    """Whether they are the wheels for the newest Pythons, or for the oldest."""
    ordered = [name.filename for name in sorted(names, key=age_of)]
    return set(ordered[: len(odd)]) == set(odd) or set(ordered[-len(odd) :]) == set(odd)


def age_of(name: WheelName) -> tuple[tuple[int, int], ...]:
    """Return what sorts Pythons by age: cp39 before cp310."""
    digits = re.findall(r"\d+", name.slot.python)
    return tuple((len(one), int(one)) for one in digits)
