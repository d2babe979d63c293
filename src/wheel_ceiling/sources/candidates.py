"""Where a baseline may be: each place looked at with the built wheels in mind.

None of them is ever the very thing that is being checked: the same files, the same run, or the
release that is being made.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from packaging.version import Version

from wheel_ceiling.errors import CouldNotJudge, NothingFound
from wheel_ceiling.github.occasion import Occasion
from wheel_ceiling.model import Inventory, Settings, Verdict, Wheel, WheelName
from wheel_ceiling.sources.links import lead_back
from wheel_ceiling.sources.local import open_inventory
from wheel_ceiling.sources.offer import Offer, Shelf
from wheel_ceiling.sources.releases import greatest
from wheel_ceiling.sources.spec import EVERYTHING, InRun, parse_spec
from wheel_ceiling.sources.tags import version_being_made
from wheel_ceiling.sources.world import World

COMMITTED = "wheel-ceiling.json"


class Candidates(Struct, frozen=True):
    """The places where a baseline for these built wheels may be.

    With `beyond`, what holds nothing but the files that are being checked is passed over. Beside
    others it may serve: a wheel that did not change is nothing to hide from.
    """

    settings: Settings
    built: Inventory
    world: World
    beyond: bool = False

    @property
    def projects(self) -> frozenset[str]:
        return frozenset(name.project for name in self.built.names if name.project)

    @property
    def greatest(self) -> str:
        """The greatest version that was built."""
        return greatest(name.version for name in self.built.names)

    @property
    def committed_path(self) -> Path:
        return self.world.committed_inventory or self.world.folder / COMMITTED

    @property
    def pattern(self) -> str:
        """The artifacts that were asked for of the run that is checked."""
        specs = map(parse_spec, self.settings.wheels)
        return next((spec.pattern for spec in specs if isinstance(spec, InRun)), EVERYTHING)

    def committed(self) -> Shelf:
        """Return the committed inventory; raises NothingFound if there is none to use."""
        path = self.committed_path
        if not path.is_file():
            raise NothingFound(f"No {COMMITTED} is committed.")
        shelf = open_inventory(path, COMMITTED, self.settings.only)
        self.refuse_failed(shelf)
        self.insist_on_other_files(shelf, self.projects)
        return replace(shelf, reason=f"{COMMITTED} is committed here.")

    def released(self, project: str) -> Shelf:
        """Return the last release on the package index."""
        limit = self.limit(project)
        against = partial(self._why_not_released, project)
        from wheel_ceiling.sources.released import Released

        return Released(self.world, self.settings.only).last(project, limit, against)

    def released_from_here(self, occasion: Occasion, project: str) -> Shelf:
        """Return the last release on the package index, if its metadata names this repository.

        Anybody may have the name there; a wheel of this repository says so.
        """
        shelf = self.released(project)
        offer = min(shelf.offers, key=self._effort)
        if lead_back(offer.read().links, occasion):
            return shelf
        raise NothingFound(
            f"{shelf.source} does not say in its metadata that it comes from "
            f"{occasion.repository}: it may be another project of that name.",
            f"If it is the same, say baseline: pypi:{project}",
        )

    def is_likely(self, name: WheelName) -> bool:
        """Whether a wheel will be compared with one of the built."""
        return any(built.slot == name.slot for built in self.built.names)

    def refuse_failed(self, shelf: Shelf) -> None:
        """Raise CouldNotJudge for an inventory that failed its own check."""
        if shelf.verdict != Verdict.FAIL or self.settings.use_failed_baseline:
            return
        hint = "Record a good release, or say --use-failed-baseline."
        if self.world.connection:
            hint = (
                "Commit or attach the wheel-ceiling.json of a good release, or name another "
                "baseline, such as release:TAG or pypi:NAME==VERSION."
            )
        raise CouldNotJudge(
            f"{shelf.source} was recorded with the verdict fail: comparing with it would "
            "hide the fault.",
            hint,
        )

    def insist_on_other_files(self, shelf: Shelf, projects: frozenset[str]) -> None:
        """Raise NothingFound where nothing would be compared but files with themselves."""
        if why := self._why_not(projects, shelf):
            raise NothingFound(why)

    def are_built(self, shelves: Iterable[Shelf], projects: frozenset[str]) -> bool:
        """Whether every wheel of the projects that was built is there, as it is."""
        wheels = [wheel for wheel in self.built.wheels if wheel.label.project in projects]
        offers = {offer.name.filename: offer for shelf in shelves for offer in shelf.offers}
        # No digest is asked for where a name is missing: it may cost a download.
        return (
            bool(wheels)
            and all(wheel.filename in offers for wheel in wheels)
            and all(_is_same(wheel, offers[wheel.filename]) for wheel in wheels)
        )

    def limit(self, project: str) -> str:
        """Return the version that a last release is not above."""
        own = [name.version for name in self.built.names if name.project == project]
        return greatest(own) if own else self.greatest

    def why_not(self, project: str, shelf: Shelf) -> str:
        """Return why the shelf is no baseline for the project; empty if it is one."""
        return self._why_not(_one(project), shelf)

    def _effort(self, offer: Offer) -> tuple[bool, int]:
        """Sort first what will be read anyway, and then what is small."""
        return not self.is_likely(offer.name), offer.size

    def _why_not_released(self, project: str, shelf: Shelf) -> str:
        if self.world.connection:
            occasion = self.world.connection.occasion
            made = version_being_made(occasion, self.projects, self.limit(project))
            if made and any(Version(offer.name.version) == made for offer in shelf.offers):
                return f"{shelf.source} is the release that is being made."
        return self.why_not(project, shelf)

    def _why_not(self, projects: frozenset[str], shelf: Shelf) -> str:
        if self.beyond and self.are_built([shelf], projects):
            return f"{shelf.source} holds the very files that are being checked."
        return ""


class Place(Struct, frozen=True):
    """Where to look: `look` returns shelves for some of the projects, or raises NothingFound."""

    look: Callable[[Candidates, frozenset[str]], list[Shelf]]
    is_for_all: bool = False
    """Whether what is found here stands for every project, even for those that it lacks."""


def _one(project: str) -> frozenset[str]:
    return frozenset((project,))


def _is_same(wheel: Wheel, offer: Offer) -> bool:
    if offer.size not in (0, wheel.size):
        return False
    # Where nobody tells digests, the file must be asked for.
    return wheel.sha256 == (offer.sha256 or offer.read().sha256)
