"""Which C symbols each CPython exports, since and until when, and what took their place.

The table is read from the libpython of real builds of 3.8 to 3.15 for Linux: Debian's packages for
3.9, 3.11 and from 3.13 on (scripts/cpython_exports.py), others and two free-threaded builds for
the rest. Public names never change inside a minor version; some private ones do. The stable ABI
is abi3info's, which is CPython's Misc/stable_abi.toml. Successors are those of CPython's "What's
New" pages and of its C API reference.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache

from msgspec import Struct

from wheel_ceiling.amounts import joined
from wheel_ceiling.facts.packed import rows
from wheel_ceiling.facts.tables import load_table

_EXPORTS = "cpython-exports.tsv.gz"
_SUCCESSORS = "cpython-successors.json"
# The modules of a wheel want much the same of Python.
_MOST_REMEMBERED = 50_000
# Features of the stable ABI that no release build for Linux has. fork and native thread numbers
# are there always.
_NEVER_ON_LINUX = frozenset({"MS_WINDOWS", "USE_STACKCHECK", "Py_REF_DEBUG", "Py_TRACE_REFS"})
# What a debug build exports beside that (Include/object.h, Include/modsupport.h).
_DEBUG = frozenset(
    {
        "PyModule_Create2TraceRefs",
        "PyModule_FromDefAndSpec2TraceRefs",
        "_Py_AddToAllObjects",
        "_Py_DECREF_DecRefTotal",
        "_Py_DecRefTotal_DO_NOT_USE_THIS",
        "_Py_ForgetReference",
        "_Py_INCREF_IncRefTotal",
        "_Py_IncRefTotal_DO_NOT_USE_THIS",
    }
)


class Presence(StrEnum):
    """Whether one minor version of Python exports a symbol."""

    YES = "yes"
    NO = "no"
    SOME = "some"
    """Only some micro releases of it do."""
    UNKNOWN = "unknown"
    """There is no table for that Python."""


_MARKS = {"x": Presence.YES, "p": Presence.SOME, ".": Presence.NO}


@lru_cache(maxsize=_MOST_REMEMBERED)
def presence(symbol: str, minor: int, *, free_threaded: bool = False) -> Presence:
    """Return whether Python 3.`minor` exports the symbol."""
    table = _table()
    row = table.rows.get(symbol, table.blank)
    mark = row.mark(table.builds, minor)
    if not free_threaded or mark is Presence.UNKNOWN:
        return mark
    threaded = row.mark(table.builds, minor, "t")
    # Of free-threaded builds one micro release each was read: what changes in others may in them.
    return mark if mark is Presence.SOME and threaded is not Presence.UNKNOWN else threaded


def minors_with(symbol: str) -> tuple[int, ...]:
    """Return the minors, oldest first, whose every build exports the symbol."""
    return tuple(minor for minor in known_minors() if presence(symbol, minor) is Presence.YES)


@cache
def known_minors() -> tuple[int, ...]:
    """Return the minors that there is a table for, oldest first."""
    return tuple(int(build.partition(".")[2]) for build in _table().builds if build[-1] != "t")


def is_known(symbol: str) -> bool:
    """Whether a Python of the table, or the stable ABI, has a symbol of this name."""
    return symbol in _table().rows or bool(stable_since(symbol))


def stable_since(symbol: str) -> tuple[int, ...]:
    """Return the version in which the symbol joined the stable ABI; empty if it did not."""
    return _stable().get(symbol, ())


def is_elsewhere(symbol: str) -> bool:
    """Whether only Windows or a debug build has it; no fault of a wheel that guards its use."""
    return symbol in _DEBUG or symbol in _never_on_linux()


def successor(symbol: str) -> str:
    """Return the symbol that took its place; empty where none is known."""
    return _successors().get(symbol, "")


def history(symbol: str) -> str:
    """Return since or until when Pythons have it, as a clause: ``it was there until 3.9``."""
    known = known_minors()
    minors = tuple(m for m in known if presence(symbol, m) is not Presence.NO)
    if not minors:
        return _why_never(symbol)
    first, last = minors[0], minors[-1]
    if first == last:
        some = "some micro releases of " * (presence(symbol, first) is Presence.SOME)
        return f"it is in {some}3.{first} only"
    if len(minors) != last - first + 1:
        return f"it is in {joined(_spans(minors))} only"
    if first > known[0]:
        came = f"it came with 3.{first}"
        return came if last == known[-1] else f"{came} and was there until 3.{last}"
    if last < known[-1]:
        return f"it was there until 3.{last}"
    return f"every Python since 3.{first} has it"


def story(symbol: str) -> str:
    """Return its history, and what took its place where that is known."""
    return f"{history(symbol)}{_replacement(symbol)}"


def absence(symbol: str, minor: int, *, free_threaded: bool = False) -> str:
    """Return a sentence on why that Python lacks the symbol and what to use in its place.

    ``_PyGen_Send is not in Python 3.10: it was there until 3.9; PyIter_Send replaced it in 3.10.``
    """
    python = python_name(minor, free_threaded=free_threaded)
    if presence(symbol, minor, free_threaded=free_threaded) is Presence.SOME:
        return f"{symbol} is only in some micro releases of {python}{_replacement(symbol)}."
    return f"{symbol} is not in {python}: {story(symbol)}."


def python_name(minor: int, *, free_threaded: bool = False) -> str:
    """Return ``Python 3.13`` or ``free-threaded Python 3.13``."""
    return f"{'free-threaded ' * free_threaded}Python 3.{minor}"


def _why_never(symbol: str) -> str:
    if is_elsewhere(symbol):
        return "only Windows or a debug build has it"
    if is_known(symbol):
        return "only free-threaded Pythons have it"
    return f"no Python since 3.{known_minors()[0]} has it"


def _spans(minors: Sequence[int]) -> list[str]:
    """Return ``3.8 to 3.12`` and ``3.15`` for minors with a gap."""
    starts = [minor for minor in minors if minor - 1 not in minors]
    ends = [minor for minor in minors if minor + 1 not in minors]
    pairs = zip(starts, ends, strict=True)
    return [f"3.{start}" if start == end else f"3.{start} to 3.{end}" for start, end in pairs]


def _replacement(symbol: str) -> str:
    new = successor(symbol)
    if not new:
        return ""
    first = minors_with(new)[0]
    if first == known_minors()[0]:
        return f"; {new} takes its place"
    return f"; {new} replaced it in 3.{first}"


class _Row(Struct, frozen=True):
    marks: str
    """One letter for each build of the table's head."""

    def mark(self, builds: Sequence[str], minor: int, kind: str = "") -> Presence:
        build = f"3.{minor}{kind}"
        if build not in builds:
            return Presence.UNKNOWN
        return _MARKS[self.marks[builds.index(build)]]


class _Table(Struct, frozen=True):
    builds: tuple[str, ...]
    rows: dict[str, _Row]
    blank: _Row


@cache
def _table() -> _Table:
    head, *lines = rows(_EXPORTS)
    builds = tuple(head[1].split())
    known = {name: _Row(marks.replace("\t", "")) for name, marks in lines}
    return _Table(builds, known, _Row("." * len(builds)))


@cache
def _successors() -> dict[str, str]:
    return load_table(_SUCCESSORS, dict[str, str])


@cache
def _stable() -> dict[str, tuple[int, int]]:
    from abi3info import DATAS, FUNCTIONS  # 30 ms, and most runs do not need it

    members = {**FUNCTIONS, **DATAS}
    return {symbol.linux: (one.added.major, one.added.minor) for symbol, one in members.items()}


@cache
def _never_on_linux() -> frozenset[str]:
    from abi3info import DATAS, FUNCTIONS

    members = {**FUNCTIONS, **DATAS}
    return frozenset(
        symbol.linux
        for symbol, one in members.items()
        if one.ifdef and one.ifdef.name in _NEVER_ON_LINUX
    )
