"""Which baseline: the one that was named, or the best there is, and never the built files."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from wheel_ceiling.errors import NothingFound
from wheel_ceiling.model import Inventory, NoBaseline, Settings
from wheel_ceiling.sources.candidates import Candidates
from wheel_ceiling.sources.offer import Shelf
from wheel_ceiling.sources.search import Search, search_github
from wheel_ceiling.sources.shelves import open_parsed
from wheel_ceiling.sources.spec import Automatic, NoSource, OnIndex, OnRelease, Spec, parse_spec
from wheel_ceiling.sources.world import World


def find_baseline(settings: Settings, built: Inventory, world: World) -> Shelf | NoBaseline:
    """Return the baseline that the settings ask for; absent is only an answer to ``auto``.

    What could not be asked is never taken for absent: it raises, as does a recorded inventory
    that failed its own check.
    """
    candidates = Candidates(settings, built, world)
    match parse_spec(settings.baseline):
        case NoSource():
            return NoBaseline("No baseline was asked for.", on_purpose=True)
        case Automatic():
            return _find_best(candidates)
        case spec:
            shelf = _open_named(spec, candidates)
            candidates.refuse_failed(shelf)
            return shelf


def _open_named(spec: Spec, candidates: Candidates) -> Shelf:
    world, only = candidates.world, candidates.settings.only
    match spec:
        case OnIndex(project, ""):
            return candidates.released(project)
        case OnRelease(""):
            return candidates.attached(search_github(spec, world, only))
        case _:
            return open_parsed(spec, world, only, likely=candidates.is_likely)


def _find_best(candidates: Candidates) -> Shelf | NoBaseline:
    absent: list[str] = []
    for look in _places(candidates):
        try:
            shelf = look()
        except NothingFound as nothing:
            absent.append(nothing.message)
        else:
            candidates.refuse_failed(shelf)
            return replace(shelf, passed_over=(*absent, *shelf.passed_over))
    return NoBaseline(" ".join(absent))


def _places(candidates: Candidates) -> Iterator[Callable[[], Shelf]]:
    """Yield where to look, best first."""
    world = candidates.world
    if world.connection or candidates.committed_path.is_file():
        yield candidates.committed
    if not candidates.projects:
        yield _nowhere
    elif world.connection is None:
        yield partial(_on_index, candidates, candidates.released)
    else:
        occasion = world.connection.occasion
        only = candidates.settings.only
        search = Search(world.connection, world, only, candidates.is_likely)
        yield partial(candidates.attached, search)
        yield partial(_on_index, candidates, partial(candidates.released_from_here, occasion))
        yield partial(candidates.on_branch, search, occasion.default_branch)


def _nowhere() -> Shelf:
    raise NothingFound("No built wheel has a name to look for.")


def _on_index(candidates: Candidates, look_up: Callable[[str], Shelf]) -> Shelf:
    """Return the last releases of all projects that have any."""
    found: list[Shelf] = []
    absent: list[str] = []
    for project in sorted(candidates.projects):
        try:
            found.append(look_up(project))
        except NothingFound as nothing:
            absent.append(nothing.message)
    if not found:
        raise NothingFound(" ".join(absent))
    return _joined(found, tuple(absent))


def _joined(shelves: list[Shelf], passed_over: tuple[str, ...]) -> Shelf:
    return Shelf(
        ", ".join(shelf.source for shelf in shelves),
        tuple(offer for shelf in shelves for offer in shelf.offers),
        problems=tuple(problem for shelf in shelves for problem in shelf.problems),
        reason=" ".join(shelf.reason for shelf in shelves),
        passed_over=passed_over + tuple(text for shelf in shelves for text in shelf.passed_over),
        ignored=tuple(text for shelf in shelves for text in shelf.ignored),
    )
