"""How symbols, libraries and facts are put into words; foreign names are made harmless here."""

import re
from collections.abc import Sequence

from wheel_ceiling.amounts import counted, joined
from wheel_ceiling.facts.glibc import versions_of

_LONGEST = 64
_MOST = 4
# A symbol's name holds letters, digits, "_", "$" and "."; a library's "+" and "-" too.
_STRANGE = re.compile(r"[^A-Za-z0-9_.$+-]")
# Those that people know, to stand for the others.
_WELL_KNOWN = (
    "pthread_create",
    "dlopen",
    "sem_wait",
    "shm_open",
    "stat",
    "__isoc23_strtol",
    "sqrtf",
    "exp",
)


def shown(name: str) -> str:
    """Return a foreign name, cut short, without signs that have no place in one."""
    clean = _STRANGE.sub("?", name[:_LONGEST])
    return f"{clean}…" if len(name) > _LONGEST else clean


def named(symbols: Sequence[str]) -> str:
    """Return ``exp, log and pow``, or ``pthread_create and 113 more`` where there are many."""
    if len(symbols) > _MOST:
        return f"{_example(symbols)} and {len(symbols) - 1:,} more"
    return joined([shown(symbol) for symbol in symbols])


def told(symbols: Sequence[str], libraries: Sequence[str]) -> str:
    """Return ``exp, log and pow (libm)``, or ``114 functions of libpthread, such as …``."""
    homes = joined([shown(library.partition(".so")[0]) for library in libraries])
    if any(symbol.startswith("_Z") for symbol in symbols):
        return f"{counted(len(symbols), 'symbol')} of {homes}"
    if len(symbols) <= _MOST:
        return f"{named(symbols)} ({homes})"
    return f"{counted(len(symbols), 'function')} of {homes}, such as {_example(symbols)}"


def homes_told(symbols: Sequence[str], libraries: Sequence[str], machine: str) -> tuple[str, ...]:
    """Return the libraries that the file names; for a crowd, those that people know it by."""
    former = homes_of(symbols, machine) if len(symbols) > _MOST else ()
    return former or tuple(libraries)


def cause_told(symbols: Sequence[str], what: str) -> str:
    """Return what happened, as a clause that does not say the only symbol's name again."""
    text = clause(what)
    if len(symbols) == 1 and text.startswith(f"{symbols[0]} is "):
        return text.replace(symbols[0], "it", 1)
    return text


def homes_of(symbols: Sequence[str], machine: str) -> tuple[str, ...]:
    """Return the libraries that the symbols lived in before a merge, as people know them."""
    known = (versions_of(symbol, machine) for symbol in symbols)
    former = {one.former_library for versions in known for one in versions}
    return tuple(sorted(former - {""}))


def clause(sentence: str) -> str:
    """Return a sentence as it goes on inside another: no capital, but in names, and no stop."""
    head, gap, rest = sentence.removesuffix(".").partition(" ")
    is_word = head.isalpha() and head.istitle()
    return f"{head.lower() if is_word else head}{gap}{rest}"


def _example(symbols: Sequence[str]) -> str:
    return shown(next((name for name in _WELL_KNOWN if name in symbols), symbols[0]))
