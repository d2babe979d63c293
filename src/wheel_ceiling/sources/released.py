"""Releases on the package index, as shelves of wheels that are fetched when they are read."""

from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace
from packaging.version import Version

from wheel_ceiling.errors import NothingFound
from wheel_ceiling.sources.downloads import steps_to
from wheel_ceiling.sources.index import Index, ListedWheel, Listing
from wheel_ceiling.sources.offer import (
    Offer,
    Shelf,
    is_wanted,
    nothing_against,
    nothing_wanted,
)
from wheel_ceiling.sources.releases import Release, by_version, closest, last_release
from wheel_ceiling.sources.remote import Remote
from wheel_ceiling.sources.world import World


class Released:
    """The releases on the index, of their wheels those that are wanted."""

    def __init__(self, world: World, only: Sequence[str] = ()) -> None:
        self._world = world
        self._only = only
        self._index = Index(world)

    def at(self, project: str, version: str) -> Shelf:
        """Return the wheels of one release, yanked or not: it was asked for by its number."""
        wanted = Version(version)
        listing = self._index.look_up(project)
        wheels = _of_version(listing, wanted)
        if not wheels:
            # The page may be a remembered one, from just before the release.
            listing = self._index.look_up(project, afresh=True)
            wheels = _of_version(listing, wanted)
        if not wheels:
            raise self._no_such_release(listing, wanted)
        yanked = " It was yanked." if all(wheel.is_yanked for wheel in wheels) else ""
        release = Release(wanted, tuple(self._wanted(f"{project} {version}", wheels)))
        return self._shelf(listing, release, f"{version} was asked for.{yanked}")

    def last(
        self,
        project: str,
        not_above: str = "",
        why_not: Callable[[Shelf], str] = nothing_against,
    ) -> Shelf:
        """Return the last release; one that `why_not` speaks against gives way to those below."""
        listing = self._index.look_up(project)
        releases = by_version(self._wanted(listing.project, self._unyanked(listing)))
        passed_over: list[str] = []
        while releases:
            choice = last_release(releases, not_above)
            shelf = self._shelf(listing, choice.release, choice.reason)
            against = why_not(shelf)
            if not against:
                return replace(shelf, passed_over=tuple(passed_over))
            passed_over.append(against)
            version = choice.release.version
            releases = [release for release in releases if release.version < version]
        raise NothingFound(
            f"{' '.join(passed_over)} No release before it has wheels.",
            "Name a baseline, or say --baseline none.",
        )

    def _unyanked(self, listing: Listing) -> list[ListedWheel]:
        wheels = [wheel for wheel in listing.wheels if not wheel.is_yanked]
        if wheels:
            return wheels
        what = "yanked wheels" if listing.wheels else "source distributions"
        only = f", only {what}" if listing.wheels or listing.has_sources else ""
        raise NothingFound(
            f"{listing.project} has no wheels on {self._index.shown}{only}.",
            "Name another baseline, or say --baseline none.",
        )

    def _wanted(self, where: str, wheels: Iterable[ListedWheel]) -> list[ListedWheel]:
        there = list(wheels)
        wanted = [wheel for wheel in there if is_wanted(wheel.name.filename, self._only)]
        if not wanted:
            names = (wheel.name.filename for wheel in there)
            raise nothing_wanted(f"{where} on {self._index.shown}", names, self._only)
        return wanted

    def _no_such_release(self, listing: Listing, version: Version) -> NothingFound:
        around = closest(by_version(listing.wheels), version)
        sources = "" if around else " It has no wheels of any version there."
        return NothingFound(
            f"{listing.project} has no release {version} with wheels on {self._index.shown}."
            f"{sources}",
            f"The closest are {around}." if around else "Look at the spelling of the name.",
        )

    def _shelf(self, listing: Listing, release: Release, reason: str) -> Shelf:
        version = release.version
        odd = [name for name in listing.odd if f"-{version}-" in name]
        return Shelf(
            f"pypi:{listing.project}=={version}",
            tuple(self._offer(wheel) for wheel in sorted(release.wheels, key=_filename)),
            reason=reason,
            ignored=(f"Not read, since pip accepts no such name: {', '.join(odd[:5])}.",)
            if odd
            else (),
        )

    def _offer(self, wheel: ListedWheel) -> Offer:
        filename = wheel.name.filename
        shown = f"{filename} on {self._index.shown}"
        remote = Remote(filename, wheel.url, shown, wheel.sha256, wheel.size)
        steps = steps_to(remote, self._index.web, self._world)
        return Offer(wheel.name, steps, wheel.sha256, wheel.size)


def _of_version(listing: Listing, version: Version) -> list[ListedWheel]:
    return [wheel for wheel in listing.wheels if Version(wheel.name.version) == version]


def _filename(wheel: ListedWheel) -> str:
    return wheel.name.filename
