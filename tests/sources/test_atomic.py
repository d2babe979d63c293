import os
import threading
from pathlib import Path

import pytest

from wheel_ceiling.errors import WrongCall
from wheel_ceiling.sources.atomic import temporary_path, write_text


def test_a_file_and_its_folders_are_written(tmp_path: Path) -> None:
    write_text(tmp_path / "a" / "b.md", "é\n")

    assert (tmp_path / "a" / "b.md").read_bytes() == "é\n".encode()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.md"]


def test_what_was_there_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("old and long")

    write_text(tmp_path / "b.md", "new")

    assert (tmp_path / "b.md").read_text() == "new"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to("real.md")

    write_text(tmp_path / "link.md", "new")

    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == "new"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text()))
    reader.start()

    write_text(pipe, "text")
    reader.join()

    assert heard == ["text"]
    assert pipe.is_fifo()


def test_a_place_that_cannot_be_written_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match="cannot be written"):
        write_text(tmp_path, "text")


def test_what_goes_wrong_half_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InterruptedError):
        _break_off(tmp_path)

    assert not list(tmp_path.iterdir())


def _break_off(folder: Path) -> None:
    with temporary_path(folder) as path:
        path.write_text("half")
        raise InterruptedError
