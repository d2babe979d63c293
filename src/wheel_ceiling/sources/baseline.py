"""Which baseline: the one that was named, or the best there is, and never the built files."""

from dataclasses import replace

from wheel_ceiling.errors import CouldNotJudge, NothingFound
from wheel_ceiling.model import Inventory, NoBaseline, Settings, Verdict
from wheel_ceiling.sources.local import open_inventory
from wheel_ceiling.sources.offer import Shelf
from wheel_ceiling.sources.released import Released
from wheel_ceiling.sources.releases import greatest
from wheel_ceiling.sources.shelves import open_parsed
from wheel_ceiling.sources.spec import Automatic, NoSource, OnIndex, parse_spec
from wheel_ceiling.sources.world import World

COMMITTED = "wheel-ceiling.json"


def find_baseline(settings: Settings, built: Inventory, world: World) -> Shelf | NoBaseline:
    """Return the baseline that the settings ask for; absent is only an answer to ``auto``.

    What could not be asked is never taken for absent: it raises, as does a recorded inventory
    that failed its own check.
    """
    match parse_spec(settings.baseline):
        case NoSource():
            return NoBaseline("No baseline was asked for.", on_purpose=True)
        case Automatic():
            return _find_best(settings, built, world)
        case OnIndex(project, ""):
            return _last_release(Released(world, settings.only), project, built)
        case spec:
            shelf = open_parsed(spec, world, settings.only)
            _refuse_failed(shelf, settings)
            return shelf


def _find_best(settings: Settings, built: Inventory, world: World) -> Shelf | NoBaseline:
    committed = _committed(settings, built, world)
    if isinstance(committed, Shelf):
        return committed
    projects = sorted({name.project for name in built.names if name.project})
    if not projects:
        return NoBaseline("No built wheel has a name to look for.", passed_over=committed)
    found: list[Shelf] = []
    absent: list[str] = []
    released = Released(world, settings.only)
    for project in projects:
        try:
            found.append(_last_release(released, project, built))
        except NothingFound as nothing:
            absent.append(nothing.message)
    if not found:
        return NoBaseline(" ".join(absent), passed_over=committed)
    return _joined(found, (*committed, *absent))


def _committed(settings: Settings, built: Inventory, world: World) -> Shelf | tuple[str, ...]:
    """Return the committed inventory, or why it is passed over; nothing if there is none."""
    path = world.folder / COMMITTED
    if not path.is_file():
        return ()
    try:
        shelf = open_inventory(path, COMMITTED, settings.only)
    except NothingFound as nothing:
        return (nothing.message,)
    _refuse_failed(shelf, settings)
    if _holds_the_built(shelf, built):
        return (f"{COMMITTED} holds the very files that are being checked.",)
    return replace(shelf, reason=f"{COMMITTED} is committed here.")


def _last_release(released: Released, project: str, built: Inventory) -> Shelf:
    own = [name.version for name in built.names if name.project == project]
    limit = greatest(own or [name.version for name in built.names])
    return released.last(project, limit, lambda shelf: _holds_the_built(shelf, built))


def _holds_the_built(shelf: Shelf, built: Inventory) -> bool:
    """Whether every built wheel that has a namesake on the shelf is that very file."""
    offers = {offer.name.filename: offer for offer in shelf.offers}
    twins = [
        (wheel.sha256, offers[wheel.filename]) for wheel in built.wheels if wheel.filename in offers
    ]
    # An index that does not tell digests must be asked for the files.
    return bool(twins) and all(
        digest == (offer.sha256 or offer.read().sha256) for digest, offer in twins
    )


def _refuse_failed(shelf: Shelf, settings: Settings) -> None:
    if shelf.verdict == Verdict.FAIL and not settings.use_failed_baseline:
        raise CouldNotJudge(
            f"{shelf.source} was recorded with the verdict fail: comparing with it would hide "
            "the fault.",
            "Record a good release, or say --use-failed-baseline.",
        )


def _joined(shelves: list[Shelf], passed_over: tuple[str, ...]) -> Shelf:
    return Shelf(
        ", ".join(shelf.source for shelf in shelves),
        tuple(offer for shelf in shelves for offer in shelf.offers),
        problems=tuple(problem for shelf in shelves for problem in shelf.problems),
        reason=" ".join(shelf.reason for shelf in shelves),
        passed_over=passed_over + tuple(text for shelf in shelves for text in shelf.passed_over),
        ignored=tuple(text for shelf in shelves for text in shelf.ignored),
    )
