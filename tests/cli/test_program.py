"""The program as a process, and what it shows while somebody watches."""

import argparse
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.terminal import TODAY
from wheel_ceiling import __version__
from wheel_ceiling.cli import Surroundings, run
from wheel_ceiling.cli.progress import Bars
from wheel_ceiling.cli.world import build_world

HANGING = Path(__file__).with_name("hanging.py")
DEMO = Path(__file__).parents[2] / "demo" / "wheels"


class Watched(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def surroundings(stream: io.StringIO, folder: Path, **environment: str) -> Surroundings:
    return Surroundings(environment, folder, stream, stream, columns=500, today=TODAY)


def test_it_runs_as_a_module_with_the_exit_code_of_the_verdict(tmp_path: Path) -> None:
    words = ["check", str(DEMO / "built"), "--baseline", str(DEMO / "baseline")]
    process = subprocess.run(
        [sys.executable, "-m", "wheel_ceiling", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert process.returncode == 1
    assert process.stderr == ""
    assert "silent rebuild" in process.stdout


def test_a_reader_that_goes_away_leaves_no_traceback(tmp_path: Path) -> None:
    command = f"'{sys.executable}' -m wheel_ceiling show '{DEMO / 'built'}' | head -n 1"
    process = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert process.stdout.startswith("ray-2.9.0")
    assert process.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_an_answer_that_cannot_be_written_is_no_verdict(tmp_path: Path) -> None:
    command = f"'{sys.executable}' -m wheel_ceiling show '{DEMO / 'built'}' >/dev/full"
    process = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert process.returncode == 3
    assert "The answer cannot be written: No space left on device." in process.stderr
    assert "Traceback" not in process.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-"])
def test_closed_streams_are_no_reason_to_fail(tmp_path: Path, closed: str) -> None:
    command = f"'{sys.executable}' -m wheel_ceiling --version {closed}"
    process = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (process.returncode, process.stderr) == (0, "")


def test_a_crash_is_no_verdict(tmp_path: Path) -> None:
    program = "from wheel_ceiling.cli import program as p; p.main = lambda *_: 1 / 0; p.run()"
    process = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert process.returncode == 3
    assert "ZeroDivisionError" in process.stderr
    assert process.stderr.endswith("please report it with the lines above.\n")


def test_run_ends_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["wheel-ceiling", "--version"])

    with pytest.raises(SystemExit) as raised:
        run(sys.exit)

    assert raised.value.code == 0
    assert __version__ in capsys.readouterr().out


def test_an_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("wheel_ceiling.cli.program.main", interrupted)

    with pytest.raises(SystemExit) as raised:
        run()

    assert raised.value.code == 130


def test_downloads_are_shown_by_a_bar_that_goes_away() -> None:
    stream = Watched()

    with Bars(stream).download("ray-2.9.0\x1b[31m.whl", 100) as told:
        told(60)

    assert "ray-2.9.0\\x1b[31m.whl" in stream.getvalue()


def test_several_downloads_share_a_screen() -> None:
    stream = Watched()
    bars = Bars(stream)

    with bars.download("ray.whl", 100) as of_ray, bars.download("numpy.whl", 0) as of_numpy:
        of_ray(60)
        of_numpy(7)
        time.sleep(0.3)  # until they are drawn
    with bars.download("scipy.whl", 100) as of_scipy:
        of_scipy(100)

    lines = stream.getvalue().splitlines()
    first = next(place for place, line in enumerate(lines) if "ray.whl" in line)
    assert any("numpy.whl" in line for line in lines[first + 1 : first + 3])
    assert "scipy.whl" in stream.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_asked_to_end_it_ends_with_its_readers_and_leaves_no_part_of_a_file(
    tmp_path: Path,
) -> None:
    with subprocess.Popen(
        [sys.executable, HANGING, tmp_path], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        reader = int(process.stdout.readline())
        assert list(tmp_path.glob("*.part"))

        process.send_signal(signal.SIGTERM)

        assert process.wait(10) == 143
    with pytest.raises(ProcessLookupError):
        os.kill(reader, 0)
    assert not list(tmp_path.iterdir())


def test_progress_is_shown_only_to_somebody_who_watches(tmp_path: Path) -> None:
    parsed = argparse.Namespace(cache="kept", quiet=False)

    watched = build_world(parsed, surroundings(Watched(), tmp_path))
    unwatched = build_world(parsed, surroundings(io.StringIO(), tmp_path))

    assert isinstance(watched.progress, Bars)
    assert not isinstance(unwatched.progress, Bars)
    assert watched.cache == tmp_path / "kept"


def test_colour_is_for_terminals_that_want_it_and_width_is_bounded(tmp_path: Path) -> None:
    assert surroundings(Watched(), tmp_path).has_colour
    assert not surroundings(Watched(), tmp_path, NO_COLOR="1").has_colour
    assert not surroundings(io.StringIO(), tmp_path).has_colour
    assert surroundings(Watched(), tmp_path).width == 140
