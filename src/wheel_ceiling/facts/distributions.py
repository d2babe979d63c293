"""Which systems have which C library, and until when they are supported.

From the measurements of pep600_compliance and the dates of endoflife.date; frozen facts.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from msgspec import Struct, field

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.facts.tables import load_table
from wheel_ceiling.model import GLIBC, SymbolVersion

MUSL = "musl"
"""The family of musl's numbers, as ``GLIBC`` is that of glibc's."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# The table says false or nothing where no end is known.
_Day = str | bool | None
# Systems that are built from Red Hat's sources and share its number and its glibc.
_RELATIVES = ("AlmaLinux ", "Rocky Linux ", "Oracle Linux ", "CentOS Stream ")
_ELDEST = "RHEL "
_MOST_NAMED = 8
_MOST_ASIDE = 3


class _Row(Struct, frozen=True):
    name: str
    libc: str
    version: str | None = None
    eol: _Day = None
    extended: _Day = None
    abi_nodes: list[str] = field(default_factory=list)


class Distribution(Struct, frozen=True):
    """One release of an operating system."""

    name: str
    glibc: tuple[int, ...]
    """Empty for systems with musl."""
    supported_until: str
    """Last day of standard support, ISO 8601; empty when no end is known."""
    musl: tuple[int, ...] = ()
    """Empty for systems with glibc."""
    extended_until: str = ""
    """Last day of longer support, free or paid; empty where there is none."""
    markers: frozenset[str] = frozenset()
    """The versions without a number that its glibc has: ``GLIBC_ABI_DT_RELR``."""

    def is_supported(self, today: str) -> bool:
        return not self.supported_until or self.supported_until >= today

    def is_extended(self, today: str) -> bool:
        """Whether only the longer support is left."""
        return not self.is_supported(today) and self.extended_until >= today

    def number(self, family: str) -> tuple[int, ...]:
        """Return the release of its C library, where that is of this family."""
        return self.musl if family == MUSL else self.glibc


@cache
def _systems() -> tuple[Distribution, ...]:
    rows = load_table("distributions.json", list[_Row])
    return tuple(map(_system, rows))


def _system(row: _Row) -> Distribution:
    number = tuple(int(part) for part in row.version.split(".")) if row.version else ()
    return Distribution(
        row.name,
        glibc=number if row.libc == "glibc" else (),
        supported_until=_day(row.eol),
        musl=number if row.libc == MUSL else (),
        extended_until=_day(row.extended),
        markers=frozenset(f"{GLIBC}_{node}" for node in row.abi_nodes),
    )


def _day(text: _Day) -> str:
    return text if isinstance(text, str) and _DAY.fullmatch(text) else ""


def systems_between(low: SymbolVersion, high: SymbolVersion) -> tuple[Distribution, ...]:
    """Return the systems that have at least `low` and less than `high`, oldest C library first."""
    found = [
        (number, row)
        for row in _systems()
        if (number := row.number(low.family)) and low.number <= number < high.number
    ]
    return tuple(row for _, row in sorted(found, key=lambda pair: pair[0]))


def systems_without(marker: str, low: SymbolVersion) -> tuple[Distribution, ...]:
    """Return the systems that have at least `low` and lack the version without a number."""
    newest = SymbolVersion(GLIBC, (99,))
    return tuple(row for row in systems_between(low, newest) if marker not in row.markers)


def matters(lost: Iterable[Distribution], today: str) -> bool:
    """Whether anybody still supports one of the systems, for whatever price."""
    return any(row.is_supported(today) or row.is_extended(today) for row in lost)


def describe_lost(low: SymbolVersion, high: SymbolVersion, today: str) -> str:
    """Name the systems that `low` still served and `high` does not; see `describe`."""
    return describe(systems_between(low, high), today)


def describe(lost: Sequence[Distribution], today: str) -> str:
    """Name systems, those in support first; reads well behind "does not load on".

    The others are counted; of those that somebody still supports for longer, the newest are named.
    """
    living = _names(row for row in lost if row.is_supported(today))
    aside = [row.name for row in lost[::-1] if row.is_extended(today)]
    dead = [row.name for row in lost if not row.is_supported(today) and row.name not in aside]
    if not living:
        return _all_old([row.name for row in lost[::-1]])
    counts = []
    if aside:
        counts.append(f"{counted(len(aside), 'system')} in extended support ({_few(aside)})")
    if dead:
        counts.append(f"{counted(len(dead), 'system')} out of support")
    last = f", and {counts[-1]}" if counts else ""
    return ", ".join([*_capped(living), *counts[:-1]]) + last


def _all_old(names: list[str]) -> str:
    if not names:
        return "no system that is known here"
    number = counted(len(names), "system") + (", all" if names[1:] else "")
    return f"{number} out of standard support ({_few(names)})"


def _few(names: list[str]) -> str:
    return listed(map(_first_name, names), _MOST_ASIDE)


def _capped(names: list[str]) -> list[str]:
    rest = len(names) - _MOST_NAMED
    return [*names[:_MOST_NAMED], f"{rest} more in support"] if rest > 0 else names


def _names(systems: Iterable[Distribution]) -> list[str]:
    """Return the names, with one for Red Hat's system and those that are built from it."""
    rows = list(systems)
    eldest = {row.glibc for row in rows if row.name.startswith(_ELDEST)}
    kin = {row.glibc for row in rows if row.name.startswith(_RELATIVES)} & eldest
    return [
        f"{_first_name(row.name)} and its relatives"
        if row.name.startswith(_ELDEST) and row.glibc in kin
        else _first_name(row.name)
        for row in rows
        if not (row.name.startswith(_RELATIVES) and row.glibc in kin)
    ]


def _first_name(name: str) -> str:
    """Return ``RHEL 8`` of ``RHEL 8 / UBI 8``."""
    return name.partition(" / ")[0]
