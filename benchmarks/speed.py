"""How fast wheels are inspected, against the peers and against inflating their bytes.

    make bench                                       # installs the peers, then runs this
    python benchmarks/speed.py --peers .venv-peers/bin

Everything is measured in one run: for each wheel the programs take turns, the median counts.
Absolute times are this machine's; the ratios are what travels. Writes docs/performance.md.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "performance.md"
WHEELS = (
    "markupsafe==3.0.2",
    "psycopg2-binary==2.9.10",
    "cryptography==44.0.1",
    "numpy==2.2.1",
    "pyarrow==18.1.0",
    "tensorflow-cpu==2.18.0",
)
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
# Seconds; what takes longer is run once.
LONG = 30


@dataclass(frozen=True, slots=True)
class Figure:
    """Medians of one program on one wheel; no seconds where it was skipped."""

    seconds: float = 0.0
    peak: int = 0
    """Largest resident size in bytes."""
    said: str = ""


def main(arguments: Sequence[str]) -> None:
    """Measure every wheel that can be had, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--peers", type=Path, default=HERE.parent / ".venv-peers" / "bin")
    parser.add_argument("--wheels", type=Path, default=default_folder())
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args(arguments)
    rows = list(measure_all(chosen.peers, chosen.wheels, chosen.rounds))
    page = render(rows, chosen.rounds)
    PAGE.write_text(page, "utf-8")
    print(page)


def default_folder() -> Path:
    """Return where the wheels are kept between runs."""
    from platformdirs import user_cache_path

    return user_cache_path("wheel-ceiling", appauthor=False) / "benchmarks"


@dataclass(frozen=True, slots=True)
class Row:
    """One wheel: what it holds, our steady times, and every program's figures."""

    filename: str
    size: int
    steady: Mapping[str, float]
    programs: Mapping[str, Figure]


def measure_all(peers: Path, folder: Path, rounds: int) -> Iterator[Row]:
    """Yield a row for each wheel; one that cannot be had is skipped with a word."""
    for requirement in WHEELS:
        wheel = fetch(requirement, folder)
        if wheel is None:
            print(f"{requirement}: skipped, it could not be downloaded", file=sys.stderr)
            continue
        print(f"{wheel.name} …", file=sys.stderr)
        steady = json.loads(capture([sys.executable, HERE / "steady.py", str(rounds), wheel]))
        programs = take_turns(contenders(peers, wheel), rounds)
        yield Row(wheel.name, wheel.stat().st_size, steady, programs)


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
    own = Path(sys.executable).parent / "wheel-ceiling"
    python = peers / "python"
    commands: dict[str, list[str | Path]] = {
        "wheel-ceiling show": [own, "show", "--quiet", "--format", "json", wheel],
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
    """Run every program once per round, one after the other; the warm-up round does not count.

    What fails, or takes so long that once says enough, gets no further turn.
    """
    warm_up = {name: run(command) for name, command in commands.items()}
    figures = {name: [figure] for name, figure in warm_up.items() if is_enough(figure)}
    left = [name for name in commands if name not in figures]
    for name in [name for _ in range(rounds) for name in left]:
        figures.setdefault(name, []).append(run(commands[name]))
    return {name: middle(figures[name]) for name in commands}


def is_enough(figure: Figure) -> bool:
    """Whether one run says enough."""
    return bool(figure.said) or figure.seconds > LONG


def run(command: Sequence[str | Path]) -> Figure:
    """Return time and peak memory of one run, children that it waited for included."""
    start = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    said = f"failed with {process.returncode}" if process.returncode else ""
    return Figure(seconds, usage.ru_maxrss * 1024, said)


def middle(figures: Sequence[Figure]) -> Figure:
    """Return the medians; a failure speaks for all."""
    if failed := [figure for figure in figures if figure.said]:
        return failed[0]
    return Figure(median(f.seconds for f in figures), int(median(f.peak for f in figures)))


def capture(command: Sequence[str | Path]) -> str:
    """Return what the command prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def render(rows: Sequence[Row], rounds: int) -> str:
    """Return the page."""
    names = list(dict.fromkeys(name for row in rows for name in row.programs))
    return "\n".join(
        [
            INTRODUCTION.format(rounds=rounds, cores=os.cpu_count()),
            "## In one warm process",
            "",
            *steady_table(rows),
            "",
            "## Whole processes",
            "",
            "Seconds from start to exit, and in brackets how many times as long as ours.",
            "",
            *process_table(rows, names),
            "",
            "Peak memory of the largest process, MB.",
            "",
            *memory_table(rows, names),
            "",
        ]
    )


INTRODUCTION = """\
# Performance

Written by `make bench` (`benchmarks/speed.py`). Everything below comes from one run, in which the
programs took turns: medians of {rounds} rounds after a warm-up, on {cores} cores. Absolute times
are one machine's; the ratios are what travels.

*inflate* is the floor: unpacking the ELF members alone with the library that we use, in memory,
keeping nothing. Ours reads every member of the wheel, checks size, CRC and RECORD's sha256, and
tells every fact of `wheel-ceiling show`, symbols included.
"""


def steady_table(rows: Sequence[Row]) -> Iterator[str]:
    """Yield our own times beside the limits."""
    yield "| wheel | ELF files | ELF MB | inspect, s | × inflate | × (inflate + sha256) | × zlib |"
    yield "|---|---|---|---|---|---|---|"
    for row in rows:
        own = row.steady["inspect"]
        ratios = (
            own / row.steady[limit]
            for limit in ("inflate", "inflate and sha256", "inflate with zlib")
        )
        cells = [
            short(row.filename),
            f"{row.steady['ELF files']:.0f}",
            f"{row.steady['ELF bytes'] / 1e6:.1f}",
            f"{own:.4f}",
            *(f"{ratio:.2f}" for ratio in ratios),
        ]
        yield f"| {' | '.join(cells)} |"


def process_table(rows: Sequence[Row], names: Sequence[str]) -> Iterator[str]:
    """Yield the times of all programs."""
    yield f"| wheel | {' | '.join(names)} |"
    yield "|---" * (len(names) + 1) + "|"
    for row in rows:
        own = row.programs[names[0]].seconds
        cells = (seconds(row.programs.get(name), own) for name in names)
        yield f"| {short(row.filename)} | {' | '.join(cells)} |"


def memory_table(rows: Sequence[Row], names: Sequence[str]) -> Iterator[str]:
    """Yield the peak memory of all programs."""
    yield f"| wheel | {' | '.join(names)} |"
    yield "|---" * (len(names) + 1) + "|"
    for row in rows:
        cells = (f"{row.programs[name].peak / 1e6:.0f}" for name in names if name in row.programs)
        yield f"| {short(row.filename)} | {' | '.join(cells)} |"


def seconds(figure: Figure | None, own: float) -> str:
    """Return a cell of the table."""
    if figure is None or figure.said:
        return figure.said if figure else "not there"
    return f"{figure.seconds:.2f} ({figure.seconds / own:.1f}×)"


def short(filename: str) -> str:
    """Return name and version."""
    return " ".join(filename.split("-")[:2])


if __name__ == "__main__":
    main(sys.argv[1:])
