"""Memory that large files are inflated into, lent to one at a time and kept for the next.

Memory that a process touches for the first time can cost more than what is inflated into it: the
kernel clears it, and under a virtual machine the host has to find it first. A check reads dozens
of wheels with much the same files in them, so at most two pieces are kept between them.
"""

import mmap
import sys
from contextlib import suppress

_MOST_KEPT = 2
_kept: list[memoryview] = []


def lend(size: int) -> memoryview:
    """Return memory of at least this size, with anything in it."""
    with suppress(IndexError):
        while len(piece := _kept.pop()) < size:
            pass  # too small for these wheels: let it go
        return piece
    return _fresh(size)


def take_back(piece: memoryview) -> None:
    """Keep the memory for the next; nobody may use it any more."""
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
