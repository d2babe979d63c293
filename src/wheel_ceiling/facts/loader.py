"""How the dynamic loader would look for the libraries of an installed wheel, by its own rules.

Nothing is asked of this machine: only what the wheel brings along can be found. From ld.so(8),
glibc's elf/dl-load.c (`_dl_map_object`, `decompose_rpath`) and musl's ldso/dynlink.c
(`load_library`).
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from posixpath import basename, dirname, isabs, normpath

from wheel_ceiling.facts.libraries import python_suffix
from wheel_ceiling.model import ElfFacts, ElfKind, Libc, Wheel

# Where installers put the parts of a wheel; only how far they are apart matters here.
_SITE = "/prefix/lib/python/site-packages"
_PLACES = {"platlib": _SITE, "purelib": _SITE, "data": "/prefix", "scripts": "/prefix/bin"}
_DATA = re.compile(rf"[^/]+\.data/({'|'.join(_PLACES)})/(.+)")
_ORIGIN = re.compile(r"\$(?:ORIGIN(?!\w)|\{ORIGIN\})")
_MODULE_MAKERS = frozenset({"PyModule_Create2", "PyModuleDef_Init"})
# A wheel in which every file asks for every other would take for ever; vtk needs 180,000.
_MOST_LOOKUPS = 2_000_000
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class LostLibrary:
    """A library that the wheel has, that one of its files asks for, and that is not found."""

    requester: str
    needed: str
    carried_as: tuple[str, ...]
    """Where the wheel has it."""
    searched: tuple[str, ...]
    """What the loader goes through, as the files spell it."""
    root: str
    """Whose loading fails."""
    is_certain: bool
    """The root is a Python module or a program. Another library may have a host that loads what
    it asks for beforehand, as Qt does for its plugins."""


def installed_at(path: str) -> str:
    """Return where a member is once installed (binary format, "The .data directory")."""
    match = _DATA.fullmatch(path)
    return f"{_PLACES[match[1]]}/{match[2]}" if match else f"{_SITE}/{path}"


def lost_libraries(wheel: Wheel) -> tuple[LostLibrary, ...]:
    """Return each request that fails, once; those that certainly matter first."""
    site = _Site(wheel)
    found: dict[tuple[str, str], LostLibrary] = {}
    for lost in site.load_everything():
        found.setdefault((lost.requester, lost.needed), lost)
    return tuple(found.values())


def leads_to_working_directory(entry: str) -> bool:
    """Whether an entry of RPATH or RUNPATH depends on where the user happens to stand.

    An empty one is the working directory itself (dl-load.c, `fillin_rpath`).
    """
    return not isabs(entry) and not _ORIGIN.match(entry)


def starts_alone(item: ElfFacts) -> bool:
    """Whether Python imports it or a user runs it: nothing is loaded before."""
    return (
        item.kind is ElfKind.EXECUTABLE
        or bool(python_suffix(item.name))
        or (not item.name.startswith("lib") and bool(_MODULE_MAKERS & set(item.python_symbols)))
    )


@dataclass(frozen=True, slots=True)
class _Loaded:
    """One object of a process, and the object on whose request it was loaded."""

    facts: ElfFacts
    loader: "_Loaded | None" = None

    def chain(self) -> "Iterator[_Loaded]":
        link: _Loaded | None = self
        while link is not None:
            yield link
            link = link.loader


class _Site:
    """The installed wheel: its files by the places and the names under which they are met."""

    def __init__(self, wheel: Wheel) -> None:
        targets = wheel.label.targets
        self.is_musl = any(target.libc is Libc.MUSL for target in targets)
        self.files = wheel.loaded
        self.at = {installed_at(item.path): item for item in self.files}
        self.named: dict[tuple[str, str], list[ElfFacts]] = {}
        for item in self.files:
            for name in {item.name, item.soname} - {""}:
                self.named.setdefault((name, item.machine), []).append(item)
        self.lookups = 0

    def load_everything(self) -> Iterator[LostLibrary]:
        """Load what Python and users start; then what nobody asks for; then what is left."""
        asked_for = {basename(needed) for item in self.files for needed in item.needed}
        lone = [item for item in self.files if not {item.name, item.soname} & asked_for]
        reached: set[str] = set()
        for roots in (filter(starts_alone, self.files), lone, self.files):
            for root in roots:
                if root.path not in reached or starts_alone(root):
                    yield from self._load(root, reached)

    def _load(self, root: ElfFacts, reached: set[str]) -> Iterator[LostLibrary]:
        """Load one object and all that it needs, breadth first as `_dl_map_object_deps` does."""
        reached.add(root.path)
        loaded = {root.path}
        names = set() if self.is_musl else {root.soname}
        waiting = deque([_Loaded(root)])
        while waiting and self.lookups < _MOST_LOOKUPS:
            one = waiting.popleft()
            for needed in one.facts.needed:
                self.lookups += 1
                if needed in names or not self._carriers(needed, one):
                    continue
                file, is_known = self._find(one, needed)
                if file is None and is_known:
                    yield self._lost(one, needed, root)
                if file is not None:
                    names |= {needed} if self.is_musl else {needed, file.soname}
                if file is not None and file.path not in loaded:
                    loaded.add(file.path)
                    reached.add(file.path)
                    waiting.append(_Loaded(file, one))

    def _find(self, one: _Loaded, needed: str) -> tuple[ElfFacts | None, bool]:
        """Return the first file that fits, and whether all places are known to us.

        A file for another machine is passed over, as `open_verify` does.
        """
        places = tuple(self._candidates(one, needed))
        self.lookups += len(places)
        found = (self.at[place] for place in places if place in self.at)
        fitting = (file for file in found if file.machine == one.facts.machine)
        return next(fitting, None), "" not in places

    def _lost(self, one: _Loaded, needed: str, root: ElfFacts) -> LostLibrary:
        return LostLibrary(
            requester=one.facts.path,
            needed=needed,
            carried_as=tuple(item.path for item in self._carriers(needed, one)[:_MOST_NAMED]),
            searched=tuple(entry for _, entry in self._search_path(one)),
            root=root.path,
            is_certain=starts_alone(root),
        )

    def _carriers(self, needed: str, one: _Loaded) -> list[ElfFacts]:
        return self.named.get((basename(needed), one.facts.machine), [])

    def _candidates(self, one: _Loaded, needed: str) -> Iterator[str]:
        """Yield the places to look at; empty for one that only the user's machine could tell."""
        if "/" in needed:
            yield _expand(needed, one.facts)
            return
        for owner, entry in self._search_path(one):
            folder = _expand(entry, owner.facts)
            yield normpath(f"{folder}/{needed}") if folder else ""

    def _search_path(self, one: _Loaded) -> Iterable[tuple[_Loaded, str]]:
        """Yield the entries in order, each with the object that it is relative to.

        glibc: RUNPATH serves its own object only, and where there is one, RPATH is not looked at;
        else RPATH is inherited from the whole chain of loaders. musl: both are inherited alike.
        """
        if self.is_musl:
            return [(up, e) for up in one.chain() for e in up.facts.runpath or up.facts.rpath]
        if one.facts.runpath:
            return [(one, entry) for entry in one.facts.runpath]
        inherited = (up for up in one.chain() if not up.facts.runpath)
        return [(up, entry) for up in inherited for entry in up.facts.rpath]


def _expand(entry: str, owner: ElfFacts) -> str:
    """Return an absolute place; empty where $LIB or $PLATFORM stand in it.

    The working directory is a place where nothing of the wheel can be counted on.
    """
    origin = dirname(installed_at(owner.path))
    text = _ORIGIN.sub(lambda _: origin, entry)
    if "$" in text:
        return ""
    return normpath(text) if isabs(text) else normpath(f"/working-directory/{text}")
