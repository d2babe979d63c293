"""Which baseline is chosen inside of GitHub Actions, and why the others were not."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.github.fake import FakeGitHub, Reply
from tests.sources.fake_index import FakeIndex
from tests.sources.on_github import (
    ARM,
    HOME,
    LINUX,
    MAC,
    RUN,
    facts_of,
    inside,
    large,
    names,
    recorded,
    wheel,
    zipped,
)
from tests.wheel_files import zip_bytes
from wheel_ceiling.errors import CouldNotJudge, NothingFound, SourceUnreachable
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.occasion import TriggeringRun
from wheel_ceiling.model import Inventory, NoBaseline, Settings
from wheel_ceiling.opening import open_baseline, open_built
from wheel_ceiling.sources.baseline import find_baseline
from wheel_ceiling.sources.offer import Shelf
from wheel_ceiling.sources.world import World

AUTO = Settings()
OLD = "demo-1.2.0-cp311-cp311-manylinux2014_x86_64.whl"
OLDER = "demo-1.1.0-cp311-cp311-manylinux2014_x86_64.whl"


@pytest.fixture
def built(world: World) -> Inventory:
    return facts_of(world, {LINUX: wheel(LINUX)})


def found(settings: Settings, built: Inventory, world: World) -> Shelf:
    shelf = find_baseline(settings, built, world)
    assert isinstance(shelf, Shelf)
    return shelf


def missing(built: Inventory, world: World) -> NoBaseline:
    nothing = find_baseline(AUTO, built, world)
    assert isinstance(nothing, NoBaseline)
    return nothing


def committed(world: World, inventory: bytes, folder: Path) -> World:
    """As the Action has it: the file of the base commit lies somewhere else."""
    path = folder / "base.json"
    path.write_bytes(inventory)
    return replace(world, committed_inventory=path)


def on_branch(github: FakeGitHub, *filenames: str, seed: int = 1) -> None:
    github.add_run(id=70, head_branch="main")
    github.add_artifact(70, "wheels", zipped(*filenames, seed=seed))


def everywhere(github: FakeGitHub, index: FakeIndex, world: World, folder: Path) -> World:
    """A world in which each place has a baseline of its own."""
    index.put(OLD, wheel(OLD, headers=HOME))
    github.add_release("v1.2.0", assets={OLD: wheel(OLD)})
    on_branch(github, LINUX)
    return committed(inside(github, world), recorded(world, {OLD: wheel(OLD)}), folder)


def test_the_committed_file_comes_first(
    github: FakeGitHub, index: FakeIndex, world: World, built: Inventory, tmp_path: Path
) -> None:
    shelf = found(AUTO, built, everywhere(github, index, world, tmp_path))

    assert shelf.source == "wheel-ceiling.json"
    assert shelf.passed_over == ()
    assert github.seen == []
    assert index.seen == []


def test_the_committed_file_of_the_workspace_is_not_that_of_the_base_commit(
    github: FakeGitHub, world: World, built: Inventory
) -> None:
    (world.folder / "wheel-ceiling.json").write_bytes(recorded(world, {OLD: wheel(OLD)}))
    there = replace(inside(github, world), committed_inventory=world.folder / "none.json")

    assert "No wheel-ceiling.json is committed." in missing(built, there).reason


def test_the_release_comes_second(
    github: FakeGitHub, index: FakeIndex, world: World, built: Inventory, tmp_path: Path
) -> None:
    there = everywhere(github, index, world, tmp_path)

    shelf = found(AUTO, built, replace(there, committed_inventory=None))

    assert shelf.source == "release:v1.2.0"
    assert "not above the built 1.3.0" in shelf.reason
    assert shelf.passed_over == ("No wheel-ceiling.json is committed.",)
    assert index.seen == []


def test_the_package_index_comes_third(
    github: FakeGitHub, index: FakeIndex, world: World, built: Inventory
) -> None:
    index.put(OLD, wheel(OLD, headers=HOME))
    on_branch(github, LINUX)

    shelf = found(AUTO, built, inside(github, world))

    assert shelf.source == "pypi:demo==1.2.0"
    assert shelf.passed_over == (
        "No wheel-ceiling.json is committed.",
        "There is no other release of octo/demo on GitHub to compare with.",
    )
    assert github.calls("GET", "*/runs") == []


def test_the_default_branch_comes_last(github: FakeGitHub, world: World, built: Inventory) -> None:
    on_branch(github, LINUX, MAC)

    shelf = found(AUTO, built, inside(github, world))

    assert shelf.source == "branch:main"
    assert shelf.reason.startswith("Run 70 at")
    assert len(shelf.passed_over) == 3
    assert "demo does not exist on the package index" in shelf.passed_over[2]


def test_nowhere_is_no_baseline_that_says_where_it_looked(
    github: FakeGitHub, world: World, built: Inventory
) -> None:
    reason = missing(built, inside(github, world)).reason

    assert "No wheel-ceiling.json is committed." in reason
    assert "no other release of octo/demo on GitHub" in reason
    assert "demo does not exist on the package index" in reason
    assert "last good run" in reason


def test_without_a_default_branch_none_is_guessed(
    github: FakeGitHub, world: World, built: Inventory
) -> None:
    on_branch(github, LINUX)

    nothing = missing(built, inside(github, world, default_branch=""))

    assert "did not say which branch is the default one" in nothing.reason


def test_nothing_built_has_no_baseline_and_nobody_is_asked(
    github: FakeGitHub, index: FakeIndex, world: World
) -> None:
    assert (
        "no built wheel has a name"
        in missing(Inventory("run:7"), inside(github, world)).reason.lower()
    )
    assert github.seen == []
    assert index.seen == []


def test_a_namesake_on_the_index_is_passed_over(
    github: FakeGitHub, index: FakeIndex, world: World, built: Inventory
) -> None:
    index.put(OLD, wheel(OLD, headers=("Home-Page: https://github.com/octo/demo-2",)))

    nothing = missing(built, inside(github, world))

    assert "pypi:demo==1.2.0 does not say in its metadata" in nothing.reason
    assert "octo/demo" in nothing.reason


def test_a_namesake_that_the_user_named_is_taken(
    github: FakeGitHub, index: FakeIndex, world: World, built: Inventory
) -> None:
    index.put(OLD, wheel(OLD))

    shelf = found(Settings(baseline="pypi:demo"), built, inside(github, world))

    assert shelf.source == "pypi:demo==1.2.0"
    assert index.file_requests == []


def test_the_wheel_that_tells_is_one_that_will_be_read(
    github: FakeGitHub, index: FakeIndex, world: World, built: Inventory
) -> None:
    small = OLD.replace("x86_64", "aarch64")
    index.put(small, wheel(small))
    index.put(OLD, large(OLD))

    missing(built, inside(github, world))

    assert [seen.path for seen in index.file_requests] == [f"/files/{OLD}"]


TROUBLE = {
    "releases": ("*/releases", [Reply(403)], Forbidden),
    "a server in trouble": ("*/releases", [Reply(502)] * 9, SourceUnreachable),
    "runs": ("*/workflows/*/runs", [Reply(403)], Forbidden),
    "a run's artifacts": ("*/artifacts", [Reply(403)], Forbidden),
}


@pytest.mark.parametrize(("path", "answers", "kind"), TROUBLE.values(), ids=TROUBLE)
def test_what_could_not_be_asked_is_never_absent(
    *,
    github: FakeGitHub,
    world: World,
    built: Inventory,
    path: str,
    answers: list[Reply],
    kind: type[SourceUnreachable],
) -> None:
    on_branch(github, LINUX)
    github.trouble("GET", path, *answers)

    with pytest.raises(kind):
        find_baseline(AUTO, built, inside(github, world))


def test_an_index_that_cannot_be_asked_is_not_absent(
    github: FakeGitHub, index: FakeIndex, world: World, built: Inventory
) -> None:
    on_branch(github, LINUX)
    index.statuses["/simple/demo/"] = [503] * 9

    with pytest.raises(SourceUnreachable):
        find_baseline(AUTO, built, inside(github, world))


def test_a_release_of_the_very_files_gives_way_to_the_one_before(
    github: FakeGitHub, world: World, built: Inventory
) -> None:
    github.add_release("v1.3.0", assets={LINUX: wheel(LINUX)})
    github.add_release("v1.2.0", assets={OLD: wheel(OLD)})

    shelf = found(AUTO, built, inside(github, world))

    assert shelf.source == "release:v1.2.0"
    assert shelf.passed_over[1] == "release:v1.3.0 holds the very files that are being checked."
    assert github.blob_seen == []


PURE = "helper-1.0-py3-none-any.whl"
OLD_PURE = "helper-0.9-py3-none-any.whl"


@pytest.fixture
def built_two(world: World) -> Inventory:
    return facts_of(world, {LINUX: wheel(LINUX), PURE: wheel(PURE)})


@pytest.mark.parametrize("is_recorded", [True, False])
def test_one_unchanged_wheel_does_not_throw_the_release_away(
    github: FakeGitHub, world: World, built_two: Inventory, *, is_recorded: bool
) -> None:
    wheels = {OLD: wheel(OLD), PURE: wheel(PURE)}
    assets = {"wheel-ceiling.json": recorded(world, wheels)} if is_recorded else wheels
    github.add_release("v1.2.0", assets=assets)

    shelf = found(AUTO, built_two, inside(github, world))

    assert shelf.source == "release:v1.2.0"
    assert names(shelf) == [OLD, PURE]
    assert shelf.passed_over == ("No wheel-ceiling.json is committed.",)


def test_one_unchanged_wheel_does_not_throw_the_branch_away(
    github: FakeGitHub, world: World, built_two: Inventory
) -> None:
    github.add_run(id=70, head_branch="main")
    files = {LINUX: wheel(LINUX, 1), PURE: wheel(PURE)}
    github.add_artifact(70, "wheels", zip_bytes(files))

    assert found(AUTO, built_two, inside(github, world)).source == "branch:main"


def test_each_project_has_its_own_last_release(
    github: FakeGitHub, world: World, built_two: Inventory
) -> None:
    github.add_release("helper-0.9", assets={OLD_PURE: wheel(OLD_PURE)})
    github.add_release("demo-1.2.0", assets={OLD: wheel(OLD)})
    github.add_release("demo-1.1.0", assets={OLDER: wheel(OLDER)})
    there = inside(github, world)

    for baseline in ("auto", "release"):
        shelf = found(Settings(baseline=baseline), built_two, there)

        assert shelf.source == "release:demo-1.2.0, release:helper-0.9"
        assert names(shelf) == [OLD, OLD_PURE]
        assert "1.2.0 is the greatest" in shelf.reason
        assert "0.9 is the greatest" in shelf.reason
        assert "not above the built 1.0." in shelf.reason
    assert len(github.seen) == 2


def test_a_release_of_all_projects_is_there_once(
    github: FakeGitHub, world: World, built_two: Inventory
) -> None:
    third = "third-1.2.0-py3-none-any.whl"
    wheels = {OLD: wheel(OLD), OLD_PURE: wheel(OLD_PURE), third: wheel(third)}
    github.add_release("v0.9", assets={"wheel-ceiling.json": recorded(world, wheels)})

    shelf = found(AUTO, built_two, inside(github, world))

    assert shelf.source == "release:v0.9"
    # What is no longer built stays to be seen as dropped.
    assert names(shelf) == [OLD, OLD_PURE, third]
    assert len(github.calls("GET", "*/assets/*")) == 1


def test_a_tag_without_a_name_is_not_measured_by_the_version_of_one_project(
    github: FakeGitHub, world: World, built_two: Inventory
) -> None:
    """The helper is at 1.0, and that is no reason to compare it with the release v1.0."""
    github.add_release("v1.0", assets={OLDER: wheel(OLDER), OLD_PURE: wheel(OLD_PURE)})
    github.add_release("v1.2.0", assets={OLD: wheel(OLD), PURE: wheel(PURE, 1)})

    shelf = found(AUTO, built_two, inside(github, world))

    assert shelf.source == "release:v1.2.0"
    assert names(shelf) == [OLD, PURE]


def test_of_several_projects_one_may_be_released_with_its_name_in_the_tag(
    github: FakeGitHub, world: World, built_two: Inventory
) -> None:
    github.add_release("v1.2.0", assets={OLD: wheel(OLD), PURE: wheel(PURE, 1)})
    github.add_release("helper-0.9", assets={OLD_PURE: wheel(OLD_PURE)})
    github.add_release("helper-0.8")

    shelf = found(AUTO, built_two, inside(github, world))

    assert shelf.source == "release:v1.2.0, release:helper-0.9"
    assert names(shelf) == [OLD, OLD_PURE]


def test_of_two_releases_each_project_has_the_wheels_of_its_own(
    github: FakeGitHub, world: World, built_two: Inventory
) -> None:
    github.add_release("v1.2.0", assets={OLD: wheel(OLD)})
    github.add_release("helper-1.0", assets={PURE: wheel(PURE, 1), OLDER: wheel(OLDER)})

    shelf = found(AUTO, built_two, inside(github, world))

    assert shelf.source == "release:v1.2.0, release:helper-1.0"
    assert names(shelf) == [OLD, PURE]


def test_a_project_may_be_released_under_the_tag_of_another(
    github: FakeGitHub, world: World, built_two: Inventory
) -> None:
    github.add_release("demo-1.2.0", assets={OLD: wheel(OLD), OLD_PURE: wheel(OLD_PURE)})

    shelf = found(AUTO, built_two, inside(github, world))

    assert names(shelf) == [OLD, OLD_PURE]
    assert shelf.passed_over == ("No wheel-ceiling.json is committed.",)


def test_a_project_without_a_release_here_goes_on_to_the_next_place(
    github: FakeGitHub, index: FakeIndex, world: World, built_two: Inventory
) -> None:
    github.add_release("v1.2.0", assets={OLD: wheel(OLD)})
    there = inside(github, world)
    none = "There is no other release of octo/demo on GitHub to compare helper with."
    bare = f"release:v1.2.0 has no wheels of helper. {none}"

    nowhere = found(AUTO, built_two, there)
    on_branch(github, LINUX, PURE)
    on_the_branch = found(AUTO, built_two, there)
    index.put(OLD_PURE, wheel(OLD_PURE, headers=HOME))
    on_the_index = found(AUTO, built_two, there)

    assert nowhere.source == "release:v1.2.0"
    assert nowhere.passed_over[1] == bare
    assert nowhere.passed_over[-1] == "helper has no baseline."
    assert (on_the_branch.source, names(on_the_branch)) == (
        "release:v1.2.0, branch:main",
        [OLD, PURE],
    )
    assert bare in on_the_branch.passed_over
    assert (on_the_index.source, names(on_the_index)) == (
        "release:v1.2.0, pypi:helper==0.9",
        [OLD, OLD_PURE],
    )


def test_a_branch_without_the_missing_project_is_no_baseline_for_it(
    github: FakeGitHub, world: World, built_two: Inventory
) -> None:
    github.add_release("v1.2.0", assets={OLD: wheel(OLD)})
    on_branch(github, LINUX)

    shelf = found(AUTO, built_two, inside(github, world))

    assert shelf.source == "release:v1.2.0"
    assert shelf.passed_over[-2:] == (
        "branch:main has no wheels of helper.",
        "helper has no baseline.",
    )


def test_a_place_that_cannot_be_asked_for_one_project_is_trouble_for_all(
    github: FakeGitHub, index: FakeIndex, world: World, built_two: Inventory
) -> None:
    github.add_release("v1.2.0", assets={OLD: wheel(OLD)})
    index.statuses["/simple/helper/"] = [503] * 9

    with pytest.raises(SourceUnreachable):
        find_baseline(AUTO, built_two, inside(github, world))


def test_a_renamed_project_is_compared_with_the_last_release_all_the_same(
    github: FakeGitHub, world: World
) -> None:
    github.add_release("v0.9", assets={OLD: wheel(OLD)})
    on_branch(github, OLD)

    shelf = found(AUTO, facts_of(world, {PURE: wheel(PURE)}), inside(github, world))

    assert shelf.source == "release:v0.9"
    assert names(shelf) == [OLD]
    assert shelf.passed_over[-1] == "helper has no baseline."


def test_one_failed_inventory_of_several_is_refused(
    github: FakeGitHub, world: World, built_two: Inventory
) -> None:
    data = recorded(world, {OLD_PURE: wheel(OLD_PURE)}, verdict="fail")
    github.add_release("helper-0.9", assets={"wheel-ceiling.json": data})
    github.add_release("demo-1.2.0", assets={OLD: wheel(OLD)})
    there = inside(github, world)

    with pytest.raises(CouldNotJudge, match=r"^release:helper-0\.9 was recorded"):
        find_baseline(AUTO, built_two, there)
    told = found(Settings(use_failed_baseline=True), built_two, there)
    assert told.verdict == "fail"


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize("path", ["*/releases/assets/*", "/blobs/*"])
def test_a_listed_inventory_that_is_not_given_is_not_absent(
    *, github: FakeGitHub, world: World, built: Inventory, path: str, status: int
) -> None:
    data = recorded(world, {OLD: wheel(OLD)})
    github.add_release("v1.2.0", assets={"wheel-ceiling.json": data})
    github.add_release("v1.1.0", assets={OLDER: wheel(OLDER)})
    github.trouble("GET", path, status)

    with pytest.raises(SourceUnreachable, match="GitHub lists it"):
        find_baseline(AUTO, built, inside(github, world))


def test_a_branch_whose_artifact_is_gone_is_a_problem(
    github: FakeGitHub, world: World, built: Inventory
) -> None:
    on_branch(github, LINUX)
    github.trouble("GET", "*/zip", Reply(410))

    _, problems = open_baseline(AUTO, built, inside(github, world))

    assert "GitHub lists it and answers HTTP 410" in problems[0].message


def test_a_push_that_built_nothing_does_not_hide_the_run_before(
    github: FakeGitHub, world: World, built: Inventory
) -> None:
    on_branch(github, LINUX)
    github.add_run(id=71, head_branch="main")

    shelf = found(AUTO, built, inside(github, world))

    assert shelf.source == "branch:main"
    assert shelf.passed_over[-1] == "Workflow run 71 has no wheels: it has no artifacts."


def test_the_very_files_of_a_branch_are_fetched_once(
    github: FakeGitHub, world: World, built: Inventory
) -> None:
    on_branch(github, LINUX, seed=0)

    missing(built, inside(github, world))

    assert len(github.calls("GET", "*/zip")) == 1
    assert len(github.calls("GET", "*/releases")) == 1


def test_nothing_attached_where_a_release_was_asked_for_is_an_error(
    github: FakeGitHub, world: World, built: Inventory
) -> None:
    with pytest.raises(NothingFound, match="no other release of octo/demo") as caught:
        find_baseline(Settings(baseline="release"), built, inside(github, world))
    assert caught.value.hint


def test_a_file_of_another_size_is_not_fetched_to_be_compared(
    github: FakeGitHub, world: World, built: Inventory
) -> None:
    release = github.add_release("v1.3.0")
    github.add_asset(release, LINUX, large(LINUX), digest=False)

    assert found(AUTO, built, inside(github, world)).source == "release:v1.3.0"
    assert github.blob_seen == []


def test_a_default_branch_with_the_very_files_is_passed_over(
    github: FakeGitHub, world: World, built: Inventory
) -> None:
    on_branch(github, LINUX, seed=0)

    assert "branch:main holds the very files" in missing(built, inside(github, world)).reason


# what says that version 1.3.0 is being made
MAKING = {
    "a tag": {"ref": "refs/tags/v1.3.0"},
    "a release": {"event": "release", "release_tag": "v1.3.0"},
    "another spelling": {"ref": "refs/tags/demo-1.3"},
    "a run that a tag triggered": {
        "event": "workflow_run",
        "triggering": TriggeringRun(RUN, "push", "success", "a" * 40, "v1.3.0", "octo/demo"),
    },
}


@pytest.mark.parametrize("occasion", MAKING.values(), ids=MAKING)
def test_the_release_that_is_being_made_is_no_baseline(
    *,
    github: FakeGitHub,
    index: FakeIndex,
    world: World,
    built: Inventory,
    occasion: dict[str, object],
) -> None:
    github.add_release("v1.3.0", assets={LINUX: wheel(LINUX, 9)})
    index.put(LINUX, wheel(LINUX, 9))
    index.put(OLD, wheel(OLD, headers=HOME))
    there = inside(github, world, **occasion)

    shelf = found(AUTO, built, there)

    assert shelf.source == "pypi:demo==1.2.0"
    assert shelf.passed_over[-1] == "pypi:demo==1.3.0 is the release that is being made."
    github.add_release("v1.1.0", assets={OLDER: wheel(OLDER)})
    assert found(AUTO, built, there).source == "release:v1.1.0"
    assert found(Settings(baseline="release"), built, there).source == "release:v1.1.0"


def test_a_release_event_names_its_release(
    github: FakeGitHub, world: World, built: Inventory
) -> None:
    release = github.add_release("1.2.9", assets={LINUX: wheel(LINUX, 9)})
    github.add_release("1.2.0", assets={OLD: wheel(OLD)})

    shelf = found(AUTO, built, inside(github, world, event="release", release_id=release))

    assert shelf.source == "release:1.2.0"


@pytest.mark.parametrize("baseline", ["auto", "release", "release:v1.2.0"])
def test_an_attached_inventory_that_failed_is_refused(
    github: FakeGitHub, world: World, built: Inventory, baseline: str
) -> None:
    data = recorded(world, {OLD: wheel(OLD)}, verdict="fail")
    github.add_release("v1.2.0", assets={"wheel-ceiling.json": data})
    github.add_release("v1.1.0", assets={OLDER: wheel(OLDER)})
    there = inside(github, world)

    expected = r"release:v1\.2\.0 was recorded with the verdict fail"
    with pytest.raises(CouldNotJudge, match=expected) as caught:
        find_baseline(Settings(baseline=baseline), built, there)
    # The Action has no input of that kind.
    assert "use-failed-baseline" not in caught.value.hint
    assert "wheel-ceiling.json" in caught.value.hint
    told = Settings(baseline=baseline, use_failed_baseline=True)
    assert found(told, built, there).source == "release:v1.2.0"


def test_a_branch_whose_inventory_failed_is_refused(
    github: FakeGitHub, world: World, built: Inventory
) -> None:
    github.add_run(id=70, head_branch="main")
    data = recorded(world, {OLD: wheel(OLD)}, verdict="fail", source="run:70")
    github.add_artifact(70, "wheel-ceiling", zip_bytes({"inventory.json": data}))

    with pytest.raises(CouldNotJudge, match="branch:main was recorded with the verdict fail"):
        find_baseline(Settings(baseline="branch:main"), built, inside(github, world))


def test_the_branch_is_looked_at_as_the_run_is(
    github: FakeGitHub, world: World, built: Inventory
) -> None:
    github.add_run(id=70, head_branch="main")
    github.add_artifact(70, "wheels-release", zipped(LINUX, seed=1))
    github.add_artifact(70, "wheels-debug", zipped(LINUX, seed=2))
    settings = Settings(wheels=("run/wheels-release",))

    shelf = found(settings, built, inside(github, world))

    assert shelf.source == "branch:main"
    assert shelf.problems == ()


def test_of_the_branch_only_wheels_of_the_built_kind_are_fetched(
    github: FakeGitHub, world: World, built: Inventory
) -> None:
    github.add_run(id=70, head_branch="main")
    for filename in (LINUX, MAC, ARM):
        github.add_artifact(70, filename, large(filename), raw=True)

    baseline, problems = open_baseline(
        Settings(baseline="branch:main"), built, inside(github, world)
    )

    assert isinstance(baseline, Inventory)
    assert problems == ()
    assert [wheel.filename for wheel in baseline.wheels] == [LINUX]
    assert sorted(name.filename for name in baseline.unread) == sorted([MAC, ARM])
    whole = [seen.path for seen in github.blob_seen if "Range" not in seen.headers]
    assert [path.rpartition("/")[2] for path in whole] == [LINUX]


def _legs(count: int, version: str, make: Callable[[str], bytes]) -> dict[str, bytes]:
    tags = [f"cp3{10 + number % 5}-cp3{10 + number % 5}" for number in range(count)]
    arches = ["x86_64", "aarch64", "i686", "ppc64le", "s390x"]
    filenames = [
        f"demo-{version}-{tag}-manylinux_2_17_{arches[number // 5]}.whl"
        for number, tag in enumerate(tags)
    ]
    return {filename: make(filename) for filename in filenames}


@pytest.mark.parametrize("release", ["inventory", "index", "wheels", "branch"])
def test_a_whole_check_of_25_wheels_is_few_requests(
    github: FakeGitHub, index: FakeIndex, world: World, release: str
) -> None:
    old = _legs(25, "1.2.0", wheel)
    for filename, data in _legs(25, "1.3.0", large).items():
        github.add_artifact(RUN, f"wheels-{filename}", zip_bytes({filename: data}))
    if release == "inventory":
        github.add_release("v1.2.0", assets={"wheel-ceiling.json": recorded(world, old)})
    elif release == "wheels":
        github.add_release("v1.2.0", assets=old)
    elif release == "branch":
        github.add_run(id=70, head_branch="main")
        for filename, data in old.items():
            github.add_artifact(70, f"wheels-{filename}", zip_bytes({filename: data}))
    else:
        for filename in old:
            index.put(filename, wheel(filename, headers=HOME))
    shutil.rmtree(world.cache, ignore_errors=True)
    there = inside(github, world)

    new = open_built(AUTO, there)
    baseline, problems = open_baseline(AUTO, new, there)

    assert isinstance(baseline, Inventory)
    assert len(new.wheels) == len(baseline.wheels) == 25
    assert problems == ()
    # Where 25 files must be fetched from GitHub for the baseline as well, each is a request.
    assert len(github.seen) < (40 if release in ("inventory", "index") else 56)
