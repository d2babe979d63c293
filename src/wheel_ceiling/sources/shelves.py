"""From a source's text to its wheels: the one place that knows every kind of source.

Each kind is imported when it is asked for.
"""

from collections.abc import Callable

from wheel_ceiling.errors import WrongCall
from wheel_ceiling.model import WheelName
from wheel_ceiling.sources.local import open_path
from wheel_ceiling.sources.offer import Shelf, every_wheel
from wheel_ceiling.sources.spec import (
    Automatic,
    InRun,
    NoSource,
    OnBranch,
    OnDisk,
    OnGitHub,
    OnIndex,
    OnServer,
    Spec,
    parse_spec,
)
from wheel_ceiling.sources.world import World

BUILT_FOLDER = "dist/"


def open_source(spec: str, world: World, only: tuple[str, ...] = (), not_above: str = "") -> Shelf:
    """Return what the source has on offer, of its wheels those that match one of the globs.

    A source without wheels is a mistake, not an empty build: it raises NothingFound.
    """
    return open_parsed(parse_spec(spec), world, only, not_above)


def open_parsed(
    spec: Spec,
    world: World,
    only: tuple[str, ...],
    not_above: str = "",
    likely: Callable[[WheelName], bool] = every_wheel,
) -> Shelf:
    """Return what an understood source has on offer; `likely` tells what will be read of it."""
    if spec in world.known.shelves:
        return world.known.shelves[spec]
    match spec:
        case Automatic():
            return _open_built(world, only)
        case NoSource():
            raise WrongCall("none is no source of wheels.", "It says: no baseline, on purpose.")
        case OnDisk(text):
            return open_path(text, world, only)
        case OnServer(url, sha256):
            from wheel_ceiling.sources.downloads import open_address

            return open_address(url, sha256, world, only)
        case OnIndex(project, version):
            from wheel_ceiling.sources.released import Released

            released = Released(world, only)
            return released.at(project, version) if version else released.last(project, not_above)
        case on_github:
            return _open_on_github(on_github, world, only, likely)


def _open_built(world: World, only: tuple[str, ...]) -> Shelf:
    if world.connection:
        return _open_on_github(InRun(), world, only)
    return open_path(BUILT_FOLDER, world, only)


def _open_on_github(
    spec: OnGitHub,
    world: World,
    only: tuple[str, ...],
    likely: Callable[[WheelName], bool] = every_wheel,
) -> Shelf:
    from wheel_ceiling.sources.artifacts import open_run
    from wheel_ceiling.sources.attached import Attached, open_release
    from wheel_ceiling.sources.branches import open_branch
    from wheel_ceiling.sources.search import search_github

    search = search_github(spec, world, only, likely)
    if isinstance(spec, InRun):
        return open_run(spec, search)
    if isinstance(spec, OnBranch):
        return open_branch(spec.name, search)
    return open_release(spec.tag, search) if spec.tag else Attached(search).last()
