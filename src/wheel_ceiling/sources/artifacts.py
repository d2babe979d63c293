"""The artifacts of a workflow run as a shelf: wheels in zips, wheels as they are, inventories.

An artifact whose name begins with ``wheel-ceiling`` may hold inventories, which a build job
recorded of its own wheels. A wheel that one of them describes is not fetched: the end of its
artifact says that it is there, by name and size.
"""

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.errors import NothingFound, SourceUnreachable, WrongCall
from wheel_ceiling.github.artifacts import ArtifactListing, list_artifacts
from wheel_ceiling.sources.containers import Container
from wheel_ceiling.sources.gathering import Gathering
from wheel_ceiling.sources.offer import Shelf, nothing_wanted
from wheel_ceiling.sources.search import Search
from wheel_ceiling.sources.spec import InRun
from wheel_ceiling.sources.store import Store
from wheel_ceiling.wheels.directory import printable


def open_run(spec: InRun, search: Search) -> Shelf:
    """Return the wheels in a run's artifacts; raises NothingFound, saying what was looked at."""
    run_id = spec.run_id or search.run_id
    if not run_id:
        raise WrongCall("There is no current workflow run.", "Name one, as run:123456.")
    Store.of(search.world).prepare()
    listing = list_artifacts(search.connection, run_id)
    return _shelf(InRun(run_id, spec.pattern), listing, search)


def open_listed_run(spec: InRun, search: Search) -> Shelf:
    """Return the wheels of a run that GitHub has just listed; raises NothingFound for none.

    That GitHub does not show its artifacts is then trouble, and no answer.
    """
    Store.of(search.world).prepare()
    try:
        listing = list_artifacts(search.connection, spec.run_id)
    except NothingFound as error:
        raise SourceUnreachable(
            f"Run {spec.run_id} is listed, but: {error.message}",
            "Run the job again: the run may have been deleted a moment ago.",
        ) from error
    return _shelf(spec, listing, search)


def _shelf(spec: InRun, listing: ArtifactListing, search: Search) -> Shelf:
    containers = [
        Container(artifact, search)
        for artifact in listing.artifacts
        if fnmatchcase(artifact.name, spec.pattern)
    ]
    gathering = Gathering(search, spec.run_id)
    gathering.take_inventories(containers)
    gathering.take_wheels(containers)
    shown = str(spec)
    if not gathering.offers and not gathering.problems:
        if gathering.unwanted:
            raise nothing_wanted(shown, gathering.unwanted, search.only)
        looked_at = _looked_at(listing, spec.pattern, containers)
        about = _about_reports(gathering.reports)
        raise NothingFound(f"Workflow run {spec.run_id} has no wheels: {looked_at}{about}", _HINT)
    return Shelf(
        shown,
        tuple(gathering.offers[filename] for filename in sorted(gathering.offers)),
        problems=tuple(gathering.problems.values()),
        verdict=gathering.verdict,
        ignored=tuple(_ignored(listing, gathering)),
    )


_HINT = (
    "Upload the wheels with actions/upload-artifact in a job that this one names in `needs:`, or "
    "say where they are."
)


def _looked_at(listing: ArtifactListing, pattern: str, containers: Sequence[Container]) -> str:
    there = _names(artifact.name for artifact in listing.artifacts)
    expired = f" Expired: {_names(listing.expired)}." if listing.expired else ""
    if not listing.artifacts:
        return f"it has no {'other ' if expired else ''}artifacts.{expired}"
    if not containers:
        return f"none of its artifacts ({there}) is called {pattern!r}.{expired}"
    count = counted(len(containers), "artifact")
    return f"{count} looked at ({listed(one.name for one in containers)}).{expired}"


def _about_reports(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f" {listed(names)}: what an earlier attempt reported, the wheels of which are gone."


def _ignored(listing: ArtifactListing, gathering: Gathering) -> Iterator[str]:
    if gathering.empty:
        yield f"Not judged, since they hold no wheel: artifacts {listed(gathering.empty)}."
    if listing.expired:
        yield f"Expired, so that nobody can look into them: artifacts {_names(listing.expired)}."


def _names(names: Iterable[str]) -> str:
    return listed(map(printable, names))
