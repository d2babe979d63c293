"""What a source may touch: the cache folder, one package index, the working folder."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol, Self

from msgspec import Struct, field

from wheel_ceiling.github.connection import Connection
from wheel_ceiling.sources.cores import usable_cores
from wheel_ceiling.sources.known import NOBODY_KNOWS, Known
from wheel_ceiling.sources.pip_configuration import configured_index
from wheel_ceiling.tally import Tally

CACHE_VARIABLE = "WHEEL_CEILING_CACHE"
WORKERS_VARIABLE = "WHEEL_CEILING_WORKERS"
# The first is what GitHub, GitLab, CircleCI, Travis, Cirrus and AppVeyor set; then come Azure's and
# Jenkins'.
_CI_VARIABLES = ("CI", "GITHUB_ACTIONS", "TF_BUILD", "JENKINS_URL")


class Progress(Protocol):
    """Is told of downloads while they happen."""

    def download(self, name: str, size: int, /) -> AbstractContextManager[Callable[[int], None]]:
        """Return what is told how many bytes came; a size of 0 says that nobody knows it."""


class Silence:
    """Shows no progress."""

    @contextmanager
    def download(self, _name: str, _size: int, /) -> Iterator[Callable[[int], None]]:
        yield lambda _count: None


class Limits(Struct, frozen=True):
    """How long, how often and how much: seconds, tries again, bytes."""

    connect: float = 10
    read: float = 60
    retries: int = 3
    pause: float = 0.5
    """Before the second try again; it doubles from there."""
    download: int = 8 * 1024**3

    @property
    def timeout(self) -> tuple[float, float]:
        return self.connect, self.read


class World(Struct, frozen=True):
    """The surroundings of a run."""

    cache: Path
    index_url: str = ""
    """Empty for the default of the index client."""
    folder: Path = Path()
    """Where relative paths and the committed inventory are looked for."""
    progress: Progress = field(default_factory=Silence)
    limits: Limits = Limits()
    workers: int = field(default_factory=usable_cores)
    """How many wheels are read at the same time."""
    is_for_others: bool = False
    """Whether a machine runs this on changes of whomever (CI), and not a person on their own."""
    connection: Connection | None = None
    """To GitHub, inside of Actions only."""
    known: Known = NOBODY_KNOWS
    """What need not be read again."""
    tally: Tally = field(default_factory=Tally)
    committed_inventory: Path | None = None
    """Where the committed inventory lies, or would; None: in the folder.

    The Action puts that of the base commit elsewhere, for the folder holds what a pull request
    would like it to be.
    """

    @classmethod
    def of(cls, environment: Mapping[str, str], folder: Path) -> Self:
        """Return the world that the environment describes, with the index that pip would ask."""
        chosen = environment.get(CACHE_VARIABLE, "")
        cache = folder / chosen if chosen else _default_cache()
        asked = environment.get(WORKERS_VARIABLE, "")
        workers = int(asked) if asked.isdecimal() and len(asked) <= _MOST_DIGITS else usable_cores()
        return cls(
            cache,
            configured_index(environment),
            folder,
            workers=max(workers, 1),
            is_for_others=any(map(environment.get, _CI_VARIABLES)),
        )


_MOST_DIGITS = 3


def _default_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("wheel-ceiling", appauthor=False)
