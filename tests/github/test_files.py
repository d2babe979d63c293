import base64
from pathlib import Path

import pytest

from tests.github.connecting import connected
from tests.github.fake import BASE_SHA, FakeGitHub, Reply
from wheel_ceiling.errors import CouldNotJudge, NothingFound, SourceUnreachable, WrongCall
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.files import MOST_BYTES, fetch_file, file_at, names_at

CONTENTS = {"TEXT": b"[tool]\n", "BINARY": bytes(range(256)) * 100, "EMPTY": b""}


@pytest.mark.parametrize("data", CONTENTS.values(), ids=CONTENTS)
def test_a_file_is_read_at_a_commit(github: FakeGitHub, data: bytes) -> None:
    github.add_file(BASE_SHA, "a folder/pyproject.toml", data)
    assert file_at(connected(github), "a folder/pyproject.toml", BASE_SHA) == data
    assert github.seen[0].query == {"ref": BASE_SHA}


def test_a_file_that_is_not_there_is_not_found(github: FakeGitHub) -> None:
    github.add_file("main", "README.md", b"x")
    for path, ref in (("pyproject.toml", "main"), ("README.md", "topic")):
        with pytest.raises(NothingFound, match=f"{path} at {ref} could not be found"):
            file_at(connected(github), path, ref)


def test_a_token_that_may_not_ask_is_told_so(github: FakeGitHub) -> None:
    github.permissions.clear()
    with pytest.raises(Forbidden) as caught:
        file_at(connected(github), "pyproject.toml", "main")
    assert caught.value.permission == "contents: read"


def test_a_file_that_is_too_large_is_told(github: FakeGitHub) -> None:
    github.add_file("main", "big", bytes(MOST_BYTES + 1))
    with pytest.raises(CouldNotJudge, match=r"big at main has 1\.0 MB"):
        file_at(connected(github), "big", "main")


def test_a_link_to_elsewhere_is_no_file(github: FakeGitHub) -> None:
    github.trouble("GET", "*", Reply(200, body={"type": "symlink", "size": 3, "target": "../x"}))
    with pytest.raises(NothingFound, match="is no file: GitHub calls it 'symlink'"):
        file_at(connected(github), "link", "main")


def shown(data: bytes, size: int) -> dict[str, object]:
    text = base64.encodebytes(data).decode()
    return {"type": "file", "size": size, "encoding": "base64", "content": text}


ODD: dict[str, object] = {
    "A FOLDER": [],
    "NO CONTENT": {"type": "file"},
    "NO BASE64": {"type": "file", "size": 1, "encoding": "base64", "content": "a"},
    "NO TEXT": {"type": "file", "size": 1, "encoding": "base64", "content": 5},
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_an_odd_answer_is_not_believed(github: FakeGitHub, body: object) -> None:
    github.trouble("GET", "*", Reply(200, body=body))
    with pytest.raises(SourceUnreachable, match="cannot be understood"):
        file_at(connected(github), "a", "main")


def test_half_a_file_is_not_believed(github: FakeGitHub) -> None:
    github.trouble("GET", "*", Reply(200, body=shown(b"half", 8)))
    with pytest.raises(SourceUnreachable, match="not the whole file"):
        file_at(connected(github), "a", "main")


PATHS = {"EMPTY": "", "UP": "../../../user", "HERE": "./a", "ROOT": "/etc/passwd", "DOUBLE": "a//b"}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_path_stays_in_the_repository(github: FakeGitHub, path: str) -> None:
    with pytest.raises(WrongCall, match="no path of a file"):
        file_at(connected(github), path, "main")
    assert github.seen == []


def test_a_large_file_is_fetched_as_it_is(github: FakeGitHub, tmp_path: Path) -> None:
    data = bytes(range(256)) * 8 * 1024
    github.add_file(BASE_SHA, "a folder/wheel-ceiling.json", data)
    target = tmp_path / "inventory"

    fetch_file(connected(github), "a folder/wheel-ceiling.json", BASE_SHA, target)

    assert target.read_bytes() == data
    assert len(github.seen) == 1


def test_a_file_that_was_listed_and_is_not_given_is_trouble(
    github: FakeGitHub, tmp_path: Path
) -> None:
    github.add_file(BASE_SHA, "README.md", b"x")

    with pytest.raises(SourceUnreachable, match=r"wheel-ceiling\.json at"):
        fetch_file(
            connected(github), "wheel-ceiling.json", BASE_SHA, tmp_path / "x", is_listed=True
        )

    assert list(tmp_path.iterdir()) == []


def test_the_top_of_a_commit_is_listed(github: FakeGitHub) -> None:
    github.add_file(BASE_SHA, "README.md", b"x")
    github.add_file(BASE_SHA, "src/pyproject.toml", b"x")

    assert names_at(connected(github), BASE_SHA) == {"README.md", "src"}


def test_a_commit_that_is_hidden_has_no_empty_top(github: FakeGitHub) -> None:
    with pytest.raises(Forbidden):
        names_at(connected(github), BASE_SHA)
