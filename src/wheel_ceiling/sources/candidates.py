"""Where a baseline may be: each place looked at with the built wheels in mind.

None of them is ever the very thing that is being checked: the same files, the same run, or the
release that is being made.
"""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from packaging.version import Version

from wheel_ceiling.errors import CouldNotJudge, NothingFound
from wheel_ceiling.github.occasion import Occasion
from wheel_ceiling.model import Inventory, Settings, Verdict, Wheel, WheelName
from wheel_ceiling.sources.attached import last_attached
from wheel_ceiling.sources.branches import open_branch
from wheel_ceiling.sources.links import lead_back
from wheel_ceiling.sources.local import open_inventory
from wheel_ceiling.sources.offer import Offer, Shelf
from wheel_ceiling.sources.released import Released
from wheel_ceiling.sources.releases import greatest
from wheel_ceiling.sources.search import Search
from wheel_ceiling.sources.spec import EVERYTHING, InRun, parse_spec
from wheel_ceiling.sources.tags import version_being_made
from wheel_ceiling.sources.world import World

COMMITTED = "wheel-ceiling.json"


@dataclass(frozen=True, slots=True)
class Candidates:
    """The places where a baseline for these built wheels may be."""

    settings: Settings
    built: Inventory
    world: World

    @property
    def projects(self) -> frozenset[str]:
        return frozenset(name.project for name in self.built.names if name.project)

    @property
    def committed_path(self) -> Path:
        return self.world.committed_inventory or self.world.folder / COMMITTED

    def committed(self) -> Shelf:
        """Return the committed inventory; raises NothingFound if there is none to use."""
        path = self.committed_path
        if not path.is_file():
            raise NothingFound(f"No {COMMITTED} is committed.")
        shelf = open_inventory(path, COMMITTED, self.settings.only)
        self.refuse_failed(shelf)
        self._insist_on_other_files(shelf)
        return replace(shelf, reason=f"{COMMITTED} is committed here.")

    def attached(self, search: Search) -> Shelf:
        """Return the last release on GitHub."""
        limit = greatest(name.version for name in self.built.names)
        return last_attached(search, self.projects, limit, self._why_not)

    def released(self, project: str) -> Shelf:
        """Return the last release on the package index."""
        own = [name.version for name in self.built.names if name.project == project]
        limit = greatest(own or [name.version for name in self.built.names])
        against = partial(self._why_not_released, limit)
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

    def on_branch(self, search: Search, name: str) -> Shelf:
        """Return what the last good push run on a branch left behind."""
        if not name:
            raise NothingFound("GitHub did not say which branch is the default one.")
        shelf = open_branch(name, search, self._pattern)
        self._insist_on_other_files(shelf)
        return shelf

    def is_likely(self, name: WheelName) -> bool:
        """Whether a wheel will be compared with one of the built."""
        return any(built.slot == name.slot for built in self.built.names)

    def refuse_failed(self, shelf: Shelf) -> None:
        """Raise CouldNotJudge for an inventory that failed its own check."""
        if shelf.verdict == Verdict.FAIL and not self.settings.use_failed_baseline:
            raise CouldNotJudge(
                f"{shelf.source} was recorded with the verdict fail: comparing with it would "
                "hide the fault.",
                "Record a good release, or say --use-failed-baseline.",
            )

    @property
    def _pattern(self) -> str:
        """The artifacts that were asked for of the run that is checked."""
        specs = map(parse_spec, self.settings.wheels)
        return next((spec.pattern for spec in specs if isinstance(spec, InRun)), EVERYTHING)

    def _effort(self, offer: Offer) -> tuple[bool, int]:
        """Sort first what will be read anyway, and then what is small."""
        return not self.is_likely(offer.name), offer.size

    def _insist_on_other_files(self, shelf: Shelf) -> None:
        if why := self._why_not(shelf):
            raise NothingFound(why)

    def _why_not_released(self, limit: str, shelf: Shelf) -> str:
        if self.world.connection:
            occasion = self.world.connection.occasion
            made = version_being_made(occasion, self.projects, limit)
            if made and any(Version(offer.name.version) == made for offer in shelf.offers):
                return f"{shelf.source} is the release that is being made."
        return self._why_not(shelf)

    def _why_not(self, shelf: Shelf) -> str:
        """Say so if every built wheel that has a namesake on the shelf is that very file."""
        offers = {offer.name.filename: offer for offer in shelf.offers}
        twins = [
            (wheel, offers[wheel.filename])
            for wheel in self.built.wheels
            if wheel.filename in offers
        ]
        if twins and all(_is_same(wheel, offer) for wheel, offer in twins):
            return f"{shelf.source} holds the very files that are being checked."
        return ""


def _is_same(wheel: Wheel, offer: Offer) -> bool:
    if offer.size not in (0, wheel.size):
        return False
    # Where nobody tells digests, the file must be asked for.
    return wheel.sha256 == (offer.sha256 or offer.read().sha256)
