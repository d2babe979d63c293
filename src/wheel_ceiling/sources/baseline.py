"""Which baseline: the one that was named, or the best there is, and never the built files."""

from collections.abc import Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from wheel_ceiling.amounts import joined as in_words
from wheel_ceiling.errors import NothingFound
from wheel_ceiling.model import Inventory, NoBaseline, Settings, Verdict
from wheel_ceiling.sources.candidates import Candidates, Place
from wheel_ceiling.sources.offer import Shelf, has_project
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
            from wheel_ceiling.sources.places import places

            return _find_best(list(places(candidates)), candidates)
        case spec:
            shelf = _open_named(spec, candidates)
            candidates.refuse_failed(shelf)
            return shelf


def _open_named(spec: Spec, candidates: Candidates) -> Shelf:
    world, only = candidates.world, candidates.settings.only
    match spec:
        case OnIndex(project, ""):
            return replace(candidates, beyond=True).released(project)
        case OnRelease(""):
            from wheel_ceiling.sources.places import releases_on_github
            from wheel_ceiling.sources.search import search_github

            place = releases_on_github(search_github(spec, world, only), candidates)
            found = _find_best([place], candidates)
            if isinstance(found, NoBaseline):
                raise NothingFound(found.reason, "Name another baseline, or attach wheels to one.")
            return found
        case _:
            return open_parsed(spec, world, only, likely=candidates.is_likely)


class _Finds(Struct):
    """What was found in the places so far."""

    shelves: list[Shelf] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """What was passed over, as sentences."""

    def without(self, projects: frozenset[str]) -> frozenset[str]:
        """Return those of the projects that have no baseline yet."""
        return frozenset(
            project
            for project in projects
            if not any(has_project(shelf, project) for shelf in self.shelves)
        )


def _find_best(looked_at: list[Place], candidates: Candidates) -> Shelf | NoBaseline:
    finds = _look(looked_at, candidates)
    if candidates.are_built(finds.shelves, candidates.projects):
        finds = _look(looked_at, replace(candidates, beyond=True))
    sentences = list(dict.fromkeys(finds.told))
    if not finds.shelves:
        return NoBaseline(" ".join(sentences))
    for shelf in finds.shelves:
        candidates.refuse_failed(shelf)
    if bare := sorted(finds.without(candidates.projects)):
        sentences.append(f"{in_words(bare)} {'has' if len(bare) == 1 else 'have'} no baseline.")
    return _joined(finds.shelves, sentences)


def _look(looked_at: Iterable[Place], candidates: Candidates) -> _Finds:
    """Ask each place for the projects that those before it have nothing of."""
    finds = _Finds()
    missing = candidates.projects
    for place in looked_at:
        try:
            shelves = place.look(candidates, missing)
        except NothingFound as nothing:
            finds.told.append(nothing.message)
            continue
        finds.shelves += shelves
        finds.told += [text for shelf in shelves for text in shelf.passed_over]
        missing = finds.without(missing)
        # Where only one project is built, what lacks it shows that it was renamed.
        if place.is_for_all or not missing or len(candidates.projects) == 1:
            break
    return finds


def _joined(shelves: list[Shelf], passed_over: list[str]) -> Shelf:
    verdicts = [shelf.verdict for shelf in shelves]
    return Shelf(
        ", ".join(shelf.source for shelf in shelves),
        tuple(offer for shelf in shelves for offer in shelf.offers),
        problems=tuple(problem for shelf in shelves for problem in shelf.problems),
        verdict=Verdict.FAIL if Verdict.FAIL in verdicts else verdicts[0],
        reason=" ".join(shelf.reason for shelf in shelves),
        passed_over=tuple(passed_over),
        ignored=tuple(text for shelf in shelves for text in shelf.ignored),
        commits=tuple(pair for shelf in shelves for pair in shelf.commits),
    )
