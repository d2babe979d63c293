"""What the Action costs in its container, beyond what any container costs.

    python -m benchmarks.container --wheels FOLDER --rounds 7

Runs the image that WHEEL_CEILING_IMAGE names (scripts/engine.sh ready, build, environment), as
GitHub's runner would, on the two wheels of the folder that are nearest to 5 MB; in turns with
`true` in the same image. The medians become the last section of docs/performance.md.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.page import CONTAINER
from benchmarks.speed import default_folder, put
from tests.container.engine import Engine, NoEngineError, Runner, find_engine
from tests.container.test_runs import PULL_REQUEST, RUN, event_of, variables_of
from tests.github.fake import FakeGitHub
from tests.wheel_files import zip_bytes

USUAL = 5_000_000
EMPTY = "`true`"
FOLDER = "two wheels of the workspace, no baseline"
ARTIFACT = "two wheels of an artifact, against the same ones of the last release"
HEAD = "| in the container | s | above `true`, s |"


def main(arguments: Sequence[str]) -> None:
    """Measure, and write the section."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--wheels", type=Path, default=default_folder())
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args(arguments)
    wheels = nearest(chosen.wheels, 2)
    names = ("IMAGE", "DOCKER", "NO_IMAGE")
    try:
        engine = find_engine(*(os.getenv(f"WHEEL_CEILING_{name}", "") for name in names))
    except NoEngineError as error:
        print(f"in the container: skipped, {error}", file=sys.stderr)
        return
    if len(wheels) < 2:
        print("in the container: skipped, there are not two wheels", file=sys.stderr)
        return
    with FakeGitHub() as github, TemporaryDirectory() as folder:
        lines = list(section(wheels, measured(engine, wheels, github, Path(folder)), chosen.rounds))
    put(CONTAINER, lines)
    print(*lines, sep="\n")


def nearest(folder: Path, count: int) -> list[Path]:
    """Return wheels of glibc's whose size is nearest to the usual one."""
    found = sorted(folder.rglob("*manylinux*_x86_64.whl"))
    return sorted(found, key=lambda path: abs(path.stat().st_size - USUAL))[:count]


def measured(
    engine: Engine, wheels: Sequence[Path], github: FakeGitHub, folder: Path
) -> dict[str, Callable[[], object]]:
    """Return what is run, by name."""
    content = {path.name: path.read_bytes() for path in wheels}
    github.add_pull_request(PULL_REQUEST, files={})
    github.add_run(id=RUN, event="pull_request", head_branch="topic", conclusion="")
    github.add_release("v1.0", assets=content)
    github.add_artifact(RUN, "wheels", zip_bytes(content))
    runner = Runner(engine, folder, variables_of(github), event_of(github), github.token)
    dist = runner.workspace / "dist"
    dist.mkdir(parents=True)
    for name, data in content.items():
        (dist / name).write_bytes(data)
    return {
        EMPTY: lambda: engine.inside("true"),
        FOLDER: partial(judge, runner, {"wheels": "dist/", "baseline": "none"}),
        ARTIFACT: partial(judge, runner, {"baseline": "release:v1.0"}),
    }


def judge(runner: Runner, inputs: Mapping[str, str]) -> None:
    """Run the Action; only what came to a verdict has done its work."""
    ended = runner.run(inputs)
    if ended.exit_code > 1:
        sys.exit(ended.log)


def section(
    wheels: Sequence[Path], runs: dict[str, Callable[[], object]], rounds: int
) -> Iterator[str]:
    """Yield what a reader must know, and the medians of interleaved runs."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    load = os.getloadavg()[0]
    for _ in range(rounds):
        for name, run in runs.items():
            start = perf_counter()
            run()
            seconds[name].append(perf_counter() - start)
    sizes = " and ".join(f"{path.stat().st_size / 1e6:.1f}" for path in wheels)
    yield ""
    yield "Written by `python -m benchmarks.container --wheels FOLDER` (`benchmarks/container.py`):"
    yield "`docker run` of the Action's image from start to exit, as GitHub's runner calls it, for"
    yield "a pull request with comment, summary and report; GitHub is played on the same machine."
    yield f"Wheels of {sizes} MB, medians of {rounds} runs in turn, {os.cpu_count()} cores, load"
    yield f"average before it {load:.1f}."
    yield ""
    yield HEAD
    yield "|---|---|---|"
    empty = median(seconds[EMPTY])
    for name, taken in seconds.items():
        yield f"| {name} | {median(taken):.2f} | {median(taken) - empty:.2f} |"


if __name__ == "__main__":
    main(sys.argv[1:])
