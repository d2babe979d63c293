"""The release commit changes one value of action.yml, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.release_action import NoSuchAction, name_image, run

ROOT = Path(__file__).parents[1]
IMAGE = "ghcr.io/org/wheel-ceiling-action@sha256:" + "0123456789abcdef" * 4
NAMED = b"docker://" + IMAGE.encode()
HEAD = b"name: x\ndescription: the image: of it\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            HEAD + b"runs:\n  using: docker\n  image: Dockerfile\n",
            HEAD + b"runs:\n  using: docker\n  image: " + NAMED + b"\n",
            id="PLAIN",
        ),
        pytest.param(
            HEAD + b'runs:\n  image: "Dockerfile"  # built\n  using: docker',
            HEAD + b"runs:\n  image: " + NAMED + b"  # built\n  using: docker",
            id="QUOTED, WITH A COMMENT AND NO LAST LINE END",
        ),
        pytest.param(
            b"runs:\r\n    using: 'docker'\r\n    image: 'Dockerfile'\r\n",
            b"runs:\r\n    using: 'docker'\r\n    image: " + NAMED + b"\r\n",
            id="LINE ENDS OF WINDOWS",
        ),
        pytest.param(
            b"runs: # how\n\n# a remark\n  image: Dockerfile\ninputs:\n  image: {}\n",
            b"runs: # how\n\n# a remark\n  image: " + NAMED + b"\ninputs:\n  image: {}\n",
            id="AN INPUT OF THE SAME NAME AFTER IT",
        ),
        pytest.param(
            b"inputs:\n  image: none\nruns:\n  image: docker://old:v1\n",
            b"inputs:\n  image: none\nruns:\n  image: " + NAMED + b"\n",
            id="AN INPUT OF THE SAME NAME BEFORE IT",
        ),
        pytest.param(
            b"\xef\xbb\xbfname: \xff\nruns:\n  image: Dockerfile\n",
            b"\xef\xbb\xbfname: \xff\nruns:\n  image: " + NAMED + b"\n",
            id="BYTES THAT ARE NO TEXT",
        ),
    ],
)
def test_only_the_value_of_image_changes(before: bytes, after: bytes) -> None:
    assert name_image(before, IMAGE) == after


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        pytest.param(HEAD, "no part `runs:`", id="NO RUNS"),
        pytest.param(b"runs:\n  using: composite\n", "has 0 lines", id="NO IMAGE"),
        pytest.param(b"runs:\n  image: a\n  image: b\n", "has 2 lines", id="TWO IMAGES"),
        pytest.param(b"runs:\n  image:\n    a\n", "has 0 lines", id="A VALUE ON ITS OWN LINE"),
        pytest.param(b"runs:\n  image: a b\n", "has 0 lines", id="A VALUE OF TWO WORDS"),
    ],
)
def test_an_action_of_another_shape_is_refused(action: bytes, sentence: str) -> None:
    with pytest.raises(NoSuchAction, match=sentence):
        name_image(action, IMAGE)


@pytest.mark.parametrize(
    "image",
    [
        pytest.param("ghcr.io/org/name:v1", id="A TAG"),
        pytest.param("wheel-ceiling@sha256:" + "0" * 64, id="NO HOST"),
        pytest.param("ghcr.io/org/name@sha256:" + "0" * 63, id="A SHORT DIGEST"),
        pytest.param("ghcr.io/Org/name@sha256:" + "0" * 64, id="CAPITALS"),
        pytest.param(f"{IMAGE}\n", id="A LINE END"),
        pytest.param(f"docker://{IMAGE}", id="A SCHEME"),
        pytest.param("", id="NOTHING"),
    ],
)
def test_an_image_must_be_named_by_host_and_digest(image: str) -> None:
    with pytest.raises(NoSuchAction, match="names no image by digest"):
        name_image(b"runs:\n  image: Dockerfile\n", image)


def test_naming_an_image_twice_is_naming_it_once() -> None:
    once = name_image((ROOT / "action.yml").read_bytes(), IMAGE)

    assert name_image(once, IMAGE) == once


def test_of_our_own_action_one_line_changes() -> None:
    before = (ROOT / "action.yml").read_bytes()

    after = name_image(before, IMAGE)

    pairs = zip(before.splitlines(keepends=True), after.splitlines(keepends=True), strict=True)
    assert [pair for pair in pairs if pair[0] != pair[1]] == [
        (b"  image: Dockerfile\n", b"  image: " + NAMED + b"\n")
    ]


def test_the_file_is_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "action.yml"
    path.write_bytes(b"runs:\r\n  image: Dockerfile\r\n")

    assert run([IMAGE, str(path)]) == 0
    assert path.read_bytes() == b"runs:\r\n  image: " + NAMED + b"\r\n"


def test_a_refused_file_stays_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "action.yml"
    path.write_bytes(b"runs:\n  image: Dockerfile\n")

    assert run(["ghcr.io/org/name:v1", str(path)]) == 2
    assert path.read_bytes() == b"runs:\n  image: Dockerfile\n"
    assert "names no image by digest" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param([], "Call it with an image and a file", id="NOTHING"),
        pytest.param([IMAGE, "/nowhere/action.yml"], "No such file", id="NO SUCH FILE"),
    ],
)
def test_a_wrong_call_ends_with_a_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_it_runs_with_nothing_installed(tmp_path: Path) -> None:
    path = tmp_path / "action.yml"
    path.write_bytes((ROOT / "action.yml").read_bytes())

    done = subprocess.run(
        [sys.executable, "-I", "-S", ROOT / "scripts/release_action.py", IMAGE, path], check=False
    )

    assert done.returncode == 0
    assert NAMED in path.read_bytes()
