"""Calls made on threads, whose answers are taken as they come.

The threads are daemons: when an interrupt ends the program, nobody waits for a server to answer.
"""

from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Generic, Self, TypeVar

_T = TypeVar("_T")


class Errands(Generic[_T]):
    """What was sent for; at the end of the block no thread is left, unless an error ends it."""

    def __init__(self) -> None:
        self.under_way = 0
        """How many answers are still to be taken."""
        self._answers: SimpleQueue[_T] = SimpleQueue()
        self._threads: list[Thread] = []

    def send(self, errand: Callable[[], _T], otherwise: _T) -> None:
        """Make the call on a thread; `otherwise` is the answer where it raises."""
        thread = Thread(target=self._make, args=(errand, otherwise), daemon=True)
        self._threads.append(thread)
        self.under_way += 1
        thread.start()

    def next(self) -> _T:
        """Wait for an answer."""
        answer = self._answers.get()
        self.under_way -= 1
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: object, _traceback: TracebackType | None
    ) -> None:
        if kind is None:
            for thread in self._threads:
                thread.join()

    def _make(self, errand: Callable[[], _T], answer: _T) -> None:
        # What went wrong is done again by who takes the answer, and goes wrong there aloud.
        with suppress(Exception):
            answer = errand()
        self._answers.put(answer)
