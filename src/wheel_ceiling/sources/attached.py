"""Releases of this repository on GitHub, as shelves: the inventory attached to them, or wheels."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from hashlib import file_digest
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from packaging.version import Version

from wheel_ceiling.amounts import listed
from wheel_ceiling.errors import NothingFound
from wheel_ceiling.github.releases import (
    Asset,
    Release,
    fetch_asset,
    list_releases,
    release_of_tag,
)
from wheel_ceiling.sources.atomic import temporary_path
from wheel_ceiling.sources.inventory import read_inventory
from wheel_ceiling.sources.kept import Elsewhere
from wheel_ceiling.sources.local import shelve
from wheel_ceiling.sources.offer import (
    Offer,
    Shelf,
    has_project,
    is_wanted,
    nothing_against,
    nothing_wanted,
    offer_file,
)
from wheel_ceiling.sources.releases import last_release
from wheel_ceiling.sources.search import Search
from wheel_ceiling.sources.spec import OnRelease
from wheel_ceiling.sources.store import Store
from wheel_ceiling.sources.tags import tag_being_made, version_being_made, version_of_tag
from wheel_ceiling.wheels.directory import printable

INVENTORIES = ("wheel-ceiling.json", "wheel-ceiling.json.gz")
_MOST_TRIED = 10
_NOBODY = frozenset(("",))
"""A project that no tag names."""
_HINT = "Attach the wheels or a wheel-ceiling.json to a release, or name another source."


class Tagged(Struct, frozen=True):
    """A release whose tag is a version."""

    release: Release
    version: Version

    @property
    def is_final(self) -> bool:
        return not (self.release.is_prerelease or self.version.is_prerelease)

    @property
    def shown(self) -> str:
        return printable(str(OnRelease(self.release.tag)))

    @property
    def is_stocked(self) -> bool:
        """Whether there is anything to compare with."""
        return any(
            asset.name in INVENTORIES or asset.name.endswith(".whl")
            for asset in self.release.assets
        )


def open_release(tag: str, search: Search) -> Shelf:
    """Return what is attached to the release of a tag."""
    return _shelf(release_of_tag(search.connection, tag), search)


class _Pool(Struct, frozen=True):
    """Releases to choose from, and the version that the choice is not above."""

    releases: list[Tagged]
    not_above: str


class Attached:
    """The releases of this repository, listed and opened once each however often one is chosen."""

    def __init__(
        self, search: Search, projects: frozenset[str] = frozenset(), not_above: str = ""
    ) -> None:
        """Be asked for these projects, whose greatest built version that is."""
        self._search = search
        self._projects = projects
        self._not_above = not_above
        self._listed = cache(partial(list_releases, search.connection))
        self._opened = cache(partial(_shelf, search=search))

    def last(
        self,
        project: str = "",
        not_above: str = "",
        why_not: Callable[[Shelf], str] = nothing_against,
    ) -> Shelf:
        """Return the last release that has something attached; by version, not by day.

        Without a project any tag counts that is a version. A release that is being made is none,
        and one that `why_not` speaks against gives way to those below it.
        """
        passed_over: list[str] = []
        for pool in self._pools(project, not_above):
            shelf = self._last_of(pool, partial(self._unopposed, project, why_not), passed_over)
            if shelf:
                return replace(shelf, passed_over=tuple(passed_over))
        raise NothingFound(" ".join((*passed_over, self._nothing_left(project))), _HINT)

    def _pools(self, project: str, not_above: str) -> Iterator[_Pool]:
        """Yield the releases to choose from, better ones first.

        A tag without a name is a version of all projects together, and not to be measured by
        that of one.
        """
        ours = frozenset((project,)) - {""}
        if len(self._projects) <= 1:
            yield _Pool(self._releases(ours, not_above), not_above)
            return
        own = self._releases(ours, not_above)
        yield _Pool([one for one in own if not version_of_tag(one.release.tag, _NOBODY)], not_above)
        yield _Pool(self._releases(_NOBODY, self._not_above), self._not_above)

    def _releases(self, projects: frozenset[str], not_above: str) -> list[Tagged]:
        """Return the releases that are versions, without the one that is being made."""
        occasion = self._search.occasion
        tag = tag_being_made(occasion)
        made = version_being_made(occasion, projects, not_above)
        return [
            Tagged(release, version)
            for release in self._listed()
            if not release.is_draft
            and (version := version_of_tag(release.tag, projects))
            and version != made
            and release.id != occasion.release_id
            and release.tag != tag
        ]

    def _last_of(
        self, pool: _Pool, open_it: Callable[[Tagged], Shelf], passed_over: list[str]
    ) -> Shelf | None:
        left = pool.releases
        bare: list[str] = []
        against: list[str] = []
        found = None
        for _ in range(_MOST_TRIED):
            if not left or found:
                break
            choice = last_release(left, pool.not_above)
            left = [other for other in left if other.version < choice.release.version]
            if not choice.release.is_stocked:
                bare.append(choice.release.shown)
                continue
            try:
                found = replace(open_it(choice.release), reason=choice.reason)
            except NothingFound as nothing:
                against.append(nothing.message)
        passed_over += [*_about(bare), *against]
        return found

    def _unopposed(self, project: str, why_not: Callable[[Shelf], str], chosen: Tagged) -> Shelf:
        shelf = self._opened(chosen.release)
        # Where one project is built, what a release has of others was dropped from the build.
        if len(self._projects) > 1 and not has_project(shelf, project):
            raise NothingFound(f"{chosen.shown} has no wheels of {project}.", _HINT)
        if why := why_not(shelf):
            raise NothingFound(why, _HINT)
        return shelf

    def _nothing_left(self, project: str) -> str:
        whom = f"{project} " if len(self._projects) > 1 else ""
        repository = self._search.occasion.repository
        return f"There is no other release of {repository} on GitHub to compare {whom}with."


def _about(bare: list[str]) -> tuple[str, ...]:
    if not bare:
        return ()
    have = "has" if len(bare) == 1 else "have"
    return (f"{listed(bare, 3)} {have} neither wheels nor a {INVENTORIES[0]} attached.",)


def _shelf(release: Release, search: Search) -> Shelf:
    Store.of(search.world).prepare()
    shown = printable(str(OnRelease(release.tag)))
    for name in INVENTORIES:
        for asset in release.assets:
            if asset.name == name:
                return _recorded(asset, shown, search).built_from(release.tag)
    return _wheels(release.assets, shown, search).built_from(release.tag)


def _recorded(asset: Asset, shown: str, search: Search) -> Shelf:
    store = Store.of(search.world)
    with store.in_use(), temporary_path(store.unfinished) as path:
        _fetch(asset, search, path)
        inventory = read_inventory(path, f"{asset.name} of {shown}")
    return shelve(inventory, shown, search.only)


def _wheels(assets: Iterable[Asset], shown: str, search: Search) -> Shelf:
    wheels = [asset for asset in assets if asset.name.endswith(".whl")]
    if not wheels:
        (nothing,) = _about([shown])
        raise NothingFound(nothing, _HINT)
    wanted = [asset for asset in wheels if is_wanted(asset.name, search.only)]
    if not wanted:
        raise nothing_wanted(shown, (printable(asset.name) for asset in wheels), search.only)
    offers = (_offer(asset, search) for asset in sorted(wanted, key=lambda asset: asset.name))
    return Shelf(shown, tuple(offers))


def _offer(asset: Asset, search: Search) -> Offer:
    fetch = partial(_fetch, asset, search)
    steps = Elsewhere(asset.name, asset.sha256, Store.of(search.world), fetch)
    return offer_file(asset.name, steps, asset.sha256, asset.size)


def _fetch(asset: Asset, search: Search, path: Path) -> str:
    with search.world.progress.download(printable(asset.name), asset.size) as tell:
        fetch_asset(search.connection, asset, path, tell)
    if asset.sha256:
        return asset.sha256
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
