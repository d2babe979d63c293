"""Distributions in sentences: those still supported are named, the others counted."""

from collections.abc import Sequence

from wheel_ceiling.facts.distributions import describe_lost, systems_between
from wheel_ceiling.model import SymbolVersion
from wheel_ceiling.reports.explanation.asked import glibc

_FIRST, _LAST = glibc(0), glibc(999)


def shut_out(low: SymbolVersion, high: SymbolVersion, today: str) -> str:
    """Name the systems that `low` serves and `high` does not; empty where there is none."""
    if not systems_between(low, high):
        return ""
    return describe_lost(low, high, today)


def older_than(version: SymbolVersion, today: str) -> str:
    """Name the systems whose glibc lacks the version."""
    return shut_out(_FIRST, version, today)


def rows_of(version: SymbolVersion, today: str) -> Sequence[tuple[str, str, str]]:
    """Return name, glibc and end of support of each supported system, oldest glibc first."""
    return [
        (row.name, ".".join(map(str, row.glibc)), row.supported_until[:7] or "no end known")
        for row in systems_between(version, _LAST)
        if row.is_supported(today)
    ]
