import shutil
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from tests.sources.fake_index import FakeIndex, content_of
from tests.wheel_files import wheel_bytes, write_wheel
from wheel_ceiling.errors import CouldNotJudge, NothingFound, SourceUnreachable, WrongCall
from wheel_ceiling.model import Inventory, NoBaseline, Settings
from wheel_ceiling.sources.baseline import find_baseline
from wheel_ceiling.sources.inventory import write_inventory
from wheel_ceiling.sources.offer import Shelf
from wheel_ceiling.sources.shelves import open_source
from wheel_ceiling.sources.world import World

OLDER = "ray-2.7.0-cp310-cp310-manylinux2014_x86_64.whl"
OLD = "ray-2.8.0-cp310-cp310-manylinux2014_x86_64.whl"
WHEEL = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"
ARM = "ray-2.9.0-cp310-cp310-manylinux2014_aarch64.whl"
DEV = "ray-2.9.0.dev3+gabc-cp310-cp310-manylinux2014_x86_64.whl"
NEXT = "ray-3.0.0-cp310-cp310-manylinux_2_28_x86_64.whl"
RAYLET = "raylet-1.0-cp310-cp310-manylinux2014_x86_64.whl"
OLDER_RAYLET = "raylet-0.9-cp310-cp310-manylinux2014_x86_64.whl"
PURE = "ray-2.9.0-py3-none-any.whl"
AUTO = Settings()


def build(world: World, *filenames: str, like_released: bool = False) -> Inventory:
    """Freshly built wheels; byte for byte what the index serves if `like_released`."""
    shutil.rmtree(world.folder / "dist", ignore_errors=True)
    for filename in filenames:
        path = write_wheel(world.folder / "dist", filename, {"package/built.py": b"1"})
        if like_released:
            path.write_bytes(content_of(filename))
    shelf = open_source("dist/", world)
    return Inventory("dist/", tuple(offer.read() for offer in shelf.offers))


def commit(world: World, inventory: Inventory, verdict: str = "pass") -> None:
    write_inventory(inventory, verdict, world.folder / "wheel-ceiling.json")


def found(settings: Settings, built: Inventory, world: World) -> Shelf:
    shelf = find_baseline(settings, built, world)
    assert isinstance(shelf, Shelf)
    return shelf


def missing(settings: Settings, built: Inventory, world: World) -> NoBaseline:
    nothing = find_baseline(settings, built, world)
    assert isinstance(nothing, NoBaseline)
    return nothing


def test_none_is_no_baseline_on_purpose(world: World) -> None:
    nothing = missing(Settings(baseline="none"), Inventory("dist/"), world)

    assert nothing.on_purpose


LAST_RELEASES: Sequence[tuple[str, str, str]] = (
    (WHEEL, "2.9.0", "not above the built 2.9.0"),
    (DEV, "2.8.0", "not above the built 2.9.0.dev3+gabc"),
    (NEXT, "3.0.0", "not above the built 3.0.0"),
    (OLDER, "3.0.0", "No final release with wheels is at or below the built 2.7.0"),
)


@pytest.mark.parametrize(("built", "version", "reason"), LAST_RELEASES)
def test_auto_finds_the_last_release_by_the_built_name(
    index: FakeIndex, world: World, built: str, version: str, reason: str
) -> None:
    index.add(OLD, WHEEL, NEXT)

    shelf = found(AUTO, build(world, built), world)

    assert shelf.source == f"pypi:ray=={version}"
    assert reason in shelf.reason
    assert not index.file_requests


@pytest.mark.parametrize("tells_digests", [True, False])
@pytest.mark.parametrize("baseline", ["auto", "pypi:ray"])
def test_the_very_files_that_are_checked_are_passed_over(
    index: FakeIndex, world: World, baseline: str, *, tells_digests: bool
) -> None:
    index.tells_digests = tells_digests
    index.add(OLDER, OLD, WHEEL, ARM, NEXT)
    built = build(world, WHEEL, ARM, like_released=True)

    shelf = found(Settings(baseline=baseline), built, world)

    assert shelf.source == "pypi:ray==2.8.0"
    assert shelf.passed_over == ("pypi:ray==2.9.0 holds the very files that are being checked.",)


