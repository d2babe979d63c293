"""The libraries of a wheel as a graph: who needs whom, and how the loader satisfies each need.

Every file that Python or a user starts is loaded as the loader would, in its order; then what
nobody asks for, then what is left. How it looks is `facts/loader`.
"""

from collections import deque
from collections.abc import Iterator
from enum import StrEnum
from posixpath import basename

from msgspec import Struct

from wheel_ceiling.facts.loader import Hit, Loaded, Site, starts_alone
from wheel_ceiling.facts.manylinux import system_provides
from wheel_ceiling.model import ElfFacts, Wheel

# A wheel in which every file asks for every other would take for ever; vtk needs 180,000.
_MOST_LOOKUPS = 2_000_000
_MOST_NAMED = 8


class Outcome(StrEnum):
    """How a need ends."""

    FOUND = "found"
    """In the wheel, by an entry of RPATH or RUNPATH, or as the place that is named."""
    LOADED_BEFORE = "loaded-before"
    """In the wheel, only because another file had it loaded under this name before."""
    DEPENDS = "depends-on-system"
    """In the wheel, where $LIB or $PLATFORM happen to stand for the right folder."""
    SYSTEM = "system"
    """Every system that the tag names has it."""
    OUTSIDE = "outside"
    """Not in the wheel, and no system of the tag must have it."""
    LOST = "lost"
    """In the wheel, where the loader does not look."""


class Edge(Struct, frozen=True):
    """One NEEDED of one file, and how it ends."""

    requester: str
    needed: str
    outcome: Outcome
    target: str = ""
    """The file of the wheel that is taken; empty where it is none of the wheel's."""
    entry: str = ""
    """The entry of RPATH or RUNPATH that leads there, as it is spelled."""
    owner: str = ""
    """The file whose entry it is: the requester, or one that RPATH is inherited from."""
    places: tuple[str, ...] = ()
    """Where the loader looks before it asks the system, in its order; for what is not found in
    the wheel for sure."""
    root: str = ""
    """The file on whose start it is first seen."""


class Closure(Struct, frozen=True):
    """The graph of one wheel."""

    roots: tuple[str, ...] = ()
    """What Python imports and users run, then what nothing in the wheel needs."""
    edges: tuple[Edge, ...] = ()
    """By requester in the order of loading; one need has several where roots differ."""


class LostLibrary(Struct, frozen=True):
    """A library that the wheel has, that one of its files asks for, and that is not found."""

    requester: str
    needed: str
    carried_as: tuple[str, ...]
    """Where the wheel has it."""
    searched: tuple[str, ...]
    """What the loader goes through, as the files spell it."""
    places: tuple[str, ...]
    """Where that leads it."""
    root: str
    """Whose loading fails."""
    is_certain: bool
    """The root is a Python module or a program. Another library may have a host that loads what
    it asks for beforehand, as Qt does for its plugins."""


class _Step(Struct, frozen=True):
    """One need, met while a process is loaded."""

    one: Loaded
    needed: str
    root: ElfFacts
    hit: Hit
    known: str = ""
    """The file that bears the name already."""


def closure_of(wheel: Wheel) -> Closure:
    """Return the graph."""
    loading = _Loading(Site(wheel), has_all=True)
    edges: dict[tuple[str, str, Outcome, str], Edge] = {}
    for step in loading.steps():
        edge = _edge(step, loading.site, wheel)
        edges.setdefault((edge.requester, edge.needed, edge.outcome, edge.target), edge)
    return Closure(tuple(loading.roots), tuple(edges.values()))


def lost_libraries(wheel: Wheel) -> tuple[LostLibrary, ...]:
    """Return each request that fails, once; those that certainly matter first."""
    site = Site(wheel)
    found: dict[tuple[str, str], LostLibrary] = {}
    for step in _Loading(site, has_all=False).steps():
        key = step.one.facts.path, step.needed
        if not step.hit.path and step.hit.is_sure and not step.known and key not in found:
            found[key] = _lost(step, site)
    return tuple(found.values())


