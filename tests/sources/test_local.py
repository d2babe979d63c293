import os
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from tests.wheel_files import wheel_bytes, write_wheel
from wheel_ceiling.errors import CouldNotJudge, NothingFound, UnreadableWheel, WrongCall
from wheel_ceiling.model import Inventory
from wheel_ceiling.sources.inventory import write_inventory
from wheel_ceiling.sources.offer import Shelf
from wheel_ceiling.sources.shelves import open_source
from wheel_ceiling.sources.world import World
from wheel_ceiling.wheels import read

WHEEL = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"
MUSL = "ray-2.9.0-cp310-cp310-musllinux_1_2_x86_64.whl"
ODD = "debug-ray-2.9.0-py3-none-manylinux1_x86_64.extra.whl"


@pytest.fixture
def here(tmp_path: Path) -> World:
    return World(tmp_path / "cache", "http://127.0.0.1:9/", tmp_path)


def filenames(shelf: Shelf) -> list[str]:
    return [offer.name.filename for offer in shelf.offers]


def test_a_folder_offers_its_wheels(here: World) -> None:
    path = write_wheel(here.folder / "dist", WHEEL)
    write_wheel(here.folder / "dist", MUSL)

    shelf = open_source("dist/", here)

    assert shelf.source == "dist/"
    assert filenames(shelf) == [WHEEL, MUSL]
    assert shelf.offers[0].size == path.stat().st_size
    assert shelf.offers[0].read().filename == WHEEL


def test_auto_is_the_dist_folder(here: World) -> None:
    write_wheel(here.folder / "dist", WHEEL)

    assert filenames(open_source("auto", here)) == [WHEEL]


@pytest.mark.parametrize("spec", ["dist/*.whl", "dist/*", "d*/*", "**/*.whl", f"dist/{WHEEL}"])
def test_a_glob_or_a_file_offers_its_wheels(here: World, spec: str) -> None:
    write_wheel(here.folder / "dist", WHEEL)

    assert filenames(open_source(spec, here)) == [WHEEL]


def test_absolute_paths_and_globs_are_understood(here: World) -> None:
    path = write_wheel(here.folder / "dist", WHEEL)
    elsewhere = replace(here, folder=Path())

    for spec in (path, path.parent, path.parent / "*.whl"):
        assert filenames(open_source(str(spec), elsewhere)) == [WHEEL]


def test_a_folder_whose_name_looks_like_a_glob_is_a_folder(here: World) -> None:
    write_wheel(here.folder / "dist[1]", WHEEL)

    assert filenames(open_source("dist[1]", here)) == [WHEEL]


def test_source_distributions_are_told_and_not_judged(here: World) -> None:
    write_wheel(here.folder / "dist", WHEEL)
    for name in ("ray-2.9.0.tar.gz", "ray-2.9.0.zip", "SHA256SUMS", f"{WHEEL}.asc"):
        (here.folder / "dist" / name).touch()

    assert open_source("dist/", here).ignored == (
        "Not judged, being source: ray-2.9.0.tar.gz, ray-2.9.0.zip.",
    )


def test_globs_over_names_keep_what_matches_one_of_them(here: World) -> None:
    write_wheel(here.folder / "dist", WHEEL)
    write_wheel(here.folder / "dist", MUSL)

    assert filenames(open_source("dist/", here, ("*musl*", "*win*"))) == [MUSL]


def test_a_name_that_says_nothing_is_learnt_from_the_wheel(here: World) -> None:
    data = wheel_bytes(WHEEL)
    (here.folder / ODD).write_bytes(data)

    [offer] = open_source(ODD, here).offers

    assert (offer.name.filename, offer.name.project) == (ODD, "ray")
    assert offer.name.platforms == ("manylinux2014_x86_64",)
    assert offer.read().label == offer.name
    assert not offer.read().filename_is_valid


@pytest.mark.parametrize("name", [WHEEL, "odd.whl"])
def test_what_is_no_wheel_is_on_offer_and_cannot_be_read(here: World, name: str) -> None:
    (here.folder / "dist").mkdir()
    (here.folder / "dist" / name).write_text("not a zip")

    [offer] = open_source("dist/", here).offers

    assert offer.name.filename == name
    with pytest.raises(UnreadableWheel, match=name):
        offer.read()


def test_a_dangling_link_and_a_folder_called_a_wheel_are_not_overlooked(here: World) -> None:
    dist = here.folder / "dist"
    (dist / WHEEL).mkdir(parents=True)
    (dist / MUSL).symlink_to("gone")

    folder, link = open_source("dist/", here).offers

    with pytest.raises(UnreadableWheel, match="no regular file"):
        folder.read()
    with pytest.raises(UnreadableWheel, match="cannot be read"):
        link.read()


def test_a_pipe_is_not_waited_for(here: World) -> None:
    (here.folder / "dist").mkdir()
    os.mkfifo(here.folder / "dist" / WHEEL)

    [offer] = open_source("dist/", here).offers

    with pytest.raises(UnreadableWheel, match="no regular file"):
        offer.read()


def test_names_that_are_no_text_can_be_written_down(here: World) -> None:
    (here.folder / os.fsdecode(b"d\xff")).mkdir()
    path = write_wheel(here.folder / os.fsdecode(b"d\xff"), WHEEL)
    path.rename(path.with_name(os.fsdecode(b"x\xff.whl")))

    shelf = open_source(os.fsdecode(b"d\xff"), here)

    assert shelf.source == "d\\xff"
    assert filenames(shelf) == ["x\\xff.whl"]
    write_inventory(
        Inventory(shelf.source, (shelf.offers[0].read(),)), "pass", here.folder / "i.json"
    )


