"""Two releases of one project from the package index, and what the check says of the newer."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from msgspec import Struct

from benchmarks.detecting.outcome import Outcome, judge

_WORKERS = 2


class Pair(Struct, frozen=True):
    """The release that is judged, the one before it, and which of their wheels."""

    project: str
    old: str
    new: str
    only: str
    """A glob of file names."""

    @property
    def name(self) -> str:
        return f"{self.project} {self.new}"


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """Read ``project old new glob`` lines; those that begin with # are for people."""
    lines = path.read_text("utf-8").splitlines()
    return tuple(Pair(*line.split()) for line in lines if line and not line.startswith("#"))


def judge_pairs(pairs: Sequence[Pair], cache: Path) -> tuple[Outcome, ...]:
    """Return what the check says of each, in their order."""
    with ProcessPoolExecutor(_WORKERS) as workers:
        return tuple(workers.map(partial(judge_pair, cache=cache), pairs))


def judge_pair(pair: Pair, cache: Path) -> Outcome:
    """Return what the check says of the pair's newer release."""
    built, baseline = f"pypi:{pair.project}=={pair.new}", f"pypi:{pair.project}=={pair.old}"
    return judge(pair.name, [built], baseline, cache, only=pair.only)
