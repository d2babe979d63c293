"""Which files of a wheel Python loads, for which Pythons, and what they ask of it.

An extension module is known by its suffix (PEP 3149), by the hook that it exports (PEP 489, 793)
or, where exports were not recorded, by the functions that make modules.
"""

import re
from collections.abc import Iterable
from posixpath import basename

from msgspec import Struct

from wheel_ceiling.facts.cpython import (
    Presence,
    absence,
    is_elsewhere,
    is_known,
    known_minors,
    presence,
    python_name,
    stable_since,
)
from wheel_ceiling.facts.libraries import plain_path, python_suffix
from wheel_ceiling.facts.manylinux import system_provides
from wheel_ceiling.model import ElfFacts, ElfKind, Libc, Wheel, WheelName

_CPYTHON_ABI = re.compile(r"cp3(\d{1,3})(t?)")
_PYTHON_TAG = re.compile(r"(?:cp|py)3(\d{1,3})")
_HOOKS = ("PyInit_", "PyInitU_", "PyModExport_", "PyModExportU_")
_MODULE_MAKERS = frozenset({"PyModule_Create2", "PyModuleDef_Init", "PyModule_FromSlotsAndSpec"})
_CPYTHON_SUFFIX = re.compile(r"cpython-3(\d{1,3})(t?)(?=-|$)")
_MAY_LACK = (Presence.NO, Presence.SOME)
_LIBPYTHON = re.compile(r"libpython\d|libpypy\d")


class CPython(Struct, frozen=True, order=True):
    """A Python that a wheel's ABI tag names."""

    minor: int
    free_threaded: bool = False

    def __str__(self) -> str:
        return python_name(self.minor, free_threaded=self.free_threaded)

    def presence(self, symbol: str) -> Presence:
        return presence(symbol, self.minor, free_threaded=self.free_threaded)

    def absence(self, symbol: str) -> str:
        return absence(symbol, self.minor, free_threaded=self.free_threaded)

    def imports(self, item: ElfFacts) -> bool:
        """Whether it would import a file of this name; any name without a suffix will do."""
        suffix = python_suffix(item.name)
        match = _CPYTHON_SUFFIX.match(suffix)
        if match is None:
            return not suffix or suffix.startswith("abi3")
        return CPython(int(match[1]), bool(match[2])) == self


def pythons_of(name: WheelName) -> tuple[CPython, ...]:
    """Return the CPythons whose own ABI the wheel is for; abi3 and "none" name none."""
    matches = (_CPYTHON_ABI.fullmatch(abi) for abi in name.abis if name.is_linux)
    return tuple(sorted({CPython(int(match[1]), bool(match[2])) for match in matches if match}))


def oldest_python(name: WheelName) -> tuple[int, ...]:
    """Return the oldest Python 3 that the wheel's tags promise; empty where they name none."""
    matches = (_PYTHON_TAG.fullmatch(python) for python in name.pythons)
    return min(((3, int(match[1])) for match in matches if match), default=())


def python_side(wheel: Wheel) -> tuple[ElfFacts, ...]:
    """Return the extension modules, and the wheel's own libraries that are linked into one.

    Plugins of other programs, and programs, are left out: they may bring a Python of their own.
    """
    named: dict[tuple[str, str], list[ElfFacts]] = {}
    for item in wheel.loaded:
        for name in {item.name, item.soname} - {""}:
            named.setdefault((name, item.machine), []).append(item)
    waiting = [item for item in wheel.loaded if is_module(item)]
    reached = {item.path for item in waiting}
    while waiting:
        one = waiting.pop()
        for needed in one.needed:
            new = named.get((basename(needed), one.machine), [])
            waiting += [item for item in new if item.path not in reached]
            reached |= {item.path for item in new}
    return tuple(item for item in wheel.loaded if item.path in reached)


def is_module(item: ElfFacts) -> bool:
    """Whether Python imports the file; one that asks nothing of Python is of no interest here."""
    if item.kind is not ElfKind.LIBRARY or not item.python_symbols:
        return False
    if python_suffix(item.name) or _has_hook(item):
        return True
    may_export_it = not item.exports and not (item.export_count and item.has_python_names)
    is_unsure = may_export_it and not item.name.startswith("lib")
    return is_unsure and bool(_MODULE_MAKERS & set(item.python_symbols))


