"""Branches of this repository, as shelves: what their last good push run left behind."""

from dataclasses import replace

from wheel_ceiling.github.runs import last_good_run
from wheel_ceiling.sources.artifacts import open_run
from wheel_ceiling.sources.offer import Shelf
from wheel_ceiling.sources.search import Search
from wheel_ceiling.sources.spec import EVERYTHING, InRun, OnBranch


def open_branch(name: str, search: Search, pattern: str = EVERYTHING) -> Shelf:
    """Return the wheels of the branch's last good push run of the same workflow.

    The run that is being checked is not meant. Raises NothingFound where there is none.
    """
    occasion = search.occasion
    triggering = occasion.triggering
    # The run that triggered this one is of the workflow that builds.
    workflow = (triggering.workflow if triggering else "") or occasion.workflow
    run = last_good_run(search.connection, name, workflow, search.run_id)
    shelf = open_run(InRun(run.id, pattern), search)
    reason = f"Run {run.id} at {run.head_sha[:8]} is the last good push run on {name}."
    return replace(shelf, source=str(OnBranch(name)), reason=reason)
