"""Wheels taken apart and put together: only what was meant to differ does."""

from pathlib import Path

import pytest

from benchmarks.detecting.packing import Entry, Package
from tests.wheel_files import write_wheel
from wheel_ceiling.model import RecordFault, Wheel
from wheel_ceiling.wheels.read import read_wheel

NAME = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"
MEMBERS = {"ray/__init__.py": b"x = 1\n", "ray/with, comma.txt": b"", "ray/a.so": b"\x7fELF..."}


def package(folder: Path) -> Package:
    return Package.read(write_wheel(folder, NAME, MEMBERS))


def written(changed: Package, folder: Path) -> Wheel:
    return read_wheel(changed.write(folder / "out"))


def test_a_wheel_written_again_is_the_same_wheel(tmp_path: Path) -> None:
    before = package(tmp_path)
    after = Package.read(before.write(tmp_path / "out"))

    assert {one.path: one for one in after.entries}.keys() == {one.path for one in before.entries}
    assert all(after.entry(path).data == data for path, data in MEMBERS.items())


def test_record_is_right_whatever_was_changed(tmp_path: Path) -> None:
    changed = (
        package(tmp_path)
        .with_data("ray/__init__.py", b"x = 2\n")
        .with_entry(Entry("ray/new.py", b"y"))
        .without("ray/a.so")
        .renamed(lambda path: path.replace("ray/with", "ray/without"))
    )

    assert not written(changed, tmp_path).record
    assert not changed.libraries


def test_a_record_that_is_meant_to_be_wrong_stays_wrong(tmp_path: Path) -> None:
    changed = package(tmp_path).with_data("ray/__init__.py", b"x = 2\n")
    wrong = Package(changed.filename, changed.entries, has_right_record=False)

    assert RecordFault("ray/__init__.py", "wrong-hash") in written(wrong, tmp_path).record


def test_another_tag_stands_in_the_name_and_in_the_wheel_file(tmp_path: Path) -> None:
    name = "ray-2.9.0-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
    wheel = written(package(tmp_path).retagged(name), tmp_path)

    assert wheel.filename == name
    assert wheel.declared_tags == wheel.label.tags


def test_a_file_that_is_not_there_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        package(tmp_path).with_data("ray/b.so", b"")
