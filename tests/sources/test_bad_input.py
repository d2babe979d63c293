"""What goes wrong, and the exit code it ends with."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.sources.conftest import IMPATIENT
from tests.sources.fake_index import FakeIndex
from tests.wheel_files import wheel_bytes
from wheel_ceiling.errors import SourceUnreachable, WheelCeilingError
from wheel_ceiling.sources.shelves import open_source
from wheel_ceiling.sources.world import World

WHEEL = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"
GOOD = wheel_bytes(WHEEL, {"ray/__init__.py": b"x" * 5000})
PAGE = "/simple/ray/"
FILE = f"/files/{WHEEL}"


def _nothing(_index: FakeIndex, _folder: Path) -> None:
    pass


def _file(name: str, data: bytes) -> Callable[[FakeIndex, Path], None]:
    def prepare(_index: FakeIndex, folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)

    return prepare


def _empty_folder(_index: FakeIndex, folder: Path) -> None:
    (folder / "dist").mkdir()


def _released(index: FakeIndex, _folder: Path) -> None:
    index.add(WHEEL)


def _status(path: str, status: int) -> Callable[[FakeIndex, Path], None]:
    def prepare(index: FakeIndex, _folder: Path) -> None:
        index.add(WHEEL)
        index.statuses[path] = [status] * 9

    return prepare


def _cut(index: FakeIndex, _folder: Path) -> None:
    index.add(WHEEL)
    index.cut[FILE] = 9


def _changed(index: FakeIndex, _folder: Path) -> None:
    index.add(WHEEL)
    index.files[WHEEL].sha256 = "0" * 64


def _without(member: str) -> Callable[[FakeIndex, Path], None]:
    return _file(f"dist/{WHEEL}", wheel_bytes(WHEEL, without=(member,)))


# what is there, what is asked for, the exit code, what the sentence names
TABLE = {
    "an empty folder": (_empty_folder, "dist/", 3, "dist/"),
    "a folder that is not there": (_nothing, "dist/", 3, "dist/"),
    "a glob without a match": (_nothing, "*.whl", 3, "*.whl"),
    "a file of another kind": (_file("a.txt", b""), "a.txt", 2, "a.txt"),
    "a source distribution": (_file("a.tar.gz", b""), "a.tar.gz", 3, "a.tar.gz"),
    "not a zip": (_file(f"dist/{WHEEL}", b"no"), "dist/", 3, WHEEL),
    "nothing in the file": (_file(f"dist/{WHEEL}", b""), "dist/", 3, WHEEL),
    "truncated": (_file(f"dist/{WHEEL}", GOOD[:-30]), "dist/", 3, WHEEL),
    "half of it": (_file(f"dist/{WHEEL}", GOOD[: len(GOOD) // 2]), "dist/", 3, WHEEL),
    "a wheel without WHEEL": (_without("WHEEL"), "dist/", 3, WHEEL),
    "not a zip, odd name": (_file("dist/x.whl", b"no"), "dist/", 3, "x.whl"),
    "a damaged inventory": (_file("i.json", b"{"), "i.json", 3, "i.json"),
    "a newer inventory": (
        _file("i.json", b'{"inventory_version": 9}'),
        "i.json",
        3,
        "i.json has inventory version 9",
    ),
    "nothing": (_nothing, "", 2, "no source"),
    "no baseline as built": (_nothing, "none", 2, "none"),
    "GitHub outside of GitHub": (_nothing, "run", 2, "'run'"),
    "no version": (_nothing, "ray==new", 2, "'new'"),
    "plain http": (_nothing, "http://example.test/x.whl", 2, "example.test"),
    "another scheme": (_nothing, "ftp://example.test/x.whl", 2, "ftp://"),
    "no such project": (_nothing, "pypi:nothere", 3, "nothere does not exist"),
    "no such version": (_released, "pypi:ray==1.0", 3, "no release 1.0"),
    "an index that forbids": (_status(PAGE, 403), "pypi:ray", 3, "HTTP 403"),
    "an index in trouble": (_status(PAGE, 500), "pypi:ray", 3, "HTTP 500"),
    "an index that is tired": (_status(PAGE, 429), "pypi:ray", 3, "HTTP 429"),
    "a file that is gone": (_status(FILE, 404), "pypi:ray", 3, WHEEL),
    "a file that is forbidden": (_status(FILE, 403), "pypi:ray", 3, WHEEL),
    "a file that breaks off": (_cut, "pypi:ray", 3, WHEEL),
    "a file of another digest": (_changed, "pypi:ray", 3, WHEEL),
}


@pytest.mark.parametrize("case", TABLE)
def test_bad_input_is_a_sentence_and_an_exit_code(
    index: FakeIndex, world: World, case: str
) -> None:
    prepare, spec, code, named = TABLE[case]
    prepare(index, world.folder)

    with pytest.raises(WheelCeilingError) as caught:
        _read_all(spec, world)

    assert caught.value.exit_code == code
    assert named in caught.value.message
    assert caught.value.message.endswith(".")
    assert caught.value.hint


def test_a_file_that_never_comes_is_given_up(index: FakeIndex, world: World) -> None:
    index.add(WHEEL)
    index.silent.add(FILE)

    with pytest.raises(SourceUnreachable, match=f"{WHEEL} .* did not answer in time") as caught:
        _read_all("pypi:ray", replace(world, limits=IMPATIENT))

    assert caught.value.exit_code == 3


def test_a_wheel_without_record_is_read_and_the_fault_noted(world: World) -> None:
    (world.folder / WHEEL).write_bytes(wheel_bytes(WHEEL, without=("RECORD",)))

    [offer] = open_source(WHEEL, world).offers

    assert [fault.kind for fault in offer.read().record] == ["no-record"]


def _read_all(spec: str, world: World) -> None:
    for offer in open_source(spec, world).offers:
        offer.read()
