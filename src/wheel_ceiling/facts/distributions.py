"""Which systems have which C library, and until when they are supported.

From the measurements of pep600_compliance and the dates of endoflife.date; frozen facts.
"""

import re
from dataclasses import dataclass
from functools import cache

from wheel_ceiling.facts.tables import load_table
from wheel_ceiling.model import SymbolVersion

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    libc: str
    version: str | None = None
    eol: str | bool | None = None
    extended: str | bool | None = None


@dataclass(frozen=True, slots=True)
class Distribution:
    """One release of an operating system."""

    name: str
    glibc: tuple[int, ...]
    supported_until: str
    """Last day of standard support, ISO 8601; empty when no end is known."""

    def is_supported(self, today: str) -> bool:
        return not self.supported_until or self.supported_until >= today


@cache
def _glibc_systems() -> tuple[Distribution, ...]:
    rows = load_table("distributions.json", list[_Row])
    return tuple(
        Distribution(
            row.name,
            tuple(int(part) for part in row.version.split(".")),
            row.eol if isinstance(row.eol, str) and _DAY.fullmatch(row.eol) else "",
        )
        for row in rows
        if row.libc == "glibc" and row.version
    )


def systems_between(low: SymbolVersion, high: SymbolVersion) -> tuple[Distribution, ...]:
    """Return the systems that have at least `low` and less than `high`, oldest glibc first."""
    found = [row for row in _glibc_systems() if low.number <= row.glibc < high.number]
    return tuple(sorted(found, key=lambda row: row.glibc))


def describe_lost(low: SymbolVersion, high: SymbolVersion, today: str) -> str:
    """Name the systems that `low` still served and `high` does not, those in support first."""
    lost = systems_between(low, high)
    living = [row.name for row in lost if row.is_supported(today)]
    dead = [row.name for row in lost if not row.is_supported(today)]
    if living and dead:
        systems = "system" if len(dead) == 1 else "systems"
        return f"{', '.join(living)}, and {len(dead)} {systems} out of support"
    if living:
        return ", ".join(living)
    named = f" ({', '.join(dead)})" if dead else ""
    return f"only systems out of support{named}"
