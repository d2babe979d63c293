"""Wheels on servers: each is fetched once, checked against its digest, and read once."""

import hashlib
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from wheel_ceiling.addresses import (
    Credentials,
    filename_of,
    shown_address,
    split_credentials,
)
from wheel_ceiling.errors import NothingFound, SourceUnreachable, UnreadableWheel
from wheel_ceiling.model import Wheel
from wheel_ceiling.sources.atomic import temporary_path
from wheel_ceiling.sources.kept import Elsewhere, Steps
from wheel_ceiling.sources.known import is_enough
from wheel_ceiling.sources.offer import Shelf, is_wanted, nothing_wanted, offer_file
from wheel_ceiling.sources.parts import SMALLEST, read_parts
from wheel_ceiling.sources.ranges import NotInParts, Ranges
from wheel_ceiling.sources.remote import Remote
from wheel_ceiling.sources.store import Store, reader_digest
from wheel_ceiling.sources.web import BrokeOff, Web
from wheel_ceiling.sources.world import World


def open_address(url: str, sha256: str, world: World, only: tuple[str, ...] = ()) -> Shelf:
    """Return the one wheel behind the address; it is fetched when it is read."""
    shown = shown_address(url)
    bare, credentials = split_credentials(url)
    remote = Remote(filename_of(url), bare, shown, sha256)
    if not is_wanted(remote.filename, only):
        raise nothing_wanted(shown, [remote.filename], only)
    fetch = partial(_fetch_alone, remote, world, credentials)
    steps = Elsewhere(remote.filename, sha256, Store.of(world), fetch)
    return Shelf(shown, (offer_file(remote.filename, steps, sha256),))


def steps_to(remote: Remote, web: Web, world: World) -> Steps:
    """Return how to come by the wheel; it is neither fetched nor read again if it is known.

    Where files in it may be known, only the others are fetched.
    """
    fetch = partial(_fetch, remote, web, world)
    return InParts(remote.filename, remote.sha256, Store.of(world), fetch, remote, web, world)


class InParts(Elsewhere, frozen=True):
    """A wheel on a server of which as much is fetched as is not known.

    What an inventory tells spares no byte: only a baseline is read so, since its own RECORD says
    that it has the files that were built. Somebody must have promised its digest: the facts are
    kept by it, apart from those of wheels that were seen to keep the promise.
    """

    remote: Remote
    web: Web
    world: World

    def recall(self) -> Wheel | None:
        """Return what is known of it, from parts only where files in it are known this time."""
        if found := Elsewhere.recall(self):
            return found
        return self.store.partly(self.sha256, self.filename) if self._may_be_known else None

    def fetch(self) -> Wheel | Path:
        """Get what is not known of it, or the whole."""
        return self._understood() or Elsewhere.fetch(self)

    @property
    def _may_be_known(self) -> bool:
        known = self.store.known
        is_known = bool(known.files.facts and self.sha256) and not known.is_told
        return is_known and not self.store.wheel_path(self.sha256).exists()

    def _understood(self) -> Wheel | None:
        is_small = 0 < self.remote.size < SMALLEST
        if is_small or not self._may_be_known or not self.web.gives_parts:
            return None
        try:
            wheel = self._read_parts()
        except (NotInParts, NothingFound, SourceUnreachable):
            return None
        if not is_enough(wheel):
            return None
        self.store.keep_parts(wheel)
        self.store.tally.wheel(self.sha256, was_known=False)
        return wheel

    def _read_parts(self) -> Wheel:
        store, progress = self.store, self.world.progress
        with (
            store.in_use(),
            temporary_path(store.unfinished) as path,
            progress.download(self.filename, 0) as tell,
        ):
            ranges = Ranges(self.remote, self.web, tell)
            wheel = read_parts(ranges, path, self.filename, store.known.files, self.sha256)
        return replace(wheel, reader=reader_digest())


def _fetch_alone(remote: Remote, world: World, credentials: Credentials | None, path: Path) -> str:
    return _fetch(remote, Web(world.limits, Store.of(world), credentials), world, path)


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
