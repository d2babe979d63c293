"""Forked processes that look into wheels for this one.

Threads would not do: half of the work holds the interpreter's lock. A fork imports nothing anew and
knows what this process knows; only facts come back, as the bytes that the facts cache keeps.
"""

import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.sources.kept import Steps
from wheel_ceiling.sources.recorded import encode_wheel
from wheel_ceiling.wheels.digesting import work_alone

Asked = tuple[int, Path]
"""Which wheel, by its number, and where it lies."""

# A thread that has done its work needs a moment to be gone.
_PATIENCE = 0.2
_MOMENT = 0.005


class Ends(Protocol):
    """One end of a pipe, as multiprocessing has it."""

    def send(self, obj: Asked, /) -> None: ...
    def recv(self) -> Asked: ...
    def send_bytes(self, buf: bytes, /) -> None: ...
    def recv_bytes(self) -> bytes: ...
    def close(self) -> None: ...


class Reader:
    """One process, asked by one thread at a time."""

    def __init__(self, steps: Mapping[int, Steps], elder: Sequence["Reader"]) -> None:
        from multiprocessing import get_context

        context = get_context("fork")
        self.end, other = context.Pipe()
        ours = [*(reader.end for reader in elder), self.end]
        self._process = context.Process(target=_begin, args=(steps, other, ours), daemon=True)
        self._process.start()
        other.close()  # so that the pipe ends when the process does

    def read(self, number: int, path: Path) -> bytes:
        """Return the facts, encoded; nothing where there are none.

        Raises EOFError or OSError if the process is no more.
        """
        self.end.send((number, path))
        return self.end.recv_bytes()

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.terminate()
        self._process.join()
        self.end.close()


@contextmanager
def forked_readers(steps: Mapping[int, Steps], count: int) -> Iterator[list[Reader]]:
    """Yield as many processes as can be had; none where one would not pay, or is not safe."""
    readers: list[Reader] = []
    try:
        # The system may be out of processes.
        with suppress(OSError):
            while len(readers) < count and count > 1 and (readers or _is_alone()):
                readers.append(Reader(steps, readers))
        yield readers
    finally:
        for reader in readers:
            reader.stop()


def _is_alone() -> bool:
    """Whether this thread is the only one: locks that others hold would stay locked in a fork."""
    latest = time.monotonic() + _PATIENCE
    while threading.active_count() > 1 and time.monotonic() < latest:
        time.sleep(_MOMENT)
    return threading.active_count() == 1


def _begin(steps: Mapping[int, Steps], end: Ends, inherited: Sequence[Ends]) -> None:
    # An interrupt reaches the parent too, which ends this process; nobody else holds its pipe, so
    # that it also ends with a parent that was killed.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in inherited:
        other.close()
    work_alone()
    serve(steps, end)


def serve(steps: Mapping[int, Steps], end: Ends) -> None:
    """Read what is asked for until nobody asks any more.

    Of a wheel without facts nothing is said: it is read once more where it was asked for.
    """
    with suppress(EOFError, OSError):
        while True:
            number, path = end.recv()
            end.send_bytes(_facts(steps[number], path))


def _facts(steps: Steps, path: Path) -> bytes:
    try:
        return encode_wheel(steps.read(path))
    except CouldNotJudge:
        return b""
