"""The members of a zip file, each read in one forward pass; nothing is written anywhere.

Large members are inflated in windows that stay in the processor's cache, so that they can be
digested while they flow by. Several threads may read from one archive.
"""

import threading
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.wheels import local_header
from wheel_ceiling.wheels.directory import (
    LOCAL_HEADER_SIZE,
    Entry,
    printable,
    read_directory,
    unreadable,
)
from wheel_ceiling.wheels.inflating import INFLATE_ERRORS, inflater

_WINDOW = 128 * 1024
# What one window may unpack to before it is handed on: real ones stay far below.
_MOST_AT_ONCE = 8 * 1024**2
_USUAL_EXTRA = 64


def most_of(entry: Entry) -> int:
    """Return how many bytes from its place on are read of a member at once, if need be."""
    return LOCAL_HEADER_SIZE + len(entry.raw_path) + _USUAL_EXTRA + entry.compressed_size


class Archive:
    """The files of a zip; raises UnreadableWheel, naming the zip, where it is damaged."""

    def __init__(self, file: BinaryIO, filename: str) -> None:
        self.filename = printable(filename)
        self._file = file
        self._turn = threading.Lock()
        self.entries, self._oddities = read_directory(file, self.filename)
        self._hidden: set[str] = set()

    @property
    def oddities(self) -> tuple[str, ...]:
        """What is odd about the zip, complete when every member has been read."""
        return self._oddities + tuple(sorted(self._hidden))

    def read_at(self, offset: int, size: int) -> bytes:
        """Return bytes of the zip itself; fewer at its end."""
        with self._turn:
            self._file.seek(offset)
            return self._file.read(size)

    def read(self, entry: Entry, most: int) -> bytes:
        """Return a whole small member; one above `most` bytes is refused."""
        if entry.size > most:
            raise self._damaged(entry, f"has {entry.size} bytes, more than {most}")
        windows = self._packed(entry, LOCAL_HEADER_SIZE + _WINDOW + entry.compressed_size)
        if entry.method == zipfile.ZIP_DEFLATED:
            windows = self._inflated(entry, windows, entry.size + 1)
        data = b"".join(windows)
        self._insist(entry, len(data), inflater.crc32(data))
        return data

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """Yield the bytes of a member, checked against the size and CRC of the directory."""
        size, crc = 0, 0
        windows = self._packed(entry, _WINDOW)
        if entry.method == zipfile.ZIP_DEFLATED:
            windows = self._inflated(entry, windows, _MOST_AT_ONCE)
        for chunk in windows:
            size += len(chunk)
            if size > entry.size:
                break
            crc = inflater.crc32(chunk, crc)
            yield chunk
        self._insist(entry, size, crc)

    def place_of_stored(self, entry: Entry) -> int:
        """Return where the bytes of a member begin that is packed as it is; -1 if it is not so.

        They are not held against their checksum.
        """
        if entry.method != zipfile.ZIP_STORED or entry.size != entry.compressed_size:
            return -1
        _, header = self._header(entry, _WINDOW)
        return entry.offset + header

    def _insist(self, entry: Entry, size: int, crc: int) -> None:
        if size > entry.size:
            raise self._damaged(entry, f"unpacks to more than its {entry.size} bytes")
        if size < entry.size:
            raise self._damaged(entry, f"unpacks to {size} instead of {entry.size} bytes")
        if crc != entry.crc:
            raise self._damaged(entry, "does not match its checksum")

    def _inflated(self, entry: Entry, windows: Iterator[bytes], most: int) -> Iterator[bytes]:
        stream = inflater.decompressobj(-zlib.MAX_WBITS)
        made = 0
        try:
            for window in windows:
                left = window
                while left and made <= entry.size:
                    chunk = stream.decompress(left, most)
                    left = stream.unconsumed_tail
                    made += len(chunk)
                    yield chunk
        except INFLATE_ERRORS as error:
            raise self._damaged(entry, f"cannot be inflated ({error})") from error
        if made <= entry.size and (not stream.eof or stream.unused_data):
            raise self._damaged(entry, "ends before or after its compressed bytes")

    def _packed(self, entry: Entry, window: int) -> Iterator[bytes]:
        """Yield the bytes as they stand in the zip; the first read brings the header along."""
        raw, header = self._header(entry, window)
        first = raw[header : header + entry.compressed_size]
        yield first
        place = entry.offset + header + len(first)
        left = entry.compressed_size - len(first)
        while left:
            packed = self.read_at(place, min(left, window))
            if not packed:
                raise self._damaged(entry, "is cut short")
            place += len(packed)
            left -= len(packed)
            yield packed

    def _header(self, entry: Entry, window: int) -> tuple[bytes, int]:
        """Return so much from the member's header on, and how long the header is."""
        raw = self.read_at(entry.offset, min(most_of(entry), window))
        if (header := local_header.length_of(raw)) > len(raw):
            raw = self.read_at(entry.offset, header)
        self._check_header(entry, raw, header)
        return raw, header

    def _check_header(self, entry: Entry, raw: bytes, header: int) -> None:
        if not header or len(raw) < header:
            raise self._damaged(entry, "is not where the directory says")
        if said := local_header.contradiction(raw, entry):
            raise self._damaged(entry, said)
        end = entry.offset + header + entry.compressed_size
        gap = entry.limit - end
        if gap < 0:
            raise self._damaged(entry, "overlaps what follows it")
        if gap >= LOCAL_HEADER_SIZE and local_header.MAGIC in self.read_at(end, min(gap, _WINDOW)):
            self._hidden.add(
                f"has a file behind member {entry.path!r} that its directory does not list"
            )

    def _damaged(self, entry: Entry, what: str) -> UnreadableWheel:
        return unreadable(self.filename, f"is damaged: member {entry.path!r} {what}")
