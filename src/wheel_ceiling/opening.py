"""Both sides opened: sources read to inventories, and what could not be read to problems."""

from collections.abc import Sequence
from itertools import islice

from msgspec.structs import replace

from wheel_ceiling.addresses import shown_source
from wheel_ceiling.compare import pair_names
from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.model import (
    Baseline,
    BuildOutput,
    Hosts,
    Inventory,
    NoBaseline,
    Problem,
    Settings,
    Wheel,
)
from wheel_ceiling.sources.known import Known
from wheel_ceiling.sources.offer import Offer, Shelf, found_twice
from wheel_ceiling.sources.shelves import open_source
from wheel_ceiling.sources.store import reader_digest
from wheel_ceiling.sources.workers import Outcome, read_offers
from wheel_ceiling.sources.world import World
from wheel_ceiling.wheels.memory import let_go


def foreseeing(settings: Settings, world: World) -> World:
    """Return a world that knows what the baseline tells of the built wheels beforehand."""
    from wheel_ceiling.sources.foreseen import foresee

    return replace(world, known=foresee(settings, world))


def open_built(settings: Settings, world: World) -> Inventory:
    """Return the facts of every built wheel, and a problem for each that has none."""
    specs = settings.wheels or ("auto",)
    opened = [_open_one(spec, settings, world) for spec in specs]
    return _merge(_read_shelves(opened, world))


def _open_one(spec: str, settings: Settings, world: World) -> Shelf:
    try:
        return open_source(spec, world, settings.only)
    except CouldNotJudge as error:
        return Shelf(shown_source(spec), (), (Problem("", error.message, error.hint),))


def _read_shelves(
    shelves: Sequence[Shelf], world: World, wanted: frozenset[str] | None = None
) -> list[Inventory]:
    """Read the wheels on offer; of those not in `wanted` (None: all) only the names."""
    kept = [
        [offer for offer in shelf.offers if wanted is None or offer.name.filename in wanted]
        for shelf in shelves
    ]
    outcomes = iter(read_offers([offer for offers in kept for offer in offers], world.workers))
    let_go()
    return [
        _inventory(shelf, offers, list(islice(outcomes, len(offers))))
        for shelf, offers in zip(shelves, kept, strict=True)
    ]


def _inventory(shelf: Shelf, read: list[Offer], outcomes: list[Outcome]) -> Inventory:
    names = {offer.name.filename for offer in read}
    problems = list(shelf.problems)
    for offer, outcome in zip(read, outcomes, strict=True):
        if isinstance(outcome, Wheel):
            problems += outcome.problems
        else:
            problems.append(Problem(offer.name.filename, outcome.message, outcome.hint))
    return Inventory(
        source=shelf.source,
        wheels=tuple(outcome for outcome in outcomes if isinstance(outcome, Wheel)),
        told=frozenset(offer.name.filename for offer in read if offer.is_told),
        unread=tuple(offer.name for offer in shelf.offers if offer.name.filename not in names),
        problems=tuple(problems),
        verdict=shelf.verdict,
        reason=shelf.reason,
        passed_over=(*shelf.passed_over, *shelf.ignored),
        commits=shelf.commits,
    )


def _merge(inventories: list[Inventory]) -> Inventory:
    """Put several sources together; the same file from two of them is one wheel."""
    wheels: dict[str, Wheel] = {}
    problems = [problem for inventory in inventories for problem in inventory.problems]
    for wheel in (wheel for inventory in inventories for wheel in inventory.wheels):
        other = wheels.setdefault(wheel.filename, wheel)
        if other.sha256 != wheel.sha256:
            problems.append(found_twice(wheel.filename))
    return Inventory(
        source=", ".join(inventory.source for inventory in inventories),
        wheels=tuple(wheels[filename] for filename in sorted(wheels)),
        told=frozenset().union(*(inventory.told for inventory in inventories)),
        problems=tuple(problems),
        passed_over=tuple(text for inventory in inventories for text in inventory.passed_over),
    )


def open_baseline(
    settings: Settings, built: Inventory, world: World
) -> tuple[Baseline, tuple[Problem, ...]]:
    """Return the baseline, and what kept it from being read whole.

    A baseline that was asked for and cannot be had is a problem, never a silent pass.
    """
    from wheel_ceiling.sources.baseline import find_baseline

    # What another has seen tells nothing of files that this run can see.
    seen = [wheel for wheel in built.wheels if wheel.filename not in built.told]
    known = Known.of(seen, reader_digest(), settings)
    world = replace(world, known=replace(known, shelves=world.known.shelves))
    try:
        shelf = find_baseline(settings, built, world)
    except CouldNotJudge as error:
        return NoBaseline(error.message), (Problem("", error.message, error.hint),)
    if isinstance(shelf, NoBaseline):
        return shelf, ()
    names = [offer.name for offer in shelf.offers]
    wanted = frozenset(old.filename for old, _ in pair_names(names, built.names))
    [baseline] = _read_shelves([shelf], world, wanted)
    return baseline, baseline.problems


def open_build(settings: Settings, world: World) -> BuildOutput:
    """Return the libraries that the build step made, and a problem for each source without any."""
    outputs = [_open_libraries(text, world) for text in settings.built_libraries]
    return BuildOutput(
        source=", ".join(output.source for output in outputs),
        libraries=tuple(facts for output in outputs for facts in output.libraries),
        problems=tuple(problem for output in outputs for problem in output.problems),
    )


def _open_libraries(text: str, world: World) -> BuildOutput:
    from wheel_ceiling.sources.built_libraries import open_libraries

    try:
        return open_libraries(text, world)
    except CouldNotJudge as error:
        problems = (Problem("", error.message, error.hint),)
        return BuildOutput(shown_source(text), problems=problems)


def open_host_programs(settings: Settings, world: World) -> Hosts:
    """Return what is known of the programs that load the built libraries."""
    if not settings.host_binaries:
        return Hosts()
    from wheel_ceiling.sources.host_programs import open_hosts

    return open_hosts(settings.host_binaries, world)
