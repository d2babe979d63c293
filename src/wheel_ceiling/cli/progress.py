"""Bars for downloads, drawn on the error stream so that they never mix with a report."""

import atexit
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from threading import Lock
from typing import TextIO

_Row = AbstractContextManager[Callable[[int], None]]


class Bars:
    """Shows a bar for each download while it lasts, under each other, and leaves nothing behind."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = Lock()
        self._count = 0
        self._screen = ExitStack()
        self._row: Callable[[str, int], _Row]

    @contextmanager
    def download(self, name: str, size: int, /) -> Iterator[Callable[[int], None]]:
        from wheel_ceiling.reports.foreign import clean

        with self._lock:
            if not self._count:
                self._row = self._screen.enter_context(_drawn(self._stream))
            self._count += 1
        try:
            with self._row(clean(name, 60), size) as tell:
                yield tell
        finally:
            with self._lock:
                self._count -= 1
                if not self._count:
                    self._screen.close()


@contextmanager
def _drawn(stream: TextIO) -> Iterator[Callable[[str, int], _Row]]:
    """Yield what adds a row; only one such screen can be on a terminal at a time."""
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.DownloadColumn(),
        progress.TransferSpeedColumn(),
    )
    with progress.Progress(*columns, console=Console(file=stream), transient=True) as bars:

        @contextmanager
        def row(name: str, size: int) -> Iterator[Callable[[int], None]]:
            task = bars.add_task(name, total=size or None)
            try:
                yield lambda count: bars.advance(task, count)
            finally:
                bars.remove_task(task)

        # A download that an interrupt left behind does not come to the end of this block.
        atexit.register(bars.stop)
        yield row
        atexit.unregister(bars.stop)
