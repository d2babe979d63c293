"""The cache folder: index pages, downloaded wheels by their digest, facts by reader and digest.

Facts are kept under the digest of the code that read them, so that a changed reader never
serves what an older one saw. What is damaged in here counts as absent.
"""

import errno
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Self

import msgspec

import wheel_ceiling
from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.model import Wheel
from wheel_ceiling.sources.atomic import put_bytes
from wheel_ceiling.sources.known import NOBODY_KNOWS, Known, is_enough
from wheel_ceiling.sources.recorded import decode_wheel, encode_wheel
from wheel_ceiling.sources.world import World
from wheel_ceiling.tally import Tally
from wheel_ceiling.wheels.inflating import INFLATE_ERRORS, inflater

_DAY = 24 * 60 * 60
# Window bits that mean gzip (zlib's manual, inflateInit2).
_GZIP = 31
# The facts of the largest wheel seen have 67 MB.
_MOST_BYTES = 1024**3
_DAMAGED = (
    OSError,
    *INFLATE_ERRORS,
    msgspec.DecodeError,
    UnicodeDecodeError,
    RecursionError,
)
_PARTLY = "partly"


class Store:
    """One cache folder, and what this run knows beside it."""

    def __init__(
        self, folder: Path, known: Known = NOBODY_KNOWS, tally: Tally | None = None
    ) -> None:
        self.folder = folder
        self.known = known
        self.tally = tally or Tally()

    @classmethod
    def of(cls, world: World) -> Self:
        """Return the store of a run."""
        return cls(world.cache, world.known, world.tally)

    @property
    def pages(self) -> Path:
        return self.folder / "pages"

    @property
    def unfinished(self) -> Path:
        return self.folder / "unfinished"

    def wheel_path(self, sha256: str) -> Path:
        """Return where a wheel of this digest lies, or would."""
        return self.folder / "wheels" / sha256[:2] / f"{sha256}.whl"

    def has_wheel(self, sha256: str) -> bool:
        """Whether the wheel is there and still what its name says."""
        try:
            with self.wheel_path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def facts(self, sha256: str, filename: str) -> Wheel | None:
        """Return the facts of a wheel, if this program's reader has seen it by that name."""
        found = self.known.find(sha256, filename) or self.kept(sha256, filename)
        if self.known.is_told and not found:
            found = self.kept(sha256, filename, self.known.teller)
        return self._served(found)

    def partly(self, sha256: str, filename: str) -> Wheel | None:
        """Return the facts of a wheel that was not fetched whole."""
        return self._served(self.kept(sha256, filename, _PARTLY))

    def _served(self, found: Wheel | None) -> Wheel | None:
        if found is None or not is_enough(found):
            return None
        self.tally.wheel(found.sha256, was_known=True)
        return found

    def kept(self, sha256: str, filename: str, apart: str = "") -> Wheel | None:
        """Return what is kept, or what is kept apart by that name."""
        try:
            packed = self._facts_path(sha256, apart).read_bytes()
            stream = inflater.decompressobj(_GZIP)
            wheel = decode_wheel(stream.decompress(packed, _MOST_BYTES))
        except _DAMAGED:
            return None
        return (
            wheel if stream.eof and (wheel.sha256, wheel.filename) == (sha256, filename) else None
        )

    def keep_facts(self, wheel: Wheel) -> None:
        """Keep the facts; a folder that is full or read-only only makes the next run slower.

        What cannot stand for a wheel that this program has read is kept apart: facts that an
        inventory told serve only who is told the same.
        """
        self._keep(wheel, self.known.teller if self.known.is_borrowed(wheel) else "")

    def keep_parts(self, wheel: Wheel) -> None:
        """Keep the facts of a wheel that was not fetched whole, apart from such that were.

        Nobody has seen whether its digest is as promised.
        """
        self._keep(wheel, _PARTLY)

    def _keep(self, wheel: Wheel, apart: str) -> None:
        with suppress(OSError):
            packed = inflater.compress(encode_wheel(wheel), 1, _GZIP)
            put_bytes(self._facts_path(wheel.sha256, apart), packed)

    def note_size(self, size: int) -> None:
        """Take note that facts of a wheel of this size are kept."""
        with suppress(OSError):
            self._size_path(size).touch()

    def knows_size(self, size: int) -> bool:
        """Whether facts of a wheel of this size are kept, so that its digest is worth making."""
        try:
            return size in self.known.sizes or self._size_path(size).exists()
        except OSError:
            return False

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Turn the trouble that a full or forbidden folder makes into a sentence."""
        try:
            yield
        except OSError as error:
            raise CouldNotJudge(
                f"The cache folder {self.folder} cannot be used: {error.strerror or error}.",
                "Make room there, or choose another with --cache or WHEEL_CEILING_CACHE.",
            ) from error

    def prepare(self) -> None:
        """Make the folder, and make sure that it can be written to before anything is fetched."""
        with self.in_use():
            self.pages.mkdir(parents=True, exist_ok=True)
            if not os.access(self.pages, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            self._sweep()

    def _sweep(self) -> None:
        """Remove what a killed process left half-way; a day-old download is not going on."""
        for path in self.unfinished.glob("*.part"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - _DAY:
                    path.unlink()

    def _size_path(self, size: int) -> Path:
        return self.folder / "facts" / reader_digest() / f"{size}.size"

    def _facts_path(self, sha256: str, apart: str) -> Path:
        name = f"{sha256}.{apart}" if apart else sha256
        return self.folder / "facts" / reader_digest() / f"{name}.json.gz"


@cache
def reader_digest() -> str:
    """Return the digest of all code that turns a wheel into facts."""
    digest = hashlib.sha256()
    package = Path(wheel_ceiling.__file__).parent
    tables = package / "facts"
    known = (tables / "embedded.py", tables / "data" / "embedded-libraries.json")
    for source in (package / "model.py", *known, *sorted((package / "wheels").rglob("*.py"))):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:20]
