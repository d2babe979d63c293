"""Both sides opened: what could not be read is a problem, and nothing is lost between them."""

from pathlib import Path

import pytest

from tests.wheel_files import write_wheel
from wheel_ceiling.model import Inventory, NoBaseline, Settings
from wheel_ceiling.opening import open_baseline, open_built
from wheel_ceiling.sources.world import World

OLD = "demo-1.0-py3-none-any.whl"
NEW = "demo-1.1-py3-none-any.whl"
OTHER = "other-1.1-py3-none-any.whl"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "cache", folder=tmp_path)


def test_several_sources_are_one_inventory(world: World, tmp_path: Path) -> None:
    write_wheel(tmp_path / "a", NEW)
    write_wheel(tmp_path / "b", NEW)
    write_wheel(tmp_path / "b", OTHER)

    built = open_built(Settings(wheels=("a/", "b/")), world)

    assert built.source == "a/, b/"
    assert [wheel.filename for wheel in built.wheels] == [NEW, OTHER]
    assert built.problems == ()


def test_a_file_that_is_there_twice_must_be_the_same(world: World, tmp_path: Path) -> None:
    write_wheel(tmp_path / "a", NEW)
    write_wheel(tmp_path / "b", NEW, {"demo.py": b"other"})

    [problem] = open_built(Settings(wheels=("a/", "b/")), world).problems

    assert problem.message == f"{NEW} was found twice, with different content."


def test_a_source_without_wheels_is_a_problem(world: World) -> None:
    built = open_built(Settings(wheels=("nowhere/",)), world)

    assert built.wheels == ()
    assert "nowhere/ does not exist" in built.problems[0].message


def test_of_the_baseline_only_what_pairs_is_read(world: World, tmp_path: Path) -> None:
    write_wheel(tmp_path / "new", NEW)
    write_wheel(tmp_path / "old", OLD)
    (tmp_path / "old" / "demo-1.0-cp311-cp311-win_amd64.whl").write_bytes(b"no zip")
    settings = Settings(wheels=("new/",), baseline="old/")

    baseline, problems = open_baseline(settings, open_built(settings, world), world)

    assert isinstance(baseline, Inventory)
    assert [wheel.filename for wheel in baseline.wheels] == [OLD]
    assert len(baseline.unread) == 1
    assert problems == ()


def test_a_baseline_that_cannot_be_had_is_a_problem(world: World, tmp_path: Path) -> None:
    write_wheel(tmp_path / "new", NEW)
    settings = Settings(wheels=("new/",), baseline="old/")

    baseline, [problem] = open_baseline(settings, open_built(settings, world), world)

    assert isinstance(baseline, NoBaseline)
    assert baseline.reason == problem.message


def test_no_baseline_on_purpose_is_no_problem(world: World) -> None:
    baseline, problems = open_baseline(Settings(baseline="none"), Inventory("new/"), world)

    assert isinstance(baseline, NoBaseline)
    assert problems == ()


def test_a_wheel_that_cannot_be_read_does_not_hide_the_others(world: World, tmp_path: Path) -> None:
    write_wheel(tmp_path / "new", NEW)
    (tmp_path / "new" / OTHER).write_bytes(b"no zip")

    built = open_built(Settings(wheels=("new/",)), world)

    assert [wheel.filename for wheel in built.wheels] == [NEW]
    assert [problem.wheel for problem in built.problems] == [OTHER]
