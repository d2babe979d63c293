"""What the last good push run of a branch left behind."""

import pytest

from tests.github.fake import FakeGitHub, Reply
from tests.sources.on_github import LINUX, MAC, RUN, inside, names, zipped
from wheel_ceiling.errors import NothingFound, SourceUnreachable
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.occasion import TriggeringRun
from wheel_ceiling.sources.shelves import open_source
from wheel_ceiling.sources.world import World

NIGHTLY = ".github/workflows/nightly.yml"


def test_the_last_good_push_run_of_the_same_workflow(github: FakeGitHub, world: World) -> None:
    github.add_run(id=70, head_branch="main", head_sha="c" * 40)
    github.add_run(id=71, head_branch="main", conclusion="failure")
    github.add_run(id=72, head_branch="main", head_repository="stranger/demo")
    github.add_run(id=73, head_branch="main", path=NIGHTLY)
    github.add_run(id=74, head_branch="main", event="schedule")
    for run in range(70, 75):
        github.add_artifact(run, "wheels", zipped(LINUX if run == 70 else MAC))

    shelf = open_source("branch:main", inside(github, world))

    assert names(shelf) == [LINUX]
    assert shelf.source == "branch:main"
    assert shelf.reason == "Run 70 at cccccccc is the last good push run on main."


def test_in_a_second_workflow_it_is_the_workflow_that_built(
    github: FakeGitHub, world: World
) -> None:
    github.add_run(id=70, head_branch="main")
    github.add_run(id=71, head_branch="main", path=NIGHTLY)
    github.add_artifact(71, "wheels", zipped(LINUX))
    triggering = TriggeringRun(
        5, "pull_request", "success", "a" * 40, "topic", "stranger/demo", workflow=NIGHTLY
    )

    shelf = open_source("branch:main", inside(github, world, triggering=triggering))

    assert names(shelf) == [LINUX]


def test_a_branch_without_a_good_run(github: FakeGitHub, world: World) -> None:
    with pytest.raises(NothingFound, match="last good run"):
        open_source("branch:main", inside(github, world))


def test_the_run_that_is_checked_is_no_baseline(github: FakeGitHub, world: World) -> None:
    github.add_run(id=RUN, head_branch="main")
    github.add_artifact(RUN, "wheels", zipped(LINUX))

    with pytest.raises(NothingFound, match="could not be found") as caught:
        open_source("branch:main", inside(github, world))
    assert caught.value.hint


def test_without_permission_it_is_not_absent(github: FakeGitHub, world: World) -> None:
    github.permissions.pop("actions")

    with pytest.raises(Forbidden):
        open_source("branch:main", inside(github, world))


def test_runs_without_wheels_give_way_to_those_before(github: FakeGitHub, world: World) -> None:
    for run in (70, 71, 72):
        day = f"2026-01-{run - 69:02}T00:00:00Z"
        github.add_run(id=run, head_branch="main", head_sha="c" * 40, created_at=day)
    github.add_artifact(70, "wheels", zipped(LINUX))
    github.add_artifact(71, "wheels", zipped(MAC), expired=True)

    shelf = open_source("branch:main", inside(github, world))

    assert names(shelf) == [LINUX]
    assert shelf.reason == "Run 70 at cccccccc is the last good push run with wheels on main."
    assert shelf.passed_over == (
        "Workflow run 72 has no wheels: it has no artifacts.",
        "Workflow run 71 has no wheels: it has no other artifacts. Expired: wheels.",
    )


def test_after_ten_runs_nobody_looks_further(github: FakeGitHub, world: World) -> None:
    github.add_run(id=70, head_branch="main", created_at="2026-01-01T00:00:00Z")
    github.add_artifact(70, "wheels", zipped(LINUX))
    for run in range(71, 81):
        github.add_run(id=run, head_branch="main", created_at="2026-02-01T00:00:00Z")

    with pytest.raises(NothingFound) as caught:
        open_source("branch:main", inside(github, world))

    assert caught.value.message == (
        "No good push run on main has wheels. Workflow run 80 has no wheels: it has no artifacts. "
        "Workflow run 79 has no wheels: it has no artifacts. "
        "Workflow run 78 has no wheels: it has no artifacts. Nor have 7 runs before that."
    )
    assert len(github.seen) == 11


def test_a_listed_run_whose_artifacts_are_hidden_is_trouble(
    github: FakeGitHub, world: World
) -> None:
    for run in (70, 71):
        github.add_run(id=run, head_branch="main")
        github.add_artifact(run, "wheels", zipped(LINUX))
    github.trouble("GET", "*/artifacts", Reply(404))

    with pytest.raises(SourceUnreachable, match="Run 71 is listed, but"):
        open_source("branch:main", inside(github, world))