def test_a_release_of_which_one_file_differs_is_a_baseline(index: FakeIndex, world: World) -> None:
    index.add(OLD, WHEEL, ARM)
    built = build(world, WHEEL, ARM, like_released=True)
    index.put(ARM, wheel_bytes(ARM, {"package/other.py": b""}))

    assert found(AUTO, built, world).source == "pypi:ray==2.9.0"


def test_a_release_that_lacks_a_built_wheel_is_not_the_very_thing(
    index: FakeIndex, world: World
) -> None:
    index.add(OLD, WHEEL)
    built = build(world, WHEEL, ARM, like_released=True)

    assert found(AUTO, built, world).source == "pypi:ray==2.9.0"


def test_a_project_that_did_not_change_does_not_take_the_baseline_of_another(
    index: FakeIndex, world: World
) -> None:
    index.add(OLD, OLDER_RAYLET, RAYLET)
    built = build(world, WHEEL, RAYLET)
    index.put(RAYLET, (world.folder / "dist" / RAYLET).read_bytes())

    shelf = found(AUTO, built, world)

    assert shelf.source == "pypi:ray==2.8.0, pypi:raylet==1.0"
    assert shelf.passed_over == ()


def test_projects_that_are_all_released_as_they_are_have_earlier_baselines(
    index: FakeIndex, world: World
) -> None:
    index.add(OLD, WHEEL, OLDER_RAYLET, RAYLET)
    built = build(world, WHEEL, RAYLET, like_released=True)

    shelf = found(AUTO, built, world)

    assert shelf.source == "pypi:ray==2.8.0, pypi:raylet==0.9"
    assert shelf.passed_over == (
        "pypi:ray==2.9.0 holds the very files that are being checked.",
        "pypi:raylet==1.0 holds the very files that are being checked.",
    )


def test_the_first_release_checked_against_itself_has_no_baseline(
    index: FakeIndex, world: World
) -> None:
    index.add(WHEEL, NEXT)
    built = build(world, WHEEL, like_released=True)

    nothing = missing(AUTO, built, world)

    assert "pypi:ray==2.9.0 holds the very files" in nothing.reason
    assert not nothing.on_purpose


def test_a_project_that_is_not_there_yet_is_no_baseline(world: World) -> None:
    nothing = missing(AUTO, build(world, WHEEL), world)

    assert "ray does not exist on the package index" in nothing.reason


def test_a_project_that_was_asked_for_and_is_not_there_is_an_error(world: World) -> None:
    built = build(world, WHEEL)

    with pytest.raises(NothingFound, match="ray does not exist"):
        find_baseline(Settings(baseline="pypi:ray"), built, world)


def test_an_index_that_cannot_be_asked_is_an_error(index: FakeIndex, world: World) -> None:
    index.statuses["/simple/ray/"] = [503] * 9
    built = build(world, WHEEL)

    with pytest.raises(SourceUnreachable):
        find_baseline(AUTO, built, world)


def test_several_projects_are_looked_up_one_by_one(index: FakeIndex, world: World) -> None:
    index.add(OLD, RAYLET)

    shelf = found(AUTO, build(world, WHEEL, RAYLET), world)

    assert shelf.source == "pypi:ray==2.8.0, pypi:raylet==1.0"
    assert [offer.name.filename for offer in shelf.offers] == [OLD, RAYLET]
    assert "2.8.0 is" in shelf.reason
    assert "1.0 is" in shelf.reason


def test_one_project_of_several_may_be_new(index: FakeIndex, world: World) -> None:
    index.add(OLD)

    shelf = found(AUTO, build(world, WHEEL, RAYLET), world)

    assert shelf.source == "pypi:ray==2.8.0"
    assert "raylet does not exist" in shelf.passed_over[0]
    assert shelf.passed_over[1:] == ("raylet has no baseline.",)


def test_pure_wheels_have_a_baseline_as_well(index: FakeIndex, world: World) -> None:
    index.add("ray-2.8.0-py3-none-any.whl")

    assert found(AUTO, build(world, PURE), world).source == "pypi:ray==2.8.0"


def test_nothing_built_has_no_baseline_and_nobody_is_asked(index: FakeIndex, world: World) -> None:
    assert missing(AUTO, Inventory("dist/"), world).reason
    assert not index.seen


