"""What the artifacts of one run give: wheels, inventories, and what is wrong with them."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct, field

from wheel_ceiling.amounts import listed
from wheel_ceiling.errors import CouldNotJudge, SourceUnreachable, UnreadableWheel
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.trouble import Gone
from wheel_ceiling.model import Inventory, Problem, Verdict, Wheel, WheelName
from wheel_ceiling.sources.containers import Container, Fetched
from wheel_ceiling.sources.contents import Inner
from wheel_ceiling.sources.inventory import read_recorded
from wheel_ceiling.sources.library_inventory import read_recorded_libraries
from wheel_ceiling.sources.offer import Offer, found_twice, is_wanted, offer_recorded, offer_wheel
from wheel_ceiling.sources.search import Search
from wheel_ceiling.sources.spec import InRun
from wheel_ceiling.sources.workers import read_offers
from wheel_ceiling.wheels.directory import printable
from wheel_ceiling.wheels.names import parse_name

INVENTORIES = "wheel-ceiling"
"""What the names of artifacts with inventories begin with."""
REPORT = "wheel-ceiling-report"
"""What the names of artifacts with the folder that a gate writes begin with (docs/recipes)."""
_REPORTS = ("report.json", "handover.json")
"""What a gate writes beside its inventory, and a build job that records does not."""
_MOST_UNREACHABLE = 3
_MOST_DOCUMENTS = 20
_LIBRARIES = "built-libraries"
"""What the names of inventories of libraries usually begin with."""


class _Found(Struct, frozen=True):
    """An inventory, and where it was."""

    inventory: Inventory
    container: Container
    is_beside_report: bool

    def is_summary_of(self, run_id: int) -> bool:
        """Whether the run's gate made it. A build job may record from artifacts of the run too."""
        is_called_so = self.container.artifact.name.startswith(REPORT)
        return self._is_made_of(run_id) and (self.is_beside_report or is_called_so)

    def spares_fetching(self, run_id: int) -> bool:
        """Whether its wheels need not be fetched; what was fetched before may be of old."""
        return self.is_summary_of(run_id) or not self._is_made_of(run_id)

    def _is_made_of(self, run_id: int) -> bool:
        run, source = str(InRun(run_id)), self.inventory.source
        return source == run or source.startswith(f"{run}/")


