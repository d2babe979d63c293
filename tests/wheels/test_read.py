import io
import zipfile
from pathlib import Path
from zlib import crc32

import pytest

from tests.wheel_files import wheel_bytes, write_wheel
from tests.wheels.files import FOLDER, NAME, TEXT, read, wheel_of
from tests.wheels.raw_zip import deflate
from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import Member
from wheel_ceiling.wheels.read import read_wheel


def test_a_wheel_on_disk_is_read(tmp_path: Path) -> None:
    path = write_wheel(tmp_path, NAME, {"pkg.py": TEXT})

    wheel = read_wheel(path)

    assert wheel == read(path.read_bytes())
    assert wheel.filename == NAME
    assert wheel.filename_is_valid
    assert wheel.label.project == "pkg"


def test_members_have_their_sizes_and_checksums(tmp_path: Path) -> None:
    wheel = read_wheel(write_wheel(tmp_path, NAME, {"pkg.py": TEXT}))

    paths = [member.path for member in wheel.members]
    assert paths == ["pkg.py", f"{FOLDER}/WHEEL", f"{FOLDER}/METADATA", f"{FOLDER}/RECORD"]
    assert wheel.members[0] == Member("pkg.py", 300, len(deflate(TEXT)), crc32(TEXT))


def test_members_have_the_time_that_the_zip_says_but_no_stand_in_for_none() -> None:
    out = io.BytesIO(wheel_of(pkg__py=TEXT))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(zipfile.ZipInfo("a.py", (2024, 5, 12, 10, 0, 2)), TEXT)
        archive.writestr(zipfile.ZipInfo("b.py", (2024, 0, 31, 10, 0, 0)), TEXT)
        archive.writestr(zipfile.ZipInfo("c.py", (2023, 2, 30, 10, 0, 0)), TEXT)

    times = {member.path: member.modified for member in read(out.getvalue()).members}
    assert times["a.py"] == "2024-05-12T10:00:02"
    assert {times["b.py"], times["c.py"], times["pkg.py"]} == {""}


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableWheel, match=f"{NAME} cannot be read: No such file"):
        read_wheel(tmp_path / NAME)


def test_a_file_that_is_not_there_has_its_name_made_fit_to_be_shown(tmp_path: Path) -> None:
    with pytest.raises(UnreadableWheel, match=r"^a\\nb\.whl cannot be read"):
        read_wheel(tmp_path / "a\nb.whl")


def test_a_folder_is_no_wheel(tmp_path: Path) -> None:
    with pytest.raises(UnreadableWheel, match="cannot be read: Is a directory"):
        read_wheel(tmp_path)


@pytest.mark.parametrize("filename", ["a\nb.whl", "\x1b[2J.whl", "\udcff.whl"])
def test_a_file_name_is_made_fit_to_be_shown(filename: str) -> None:
    with pytest.raises(UnreadableWheel) as refused:
        read(b"no zip", filename)
    [problem] = read(b"x" + wheel_bytes(NAME), filename).problems

    for message in (refused.value.message, problem.message):
        assert message.isprintable()
        assert ".whl has" in message or ".whl is" in message
    assert problem.wheel == filename
