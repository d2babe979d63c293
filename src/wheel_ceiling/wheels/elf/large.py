"""A file that is too large for memory, understood in passes over its bytes.

The first pass keeps its two ends and the section headers, which stand last; the second keeps the
tables that they point to and scans what is long. Where something else turns out to be needed, it
is kept in a further pass. The facts are those of `read_elf`, to the letter.
"""

from collections.abc import Callable, Iterable, Iterator

from wheel_ceiling.model import ElfFacts
from wheel_ceiling.wheels.elf.damage import DamagedElf
from wheel_ceiling.wheels.elf.facts import open_elf, tell
from wheel_ceiling.wheels.elf.gabi import (
    PT_DYNAMIC,
    PT_INTERP,
    PT_NOTE,
    SHF_ALLOC,
    SHT_NOTE,
    SHT_STRTAB,
    TABLES_FOR_THE_LOADER,
)
from wheel_ceiling.wheels.elf.image import MOST_AT_ONCE, Image, place_of_sections
from wheel_ceiling.wheels.elf.scans import Scan, Scans, Stretch
from wheel_ceiling.wheels.elf.symbols import LINKS_AT_ONCE

_END = 1024**2
# What is asked for beside the plan comes with its neighbours.
_AROUND = 256 * 1024
_HANDED_OVER = 16 * 1024**2
_MOST_KEPT = 128 * 1024**2
_MOST_PASSES = 8
_NAME_OF_NAMES = b".shstrtab\0"
_MOST_GUESSES = 16
_SMALL_SECTIONS = (".comment", ".go.buildinfo")
_TABLES = TABLES_FOR_THE_LOADER | {SHT_NOTE}
_SEGMENTS = frozenset({PT_DYNAMIC, PT_INTERP, PT_NOTE})
_NO_BYTES = memoryview(b"")


class _AbsentError(Exception):
    """Bytes that were not kept are asked for."""

    def __init__(self, stretch: Stretch) -> None:
        super().__init__(stretch)
        self.stretch = stretch


class Kept:
    """Those bytes of a file that were kept; what was not raises, and can be wished for.

    A large table that is asked for whole is handed over: a table of strings is copied while it is
    read, and there is no room for both.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._parts: list[tuple[Stretch, memoryview]] = []
        self.end = 0
        """Up to where the next pass has to go for what is wished for."""

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, place: slice) -> memoryview:
        wanted = Stretch(place.start or 0, self._size if place.stop is None else place.stop)
        if wanted.start >= wanted.stop:
            return _NO_BYTES
        number = self._find(wanted)
        if number < 0:
            raise _AbsentError(wanted)
        (start, _), part = found = self._parts[number]
        if found[0] == wanted and len(part) >= _HANDED_OVER:
            del self._parts[number]
        return part[wanted.start - start : wanted.stop - start]

    @property
    def room(self) -> int:
        """How much more can be kept."""
        return _MOST_KEPT - sum(len(part) for _, part in self._parts)

    def wish(self, start: int, stop: int) -> None:
        """Have these bytes kept in the next pass, unless they are already."""
        stretch = Stretch(max(start, 0), min(stop, self._size))
        size = stretch.stop - stretch.start
        if size <= 0 or self._find(stretch) >= 0:
            return
        if size > self.room:
            raise DamagedElf(
                f"its tables together have more than {_MOST_KEPT} bytes, which is more than are "
                "looked into"
            )
        self._parts.append((stretch, memoryview(bytearray(size))))
        self.end = max(self.end, stretch.stop)

    def _find(self, wanted: Stretch) -> int:
        """Return the number of the part that has these bytes; -1 where none has them."""
        fitting = (
            number
            for number, ((start, stop), _) in enumerate(self._parts)
            if start <= wanted.start and wanted.stop <= stop
        )
        return next(fitting, -1)

    def feed(self, place: int, chunk: memoryview) -> None:
        """Keep what is wished for of a chunk."""
        for (start, stop), part in self._parts:
            first, last = max(start, place), min(stop, place + len(chunk))
            if first < last:
                part[first - start : last - start] = chunk[first - place : last - place]


class Cursor:
    """How far one scan has come."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._left = [
            stretch for stretch in reversed(scan.stretches) if stretch.start < stretch.stop
        ]

    @property
    def is_done(self) -> bool:
        return not self._left

    @property
    def end(self) -> int:
        return max((stretch.stop for stretch in self._left), default=0)

    def feed(self, place: int, chunk: memoryview) -> None:
        """Hand over what comes next of the scan's stretches, if it is in the chunk."""
        end = place + len(chunk)
        while self._left and place <= self._left[-1].start < end:
            start, stop = self._left.pop()
            self._scan.feed(chunk[start - place : min(stop, end) - place])
            if stop > end:
                self._left.append(Stretch(end, stop))


