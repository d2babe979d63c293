"""Where there is no engine, one sentence says why, and the tests are skipped with it."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.container.engine import NoEngineError, find_engine
from tests.container.metadata import ROOT

SCRIPT = ROOT / "scripts" / "engine.sh"


def run_script(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run it on a machine where no engine answers."""
    environment = {
        "PATH": os.defpath,
        "DOCKER_HOST": f"unix://{tmp_path}/nobody.sock",
        "WHEEL_CEILING_ENGINE": str(tmp_path / "engine"),
    }
    return subprocess.run(
        (SCRIPT, *words), check=False, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize("word", ["environment", "build"])
def test_without_an_engine_there_is_one_sentence(tmp_path: Path, word: str) -> None:
    ended = run_script(tmp_path, word)

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == "no Docker engine answers; scripts/engine.sh up starts one\n"


def test_an_engine_that_does_not_run_is_stopped_already(tmp_path: Path) -> None:
    ended = run_script(tmp_path, "down")

    assert ended.returncode == 0
    assert not (tmp_path / "engine").exists()


@pytest.mark.parametrize("words", [(), ("frobnicate",)], ids=["NOTHING", "UNKNOWN"])
def test_a_wrong_call_shows_what_there_is(tmp_path: Path, words: tuple[str, ...]) -> None:
    ended = run_script(tmp_path, *words)

    assert ended.returncode == 2
    assert "engine.sh ready" in ended.stderr


@pytest.mark.parametrize(
    ("why_not", "reason"),
    [
        pytest.param("", "WHEEL_CEILING_IMAGE", id="NOBODY_TRIED"),
        pytest.param("only root can start one", "only root can start one", id="IT_FAILED"),
    ],
)
def test_without_an_image_the_reason_is_told(why_not: str, reason: str) -> None:
    with pytest.raises(NoEngineError, match=reason):
        find_engine("", "", why_not)


def test_an_image_that_is_named_and_cannot_be_had_is_no_reason_to_skip(tmp_path: Path) -> None:
    client = tmp_path / "docker"
    client.write_text("#!/bin/sh\necho no such image >&2\nexit 1\n", "utf-8")
    client.chmod(0o755)

    with pytest.raises(AssertionError, match="no such image"):
        find_engine("wheel-ceiling-action:test", str(client), "")
