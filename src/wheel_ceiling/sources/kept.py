"""Wheels by way of the cache folder: fetched once, read once, and known from then on."""

from collections.abc import Callable
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path

from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import Wheel
from wheel_ceiling.sources.atomic import temporary_path
from wheel_ceiling.sources.store import Store
from wheel_ceiling.wheels.read import read_wheel_file

# Smaller wheels are inspected as fast as what is known of them is found.
_WORTH_KEEPING = 1024**2


def read_kept(filename: str, sha256: str, store: Store, fetch: Callable[[Path], str]) -> Wheel:
    """Return the facts of the wheel; neither fetches nor reads it again if it is known.

    The digest may be empty where nobody knows it; `fetch` writes the wheel to a path, checked,
    and returns its digest.
    """
    if sha256 and (known := store.facts(sha256, filename)):
        return known
    found = sha256 if sha256 and store.has_wheel(sha256) else _keep(store, fetch)
    return read_known(store.wheel_path(found), filename, found, store)


def read_from_disk(path: Path, filename: str) -> Wheel:
    """Return the facts of a wheel on disk, called by the name it should have."""
    try:
        # A pipe would be waited for without end.
        if path.exists() and not path.is_file():
            raise UnreadableWheel(f"{filename} is no regular file.", "Remove it.")
        with path.open("rb") as file:
            return read_wheel_file(file, filename)
    except OSError as error:
        raise UnreadableWheel(
            f"{filename} cannot be read: {error.strerror or error}.",
            "Check that the file exists and may be read.",
        ) from error


def read_local(path: Path, filename: str, store: Store) -> Wheel:
    """Return the facts of a wheel on disk; one that was seen before is digested, no more."""
    size = 0
    with suppress(OSError):
        size = path.stat().st_size if path.is_file() else 0
    if size < _WORTH_KEEPING:
        return read_from_disk(path, filename)
    if store.knows_size(size):
        with suppress(OSError), path.open("rb") as file:
            if known := store.facts(file_digest(file, "sha256").hexdigest(), filename):
                return known
    wheel = _read_and_keep(path, filename, store)
    store.note_size(wheel.size)
    return wheel


def read_known(path: Path, filename: str, sha256: str, store: Store) -> Wheel:
    """Return the facts of a wheel at hand; it is not opened if its digest is known."""
    if sha256 and (known := store.facts(sha256, filename)):
        return known
    return _read_and_keep(path, filename, store)


def _read_and_keep(path: Path, filename: str, store: Store) -> Wheel:
    wheel = read_from_disk(path, filename)
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
