"""The Action as a process: what a crash, a signal and a wrong call look like from outside."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wheel_ceiling.action.crash import CRASHED, expect_crashes

WORDS = [sys.executable, "-I", "-m", "wheel_ceiling.action"]


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        WORDS, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_outside_of_github_it_is_a_wrong_call(tmp_path: Path) -> None:
    ended = run(tmp_path)

    assert ended.returncode == 2
    assert ended.stdout.startswith("::error title=wheel-ceiling::GITHUB_REPOSITORY is not set.")
    assert list(tmp_path.iterdir()) == []


def test_a_crash_is_no_verdict_and_no_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    codes: list[int] = []
    expect_crashes(codes.append)

    error = ValueError("a name\n::error::forged\n##[warning]forged")
    sys.excepthook(ValueError, error, None)

    lines = capsys.readouterr().out.splitlines()
    assert codes == [CRASHED] == [3]
    assert lines[0].startswith("::stop-commands::")
    word = lines[0].removeprefix("::stop-commands::")
    assert lines.index("::error::forged") < lines.index(f"::{word}::")
    assert not any("##[" in line for line in lines)
    assert lines[-1].startswith("::error::wheel-ceiling crashed")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_it_ends_at_once_when_the_job_is_cancelled(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        environment = {
            "GITHUB_REPOSITORY": "octo/demo",
            "GITHUB_API_URL": f"http://127.0.0.1:{silent.getsockname()[1]}",
            "GITHUB_RUN_ID": "1",
            "RUNNER_TEMP": str(tmp_path),
            "INPUT_TOKEN": "secret",
            "PATH": os.environ["PATH"],
        }
        with subprocess.Popen(
            WORDS, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True
        ) as process:
            silent.settimeout(20)
            asked, _ = silent.accept()
            process.send_signal(signal.SIGTERM)
            start = time.monotonic()
            process.wait(timeout=10)
            asked.close()

    assert process.returncode == 143
    assert time.monotonic() - start < 5
    assert list(tmp_path.iterdir()) == [], "what was temporary is gone"
