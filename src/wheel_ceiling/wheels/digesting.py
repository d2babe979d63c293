"""Who does the work: digests are made while the bytes flow by, on the same thread or on another."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

# Blocks that wait for the digest are kept in memory.
_MOST_WAITING = 4
_WORTH_A_THREAD = 256 * 1024


_P = ParamSpec("_P")
_T = TypeVar("_T")


class _AtOnce(Executor):
    """Does what it is asked for while it is asked."""

    def submit(self, work: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        done: Future[_T] = Future()
        done.set_result(work(*args, **kwargs))
        return done


_executors: list[Callable[[], Executor]] = [partial(ThreadPoolExecutor, 1)]


def helper(work: int) -> Executor:
    """Return somebody who helps to read so many bytes: a thread, where that pays.

    It does not in a process that is alone, nor where it takes longer to begin than to read.
    """
    return _executors[-1]() if work > _WORTH_A_THREAD else _AtOnce()


def work_alone() -> None:
    """Let this process read without further threads: other processes have the other cores."""
    _executors.append(_AtOnce)


class BackgroundDigest:
    """A digest made on another thread; a block must stay as it is until the result is there."""

    def __init__(self, algorithm: str, digester: Executor) -> None:
        self._digest = hashlib.new(algorithm)
        self._digester = digester
        self._waiting: deque[Future[None]] = deque()

    def add(self, block: bytes | memoryview) -> None:
        """Digest the block when its turn comes, which is that of asking."""
        if len(self._waiting) == _MOST_WAITING:
            self._waiting.popleft().result()
        self._waiting.append(self._digester.submit(self._digest.update, block))

    def passing(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Pass the chunks on, and digest them."""
        for chunk in chunks:
            self.add(chunk)
            yield chunk

    def result(self) -> bytes:
        """Return the digest of all blocks."""
        while self._waiting:
            self._waiting.popleft().result()
        return self._digest.digest()


def fill(data: memoryview, chunks: Iterable[bytes], digest: "hashlib._Hash") -> bytes:
    """Put the chunks into memory, and return their digest."""
    place = 0
    for chunk in chunks:
        digest.update(chunk)
        data[place : place + len(chunk)] = chunk
        place += len(chunk)
    return digest.digest()