def test_a_project_name_that_cannot_be_is_not_asked_for(index: FakeIndex, world: World) -> None:
    wheel = build(world, WHEEL).wheels[0]
    odd = replace(wheel, label=replace(wheel.label, project="../../admin"))

    assert "is no name" in missing(AUTO, Inventory("dist/", (odd,)), world).reason
    assert not index.seen


def test_the_committed_inventory_comes_first(index: FakeIndex, world: World) -> None:
    index.add(OLD)
    commit(world, build(world, WHEEL))

    shelf = found(AUTO, build(world, NEXT), world)

    assert shelf.source == "wheel-ceiling.json"
    assert shelf.reason == "wheel-ceiling.json is committed here."
    assert not index.seen


def test_a_committed_inventory_of_the_built_files_is_passed_over(
    index: FakeIndex, world: World
) -> None:
    index.add(OLD)
    built = build(world, WHEEL)
    commit(world, built)

    shelf = found(AUTO, built, world)

    assert shelf.source == "pypi:ray==2.8.0"
    assert shelf.passed_over == ("wheel-ceiling.json holds the very files that are being checked.",)


def test_a_committed_inventory_with_one_of_the_built_files_is_a_baseline(
    index: FakeIndex, world: World
) -> None:
    commit(world, build(world, RAYLET, OLD))

    shelf = found(AUTO, build(world, RAYLET, WHEEL), world)

    assert shelf.source == "wheel-ceiling.json"
    assert not index.seen


def test_a_committed_inventory_stands_for_all_projects(index: FakeIndex, world: World) -> None:
    index.add(RAYLET)
    commit(world, build(world, OLD))

    shelf = found(AUTO, build(world, RAYLET, WHEEL), world)

    assert shelf.source == "wheel-ceiling.json"
    assert shelf.passed_over == ("raylet has no baseline.",)
    assert not index.seen


def test_a_committed_inventory_without_a_wanted_wheel_is_passed_over(
    index: FakeIndex, world: World
) -> None:
    index.add("ray-2.8.0-cp310-cp310-musllinux_1_2_x86_64.whl")
    built = build(world, WHEEL)
    commit(world, built)

    shelf = found(Settings(only=("*musl*",)), built, world)

    assert shelf.source == "pypi:ray==2.8.0"
    assert "does not match '*musl*'" in shelf.passed_over[0]


def test_a_damaged_committed_inventory_is_an_error(index: FakeIndex, world: World) -> None:
    index.add(OLD)
    built = build(world, WHEEL)
    (world.folder / "wheel-ceiling.json").write_text("{}")

    with pytest.raises(CouldNotJudge, match=r"wheel-ceiling\.json is no inventory"):
        find_baseline(AUTO, built, world)


@pytest.mark.parametrize("baseline", ["auto", "wheel-ceiling.json"])
def test_an_inventory_that_failed_is_refused_unless_told_to(world: World, baseline: str) -> None:
    commit(world, build(world, WHEEL), "fail")
    built = build(world, NEXT)
    settings = Settings(baseline=baseline)

    with pytest.raises(CouldNotJudge, match="recorded with the verdict fail") as caught:
        find_baseline(settings, built, world)
    assert "--use-failed-baseline" in caught.value.hint
    told = replace(settings, use_failed_baseline=True)
    assert found(told, built, world).verdict == "fail"


def test_a_folder_can_be_the_baseline(index: FakeIndex, world: World) -> None:
    write_wheel(world.folder / "old", OLD)

    shelf = found(Settings(baseline="old/", only=("*x86_64*",)), build(world, WHEEL), world)

    assert [offer.name.filename for offer in shelf.offers] == [OLD]
    assert not index.seen


def test_the_last_release_of_another_name_is_found_by_the_built_version(
    index: FakeIndex, world: World
) -> None:
    index.add(RAYLET, "raylet-9.0-cp310-cp310-manylinux2014_x86_64.whl")

    shelf = found(Settings(baseline="pypi:raylet"), build(world, WHEEL), world)

    assert shelf.source == "pypi:raylet==1.0"


def test_a_wrong_baseline_is_a_wrong_call(world: World) -> None:
    with pytest.raises(WrongCall, match="GitHub Actions"):
        find_baseline(Settings(baseline="release:v1"), Inventory("dist/"), world)
