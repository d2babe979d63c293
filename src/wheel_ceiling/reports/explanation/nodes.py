"""Which versions glibc has on a machine: not every release brought one, and machines differ."""

from functools import cache

from wheel_ceiling.facts.glibc import versions_of
from wheel_ceiling.facts.packed import rows
from wheel_ceiling.model import SymbolVersion

_TABLE = "glibc-symbols.tsv.gz"


@cache
def exists(version: SymbolVersion, machine: str) -> bool:
    """Whether any symbol of glibc has the version on that machine."""
    names = dict.fromkeys(name for name, _ in rows(_TABLE))
    return any(known.version == version for name in names for known in versions_of(name, machine))
