"""Wheels by way of the cache folder: fetched once, read once, and known from then on."""

from collections.abc import Callable
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO, ClassVar

from msgspec import Struct
from msgspec.structs import replace

from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import Wheel
from wheel_ceiling.sources.atomic import temporary_path
from wheel_ceiling.sources.known import is_enough
from wheel_ceiling.sources.store import Store, reader_digest

# Smaller wheels are inspected as fast as what is known of them is found.
_WORTH_KEEPING = 1024**2


class Steps(Struct, frozen=True):
    """How to come by a wheel's facts step by step, so that several wheels can be had at a time.

    Called, it takes all of them.
    """

    is_here: ClassVar[bool]
    """Whether nobody has to be asked for the wheel."""

    def recall(self) -> Wheel | None:
        """Return the facts if they are known; costs a digest at most."""
        raise NotImplementedError

    def fetch(self) -> Wheel | Path:
        """Get hold of a wheel that was not recalled: its facts after all, or where it lies now."""
        raise NotImplementedError

    def read(self, path: Path) -> Wheel:
        """Look into the wheel that lies there; a forked process may do it."""
        raise NotImplementedError

    def __call__(self) -> Wheel:
        if known := self.recall():
            return known
        got = self.fetch()
        return got if isinstance(got, Wheel) else self.read(got)


class Here(Steps, frozen=True):
    """A wheel on this disk, called by the name it should have."""

    is_here: ClassVar[bool] = True

    path: Path
    filename: str
    store: Store

    def recall(self) -> Wheel | None:
        """Return what is known of it; one that was seen before is digested, no more."""
        with suppress(OSError):
            size = self.path.stat().st_size if self.path.is_file() else 0
            if not self.store.knows_size(size):
                return None
            with self.path.open("rb") as file:
                sha256 = file_digest(file, "sha256").hexdigest()
            return self.store.facts(sha256, self.filename)
        return None

    def fetch(self) -> Path:
        """Return where it is."""
        return self.path

    def read(self, path: Path) -> Wheel:
        """Read it; of a small one nothing is kept."""
        wheel = read_from_disk(path, self.filename, self.store)
        if wheel.size >= _WORTH_KEEPING:
            self.store.keep_facts(wheel)
            self.store.note_size(wheel.size)
        return wheel


class Elsewhere(Steps, frozen=True):
    """A wheel on a server; it is neither fetched nor read again if it is known."""

    is_here: ClassVar[bool] = False

    filename: str
    sha256: str
    """Empty where nobody knows it."""
    store: Store
    download: Callable[[Path], str]
    """Writes the wheel to a path, checked, and returns its digest."""

    def recall(self) -> Wheel | None:
        """Return what is known of it, if its digest is."""
        return self.store.facts(self.sha256, self.filename) if self.sha256 else None

    def fetch(self) -> Wheel | Path:
        """Have it in the cache folder."""
        if self.sha256 and self.store.has_wheel(self.sha256):
            return self.store.wheel_path(self.sha256)
        found = _keep(self.store, self.download)
        known = None if self.sha256 else self.store.facts(found, self.filename)
        return known or self.store.wheel_path(found)

    def read(self, path: Path) -> Wheel:
        """Read it and keep its facts, however small it is: it was dear."""
        return _read_and_keep(path, self.filename, self.store)


def read_from_disk(path: Path, filename: str, store: Store) -> Wheel:
    """Return the facts of a wheel on disk, called by the name it should have."""
    try:
        # A pipe would be waited for without end.
        if path.exists() and not path.is_file():
            raise UnreadableWheel(f"{filename} is no regular file.", "Remove it.")
        with path.open("rb") as file:
            return read_opened(file, filename, store)
    except OSError as error:
        raise UnreadableWheel(
            f"{filename} cannot be read: {error.strerror or error}.",
            "Check that the file exists and may be read.",
        ) from error


def read_opened(file: BinaryIO, filename: str, store: Store) -> Wheel:
    """Return the facts of a wheel in an open file; files in it that are known are digested."""
    from wheel_ceiling.wheels.read import read_wheel_file

    wheel = read_wheel_file(file, filename, store.known.files)
    if not is_enough(wheel):
        wheel = read_wheel_file(file, filename)
    store.tally.wheel(wheel.sha256, was_known=False)
    return replace(wheel, reader="" if store.known.is_borrowed(wheel) else reader_digest())


def read_known(path: Path, filename: str, sha256: str, store: Store) -> Wheel:
    """Return the facts of a wheel at hand; it is not opened if its digest is known."""
    if sha256 and (known := store.facts(sha256, filename)):
        return known
    return _read_and_keep(path, filename, store)


def read_inside(file: BinaryIO, filename: str, sha256: str, store: Store) -> Wheel:
    """Return the facts of a wheel inside of another file, by its digest if it is known."""
    if sha256 and (known := store.facts(sha256, filename)):
        return known
    wheel = read_opened(file, filename, store)
    store.keep_facts(wheel)
    store.note_size(wheel.size)
    return wheel


def _read_and_keep(path: Path, filename: str, store: Store) -> Wheel:
    wheel = read_from_disk(path, filename, store)
    store.keep_facts(wheel)
    return wheel


def _keep(store: Store, fetch: Callable[[Path], str]) -> str:
    """Put the wheel where its digest says, whole or not at all; return the digest."""
    with store.in_use(), temporary_path(store.unfinished) as path:
        sha256 = fetch(path)
        target = store.wheel_path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    return sha256
