"""Of a wheel on a server only what is not known: its directory, RECORD, and the other members.

Nothing here is the last word: whatever is odd raises NotInParts, and the wheel is fetched whole.
So a server without ranges costs one request, and never a wrong answer.
"""

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import Wheel
from wheel_ceiling.sources.ranges import NotInParts, Ranges
from wheel_ceiling.sources.stretches import Absent, PartialFile, merged
from wheel_ceiling.wheels.about import About, read_about
from wheel_ceiling.wheels.archive import Archive, most_of
from wheel_ceiling.wheels.directory import Entry
from wheel_ceiling.wheels.known import KnownFiles, Spared
from wheel_ceiling.wheels.read import read_wheel_file
from wheel_ceiling.wheels.stretch import Stretch

_T = TypeVar("_T")

SMALLEST = 2 * 1024**2
"""Of a smaller wheel not enough can be saved."""
_LARGEST = 8 * 1024**3
# A request costs a round trip, in which so much would have come anyway: what lies between two
# members is fetched along, and where little is saved all of it.
_A_REQUEST = 256 * 1024
_LEAST_SAVED = 1024**2
_LEAST_SHARE = 0.3
_MOST_REQUESTS = 24
# The directory and RECORD of most wheels lie in so much of their end, which is fetched in vain
# where the rest turns out not to be known.
_SHARE_OF_END, _SMALLEST_END, _LARGEST_END = 64, 64 * 1024, _A_REQUEST
_MOST_FOR_ABOUT = 32 * 1024**2
_MOST_TRIES = 8
_LONGEST_DIGEST = 100
_TELLING = re.compile(r"[^/]+\.dist-info/(?:WHEEL|METADATA|RECORD)")


def read_parts(ranges: Ranges, path: Path, filename: str, known: KnownFiles, sha256: str) -> Wheel:
    """Return the facts of a wheel of which as much is fetched to the path as is not known.

    The digest is what somebody promised. Raises NotInParts where it has to be fetched whole.
    """
    size = ranges.size()
    if not SMALLEST <= size <= _LARGEST:
        raise _whole("is small, or larger than any")
    with PartialFile(path, size) as file:
        try:
            digests = _prepare(ranges, file, filename, known)
            wheel = read_wheel_file(file, filename, known, Spared(size, sha256, digests))
        except (Absent, UnreadableWheel) as error:
            raise _whole("cannot be understood in parts") from error
    if wheel.problems:
        raise _whole("is not as it should be")
    return wheel


def _prepare(ranges: Ranges, file: PartialFile, filename: str, known: KnownFiles) -> dict[str, str]:
    """Fetch what is needed; return by path the SHA-256 of the members that are not."""
    size = ranges.size()
    end = min(max(size // _SHARE_OF_END, _SMALLEST_END), _LARGEST_END)
    ranges.fetch([Stretch(size - end, size)], file)
    archive = _asked(lambda: Archive(file, filename), ranges, file)
    entries = archive.entries
    likely = [entry for entry in entries if not known.may_have(entry.size, entry.crc)]
    _insist_on_saving(size, _stretches(likely, file, size))
    telling = [entry for entry in entries if _TELLING.fullmatch(entry.path)]
    ranges.fetch(_stretches(telling, file, size), file)
    about = _asked(lambda: read_about(archive), ranges, file)
    digests = _known_members(entries, about, known)
    left = _stretches([entry for entry in entries if entry.path not in digests], file, size)
    _insist_on_saving(size, left)
    ranges.fetch(left, file)
    return digests


def _asked(ask: Callable[[], _T], ranges: Ranges, file: PartialFile) -> _T:
    """Return what is asked for, whatever has to be fetched for it."""
    for _ in range(_MOST_TRIES):
        try:
            return ask()
        except Absent as absent:
            if absent.stretch.size > _MOST_FOR_ABOUT:
                break
            ranges.fetch([absent.stretch], file)
    raise _whole("has too much to say of itself")


def _known_members(entries: Sequence[Entry], about: About, known: KnownFiles) -> dict[str, str]:
    """Return by path the digests of the members that RECORD, size and CRC call known."""
    paths = {entry.path for entry in entries}
    rows = {row.path: row for row in about.rows}
    if len(paths) != len(entries) or len(rows) != len(about.rows):
        raise _whole("names a file twice")
    return {
        entry.path: sha256
        for entry in entries
        if known.may_have(entry.size, entry.crc)
        and (row := rows.get(entry.path))
        and row.algorithm == "sha256"
        and (sha256 := _hexadecimal(row.digest))
        and known.has(sha256, entry.size)
    }


def _hexadecimal(digest: str) -> str:
    """Return a digest of RECORD, which is URL-safe base64 without padding, as others write it."""
    try:
        return base64.urlsafe_b64decode(digest[:_LONGEST_DIGEST] + "==").hex()
    except (ValueError, binascii.Error):
        return ""


def _stretches(entries: Sequence[Entry], file: PartialFile, size: int) -> list[Stretch]:
    """Return where members are that did not come yet, in as few stretches as is sensible.

    A member goes up to what follows it, so that nothing can hide between.
    """
    places = (
        Stretch(entry.offset, min(max(entry.limit, entry.offset + most_of(entry)), size))
        for entry in entries
    )
    return merged((place for place in places if not file.has(place)), _A_REQUEST)


def _insist_on_saving(size: int, wanted: Sequence[Stretch]) -> None:
    """Raise NotInParts where little is saved by fetching so much and no more."""
    saved = size - sum(stretch.size + _A_REQUEST for stretch in wanted)
    if saved < max(_LEAST_SAVED, _LEAST_SHARE * size) or len(wanted) > _MOST_REQUESTS:
        raise _whole("is for the most part not known")


def _whole(why: str) -> NotInParts:
    return NotInParts(f"The wheel {why}.", "Fetch it whole.")
