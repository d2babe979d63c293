"""Files that are read as if they were whole: one with holes, and one inside of another."""

import io
import os
from collections.abc import Iterable
from pathlib import Path

from wheel_ceiling.wheels.stretch import Stretch


class Absent(Exception):
    """Bytes that are not here are asked for."""

    def __init__(self, stretch: Stretch) -> None:
        super().__init__(stretch)
        self.stretch = stretch


class PartialFile(io.FileIO):
    """A file with holes on disk; to read what did not come raises Absent."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(path, "w+")
        self._size = size
        self._here: list[Stretch] = []
        self.truncate(size)

    def put(self, stretch: Stretch, chunks: Iterable[bytes]) -> None:
        """Take in a stretch; it is here once its chunks have come to their end."""
        self.seek(stretch.start)
        for chunk in chunks:
            self.write(chunk)
        self._here = merged([*self._here, stretch])

    def has(self, wanted: Stretch) -> bool:
        """Whether all of these bytes are here."""
        return not wanted.size or any(
            here.start <= wanted.start and wanted.stop <= here.stop for here in self._here
        )

    def read(self, size: int | None = -1, /) -> bytes:
        start = self.tell()
        stop = self._size if size is None or size < 0 else min(start + size, self._size)
        wanted = Stretch(start, max(start, stop))
        if not self.has(wanted):
            raise Absent(wanted)
        return super().read(wanted.size) or b""


class InnerFile(io.FileIO):
    """A stretch of a file on disk as a file of its own."""

    def __init__(self, path: Path, stretch: Stretch) -> None:
        super().__init__(path, "r")
        self._stretch = stretch
        self._place = 0

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._stretch.size}[whence]
        if start + offset < 0:
            raise ValueError("negative seek position")  # as every other file says it
        self._place = start + offset
        return self._place

    def tell(self) -> int:
        return self._place

    def read(self, size: int | None = -1, /) -> bytes:
        left = max(self._stretch.size - self._place, 0)
        super().seek(self._stretch.start + self._place)
        data = super().read(left if size is None or size < 0 else min(size, left)) or b""
        self._place += len(data)
        return data


def merged(stretches: Iterable[Stretch], gap: int = 0) -> list[Stretch]:
    """Return the stretches in order, joined where no more than `gap` bytes lie between them."""
    joined: list[Stretch] = []
    for stretch in sorted(stretches):
        if joined and stretch.start <= joined[-1].stop + gap:
            joined[-1] = Stretch(joined[-1].start, max(joined[-1].stop, stretch.stop))
        else:
            joined.append(stretch)
    return joined
