"""Why glibc gave a symbol a new version, whether the older one will do, and what else to do.

The groups are frozen facts, from glibc's NEWS and commits and from experiments; each names its
sources. A test holds them against the symbol table: every pair newer than 2.5 is in a group.
"""

import re
from enum import StrEnum
from functools import cache, lru_cache

from msgspec import Struct

from wheel_ceiling.facts.tables import load_table
from wheel_ceiling.model import GLIBC, SymbolVersion

_TABLE = "glibc-reasons.json"


class Binding(StrEnum):
    """Whether a file may bind the older version in place of the new one."""

    SAFE = "safe"
    SAFE_FROM_2_30 = "safe from 2.30"
    """The loaders before 2.30 refuse the file: the symbol lived in another library then."""
    OTHER_NAME = "other name"
    """The same function is there, older, under another name."""
    UNSAFE = "unsafe"
    """The older version is there and does something else."""
    NONE = "none"
    """There is no older version."""


class Reason(Struct, frozen=True):
    """One cause of new versions, with everything that is known of it."""

    id: str = ""
    """Empty when nothing is known."""
    kind: str = "new"
    """moved, renamed, redirect, behaviour, abi change, wrapper gone, compiler, fortify, runtime,
    startup, reverted or new."""
    what: str = ""
    """What changed, in one sentence."""
    binding: Binding = Binding.NONE
    binding_why: str = ""
    """Why the older version will do or will not; empty when there is none."""
    remedies: tuple[str, ...] = ("image", "zig")
    """For `remedy`, best first."""
    former_library: str = ""
    """Where the symbol lived before it moved: ``libpthread``."""
    runtime: str = ""
    """The runtime that often brings the symbol along: ``libgcc linked statically``."""
    sources: tuple[str, ...] = ()
    tested: str = ""
    """What was run, and where; empty when the sources alone say so."""


class _Row(Struct, frozen=True):
    id: str
    match: str
    versions: list[str]
    machines: list[str]
    """Empty for all."""
    kind: str
    what: str
    binding: Binding
    binding_why: str
    remedies: list[str]
    former_library: str
    runtime: str
    sources: list[str]
    tested: str


class _Table(Struct, frozen=True):
    source: str
    remedies: dict[str, str]
    reasons: list[_Row]


@lru_cache(maxsize=4096)
def reason_for(symbol: str, version: SymbolVersion, machine: str) -> Reason:
    """Return why the symbol has this version; one without id where nothing is known."""
    if version.family != GLIBC:
        return Reason()
    for row in _rows_by_version().get(version.text, ()):
        fits = not row.machines or machine in row.machines
        if fits and re.fullmatch(row.match, symbol, re.ASCII):
            return _reason(row)
    return Reason()


def remedy(name: str) -> str:
    """Return the remedy as a sentence; empty for an unknown one."""
    return _table().remedies.get(name, "")


@cache
def _table() -> _Table:
    return load_table(_TABLE, _Table)


@cache
def _rows_by_version() -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in _table().reasons:
        for version in row.versions:
            found.setdefault(version, []).append(row)
    return found


def _reason(row: _Row) -> Reason:
    return Reason(
        row.id,
        row.kind,
        row.what,
        row.binding,
        row.binding_why,
        tuple(row.remedies),
        row.former_library,
        row.runtime,
        tuple(row.sources),
        row.tested,
    )