class LargeElf:
    """One file: `look` is the first pass, `facts` makes those that it takes beyond."""

    def __init__(self, path: str, size: int) -> None:
        self._path = path
        self._kept = Kept(size)
        self._guesses = 0
        self._kept.wish(0, _END)
        self._kept.wish(size - _END, size)

    def look(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Pass the chunks on, and keep what will be needed of them."""
        head, place = b"", 0
        for chunk in chunks:
            if len(head) < _AROUND:
                head += chunk[:_AROUND]
                self._wish_for_sections(head, place)
            self._wish_for_names(chunk, place)
            self._kept.feed(place, memoryview(chunk))
            place += len(chunk)
            yield chunk
        self._kept.end = 0

    def facts(self, again: Callable[[], Iterable[bytes]]) -> ElfFacts:
        """Return the facts; `again` begins with the first byte at each call."""
        scans: Scans | None = None
        for _ in range(_MOST_PASSES):
            try:
                image = open_elf(self._kept)
                if scans is None:
                    scans = Scans(image)
                    self._plan(image)
                    self._scan(scans, again)
                return tell(self._path, image, scans)
            except _AbsentError as absent:
                start, stop = absent.stretch
                self._kept.wish(start - _AROUND, max(stop, start + _AROUND))
                run_pass(self._kept, [], again())
        raise DamagedElf("its tables lie too far apart")

    def _wish_for_sections(self, head: bytes, place: int) -> None:
        try:
            start, stop = place_of_sections(head)
        except DamagedElf:
            return  # too short yet, or it will be said when it is opened
        if stop - start <= MOST_AT_ONCE:
            self._kept.wish(max(start, place), stop)  # what has passed cannot be kept any more

    def _wish_for_names(self, chunk: bytes, place: int) -> None:
        """Keep the names of the sections: their own table's name is among them."""
        if (found := chunk.rfind(_NAME_OF_NAMES)) >= 0 and self._guesses < _MOST_GUESSES:
            self._guesses += 1
            self._kept.wish(place + max(found - _AROUND, 0), place + found + _AROUND)

    def _plan(self, image: Image) -> None:
        """Wish for everything that is usually needed."""
        for section in image.sections:
            is_names = section.type == SHT_STRTAB and section.flags & SHF_ALLOC
            if is_names or section.type in _TABLES or section.name in _SMALL_SECTIONS:
                self._wish_for(section.offset, section.file_size + LINKS_AT_ONCE)
        for segment in image.segments:
            if segment.type in _SEGMENTS:
                self._wish_for(segment.offset, segment.file_size)

    def _wish_for(self, offset: int, size: int) -> None:
        if size <= self._kept.room:
            self._kept.wish(offset, offset + size)

    def _scan(self, scans: Scans, again: Callable[[], Iterable[bytes]]) -> None:
        """Run the scans; sections that stand in another order than their headers cost a pass."""
        cursors = [Cursor(scan) for scan in scans.all]
        for _ in range(_MOST_PASSES):
            run_pass(self._kept, cursors, again())
            cursors = [cursor for cursor in cursors if not cursor.is_done]
            if not cursors:
                return
        raise DamagedElf("its sections are in another order than its section headers")


def run_pass(kept: Kept, cursors: Iterable[Cursor], chunks: Iterable[bytes]) -> None:
    """Feed everything from the first byte of the file on."""
    going, place = list(cursors), 0
    end, kept.end = max([kept.end, *(cursor.end for cursor in going)]), 0
    for chunk in chunks:
        if place >= end:
            break
        view = memoryview(chunk)
        kept.feed(place, view)
        for cursor in going:
            cursor.feed(place, view)
        place += len(view)
