"""Memory that files are inflated into, lent to one at a time and kept for the next.

Memory that a process touches for the first time can cost more than what is inflated into it: the
kernel clears it, and under a virtual machine the host has to find it first. A check reads dozens
of wheels with much the same files in them, so a few pieces are kept between them.
"""

import mmap
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Final

# Both threads that read a wheel have a piece up to this size; of larger ones there is one, for
# whose turn it is. Together with what the program itself takes, a wheel of any size is read
# within 300 MB.
_SMALL = 16 * 1024**2
_LARGE = 128 * 1024**2
_MOST_KEPT = 3
_kept: list[memoryview] = []
_at_the_shelf = threading.Lock()


class Room:
    """The memory for the files of one wheel; several threads may ask for it."""

    def __init__(self, largest: int, most: int = _LARGE) -> None:
        self.most: Final = most
        """How large a file may be; larger ones are not read into memory."""
        self._largest = min(largest, most)
        self._turn = threading.Lock()

    @contextmanager
    def lent(self, size: int) -> Iterator[memoryview]:
        """Lend memory of this size, with anything in it; nobody may use it afterwards."""
        is_large = size > _SMALL
        with self._turn if is_large else nullcontext():
            piece = lend(self._largest if is_large else min(self._largest, _SMALL))
            try:
                yield piece[:size]
            finally:
                take_back(piece)

    @contextmanager
    def cleared(self) -> Iterator[None]:
        """Let go what is kept while something else takes its place."""
        with self._turn:
            let_go()
            yield


def let_go() -> None:
    """Give back what is kept, when no more wheels are read."""
    with _at_the_shelf:
        _kept.clear()


def lend(size: int) -> memoryview:
    """Return memory of at least this size, with anything in it."""
    with _at_the_shelf:
        by_size = sorted(range(len(_kept)), key=lambda number: len(_kept[number]))
        fitting = [number for number in by_size if len(_kept[number]) >= size]
        if fitting:
            return _kept.pop(fitting[0])
        if by_size:
            _kept.pop(by_size[-1])  # too small for these wheels: let it go
    return _fresh(size)


def take_back(piece: memoryview) -> None:
    """Keep the memory for the next; nobody may use it any more."""
    with _at_the_shelf:
        if len(piece) and len(_kept) < _MOST_KEPT:
            _kept.append(piece)


def _fresh(size: int) -> memoryview:
    """Return zeros, in huge pages where there are any; only what is touched takes memory."""
    if sys.platform != "linux":
        return memoryview(bytearray(size))
    pages = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with suppress(OSError):  # a kernel may be without them
        pages.madvise(mmap.MADV_HUGEPAGE)
    return memoryview(pages)
