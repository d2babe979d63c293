"""The places where a baseline may be, best first; each is asked for projects that have none yet."""

from collections.abc import Callable, Iterator
from functools import cache, partial

from msgspec.structs import replace

from wheel_ceiling.errors import NothingFound
from wheel_ceiling.sources.attached import Attached
from wheel_ceiling.sources.branches import open_branch
from wheel_ceiling.sources.candidates import Candidates, Place
from wheel_ceiling.sources.offer import Shelf
from wheel_ceiling.sources.search import Search


def places(candidates: Candidates) -> Iterator[Place]:
    """Yield where to look, best first."""
    world = candidates.world
    if world.connection or candidates.committed_path.is_file():
        yield Place(_committed, is_for_all=True)
    if not candidates.projects:
        yield Place(_nowhere)
    elif world.connection is None:
        yield Place(_on_index)
    else:
        only = candidates.settings.only
        search = Search(world.connection, world, only, candidates.is_likely)
        yield releases_on_github(search, candidates)
        yield Place(_on_index)
        yield Place(partial(_on_branch, cache(partial(_open_branch, search, candidates.pattern))))


def releases_on_github(search: Search, candidates: Candidates) -> Place:
    """Return the place of the releases, which are listed once."""
    return Place(
        partial(_released_here, Attached(search, candidates.projects, candidates.greatest))
    )


def _committed(candidates: Candidates, _projects: frozenset[str]) -> list[Shelf]:
    return [candidates.committed()]


def _nowhere(_candidates: Candidates, _projects: frozenset[str]) -> list[Shelf]:
    raise NothingFound("No built wheel has a name to look for.")


def _on_index(candidates: Candidates, projects: frozenset[str]) -> list[Shelf]:
    connection = candidates.world.connection
    look_up = candidates.released
    if connection:
        look_up = partial(candidates.released_from_here, connection.occasion)
    found, absent = _each(projects, look_up)
    return _telling(list(found.values()), list(absent.values()))


def _released_here(
    attached: Attached, candidates: Candidates, projects: frozenset[str]
) -> list[Shelf]:
    """Return the last release of each project; one that is the last of several is there once."""
    found, absent = _each(
        projects or frozenset(("",)), partial(_last_attached, attached, candidates)
    )
    owners = {project: shelf.source for project, shelf in found.items()}
    shelves: dict[str, Shelf] = {}
    for shelf in found.values():
        # A project's wheels are those of its own last release; what nobody built stays to be seen
        # as dropped, and what is released under the tag of another project is found there.
        offers = [
            offer
            for offer in shelf.offers
            if owners.setdefault(offer.name.project, shelf.source) == shelf.source
        ]
        shelves.setdefault(shelf.source, replace(shelf, offers=tuple(offers)))
    left = [message for project, message in absent.items() if project not in owners]
    return _telling(list(shelves.values()), left)


def _last_attached(attached: Attached, candidates: Candidates, project: str) -> Shelf:
    against = partial(candidates.why_not, project)
    return attached.last(project, candidates.limit(project), against)


def _on_branch(
    open_it: Callable[[str], Shelf], candidates: Candidates, projects: frozenset[str]
) -> list[Shelf]:
    """Return what the last good push run on the default branch left behind."""
    connection = candidates.world.connection
    name = connection.occasion.default_branch if connection else ""
    if not name:
        raise NothingFound("GitHub did not say which branch is the default one.")
    shelf = open_it(name)
    if projects != candidates.projects:
        offers = [offer for offer in shelf.offers if offer.name.project in projects]
        if not offers:
            raise NothingFound(f"{shelf.source} has no wheels of {', '.join(sorted(projects))}.")
        shelf = replace(shelf, offers=tuple(offers))
    candidates.insist_on_other_files(shelf, projects)
    return [shelf]


def _open_branch(search: Search, pattern: str, name: str) -> Shelf:
    return open_branch(name, search, pattern)


def _each(
    projects: frozenset[str], look_up: Callable[[str], Shelf]
) -> tuple[dict[str, Shelf], dict[str, str]]:
    """Return what there is of each project, and why there is nothing of the others."""
    found: dict[str, Shelf] = {}
    absent: dict[str, str] = {}
    for project in sorted(projects):
        try:
            found[project] = look_up(project)
        except NothingFound as nothing:
            absent[project] = nothing.message
    if not found:
        raise NothingFound(" ".join(dict.fromkeys(absent.values())))
    return found, absent


def _telling(shelves: list[Shelf], absent: list[str]) -> list[Shelf]:
    """Let the first shelf tell what the others could not be found for."""
    first, *others = shelves
    return [replace(first, passed_over=(*absent, *first.passed_over)), *others]
