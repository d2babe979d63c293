"""A file that is too large for memory: its bytes go through an unnamed temporary file.

Its section headers stand at its end and say where everything else is, so it has to be gone through
twice. Writing it down and reading parts of it again takes a fifth of inflating it a second time.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from tempfile import TemporaryFile
from typing import IO, TypeVar

_T = TypeVar("_T")

_NO_BYTES = memoryview(b"")


class OnDisk:
    """The bytes of a file, read when they are asked for; one thread at a time may ask."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, place: slice) -> memoryview:
        start, stop, _ = place.indices(self._size)
        if start >= stop:
            return _NO_BYTES
        self._file.seek(start)
        return memoryview(self._file.read(stop - start))


class NoRoomError(Exception):
    """The temporary file cannot hold the bytes; the text says why."""


@contextmanager
def on_disk(chunks: Iterable[bytes]) -> Iterator[OnDisk]:
    """Yield what holds all the chunks for as long as it is used; raises NoRoomError."""
    with _writing(TemporaryFile) as file:
        size = 0
        for chunk in chunks:
            size += _writing(partial(file.write, chunk))
        yield OnDisk(file, size)


def _writing(step: Callable[[], _T]) -> _T:
    try:
        return step()
    except OSError as error:
        raise NoRoomError(error.strerror or str(error)) from error