class _Loading:
    """Loads one file after another, each in a process of its own."""

    def __init__(self, site: Site, *, has_all: bool) -> None:
        self.site = site
        self.has_all = has_all
        """Whether every need is wanted; else those alone that the wheel may satisfy."""
        self.roots: dict[str, None] = {}
        self._reached: set[str] = set()

    def steps(self) -> Iterator[_Step]:
        """Yield the needs of every process."""
        files = self.site.files
        asked_for = {basename(needed) for item in files for needed in item.needed}
        lone = [item for item in files if not {item.name, item.soname} & asked_for]
        for root in (*filter(starts_alone, files), *lone, *files):
            if root.path not in self._reached or (
                starts_alone(root) and root.path not in self.roots
            ):
                self.roots[root.path] = None
                yield from self._load(root)

    def _load(self, root: ElfFacts) -> Iterator[_Step]:
        """Load one object and all that it needs, breadth first as `_dl_map_object_deps` does."""
        process = _Process(root, is_musl=self.site.is_musl)
        while process.waiting and self.site.lookups < _MOST_LOOKUPS:
            one = process.waiting.popleft()
            for step in self._needs(one, process):
                yield step
                if file := self.site.by_path.get(step.known or step.hit.path):
                    process.add(file, step.needed, one)
        self._reached |= process.loaded

    def _needs(self, one: Loaded, process: "_Process") -> Iterator[_Step]:
        for needed in one.facts.needed:
            self.site.lookups += 1
            known = process.names.get(needed, "")
            if self.site.carriers(needed, one.facts.machine):
                if self.has_all or not known:
                    hit = self.site.search(one, needed)
                    yield _Step(one, needed, process.root, hit, known)
            elif self.has_all:
                yield _Step(one, needed, process.root, Hit())


class _Process:
    """What is loaded, and the names under which it is known."""

    def __init__(self, root: ElfFacts, *, is_musl: bool) -> None:
        self.root = root
        self.loaded = {root.path}
        self.waiting = deque([Loaded(root)])
        self.names: dict[str, str] = {}
        self._is_musl = is_musl
        self._name(root, ())

    def add(self, file: ElfFacts, needed: str, loader: Loaded) -> None:
        self._name(file, (needed,))
        if file.path not in self.loaded:
            self.loaded.add(file.path)
            self.waiting.append(Loaded(file, loader))

    def _name(self, file: ElfFacts, names: tuple[str, ...]) -> None:
        """Keep the names; glibc knows an object by its soname, too, and musl does not."""
        sonames = () if self._is_musl or not file.soname else (file.soname,)
        for name in (*names, *sonames):
            self.names.setdefault(name, file.path)


def _edge(step: _Step, site: Site, wheel: Wheel) -> Edge:
    outcome, hit = _outcome(step, site, wheel), step.hit
    taken = outcome in (Outcome.FOUND, Outcome.DEPENDS)
    target = hit.path if taken else step.known
    is_sure = bool(target) and outcome is not Outcome.DEPENDS
    return Edge(
        requester=step.one.facts.path,
        needed=step.needed,
        outcome=outcome,
        target=target,
        entry=hit.entry if taken else "",
        owner=hit.owner if taken else "",
        places=() if is_sure else site.places(step.one, step.needed),
        root=step.root.path,
    )


def _outcome(step: _Step, site: Site, wheel: Wheel) -> Outcome:
    if step.hit.path and step.hit.is_sure and step.known in ("", step.hit.path):
        return Outcome.FOUND
    if step.known:
        return Outcome.LOADED_BEFORE
    if step.hit.path or not step.hit.is_sure:
        return Outcome.DEPENDS
    if system_provides(wheel.label, step.needed):
        return Outcome.SYSTEM
    is_carried = bool(site.carriers(step.needed, step.one.facts.machine))
    return Outcome.LOST if is_carried else Outcome.OUTSIDE


def _lost(step: _Step, site: Site) -> LostLibrary:
    carriers = site.carriers(step.needed, step.one.facts.machine)
    return LostLibrary(
        requester=step.one.facts.path,
        needed=step.needed,
        carried_as=tuple(item.path for item in carriers[:_MOST_NAMED]),
        searched=tuple(entry for _, entry in site.search_path(step.one)),
        places=site.places(step.one, step.needed),
        root=step.root.path,
        is_certain=starts_alone(step.root),
    )