def test_an_inventory_is_a_source(here: World) -> None:
    write_wheel(here.folder / "dist", WHEEL)
    write_wheel(here.folder / "dist", MUSL)
    built = Inventory("dist/", tuple(offer.read() for offer in open_source("dist/", here).offers))
    write_inventory(built, "warn", here.folder / "old.json.gz")

    shelf = open_source("old.json.gz", here, ("*musl*",))

    assert (shelf.source, shelf.verdict) == ("old.json.gz", "warn")
    assert filenames(shelf) == [MUSL]
    assert shelf.offers[0].read() == built.wheels[1]
    assert (shelf.offers[0].sha256, shelf.offers[0].size) == (
        built.wheels[1].sha256,
        built.wheels[1].size,
    )


def test_an_inventory_of_nothing_is_no_source(here: World) -> None:
    write_inventory(Inventory("dist/"), "pass", here.folder / "old.json")

    with pytest.raises(NothingFound, match=r"old\.json is an inventory of no wheels"):
        open_source("old.json", here)


def test_an_empty_folder_says_what_was_looked_at(here: World) -> None:
    (here.folder / "dist").mkdir()

    with pytest.raises(NothingFound, match="dist/ has no wheel directly in it; there is nothing"):
        open_source("dist/", here)


def test_a_folder_without_wheels_says_what_there_is(here: World) -> None:
    (here.folder / "dist").mkdir()
    for number in range(7):
        (here.folder / "dist" / f"{number}.txt").touch()

    with pytest.raises(NothingFound, match=r"0\.txt, 1\.txt, .* and 2 more"):
        open_source("dist/", here)


def test_wheels_one_folder_down_are_pointed_at(here: World) -> None:
    write_wheel(here.folder / "dist" / "linux", WHEEL)

    with pytest.raises(NothingFound) as caught:
        open_source("dist/", here)

    assert "name them as dist/*/*.whl" in caught.value.hint
    assert filenames(open_source("dist/*/*.whl", here)) == [WHEEL]


def test_globs_that_keep_nothing_say_how_much_there_was(here: World) -> None:
    write_wheel(here.folder / "dist", WHEEL)
    write_wheel(here.folder / "dist", MUSL)

    with pytest.raises(NothingFound, match=r"dist/: none of the 2 wheels matches '\*arm\*' or 'x'"):
        open_source("dist/", here, ("*arm*", "x"))


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("nowhere/", "nowhere/ does not exist"),
        ("nowhere/*.whl", "matches no wheel"),
        ("x" * 300, "cannot be looked at"),
        ("ray-2.9.0.tar.gz", "is a source distribution"),
    ],
)
def test_what_cannot_be_had_is_not_found(here: World, spec: str, message: str) -> None:
    (here.folder / "ray-2.9.0.tar.gz").touch()

    with pytest.raises(NothingFound, match=message) as caught:
        open_source(spec, here)

    assert caught.value.hint


def test_a_file_of_another_kind_is_a_wrong_call(here: World) -> None:
    (here.folder / "README.md").touch()

    with pytest.raises(WrongCall, match=r"README\.md is neither a wheel"):
        open_source("README.md", here)


def test_none_is_only_a_baseline(here: World) -> None:
    with pytest.raises(WrongCall, match="none is no source"):
        open_source("none", here)


def test_local_wheels_need_no_cache(here: World) -> None:
    here.cache.write_text("a file where the folder should be")
    write_wheel(here.folder / "dist", WHEEL)

    assert open_source("dist/", here).offers[0].read().sha256


def test_an_unreadable_inventory_is_said(here: World) -> None:
    (here.folder / "x.json").write_text("[]")

    with pytest.raises(CouldNotJudge, match=r"x\.json is no inventory"):
        open_source("x.json", here)


NOISE = Random(0).randbytes(1_500_000)


def _never(*_: object) -> None:
    raise AssertionError("the wheel was inspected again")


def test_a_large_wheel_that_was_seen_is_not_inspected_again(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_wheel(here.folder / "dist", WHEEL, {"ray/noise.bin": NOISE})
    first = open_source("dist/", here).offers[0].read()

    monkeypatch.setattr(read, "read_wheel_file", _never)

    assert open_source("dist/", here).offers[0].read() == first


@pytest.mark.parametrize("other", [NOISE[::-1], NOISE + b"more"], ids=["same size", "other size"])
def test_another_wheel_of_that_name_is_inspected(here: World, other: bytes) -> None:
    write_wheel(here.folder / "dist", WHEEL, {"ray/noise.bin": NOISE})
    first = open_source("dist/", here).offers[0].read()

    write_wheel(here.folder / "dist", WHEEL, {"ray/noise.bin": other})

    second = open_source("dist/", here).offers[0].read()
    assert second.sha256 != first.sha256
    assert [member.crc for member in second.members] != [member.crc for member in first.members]


def test_of_small_wheels_nothing_is_kept(here: World) -> None:
    write_wheel(here.folder / "dist", WHEEL)

    open_source("dist/", here).offers[0].read()

    assert not here.cache.exists()


def test_a_cache_that_cannot_be_written_only_costs_time(here: World) -> None:
    write_wheel(here.folder / "dist", WHEEL, {"ray/noise.bin": NOISE})
    here.cache.write_text("no folder", "utf-8")

    assert open_source("dist/", here).offers[0].read().filename == WHEEL
