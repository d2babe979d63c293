"""From a source's text to its wheels: the one place that knows every kind of source."""

from wheel_ceiling.errors import WrongCall
from wheel_ceiling.sources.downloads import open_address
from wheel_ceiling.sources.local import open_path
from wheel_ceiling.sources.offer import Shelf
from wheel_ceiling.sources.released import Released
from wheel_ceiling.sources.spec import (
    Automatic,
    NoSource,
    OnDisk,
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


def open_parsed(spec: Spec, world: World, only: tuple[str, ...], not_above: str = "") -> Shelf:
    """Return what an understood source has on offer."""
    match spec:
        case Automatic():
            return open_path(BUILT_FOLDER, world, only)
        case NoSource():
            raise WrongCall("none is no source of wheels.", "It says: no baseline, on purpose.")
        case OnDisk(text):
            return open_path(text, world, only)
        case OnServer(url, sha256):
            return open_address(url, sha256, world, only)
        case OnIndex(project, ""):
            return Released(world, only).last(project, not_above)
        case OnIndex(project, version):
            return Released(world, only).at(project, version)
