"""Wheels on servers: each is fetched once, checked against its digest, and read once."""

import hashlib
from functools import partial
from pathlib import Path

from msgspec import Struct

from wheel_ceiling.addresses import (
    Credentials,
    filename_of,
    shown_address,
    split_credentials,
)
from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.sources.kept import Elsewhere, Steps
from wheel_ceiling.sources.offer import Shelf, is_wanted, nothing_wanted, offer_file
from wheel_ceiling.sources.store import Store
from wheel_ceiling.sources.web import BrokeOff, Web
from wheel_ceiling.sources.world import World


class Remote(Struct, frozen=True):
    """A wheel on a server, and what was promised of it; empty where nothing was."""

    filename: str
    url: str
    shown: str
    """What sentences call it; it shows no credentials."""
    sha256: str = ""
    size: int = 0


def open_address(url: str, sha256: str, world: World, only: tuple[str, ...] = ()) -> Shelf:
    """Return the one wheel behind the address; it is fetched when it is read."""
    shown = shown_address(url)
    bare, credentials = split_credentials(url)
    remote = Remote(filename_of(url), bare, shown, sha256)
    if not is_wanted(remote.filename, only):
        raise nothing_wanted(shown, [remote.filename], only)
    fetch = partial(_fetch_alone, remote, world, credentials)
    steps = Elsewhere(remote.filename, sha256, Store(world.cache), fetch)
    return Shelf(shown, (offer_file(remote.filename, steps, sha256),))


def steps_to(remote: Remote, web: Web, world: World) -> Steps:
    """Return how to come by the wheel; it is neither fetched nor read again if it is known."""
    fetch = partial(_fetch, remote, web, world)
    return Elsewhere(remote.filename, remote.sha256, Store(world.cache), fetch)


def _fetch_alone(remote: Remote, world: World, credentials: Credentials | None, path: Path) -> str:
    return _fetch(remote, Web(world.limits, Store(world.cache), credentials), world, path)


def _fetch(remote: Remote, web: Web, world: World, path: Path) -> str:
    try:
        return _stream(remote, web, world, path)
    except BrokeOff:
        return _stream(remote, web, world, path)


def _stream(remote: Remote, web: Web, world: World, path: Path) -> str:
    most = remote.size or world.limits.download
    digest = hashlib.sha256()
    count = 0
    with (
        web.open(remote.url, remote.shown) as answer,
        world.progress.download(remote.filename, remote.size or answer.size) as tell,
        path.open("wb") as file,
    ):
        for chunk in answer.chunks:
            count += len(chunk)
            if count > most:
                raise _not_as_promised(remote, f"it has more than {most} bytes")
            digest.update(chunk)
            file.write(chunk)
            tell(len(chunk))
    if remote.size and count != remote.size:
        raise BrokeOff(f"{remote.shown} ended after {count} of {remote.size} bytes.", "Try again.")
    if remote.sha256 not in ("", digest.hexdigest()):
        raise _not_as_promised(remote, f"its sha256 is {digest.hexdigest()}")
    return digest.hexdigest()


def _not_as_promised(remote: Remote, what: str) -> UnreadableWheel:
    promise = f", promised was {remote.sha256}" if remote.sha256 else ""
    return UnreadableWheel(
        f"{remote.shown} is not the wheel that was promised: {what}{promise}.",
        "Nothing of it was kept. Try again; if it stays so, somebody has changed the file.",
    )
