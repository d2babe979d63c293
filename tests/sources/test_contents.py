import io
from random import Random

import pytest

from tests.sources.on_github import LINUX, large, noise, wheel
from tests.wheel_files import zip_bytes
from wheel_ceiling.sources.contents import UNTOLD, Contents, contents_of, contents_of_end

FILES = {"a/": b"", f"a/{LINUX}": wheel(LINUX), "b.json": b"{}", "c.json.gz": b"", "d.txt": b""}
ZIP = zip_bytes(FILES)


def test_the_end_tells_as_much_as_the_whole() -> None:
    data = zip_bytes({"first": noise(300_000), **FILES})

    told = contents_of_end(data[-20_000:])

    assert told == contents_of(io.BytesIO(data))
    assert [(inner.number, inner.filename, inner.size) for inner in told.wheels] == [
        (1, LINUX, len(FILES[f"a/{LINUX}"]))
    ]
    assert [inner.path for inner in told.documents] == ["b.json", "c.json.gz"]


def test_a_wheel_is_known_by_its_folder_at_the_top() -> None:
    assert contents_of_end(large(LINUX)[-2_000:]).is_wheel
    assert not contents_of_end(zip_bytes({"x/demo-1.dist-info/WHEEL": b""})).is_wheel


def test_folders_are_known_by_either_slash() -> None:
    told = contents_of_end(zip_bytes({f"C:\\x\\{LINUX}": b"", f"y/{LINUX}": b""}))

    assert [inner.filename for inner in told.wheels] == [LINUX, LINUX]


ENDS = {
    "no zip": (b"hello", Contents()),
    "nothing": (b"", Contents()),
    "a directory that is not whole": (
        zip_bytes(dict.fromkeys(map(str, range(99)), b""))[-99:],
        UNTOLD,
    ),
}


@pytest.mark.parametrize(("end", "told"), ENDS.values(), ids=ENDS)
def test_what_an_end_does_not_tell(end: bytes, told: Contents) -> None:
    assert contents_of_end(end) == told


@pytest.mark.parametrize(("data", "told"), [(ZIP[:-9], UNTOLD), (b"x" + ZIP[1:-9], Contents())])
def test_a_damaged_zip_does_not_tell(data: bytes, told: Contents) -> None:
    assert contents_of(io.BytesIO(data)) == told


def test_any_end_tells_something_or_nothing() -> None:
    chance = Random(3)
    for _ in range(2_000):
        data = bytearray(ZIP)
        for _ in range(chance.randint(1, 4)):
            data[-chance.randint(1, 400)] = chance.randrange(256)
        assert contents_of_end(bytes(data)) is not None
        assert contents_of(io.BytesIO(data)) is not None
