"""How fast wheels are inspected, against the peers and against inflating their bytes.

    make bench                                       # installs the peers, then runs this
    python -m benchmarks.speed --peers .venv-peers/bin --wheels FOLDER --rounds 5

Everything is measured in one run: for each wheel the programs take turns, the median counts.
A peer that is not installed and a wheel that cannot be had are left out with a word. Absolute
times are this machine's; the ratios are what travels. Writes docs/performance.md.
"""

import argparse
import compileall
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import gettempdir
from time import perf_counter

from benchmarks.page import OWN, SCALE, Figure, Row, Setting, render

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "performance.md"
WHEELS = (
    "markupsafe==3.0.2",
    "psycopg2-binary==2.9.10",
    "cryptography==44.0.1",
    "numpy==2.2.1",
    "pyarrow==18.1.0",
    "tensorflow-cpu==2.18.0",
    "xgboost==2.0.3",
)
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
PEERS = ("auditwheel", "elfdeps", "lief", "pyelftools")
COMMAND = Path(sys.executable).parent / "wheel-ceiling"
# Facts of wheels are kept between runs; every run here is a first one.
COLD = Path(gettempdir()) / "wheel-ceiling-benchmark"
# Seconds; what takes longer is run once.
LONG = 30


def main(arguments: Sequence[str]) -> None:
    """Measure every wheel that can be had, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--peers", type=Path, default=HERE.parent / ".venv-peers" / "bin")
    parser.add_argument("--wheels", type=Path, default=default_folder())
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args(arguments)
    # As an installer does; the peers were installed so.
    compileall.compile_dir(HERE.parent / "src", quiet=1)
    rows = list(measure_all(chosen.peers, chosen.wheels, chosen.rounds))
    page = render(rows, setting(chosen.peers, chosen.rounds))
    _, heading, others = PAGE.read_text("utf-8").partition(SCALE)
    PAGE.write_text(page + (f"\n{heading}{others}" if heading else ""), "utf-8")
    print(page)


def put(heading: str, lines: Sequence[str]) -> None:
    """Write a section of the page, in the place of the one that is there, or at the end."""
    before, _, old = PAGE.read_text("utf-8").partition(heading)
    _, mark, after = old.partition("\n## ")
    section = heading + "\n".join(lines).rstrip() + "\n"
    PAGE.write_text(f"{before.rstrip()}\n\n{section}{mark}{after}", "utf-8")


def default_folder() -> Path:
    """Return where the wheels are kept between runs."""
    from platformdirs import user_cache_path

    return user_cache_path("wheel-ceiling", appauthor=False) / "benchmarks"


def setting(peers: Path, rounds: int) -> Setting:
    """Return what a reader must know to judge the figures."""
    from wheel_ceiling.wheels.inflating import INFLATED_BY

    start_ups = sorted(run([COMMAND, "--version"]).cpu for _ in range(max(rounds, 3)))
    return Setting(
        rounds=rounds,
        cores=os.cpu_count() or 1,
        python=platform.python_version(),
        inflater=INFLATED_BY,
        start_up=median(start_ups),
        peers=tuple(versions(peers)),
    )


def versions(peers: Path) -> Iterator[str]:
    """Yield name and version of each peer that is installed."""
    script = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"
    for name in PEERS:
        if shutil.which(peers / "python"):
            done = subprocess.run(
                [peers / "python", "-c", script, name], check=False, capture_output=True, text=True
            )
            if done.returncode == 0:
                yield f"{name} {done.stdout.strip()}"


def measure_all(peers: Path, folder: Path, rounds: int) -> Iterator[Row]:
    """Yield a row for each wheel; one that cannot be had is skipped with a word."""
    for requirement in WHEELS:
        wheel = fetch(requirement, folder)
        if wheel is None:
            print(f"{requirement}: skipped, it could not be downloaded", file=sys.stderr)
            continue
        print(f"{wheel.name} …", file=sys.stderr)
        steady = json.loads(capture([sys.executable, HERE / "steady.py", str(rounds), wheel]))
        parts = json.loads(capture([sys.executable, HERE / "parts.py", wheel]))
        programs = take_turns(contenders(peers, wheel), rounds)
        yield Row(wheel.name, steady, parts, programs)


def fetch(requirement: str, folder: Path) -> Path | None:
    """Return the wheel, downloaded by pip when it is not there yet."""
    home = folder / requirement.replace("==", "-")
    if not any(home.glob("*.whl")):
        platforms = [word for name in PLATFORMS for word in ("--platform", name)]
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", "--python-version", "312", *platforms]
        subprocess.run([*command, "-d", home, requirement], check=False)
    return next(home.glob("*.whl"), None)


def contenders(peers: Path, wheel: Path) -> dict[str, list[str | Path]]:
    """Return the command of each program that is installed, ours first."""
    python = peers / "python"
    commands: dict[str, list[str | Path]] = {
        OWN: [COMMAND, "show", "--quiet", "--cache", COLD, "--format", "json", wheel],
        "auditwheel show": [peers / "auditwheel", "show", wheel],
        "elfdeps": [peers / "elfdeps", "--requires", "--unique", "--no-filter-soname", wheel],
        "elfdeps, symbols": [
            peers / "elfdeps",
            "--requires",
            "--symbols",
            "--no-filter-soname",
            wheel,
        ],
        "LIEF": [python, HERE / "peers.py", "lief", wheel],
        "pyelftools": [python, HERE / "peers.py", "pyelftools", wheel],
        "unzip + objdump": ["sh", HERE / "guard.sh", wheel],
    }
    return {name: command for name, command in commands.items() if is_there(command)}


def is_there(command: Sequence[str | Path]) -> bool:
    """Whether the program can be started."""
    needed = ["unzip", "objdump"] if command[0] == "sh" else [str(command[0])]
    return all(shutil.which(name) for name in needed)


def take_turns(commands: Mapping[str, list[str | Path]], rounds: int) -> dict[str, Figure]:
    """Run every program once per round, each round beginning with another, after a warm-up.

    What fails, or takes so long that once says enough, gets no further turn.
    """
    warm_up = {name: run(command) for name, command in commands.items()}
    figures = {name: [figure] for name, figure in warm_up.items() if is_enough(figure)}
    left = [name for name in commands if name not in figures]
    for turn in range(rounds):
        # What one leaves behind (files to be written) costs the next: each is first once.
        first = turn * len(left) // rounds
        for name in (*left[first:], *left[:first]):
            figures.setdefault(name, []).append(run(commands[name]))
    return {name: middle(figures[name]) for name in commands}


def is_enough(figure: Figure) -> bool:
    """Whether one run says enough."""
    return bool(figure.said) or figure.seconds > LONG


def run(command: Sequence[str | Path]) -> Figure:
    """Return time and peak memory of one run, children that it waited for included."""
    shutil.rmtree(COLD, ignore_errors=True)
    start = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    said = f"failed with {process.returncode}" if process.returncode else ""
    return Figure(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, said)


def middle(figures: Sequence[Figure]) -> Figure:
    """Return the medians; a failure speaks for all."""
    if failed := [figure for figure in figures if figure.said]:
        return failed[0]
    return Figure(
        median(figure.seconds for figure in figures),
        median(figure.cpu for figure in figures),
        int(median(figure.peak for figure in figures)),
    )


def capture(command: Sequence[str | Path]) -> str:
    """Return what the command prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main(sys.argv[1:])
