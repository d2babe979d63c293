"""The directory of a zip file: what a wheel says it holds, held to bounds before any of it is read.

The standard library's zipfile finds and reads the directory; it is not asked to unpack anything.
"""

import struct
import zipfile
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import BinaryIO, NamedTuple

from wheel_ceiling.errors import UnreadableWheel

# The largest wheel seen on the index has about 3 GB and 30,000 members.
MOST_MEMBERS = 250_000
MOST_BYTES = 16 * 1024**3
# deflate reaches 1,032 : 1; a large library that shrinks more than 200-fold is no library.
_BOMB_RATIO = 200
_BOMB_SIZE = 256 * 1024**2

# APPNOTE.TXT 4.4.4, "general purpose bit flag".
_ENCRYPTED = 0x1
_UTF_8 = 0x800
_METHODS = {zipfile.ZIP_STORED: "stored", zipfile.ZIP_DEFLATED: "deflated"}
# APPNOTE.TXT 4.3.7 and 4.3.16: the fixed part of a local header; where the directory ends.
LOCAL_HEADER_SIZE = 30
_END_RECORD = struct.Struct("<4s4H2IH")
_END_RECORD_MAGIC = b"PK\x05\x06"
# What builds that shall be reproducible write: 1980-01-01, the first day that there is.
_NO_TIME = (1980, 1, 1, 23, 59, 59)


class Entry(NamedTuple):
    """A file of the zip's directory."""

    path: str
    raw_path: bytes
    size: int
    compressed_size: int
    crc: int
    method: int
    offset: int
    """Where its local header stands."""
    limit: int
    """Where the next local header or the directory begins: nothing of it may lie behind."""
    modified: str = ""
    """ISO 8601 without a zone; empty for the first moment that a zip can tell, which is none."""


class Directory(NamedTuple):
    """The files of a zip in the order of its directory, and what is odd about the zip."""

    entries: tuple[Entry, ...]
    oddities: tuple[str, ...]


def printable(filename: str) -> str:
    """Return a name fit to be shown: a file may be called anything."""
    return filename if filename.isprintable() else repr(filename)[1:-1]


def unreadable(filename: str, what: str) -> UnreadableWheel:
    """Return the error for a file that is no wheel or a damaged one."""
    return UnreadableWheel(
        f"{filename} {what}.", "Build or download the wheel again, then check it again."
    )


def read_directory(file: BinaryIO, filename: str) -> Directory:
    """Return the directory; raises UnreadableWheel where it is damaged or beyond all bounds."""
    archive = _opened(file, filename)
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise unreadable(filename, f"has {len(infos)} members, more than {MOST_MEMBERS}")
    if (total := sum(info.file_size for info in infos)) > MOST_BYTES:
        raise unreadable(filename, f"would unpack to {total} bytes, more than {MOST_BYTES}")
    limits = _limits(infos, archive.start_dir)
    if len(limits) < len(infos):
        raise unreadable(filename, "has members that stand in the same place of the file")
    entries = []
    for info in infos:
        entry = _entry(info, limits[info.header_offset])
        if fault := _fault(info, entry):
            raise unreadable(filename, fault)
        if not entry.path.endswith("/"):
            entries.append(entry)
    return Directory(tuple(entries), tuple(_oddities(file, archive, min(limits, default=0))))


def _opened(file: BinaryIO, filename: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise unreadable(filename, f"is no zip file or was cut short ({error})") from error
    except (ValueError, NotImplementedError, OverflowError, EOFError, struct.error) as error:
        raise unreadable(filename, f"has a damaged zip directory ({error})") from error


def _limits(infos: list[zipfile.ZipInfo], end: int) -> dict[int, int]:
    """Map the place of each local header to the place of what follows it."""
    places = sorted({info.header_offset for info in infos})
    return dict(pairwise([*places, end]))


def _entry(info: zipfile.ZipInfo, limit: int) -> Entry:
    # zipfile ends names at a NUL and turns round the slashes of some systems; this is as it is.
    name = info.orig_filename
    return Entry(
        name,
        name.encode("utf-8" if name.isascii() or info.flag_bits & _UTF_8 else "cp437"),
        info.file_size,
        info.compress_size,
        info.CRC,
        info.compress_type,
        info.header_offset,
        limit,
        _modified(info.date_time),
    )


@lru_cache(maxsize=1_000)  # the members of a wheel share few times
def _modified(moment: tuple[int, int, int, int, int, int]) -> str:
    """Return the time; nothing where it is a stand-in for none, or no time at all (month 0)."""
    if moment <= _NO_TIME:
        return ""
    try:
        return datetime(*moment).isoformat()  # noqa: DTZ001 - a zip knows no zones
    except ValueError:
        return ""


def _fault(info: zipfile.ZipInfo, entry: Entry) -> str:
    """Return what makes the member a danger or a riddle; nothing for nearly all of them."""
    name = repr(entry.path)
    if not entry.path or "\0" in entry.path:
        return f"has a member whose name is empty or holds a NUL, {name}"
    if info.flag_bits & _ENCRYPTED:
        return f"has an encrypted member, {name}"
    if entry.method not in _METHODS:
        return f"has a member packed with zip method {entry.method}, {name}; wheels use deflate"
    if entry.offset < 0 or entry.offset + LOCAL_HEADER_SIZE + entry.compressed_size > entry.limit:
        return f"has members that overlap in the file, the first is {name}"
    if entry.size > _BOMB_SIZE and entry.size > _BOMB_RATIO * entry.compressed_size:
        return f"is a zip bomb: {name} grows from {entry.compressed_size} to {entry.size} bytes"
    return ""


def _oddities(file: BinaryIO, archive: zipfile.ZipFile, first: int) -> Iterator[str]:
    """Tell what installers that find the members in another way would trip over."""
    if first:
        yield f"has {first} bytes in front of its first member"
    end = file.seek(0, 2) - _END_RECORD.size - len(archive.comment)
    file.seek(max(end, 0))
    magic, _, _, _, count, *_ = _END_RECORD.unpack(file.read(_END_RECORD.size))
    if magic != _END_RECORD_MAGIC:
        yield "has bytes behind its end"
    elif count not in (len(archive.infolist()), 0xFFFF):
        yield f"says that it has {count} members and lists {len(archive.infolist())}"
