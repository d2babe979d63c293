"""Bars for downloads, drawn on the error stream so that they never mix with a report."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO


class Bars:
    """Shows a bar for each download while it lasts, and leaves nothing behind."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @contextmanager
    def download(self, name: str, size: int, /) -> Iterator[Callable[[int], None]]:
        from rich import progress
        from rich.console import Console

        from wheel_ceiling.reports.foreign import clean

        columns = (
            progress.TextColumn("{task.description}", markup=False),
            progress.BarColumn(),
            progress.DownloadColumn(),
            progress.TransferSpeedColumn(),
        )
        console = Console(file=self._stream)
        with progress.Progress(*columns, console=console, transient=True) as bars:
            task = bars.add_task(clean(name, 60), total=size or None)
            yield lambda count: bars.advance(task, count)