class Gathering(Struct):
    """What was found in the artifacts so far."""

    search: Search
    run_id: int
    offers: dict[str, Offer] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    """By message: a damaged artifact has the same to say of each wheel in it."""
    unwanted: list[str] = field(default_factory=list)
    """Wheels that match none of the globs."""
    empty: list[str] = field(default_factory=list)
    """Artifacts with neither wheels nor inventories."""
    reports: list[str] = field(default_factory=list)
    """Artifacts of this run's own gate, from an earlier attempt: no source of wheels."""
    verdict: str = ""
    _described: dict[str, Wheel] = field(default_factory=dict)
    _unreachable: int = 0

    def take_inventories(self, containers: Iterable[Container]) -> None:
        """Take the wheels that the run's inventories describe."""
        found: list[_Found] = []
        for container in containers:
            if container.name.startswith(INVENTORIES) and self._is_reachable:
                self._try(partial(self._read_inventories, container, found))
        for one in self._telling(found):
            inventory = one.inventory
            if inventory.verdict == Verdict.FAIL:
                self.verdict = inventory.verdict
            for problem in inventory.problems:
                self._complain(problem)
            for wheel in inventory.wheels:
                if one.spares_fetching(self.run_id):
                    self._described.setdefault(wheel.filename, wheel)
                self._put(offer_recorded(wheel))

    def take_wheels(self, containers: Sequence[Container]) -> None:
        """Take the wheels that no inventory describes."""
        for place, container in enumerate(containers):
            if not self._is_reachable:
                self._complain(_not_tried([left.name for left in containers[place:]]))
                break
            told = self._try(partial(self._take_wheels_of, container))
            if told and container.is_told and not container.wheels and not container.is_recorded:
                self.empty.append(container.name)

    @property
    def _is_reachable(self) -> bool:
        return self._unreachable < _MOST_UNREACHABLE

    def _try(self, step: Callable[[], None]) -> bool:
        """Whether the step could be made; without permission none of the others could either."""
        try:
            step()
        except Forbidden:
            raise
        except CouldNotJudge as error:
            # What is gone is no sign that the server is in trouble.
            self._unreachable += isinstance(error, SourceUnreachable) and not isinstance(
                error, Gone
            )
            self._complain(Problem("", error.message, error.hint))
            return False
        return True

    def _read_inventories(self, container: Container, found: list[_Found]) -> None:
        container.look()
        if container.is_told and not container.documents:
            return
        with container.fetched() as whole:
            for document in container.documents:
                shown = f"{printable(document.filename)} in artifact {container.name}"
                with container.unpacked(whole, document) as (path, _):
                    inventory = read_recorded(path, shown)
                if inventory:
                    found.append(
                        _Found(inventory, container, _is_beside_report(container, document))
                    )
                    container.is_recorded = True

    def _telling(self, found: Sequence[_Found]) -> Sequence[_Found]:
        """Return the inventories to believe, beside those that one run's gate made of the others.

        In the run that is judged, such a one is from an earlier attempt, and what it was made of
        is here. In a run that is over it stands for all.
        """
        summaries = [one for one in found if one.is_summary_of(self.run_id)]
        if self.run_id == self.search.run_id:
            self.reports += [one.container.name for one in summaries]
            return [one for one in found if one not in summaries]
        return summaries or found

    def _take_wheels_of(self, container: Container) -> None:
        known = self._described.get(container.artifact.name)
        if known and known.sha256 and known.sha256 == container.artifact.sha256:
            return
        container.look()
        wanted = self._sort(container)
        if container.is_told and not wanted:
            # One that is too large to be fetched for this is known by what it is usually called.
            names = [document.filename for document in container.documents]
            container.is_recorded |= any(name.startswith(_LIBRARIES) for name in names)
            return
        sure = container.is_told and container.has_sure_name
        with container.fetched() as whole:
            self._read(container, whole, wanted if sure else self._sort(container))
            if not container.wheels:
                container.is_recorded |= any(
                    _is_of_libraries(container, whole, document)
                    for document in container.documents[:_MOST_DOCUMENTS]
                )
        if not container.is_told:
            raise UnreadableWheel(
                f"{container.shown} is a damaged zip.", "Upload it again, then check it again."
            )

    def _sort(self, container: Container) -> list[Inner]:
        """Return the wheels that are to be read at once; take note of the others."""
        wanted = []
        for inner in container.wheels:
            name = parse_name(inner.filename)
            if not container.has_sure_name:
                wanted.append(inner)
            elif not is_wanted(inner.filename, self.search.only):
                self.unwanted.append(printable(inner.filename))
            elif self._is_described(container, inner):
                continue
            elif name and not self.search.likely(name):
                read = partial(container.read_later, inner)
                self._put(Offer(name, read, container.sha256(inner), inner.size))
            else:
                wanted.append(inner)
        return wanted

    def _is_described(self, container: Container, inner: Inner) -> bool:
        known = self._described.get(inner.filename)
        if known is None or known.size != inner.size:
            return False
        return container.sha256(inner) in ("", known.sha256)

    def _read(self, container: Container, whole: Path, wanted: Sequence[Inner]) -> None:
        names = [printable(inner.filename) for inner in wanted]
        offers = [
            Offer(WheelName(name, "", ""), Fetched(container, whole, inner), size=inner.size)
            for name, inner in zip(names, wanted, strict=True)
        ]
        outcomes = read_offers(offers, self.search.world.workers)
        for name, outcome in zip(names, outcomes, strict=True):
            if isinstance(outcome, Wheel):
                self._put(offer_wheel(outcome))
            elif isinstance(outcome, UnreadableWheel):
                self._complain(Problem(name, outcome.message, outcome.hint))
            else:
                raise outcome

    def _put(self, offer: Offer) -> None:
        filename = offer.name.filename
        if not is_wanted(filename, self.search.only):
            self.unwanted.append(filename)
            return
        there = self.offers.setdefault(filename, offer)
        if "" not in (there.sha256, offer.sha256) and there.sha256 != offer.sha256:
            self._complain(found_twice(filename))

    def _complain(self, problem: Problem) -> None:
        self.problems.setdefault(problem.message, problem)


def _is_beside_report(container: Container, document: Inner) -> bool:
    folder = document.path.removesuffix(document.filename)
    paths = {other.path for other in container.documents}
    return any(f"{folder}{name}" in paths for name in _REPORTS)


def _is_of_libraries(container: Container, whole: Path, document: Inner) -> bool:
    """Whether it is an inventory of built libraries, which nobody looks for wheels in."""
    try:
        with container.unpacked(whole, document) as (path, _):
            return read_recorded_libraries(path, document.filename) is not None
    except CouldNotJudge:
        return False  # what is damaged and is no wheel is no business of who looks for wheels


def _not_tried(names: Sequence[str]) -> Problem:
    return Problem(
        "",
        f"No more artifacts were asked for after {_MOST_UNREACHABLE} that could not be had; not "
        f"tried: {listed(names)}.",
        "Run the job again.",
    )
