"""The older version that a symbol may be bound to, and the line that does it.

Only steps between versions that are known to be safe are gone: where one of them is not, or where
nothing is known of it, there is nothing older to bind to.
"""

import re

from msgspec import Struct

from wheel_ceiling.facts.glibc import versions_of
from wheel_ceiling.facts.reasons import Binding, Reason, reason_for
from wheel_ceiling.model import GLIBC, SymbolVersion

FIRST_TO_SEARCH_ALL = SymbolVersion(GLIBC, (2, 30))
"""The first loader that looks for a moved symbol in every library (glibc f0b2132b35, BZ 24741)."""

_NONE = SymbolVersion(GLIBC)
# A line makes the file want the version of libc.so.6. This one libc.so.6 has only since the merge
# of 2.34: before, it was libpthread's alone (pthread_clockjoin_np), and no loader finds it.
_ONLY_IN_FORMER_HOMES = SymbolVersion(GLIBC, (2, 31))
_SAME_CODE = frozenset({Binding.SAFE, Binding.SAFE_FROM_2_30})
_SCANNERS = re.compile(r"v?[fs]?w?scanf")
_FLOAT_N = re.compile(r"(\w+?)(f32x|f64x|f32|f64)(_r)?")
# long double is _Float64x on x86 only (C23, H.2.3; <bits/floatn.h>).
_EXTENDED = frozenset({"x86_64", "i686"})
_SUFFIX = {"f32": "f", "f64": "", "f32x": "", "f64x": "l"}
_32_BIT = frozenset({"i686", "armv7l"})


class Older(Struct, frozen=True):
    """An older symbol that does the same; false if there is none."""

    name: str = ""
    version: SymbolVersion = _NONE

    def __bool__(self) -> bool:
        return bool(self.name)


def older(symbol: str, wanted: SymbolVersion, machine: str, limit: SymbolVersion) -> Older:
    """Return the newest one within the limit, else the oldest one below what is wanted."""
    name = _older_name(symbol, reason_for(symbol, wanted, machine), machine)
    found = _reachable(name, wanted, machine)
    fitting = [version for version in found if version <= limit]
    if fitting:
        return Older(name, max(fitting))
    return Older(name, min(found)) if found else Older()


def symver_lines(symbol: str, old: SymbolVersion, machine: str) -> tuple[str, ...]:
    """Return what binds the symbol to the older version, for a header that `-include` brings in.

    Nothing for a version that is not there, or that it is not safe to bind to.
    """
    for known in versions_of(symbol, machine)[::-1]:
        name = _older_name(symbol, reason_for(symbol, known.version, machine), machine)
        if old in _reachable(name, known.version, machine):
            return (f'__asm__(".symver {symbol},{name}@{old}");',)
    return ()


def _reachable(name: str, wanted: SymbolVersion, machine: str) -> list[SymbolVersion]:
    """Return the lower versions of the name from which only safe steps lead up, newest first."""
    found: list[SymbolVersion] = []
    safe = True
    for known in versions_of(name, machine)[::-1]:
        is_homeless = known.former_library and known.version == _ONLY_IN_FORMER_HOMES
        if known.version < wanted and safe and not is_homeless:
            found.append(known.version)
        if known.version <= wanted:
            safe = safe and reason_for(name, known.version, machine).binding in _SAME_CODE
    return found


def _older_name(symbol: str, reason: Reason, machine: str) -> str:
    """Return what the same code was called before: often the same; empty if there is none."""
    if reason.binding in _SAME_CODE:
        return symbol
    if reason.binding is not Binding.OTHER_NAME:
        return ""
    if symbol in ("fcntl64", "__memcmpeq"):
        # On 32-bit machines fcntl knows the 64-bit locks only since 2.28.
        is_narrow = symbol == "fcntl64" and machine in _32_BIT
        return "" if is_narrow else symbol.removeprefix("__").removesuffix("64").removesuffix("eq")
    if symbol.startswith("__isoc23_"):
        plain = symbol.removeprefix("__isoc23_")
        return f"__isoc99_{plain}" if _SCANNERS.fullmatch(plain) else plain
    if reason.former_library == "libresolv":
        return f"__{symbol}"
    return _plain_name(symbol, machine)


def _plain_name(symbol: str, machine: str) -> str:
    """Return ``expf`` for ``expf32``, ``exp`` for ``expf64``, ``expl`` for x86's ``expf64x``."""
    match = _FLOAT_N.fullmatch(symbol)
    if match is None or (match[2] == "f64x" and machine not in _EXTENDED):
        return ""
    return f"{match[1]}{_SUFFIX[match[2]]}{match[3] or ''}"
