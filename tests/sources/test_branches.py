"""What the last good push run of a branch left behind."""

import pytest

from tests.github.fake import FakeGitHub
from tests.sources.on_github import LINUX, MAC, RUN, inside, names, zipped
from wheel_ceiling.errors import NothingFound
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.occasion import TriggeringRun
from wheel_ceiling.sources import World, open_source

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
