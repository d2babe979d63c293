"""An artifact and the files in it: looked into by its end, fetched only when one is read."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, ClassVar, cast

from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.github.artifacts import Artifact, open_artifact
from wheel_ceiling.model import Wheel
from wheel_ceiling.sources.atomic import temporary_path
from wheel_ceiling.sources.contents import (
    DOCUMENTS,
    UNTOLD,
    Inner,
    contents_of,
    contents_of_end,
)
from wheel_ceiling.sources.kept import Steps, read_inside, read_known
from wheel_ceiling.sources.search import Search
from wheel_ceiling.sources.store import Store
from wheel_ceiling.sources.stretches import InnerFile
from wheel_ceiling.wheels.archive import Archive
from wheel_ceiling.wheels.directory import Entry, printable
from wheel_ceiling.wheels.stretch import Stretch

SMALL = 256 * 1024
"""An artifact up to this size is fetched whole; of a larger one this much of its end is read.

The directory of 2,000 files fits into it.
"""
_THE_FILE_ITSELF = -1
_IN_MEMORY = 32 * 1024**2
"""How much of a wheel that was deflated once more is unpacked into memory, and not to disk."""
# What `archive: false` uploads is called as it was on disk. A wheel says by itself what is wrong.
_SINGLE_FILES = (
    *(".whl", ".json", ".txt", ".html", ".md", ".xml", ".csv", ".log", ".sarif", ".pdf", ".yml"),
    *(".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".deb", ".rpm", ".exe", ".dmg", ".asc", ".sig"),
)


class Container:
    """One artifact: a zip of files, or a single file uploaded as it is."""

    def __init__(self, artifact: Artifact, search: Search) -> None:
        self.artifact = artifact
        self.name = printable(artifact.name)
        self.contents = UNTOLD
        self.is_recorded = False
        """Whether it holds an inventory."""
        self._filename = artifact.name
        self._is_here = False
        self._download = open_artifact(search.connection, artifact)
        self._world = search.world
        self._store = Store.of(search.world)

    @property
    def shown(self) -> str:
        return f"Artifact {self.name}"

    @property
    def wheels(self) -> tuple[Inner, ...]:
        """The wheels in it; none while the contents are not told."""
        contents = self.contents
        # What is called a wheel and is none must not be passed over.
        is_called_so = self.is_told and not contents.wheels and self._filename.endswith(".whl")
        return (self._itself(),) if contents.is_wheel or is_called_so else contents.wheels

    @property
    def documents(self) -> tuple[Inner, ...]:
        """The files in it that may be inventories; none while the contents are not told."""
        is_file = self.is_told and not self.contents.is_zip
        is_document = is_file and self._filename.endswith(DOCUMENTS)
        return (self._itself(),) if is_document else self.contents.documents

    @property
    def is_told(self) -> bool:
        """Whether it is known what it holds; a damaged zip does not tell even when it is here."""
        return self.contents.is_told or (self._is_here and self._filename.endswith(".whl"))

    @property
    def has_sure_name(self) -> bool:
        """Whether its wheels' names are known without fetching it."""
        return not self.contents.is_wheel or self._filename.endswith(".whl")

    def look(self) -> None:
        """Find out what it holds, if that can be known without fetching it."""
        if self.is_told or self.artifact.size <= SMALL:
            return
        if end := self._download.tail(SMALL):
            told = contents_of_end(end)
            # A zip that has no end was cut; only a single file of a known kind surely is none.
            is_file = self.artifact.name.lower().endswith(_SINGLE_FILES)
            self.contents = told if told.is_zip or is_file else UNTOLD

    @contextmanager
    def fetched(self) -> Iterator[Path]:
        """Yield the whole artifact in a file of the cache folder, for as long as it is used."""
        with self._store.in_use(), temporary_path(self._store.unfinished) as path:
            with self._world.progress.download(self.name, self.artifact.size) as tell:
                filename = self._download.fetch(path, tell)
            # Of a zip, GitHub says its own name and .zip.
            self._filename = filename if filename.endswith(".whl") else self.artifact.name
            with path.open("rb") as file:
                self.contents = contents_of(file)
            self._is_here = True
            yield path

    def sha256(self, inner: Inner) -> str:
        """Return the digest of a file in it; empty where it is not known without reading."""
        return self.artifact.sha256 if inner.number == _THE_FILE_ITSELF else ""

    def read(self, whole: Path, inner: Inner) -> Wheel:
        """Return the facts of a wheel in the fetched artifact, which is not copied out of it."""
        if inner.number == _THE_FILE_ITSELF:
            return read_known(whole, inner.filename, self.artifact.sha256, self._store)
        with self._store.in_use(), self._opened(whole, inner) as (file, sha256):
            return read_inside(file, inner.filename, sha256, self._store)

    def read_later(self, inner: Inner) -> Wheel:
        """Fetch the artifact for one wheel."""
        with self.fetched() as whole:
            return self.read(whole, inner)

    @contextmanager
    def unpacked(self, whole: Path, inner: Inner) -> Iterator[tuple[Path, str]]:
        """Yield a file of the fetched artifact, and its digest where that is known."""
        if inner.number == _THE_FILE_ITSELF:
            yield whole, self.artifact.sha256
            return
        with self._store.in_use(), temporary_path(self._store.unfinished) as path:
            yield path, self._unpack(whole, inner, path)

    def _itself(self) -> Inner:
        return Inner(_THE_FILE_ITSELF, self._filename, self.artifact.size)

    def _entry(self, archive: Archive, inner: Inner) -> Entry:
        for entry in archive.entries[inner.number : inner.number + 1]:
            if entry.path == inner.path:
                self._insist_on_size(entry)
                return entry
        raise UnreadableWheel(
            f"{self.shown} lists {inner.path!r} at its end, and it is not there.",
            "Upload it again, then check it again.",
        )

    def _insist_on_size(self, entry: Entry) -> None:
        if entry.size > self._world.limits.download:
            raise UnreadableWheel(
                f"{self.shown} has a member of {entry.size} bytes, {entry.path!r}, more than "
                f"{self._world.limits.download}.",
                "Upload a smaller file.",
            )

    @contextmanager
    def _opened(self, whole: Path, inner: Inner) -> Iterator[tuple[BinaryIO, str]]:
        """Yield a wheel as a file: where it is stored, a piece of the artifact's own.

        With its digest, which is made where the bytes are looked at anyway: to inflate them, or
        to check them where the artifact was not; and where it may spare an inspection.
        """
        with whole.open("rb") as packed:
            archive = Archive(packed, self.shown)
            entry = self._entry(archive, inner)
            place = archive.place_of_stored(entry)
            if place >= 0:
                is_checked = self.artifact.sha256 and not self._store.knows_size(entry.size)
                digest = "" if is_checked else _copy(archive.chunks(entry), _nowhere)
                with InnerFile(whole, Stretch(place, place + entry.size)) as stored:
                    yield stored, digest
                return
            with SpooledTemporaryFile(_IN_MEMORY, dir=str(self._store.unfinished)) as spooled:
                yield cast("BinaryIO", spooled), _copy(archive.chunks(entry), spooled.write)

    def _unpack(self, whole: Path, inner: Inner, path: Path) -> str:
        with whole.open("rb") as packed, path.open("wb") as file:
            archive = Archive(packed, self.shown)
            return _copy(archive.chunks(self._entry(archive, inner)), file.write)


def _copy(chunks: Iterable[bytes], write: Callable[[bytes], object]) -> str:
    """Hand the chunks over, and return their digest."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
        write(chunk)
    return digest.hexdigest()


def _nowhere(_chunk: bytes) -> None:
    """Drop what was only to be digested."""


class Fetched(Steps, frozen=True):
    """A wheel in an artifact that was fetched whole; it is unpacked before it can be known."""

    is_here: ClassVar[bool] = True

    container: Container
    whole: Path
    inner: Inner

    def recall(self) -> None: ...

    def fetch(self) -> Path:
        """Return where the artifact is."""
        return self.whole

    def read(self, path: Path) -> Wheel:
        """Unpack and read it."""
        return self.container.read(path, self.inner)
