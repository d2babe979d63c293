"""Files with holes, and files inside of files."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from wheel_ceiling.sources.stretches import Absent, InnerFile, PartialFile, merged
from wheel_ceiling.wheels.stretch import Stretch

DATA = bytes(range(200))


def test_what_came_is_read_and_what_did_not_is_asked_for(tmp_path: Path) -> None:
    with PartialFile(tmp_path / "x", 200) as file:
        file.put(Stretch(100, 150), [DATA[100:120], DATA[120:150]])
        file.put(Stretch(150, 200), [DATA[150:]])
        file.seek(110)

        assert file.read(60) == DATA[110:170]
        assert file.read() == DATA[170:]
        assert file.read(5) == b""
        file.seek(90)
        with pytest.raises(Absent) as caught:
            file.read(20)

    assert caught.value.stretch == Stretch(90, 110)


def test_a_stretch_that_breaks_off_is_not_here(tmp_path: Path) -> None:
    def breaking() -> object:
        yield DATA[:5]
        raise ConnectionError

    with PartialFile(tmp_path / "x", 200) as file:
        with pytest.raises(ConnectionError):
            file.put(Stretch(0, 10), breaking())  # type: ignore[arg-type]

        assert not file.has(Stretch(0, 5))
        assert file.has(Stretch(7, 7))


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (0, [(0, 20), (25, 30), (40, 50)]),
        (4, [(0, 20), (25, 30), (40, 50)]),
        (5, [(0, 30), (40, 50)]),
        (10, [(0, 50)]),
    ],
)
def test_stretches_are_joined_over_small_gaps(gap: int, expected: list[Stretch]) -> None:
    parts = [Stretch(40, 50), Stretch(10, 20), Stretch(0, 10), Stretch(5, 9), Stretch(25, 30)]

    assert merged(parts, gap) == expected


def test_a_piece_of_a_file_reads_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "outer"
    path.write_bytes(DATA)

    with InnerFile(path, Stretch(50, 60)) as file:
        assert file.read() == DATA[50:60]
        assert file.read(1) == b""
        assert file.seek(-3, os.SEEK_END) == 7
        assert file.read(100) == DATA[57:60]
        assert file.seek(2) == 2
        assert file.seek(1, os.SEEK_CUR) == file.tell() == 3
        assert file.read(2) == DATA[53:55]
        assert file.seek(50) == 50
        assert file.read(1) == b""
        with pytest.raises(ValueError, match="negative"):
            file.seek(-1)


def test_a_zip_inside_of_a_file_is_a_zip(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a", b"text")
    path = tmp_path / "outer"
    path.write_bytes(DATA + inner.getvalue() + DATA)

    with InnerFile(path, Stretch(200, 200 + len(inner.getvalue()))) as file:
        assert zipfile.ZipFile(file).read("a") == b"text"
