"""Which of a wheel's own copies a host program takes over, name by name.

Each file that is loaded by itself is loaded into the host, with what it needs; what would bind to
the host's copy is held against what the same reference would bind to without the host.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from wheel_ceiling.facts.binding import Process, SharedObject
from wheel_ceiling.facts.loader import Loaded, Site, starts_alone
from wheel_ceiling.model import ElfFacts, ExportedFamily, HostProgram, SharedSymbol, Wheel


class Takeover(Struct, frozen=True):
    """References of one file to one library that bind to the host's copy."""

    owner: ElfFacts
    root: ElfFacts
    """The file that is loaded by itself, and the owner with it; it may be the owner."""
    family: str
    hosts: tuple[ElfFacts, ...]
    """The files of the host that they bind to."""
    own: tuple[ElfFacts, ...]
    """The files of the wheel that they would bind to without it; the owner may be one."""
    names: tuple[str, ...]
    lost: tuple[str, ...]
    """Names that nobody defines any more, since the host's library is loaded for the wheel's."""
    asked: int
    """How many names of the library the file asks for in all."""

    @property
    def is_inside(self) -> bool:
        return self.own == (self.owner,)

    @property
    def is_by_soname(self) -> bool:
        """Whether the host's library is loaded in place of the wheel's, since it is called so."""
        return bool({one.soname for one in self.own} & {one.soname for one in self.hosts} - {""})


def takeovers(wheel: Wheel, host: HostProgram) -> tuple[Takeover, ...]:
    """Return what the host takes over; nothing of wheels that it cannot import."""
    site = Site(wheel)
    scope, families = [SharedObject(facts) for facts in host.libraries], families_of(host)
    if site.is_musl or not families:  # hosts are glibc's, and musl has a scope of its own
        return ()
    objects = {
        item.path: SharedObject(item, families)
        for item in site.files
        if host.machine in ("", item.machine)
    }
    judged: set[SharedObject] = set()
    found: list[Takeover] = []
    for root in _roots(site):
        if root.path in objects and objects[root.path] not in judged:
            found += _Import(root, site, objects, scope, judged).takeovers()
    return tuple(found)


def families_of(host: HostProgram) -> frozenset[str]:
    """Return the well-known libraries that the host has in its global scope."""
    symbols = (one for item in host.libraries for one in item.shared_symbols)
    return frozenset(one.family for one in symbols if one.is_defined)


def unnamed(wheel: Wheel, host: HostProgram) -> Iterator[tuple[ElfFacts, ExportedFamily]]:
    """Yield what the host may take over of files whose names are not on record (inventories)."""
    families = families_of(host)
    for item in wheel.loaded:
        for family in item.exported_families if not item.shared_symbols else ():
            if family.interposable and family.name in families:
                yield item, family


def _roots(site: Site) -> Sequence[ElfFacts]:
    """Return every file, those first that are loaded by themselves."""
    alone = [item for item in site.files if starts_alone(item)]
    return [*alone, *(item for item in site.files if item not in alone)]


class _Import:
    """One file loaded by itself, once without the host and once into it."""

    def __init__(
        self,
        root: ElfFacts,
        site: Site,
        objects: Mapping[str, SharedObject],
        scope: Sequence[SharedObject],
        judged: set[SharedObject],
    ) -> None:
        """What is judged already is left out; what is judged here joins it."""
        self.root = root
        self.scope = scope
        alone = local_scope(root, site, objects, frozenset())
        self.own = {(one.owner, one.symbol): one.target for one in Process(()).load(alone, judged)}
        sonames = frozenset(one.facts.soname for one in scope) - {""}
        self.local = local_scope(root, site, objects, sonames)
        self.now = {
            (one.owner, one.symbol): one.target for one in Process(scope).load(self.local, judged)
        }
        judged.update(alone, self.local)

    def takeovers(self) -> Iterator[Takeover]:
        loaded, theirs = set(self.local), {None, *self.scope}
        changed: dict[tuple[SharedObject, str], list[SharedSymbol]] = {}
        for owner, symbol in self.own:
            if owner in loaded and self.now.get((owner, symbol)) in theirs:
                changed.setdefault((owner, symbol.family), []).append(symbol)
        for (owner, family), symbols in changed.items():
            yield self._takeover(owner, family, symbols)

    def _takeover(
        self, owner: SharedObject, family: str, symbols: Sequence[SharedSymbol]
    ) -> Takeover:
        taken = [symbol for symbol in symbols if (owner, symbol) in self.now]
        lost = {symbol.name for symbol in symbols if (owner, symbol) not in self.now}
        return Takeover(
            owner.facts,
            self.root,
            family,
            _files(self.now[owner, symbol] for symbol in taken),
            _files(self.own[owner, symbol] for symbol in symbols),
            tuple(sorted({symbol.name for symbol in taken})),
            tuple(sorted(lost)),
            len({symbol.name for symbol in owner.references if symbol.family == family}),
        )


def _files(objects: Iterable[SharedObject]) -> tuple[ElfFacts, ...]:
    return tuple(one.facts for one in dict.fromkeys(objects))


def local_scope(
    root: ElfFacts,
    site: Site,
    objects: Mapping[str, SharedObject],
    known: frozenset[str],
) -> list[SharedObject]:
    """Return a file and what it needs of the wheel, breadth first.

    What the process has under a soname already (`known`) is not loaded a second time
    (`_dl_map_object`).
    """
    found, names = {root.path: objects[root.path]}, set(known)
    waiting = deque([Loaded(root)])
    while waiting:
        one = waiting.popleft()
        for needed in one.facts.needed:
            path = "" if needed in names else site.search(one, needed).path
            if path in objects and path not in found:
                file = objects[path]
                found[path] = file
                names |= {needed, file.facts.soname} - {""}
                waiting.append(Loaded(file.facts, one))
    return list(found.values())