def module_name(item: ElfFacts) -> str:
    """Return what Python imports the file as: ``pkg.module``."""
    place = plain_path(item.path).removesuffix(".so")
    return place.replace("/", ".")


def looks_like_module(item: ElfFacts) -> bool:
    """Whether its suffix or what it exports says that Python imports it, if nothing else does."""
    return bool(python_suffix(item.name)) or _has_hook(item) or is_module(item)


def _has_hook(item: ElfFacts) -> bool:
    """Whether it exports what Python looks for; inventories of old do not tell."""
    return bool(item.module_hooks) or any(name.startswith(_HOOKS) for name in item.exports)


def needs_names(wheel: Wheel) -> bool:
    """Whether the names of symbols that a recorded inventory leaves out decide anything.

    They do for musl, whose symbols have no versions; and, where a file exports so many names like
    Python's own that not all are on record, for what may be a module and what Python may lack.
    """
    if all(item.has_names for item in wheel.loaded):
        return False
    if any(target.libc is Libc.MUSL for target in wheel.label.targets):
        return True
    return not all(item.has_python_names for item in wheel.loaded) and any(
        _may_be_module(item) or _wants_more(wheel, item) for item in wheel.loaded
    )


def _may_be_module(item: ElfFacts) -> bool:
    return is_module(item) and not (python_suffix(item.name) or _has_hook(item))


def _wants_more(wheel: Wheel, item: ElfFacts) -> bool:
    """Whether it wants a name that some promised Python may lack."""
    wanted = [name for name in item.python_symbols if not is_elsewhere(name)]
    pythons = [python for python in pythons_of(wheel.label) if python.imports(item)]
    if any(python.presence(name) in _MAY_LACK for python in pythons for name in wanted):
        return True
    suffix = python_suffix(item.name)
    is_stable = "abi3" in suffix if suffix else any("abi3" in abi for abi in wheel.label.abis)
    promised = oldest_python(wheel.label)
    return is_stable and not all(_is_kept(name, promised) for name in wanted)


def _is_kept(name: str, promised: tuple[int, ...]) -> bool:
    """Whether the stable ABI of the promised Python has it, and every Python since exports it."""
    since = stable_since(name)
    return bool(since) and (not promised or since <= promised) and not lacking_since(name, promised)


def lacking_since(symbol: str, promised: tuple[int, ...]) -> list[int]:
    """Return the minors that should have a symbol of the stable ABI and do not: CPython's slips."""
    since = max(stable_since(symbol), promised)
    if not stable_since(symbol):
        return []
    lacking = [minor for minor in known_minors() if presence(symbol, minor) is Presence.NO]
    return [minor for minor in lacking if (3, minor) >= since]


def only_from_python(wheel: Wheel, item: ElfFacts, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of the file's undefined names that nothing but Python can provide.

    Left out is what a library of the wheel exports, what only Windows or a debug build has, and a
    name that no Python is known for while the file asks for a library that nobody here has read.
    """
    wanted = {name for name in names if not is_elsewhere(name)}
    if not wanted or any(_is_unread_python(other) for other in wheel.loaded):
        return ()
    for other in wheel.loaded:
        wanted.difference_update(other.exports, other.python_exports, other.module_hooks)
    if foreign_libraries(wheel, item) or any(map(_is_unread, wheel.loaded)):
        wanted = {name for name in wanted if is_known(name)}
    return tuple(sorted(wanted))


def foreign_libraries(wheel: Wheel, item: ElfFacts) -> tuple[str, ...]:
    """Return what the file is linked to that is neither in the wheel nor on every system."""
    carried = {name for other in wheel.loaded for name in (other.name, other.soname)}
    return tuple(
        needed
        for needed in item.needed
        if basename(needed) not in carried
        and not _LIBPYTHON.match(needed)
        and not system_provides(wheel.label, needed)
    )


def _is_unread(item: ElfFacts) -> bool:
    """Whether it exports more than is known: recorded inventories leave the names out."""
    return not item.exports and not item.has_python_names


def _is_unread_python(item: ElfFacts) -> bool:
    return _is_unread(item) and any(map(_LIBPYTHON.match, (item.name, item.soname)))
