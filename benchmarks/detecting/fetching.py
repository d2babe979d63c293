"""Wheels of the package index by their exact file names, fetched once."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from packaging.utils import canonicalize_name

from wheel_ceiling.sources.index import Index, ListedWheel
from wheel_ceiling.sources.world import World


class Absent(Exception):
    """The index has no such wheel, or handed over another one."""


def fetch(filenames: Iterable[str], cache: Path) -> tuple[Path, ...]:
    """Return the wheels' paths in the cache; those that lie there are not asked for again.

    Raises Absent for one that cannot be had.
    """
    folder = cache / "by-name"
    folder.mkdir(parents=True, exist_ok=True)
    index = Index(World.of({"WHEEL_CEILING_CACHE": str(cache)}, Path()))
    return tuple(_fetched(filename, folder, index) for filename in filenames)


def _fetched(filename: str, folder: Path, index: Index) -> Path:
    target = folder / filename
    if target.exists():
        return target
    wheel = _listed(filename, index)
    with index.web.open(wheel.url, filename) as answer:
        data = b"".join(answer.chunks)
    if wheel.sha256 != hashlib.sha256(data).hexdigest():
        raise Absent(f"{filename}: the index handed over another wheel")
    unfinished = target.with_suffix(".part")
    unfinished.write_bytes(data)
    return unfinished.rename(target)


def _listed(filename: str, index: Index) -> ListedWheel:
    listing = index.look_up(canonicalize_name(filename.partition("-")[0]))
    for wheel in listing.wheels:
        if wheel.name.filename == filename:
            return wheel
    raise Absent(f"{filename}: the index does not list it")
