"""What a source has on offer. Nothing is fetched or opened before an offer is read."""

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from wheel_ceiling.errors import NothingFound, UnreadableWheel
from wheel_ceiling.model import Problem, Wheel, WheelName
from wheel_ceiling.wheels.names import parse_name


class Offer(Struct, frozen=True):
    """A wheel that can be read; `read` raises UnreadableWheel or SourceUnreachable."""

    name: WheelName
    read: Callable[[], Wheel]
    """Steps (kept.py) where there is something to do; what is no Steps has the facts at hand."""
    sha256: str = ""
    """Lower hex, where it is known before reading."""
    size: int = 0
    """Bytes, where they are known before reading."""
    is_told: bool = False
    """Whether the facts are an inventory's, and not read off the wheel."""


class Shelf(Struct, frozen=True):
    """All that one source has on offer, and what is to be said of the source."""

    source: str
    """As the report names it; it never shows credentials."""
    offers: tuple[Offer, ...]
    problems: tuple[Problem, ...] = ()
    verdict: str = ""
    """The verdict inside a recorded inventory."""
    reason: str = ""
    """Why this source and no other, as a sentence."""
    passed_over: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    """Sentences about what is there and is not judged: source distributions."""
    commits: tuple[tuple[str, str], ...] = ()
    """Projects, and the commit or tag of this repository that each was built from, where known."""

    def built_from(self, commit: str) -> Self:
        """Return the shelf with the commit or tag that everything on it was built from."""
        projects = sorted({offer.name.project for offer in self.offers})
        return replace(self, commits=tuple((project, commit) for project in projects))


def offer_file(filename: str, read: Callable[[], Wheel], sha256: str = "", size: int = 0) -> Offer:
    """Return an offer; a file whose name says nothing is read now, for its metadata does."""
    if name := parse_name(filename):
        return Offer(name, read, sha256, size)
    try:
        wheel = read()
    except UnreadableWheel as error:
        return Offer(WheelName(filename, "", ""), _raiser(error), sha256, size)
    return offer_wheel(wheel)


def offer_wheel(wheel: Wheel) -> Offer:
    """Return an offer of a wheel whose facts are at hand."""
    return Offer(wheel.label, lambda: wheel, wheel.sha256, wheel.size)


def offer_recorded(wheel: Wheel) -> Offer:
    """Return an offer of a wheel that an inventory tells of; nobody here has seen it."""
    return replace(offer_wheel(wheel), is_told=True)


def every_wheel(_name: WheelName) -> bool:
    """Want all of them."""
    return True


def nothing_against(_shelf: Shelf) -> str:
    """Take what is on offer, whatever it holds."""
    return ""


def has_project(shelf: Shelf, project: str) -> bool:
    """Whether a wheel of the project is on the shelf."""
    return any(offer.name.project == project for offer in shelf.offers)


def found_twice(filename: str) -> Problem:
    """Return what is to be said of two files that have one name."""
    return Problem(
        filename,
        f"{filename} was found twice, with different content.",
        "Keep one of them: an installer could not tell them apart.",
    )


def is_wanted(filename: str, only: Iterable[str]) -> bool:
    """Whether one of the globs matches; no globs want everything."""
    globs = tuple(only)
    return not globs or any(fnmatchcase(filename, glob) for glob in globs)


def nothing_wanted(where: str, filenames: Iterable[str], only: Iterable[str]) -> NothingFound:
    """Return the error for a source whose every wheel was filtered away."""
    there = sorted(filenames)
    globs = " or ".join(map(repr, only))
    subject = "the only wheel" if len(there) == 1 else f"none of the {len(there)} wheels"
    verb = "does not match" if len(there) == 1 else "matches"
    return NothingFound(
        f"{where}: {subject} {verb} {globs}.",
        f"There is {_first_few(there)}. The globs are matched with the whole file name.",
    )


def _first_few(names: list[str]) -> str:
    rest = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {rest} more" if rest > 0 else "")


_MOST_NAMES = 3


def _raiser(error: UnreadableWheel) -> Callable[[], Wheel]:
    def read() -> Wheel:
        raise error

    return read
