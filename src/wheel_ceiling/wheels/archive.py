"""A zip file read member by member in one forward pass each; nothing is written anywhere.

The directory is read by the standard library's zipfile. The bytes are inflated here, in windows
that stay in the processor's cache, so that a member can be digested while it flows by.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from wheel_ceiling.errors import UnreadableWheel

try:
    # Intel's ISA-L inflates 2 to 2.4 times as fast as zlib; it has wheels for two architectures.
    from isal import igzip_lib
    from isal import isal_zlib as inflater

    INFLATED_BY = "isal"
    # The stubs call the class an instance.
    _INFLATE_ERRORS = (cast("type[Exception]", igzip_lib.IsalError), zlib.error)
except ImportError:  # pragma: no cover - the machine that runs the tests has it
    inflater = zlib  # type: ignore[misc]
    INFLATED_BY = "zlib"
    _INFLATE_ERRORS = (zlib.error, zlib.error)

WINDOW = 64 * 1024
# The largest wheel seen on the index has about 3 GB and 30,000 members.
MOST_MEMBERS = 250_000
MOST_BYTES = 16 * 1024**3
# deflate reaches 1,032 : 1; a large library that shrinks more than 200-fold is no library.
_BOMB_RATIO = 200
_BOMB_SIZE = 256 * 1024**2

# APPNOTE.TXT 4.3.7, "Local file header".
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_LOCAL_MAGIC = b"PK\x03\x04"
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the zip's directory."""

    path: str
    size: int
    compressed_size: int
    crc: int
    method: int
    offset: int
    info: zipfile.ZipInfo


class Archive:
    """The files of a zip; raises UnreadableWheel, naming the zip, where it is damaged."""

    def __init__(self, file: BinaryIO, filename: str) -> None:
        self.filename = filename
        self._file = file
        try:
            self._zip = zipfile.ZipFile(file)
        except zipfile.BadZipFile as error:
            raise self._unreadable(f"is no zip file or was cut short ({error})") from error
        except (ValueError, NotImplementedError, OverflowError, EOFError, struct.error) as error:
            raise self._unreadable(f"has a damaged zip directory ({error})") from error
        self.entries = self._checked_entries()

    def _checked_entries(self) -> tuple[Entry, ...]:
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(infos) > MOST_MEMBERS:
            raise self._unreadable(f"has {len(infos)} members, more than {MOST_MEMBERS}")
        if (total := sum(info.file_size for info in infos)) > MOST_BYTES:
            raise self._unreadable(f"would unpack to {total} bytes, more than {MOST_BYTES}")
        for info in infos:
            if info.flag_bits & _ENCRYPTED:
                raise self._unreadable(f"has an encrypted member, {info.filename!r}")
            if info.file_size > _BOMB_SIZE and info.file_size > _BOMB_RATIO * info.compress_size:
                raise self._unreadable(
                    f"is a zip bomb: {info.filename!r} grows from {info.compress_size} to "
                    f"{info.file_size} bytes"
                )
        return tuple(
            Entry(
                info.filename,
                info.file_size,
                info.compress_size,
                info.CRC,
                info.compress_type,
                info.header_offset,
                info,
            )
            for info in infos
        )

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """Yield the bytes of a member, checked against the size and CRC of the directory."""
        size, crc = 0, 0
        for chunk in self._raw_chunks(entry):
            size += len(chunk)
            if size > entry.size:
                raise self._damaged(entry, f"unpacks to more than its {entry.size} bytes")
            crc = inflater.crc32(chunk, crc)
            yield chunk
        if size != entry.size:
            raise self._damaged(entry, f"unpacks to {size} instead of {entry.size} bytes")
        if crc != entry.crc:
            raise self._damaged(entry, "does not match its checksum")

    def read(self, entry: Entry, most: int) -> bytes:
        """Return a whole small member; one above `most` bytes is refused."""
        if entry.size > most:
            raise self._damaged(entry, f"has {entry.size} bytes, more than {most}")
        return b"".join(self.chunks(entry))

    def _raw_chunks(self, entry: Entry) -> Iterator[bytes]:
        if entry.method == zipfile.ZIP_STORED:
            yield from self._compressed(entry)
        elif entry.method == zipfile.ZIP_DEFLATED:
            yield from self._inflated(entry)
        else:
            yield from self._by_zipfile(entry)

    def _inflated(self, entry: Entry) -> Iterator[bytes]:
        stream = inflater.decompressobj(-zlib.MAX_WBITS)
        try:
            for window in self._compressed(entry):
                if chunk := stream.decompress(window):
                    yield chunk
            if chunk := stream.flush():
                yield chunk
        except _INFLATE_ERRORS as error:
            raise self._damaged(entry, f"cannot be inflated ({error})") from error

    def _by_zipfile(self, entry: Entry) -> Iterator[bytes]:
        try:
            with self._zip.open(entry.info) as member:
                while chunk := member.read(WINDOW):
                    yield chunk
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
            raise self._damaged(entry, f"cannot be unpacked ({error})") from error

    def _compressed(self, entry: Entry) -> Iterator[bytes]:
        self._file.seek(self._start(entry))
        left = entry.compressed_size
        while left:
            window = self._file.read(min(left, WINDOW))
            if not window:
                raise self._damaged(entry, "is cut short")
            left -= len(window)
            yield window

    def _start(self, entry: Entry) -> int:
        """Return where the member's bytes begin: its local header has lengths of its own."""
        self._file.seek(entry.offset)
        raw = self._file.read(_LOCAL_HEADER.size)
        if len(raw) < _LOCAL_HEADER.size or raw[:4] != _LOCAL_MAGIC:
            raise self._damaged(entry, "is not where the directory says")
        name_length, extra_length = _LOCAL_HEADER.unpack(raw)[-2:]
        return entry.offset + _LOCAL_HEADER.size + int(name_length) + int(extra_length)

    def _damaged(self, entry: Entry, what: str) -> UnreadableWheel:
        return self._unreadable(f"is damaged: member {entry.path!r} {what}")

    def _unreadable(self, what: str) -> UnreadableWheel:
        return UnreadableWheel(
            f"{self.filename} {what}.", "Build or download the wheel again, then check it again."
        )
