"""How the time grows with the number of wheels, and shrinks with the number of cores.

    python -m benchmarks.scale --wheels FOLDER --rounds 3

Checks 1, 10 and 60 wheels of the folder against nothing, with one worker and with two; *cold* is
the first look at them, *warm* the second. The medians of interleaved runs become the last section
of docs/performance.md. A run beside which other programs took a tenth of its cores or more is made
anew, after a wait, a few times at most.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import NamedTuple

from benchmarks.page import SCALE
from benchmarks.speed import COMMAND, default_folder, put

COUNTS = (1, 10, 60)
WORKERS = (1, 2)
DISTURBED = 0.1
MOST_TRIES, MOST_WAITS = 5, 30
SMALLEST, LARGEST = 1_000_000, 60_000_000
CELLS = ("wheels", "MB", "workers", "cold, s", "× 1 worker", "ms a wheel", "ms a MB", "CPU, s")
HEAD = f"| {' | '.join((*CELLS, 'peak MB', 'warm, s', 'warm CPU, s', 'disturbed'))} |"


class Run(NamedTuple):
    """One look at some wheels."""

    seconds: float
    cpu: float
    """Seconds of all its processes, user and system."""
    peak: int
    """Bytes of its largest process."""
    disturbed: float
    """Which share of its cores other programs took meanwhile."""


def main(arguments: Sequence[str]) -> None:
    """Measure, and write the section."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--wheels", type=Path, default=default_folder())
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args(arguments)
    wheels = [path for path in sorted(chosen.wheels.rglob("*.whl")) if is_middle(path)]
    lines = [*introduction(chosen.rounds), HEAD, "|---" * HEAD.count(" |") + "|"]
    lines += [line for count in COUNTS for line in rows(wheels, count, chosen.rounds)]
    put(SCALE, lines)
    print(*lines, sep="\n")


def is_middle(path: Path) -> bool:
    """Whether a wheel of this size is usual."""
    return SMALLEST <= path.stat().st_size <= LARGEST


def introduction(rounds: int) -> Iterator[str]:
    """Yield what a reader must know."""
    yield ""
    yield "Written by `python -m benchmarks.scale --wheels FOLDER` (`benchmarks/scale.py`): whole"
    yield f"processes of `wheel-ceiling check --baseline none`, medians of {rounds} runs in turn,"
    yield f"{os.cpu_count()} cores, load average before it {os.getloadavg()[0]:.1f}. *Warm* is a"
    yield "second look at the same files: they are digested, none is inspected. One worker is one"
    yield "core; of two, two forked processes read several wheels, and threads read one. *CPU* is"
    yield "that of all processes, *peak* the largest of them, *disturbed* the largest share of the"
    yield "cores that other programs took meanwhile."
    yield ""


def rows(wheels: Sequence[Path], count: int, rounds: int) -> Iterator[str]:
    """Yield a row for each number of workers; none where there are too few wheels."""
    if len(wheels) < count:
        print(f"{count} wheels: skipped, there are {len(wheels)}", file=sys.stderr)
        return
    step = len(wheels) // count
    some = wheels[::step][:count]
    size = sum(path.stat().st_size for path in some) / 1e6
    runs: dict[tuple[int, str], list[Run]] = {}
    for workers in WORKERS * rounds:
        for state, one in zip(("cold", "warm"), undisturbed(some, workers), strict=True):
            runs.setdefault((workers, state), []).append(one)
    medians = {key: middle(some_runs) for key, some_runs in runs.items()}
    alone = medians[WORKERS[0], "cold"].seconds
    for workers in WORKERS:
        cold, warm = medians[workers, "cold"], medians[workers, "warm"]
        yield (
            f"| {count} | {size:.0f} | {workers} | {cold.seconds:.2f} "
            f"| {alone / cold.seconds:.2f} | {cold.seconds / count * 1000:.0f} "
            f"| {cold.seconds / size * 1000:.1f} | {cold.cpu:.2f} | {cold.peak / 1e6:.0f} "
            f"| {warm.seconds:.2f} | {warm.cpu:.2f} | {cold.disturbed:.0%} |"
        )


def middle(runs: Sequence[Run]) -> Run:
    """Return the medians of the times, and the greatest of the rest."""
    return Run(
        median(one.seconds for one in runs),
        median(one.cpu for one in runs),
        max(one.peak for one in runs),
        max(one.disturbed for one in runs),
    )


def undisturbed(wheels: Sequence[Path], workers: int) -> tuple[Run, Run]:
    """Return the first and the second look at the wheels, of several tries the quietest."""
    # A worker is one core: left alone, a single process reads a wheel with three threads.
    cores = sorted(os.sched_getaffinity(0))[:workers]
    tries: list[tuple[Run, Run]] = []
    while len(tries) < MOST_TRIES and all(cold.disturbed >= DISTURBED for cold, _ in tries):
        await_quiet(cores)
        with TemporaryDirectory() as cache:
            tries.append((run(wheels, cores, cache), run(wheels, cores, cache)))
    return min(tries, key=lambda looks: looks[0].disturbed)


def await_quiet(cores: Sequence[int]) -> None:
    """Wait until others leave the cores alone, but not for ever."""
    for _ in range(MOST_WAITS):
        before = busy(cores)
        sleep(1)
        if busy(cores) - before < DISTURBED * len(cores):
            return


def busy(cores: Sequence[int]) -> float:
    """Return the seconds that these cores have worked; proc_stat(5): idle, iowait are no work."""
    lines = (line.split() for line in Path("/proc/stat").read_text("ascii").splitlines())
    times = {line[0]: [int(ticks) for ticks in line[1:9]] for line in lines if "cpu" in line[0]}
    ticks = sum(sum(times[f"cpu{core}"]) - sum(times[f"cpu{core}"][3:5]) for core in cores)
    return ticks / os.sysconf("SC_CLK_TCK")


def run(wheels: Sequence[Path], cores: Sequence[int], cache: str) -> Run:
    """Return time and peak memory of one check."""
    command: list[str | Path] = ["taskset", "-c", ",".join(map(str, cores)), COMMAND, "check"]
    command += [*wheels, "--baseline", "none", "--cache", cache, "--quiet"]
    before = busy(cores)
    start = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    seconds = perf_counter() - start
    others = max(busy(cores) - before - cpu, 0) / (seconds * len(cores))
    return Run(seconds, cpu, usage.ru_maxrss * 1024, others)


if __name__ == "__main__":
    if not shutil.which(COMMAND):
        sys.exit("wheel-ceiling is not installed beside this Python")
    main(sys.argv[1:])
