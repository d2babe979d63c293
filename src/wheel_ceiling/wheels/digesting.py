"""Digests made while the bytes flow by: on the same thread, or on another."""

import hashlib
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Executor, Future

# Blocks that wait for the digest are kept in memory.
_MOST_WAITING = 4


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
