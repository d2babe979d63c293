"""Branches of this repository, as shelves: what their last good push run left behind."""

from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from wheel_ceiling.amounts import counted
from wheel_ceiling.errors import NothingFound
from wheel_ceiling.github.runs import Run, good_runs
from wheel_ceiling.sources.artifacts import open_listed_run
from wheel_ceiling.sources.offer import Shelf
from wheel_ceiling.sources.search import Search
from wheel_ceiling.sources.spec import EVERYTHING, InRun, OnBranch

_MOST_RUNS = 10
_MOST_TOLD = 3


def open_branch(name: str, search: Search, pattern: str = EVERYTHING) -> Shelf:
    """Return the wheels of the branch's last good push run of the same workflow that has any.

    A push that touched no code may have built nothing, and artifacts expire: such runs give way
    to those before them. The run that is being checked is not meant. Raises NothingFound where
    there is none.
    """
    passed_over: list[str] = []
    for run in islice(_runs(name, search), _MOST_RUNS):
        try:
            shelf = open_listed_run(InRun(run.id, pattern), search)
        except NothingFound as nothing:
            passed_over.append(nothing.message)
            continue
        which = "last good push run" if not passed_over else "last good push run with wheels"
        return replace(
            shelf,
            source=str(OnBranch(name)),
            reason=f"Run {run.id} at {run.head_sha[:8]} is the {which} on {name}.",
            passed_over=tuple(_first_of(passed_over)),
        ).built_from(run.head_sha)
    raise NothingFound(
        f"No good push run on {name} has wheels. {' '.join(_first_of(passed_over))}",
        f"A push to {name} that builds wheels and uploads them is one.",
    )


def _runs(name: str, search: Search) -> Iterator[Run]:
    occasion = search.occasion
    triggering = occasion.triggering
    # The run that triggered this one is of the workflow that builds.
    workflow = (triggering.workflow if triggering else "") or occasion.workflow
    return good_runs(search.connection, name, workflow, search.run_id)


def _first_of(sentences: list[str]) -> list[str]:
    rest = len(sentences) - _MOST_TOLD
    if rest <= 0:
        return sentences
    more = counted(rest, "run")
    return [*sentences[:_MOST_TOLD], f"Nor {'has' if rest == 1 else 'have'} {more} before that."]
