"""What a run cost: requests and bytes on the network, wheels inspected and wheels known."""

import os
import threading
from contextlib import suppress
from hashlib import blake2b
from typing import Self

from wheel_ceiling.amounts import counted, human_size

_INSPECTED, _KNOWN = b"I", b"K"
_NAME = 15
_RECORD = 1 + _NAME
_AT_ONCE = _RECORD * 4096


class Tally:
    """Counts; several threads may count, and forked processes where it is `shared`."""

    def __init__(self) -> None:
        self.requests = 0
        self.bytes = 0
        self._libraries = ""
        self._turn = threading.Lock()
        self._wheels: dict[bytes, bytes] = {}
        self._pipe: tuple[int, ...] = ()

    @classmethod
    def shared(cls) -> Self:
        """Return one into which processes count that are forked from this; it is to be closed."""
        tally = cls()
        tally._pipe = os.pipe()
        for end in tally._pipe:
            os.set_blocking(end, False)
        return tally

    def close(self) -> None:
        """Take in what forked processes have counted, and listen to them no more."""
        self._listen()
        for end in self._pipe:
            os.close(end)
        self._pipe = ()

    def request(self) -> None:
        """Count a request that was answered."""
        with self._turn:
            self.requests += 1

    def arrived(self, count: int) -> None:
        """Count bytes of a body."""
        with self._turn:
            self.bytes += count

    def wheel(self, sha256: str, *, was_known: bool) -> None:
        """Count a wheel; one that is asked for again is the same one."""
        name = blake2b(sha256.encode(), digest_size=_NAME).digest()
        record = (_KNOWN if was_known else _INSPECTED) + name
        if self._pipe:
            with suppress(BlockingIOError):  # thousands of wheels are waiting: these are enough
                os.write(self._pipe[1], record)
        else:
            self._take(record)

    def compared(self, same: int, total: int) -> None:
        """Take note of how many of the libraries are the baseline's very files."""
        self._libraries = f"; {same} of {counted(total, 'library', 'libraries')} unchanged"

    @property
    def inspected(self) -> int:
        return self._count(_INSPECTED)

    @property
    def known(self) -> int:
        return self._count(_KNOWN)

    def __str__(self) -> str:
        answered = counted(self.requests, "answer")
        network = f"Network: {answered}, {human_size(self.bytes)}"
        wheels = f"{counted(self.inspected, 'wheel')} inspected, {self.known} known"
        return f"{network}; {wheels}{self._libraries}."

    def _count(self, kind: bytes) -> int:
        self._listen()
        return sum(found == kind for found in self._wheels.values())

    def _take(self, record: bytes) -> None:
        with self._turn:
            # What was inspected is known from then on.
            self._wheels.setdefault(record[1:], record[:1])

    def _listen(self) -> None:
        with suppress(BlockingIOError):
            while self._pipe and (data := os.read(self._pipe[0], _AT_ONCE)):
                for start in range(0, len(data), _RECORD):
                    self._take(data[start : start + _RECORD])
