"""Wheels by way of the cache folder: fetched once, read once, and known from then on."""

from collections.abc import Callable
from pathlib import Path

from wheel_ceiling.model import Wheel
from wheel_ceiling.sources.atomic import temporary_path
from wheel_ceiling.sources.local import read_from_disk
from wheel_ceiling.sources.store import Store


def read_kept(filename: str, sha256: str, store: Store, fetch: Callable[[Path], str]) -> Wheel:
    """Return the facts of the wheel; neither fetches nor reads it again if it is known.

    The digest may be empty where nobody knows it; `fetch` writes the wheel to a path, checked,
    and returns its digest.
    """
    if sha256 and (known := store.facts(sha256, filename)):
        return known
    found = sha256 if sha256 and store.has_wheel(sha256) else _keep(store, fetch)
    return read_known(store.wheel_path(found), filename, found, store)


def read_known(path: Path, filename: str, sha256: str, store: Store) -> Wheel:
    """Return the facts of a wheel at hand; it is not opened if its digest is known."""
    if sha256 and (known := store.facts(sha256, filename)):
        return known
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
