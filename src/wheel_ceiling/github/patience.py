"""How long GitHub is waited for. Every pause of a connection comes out of one purse.

PyGithub alone would sleep for as long as a Retry-After says, and not heed a 429 without one.
"""

import re
import time
from collections.abc import Mapping
from http import HTTPStatus

from msgspec import Struct

# docs, "rate-limits-for-the-rest-api": at least a minute where the server says nothing else.
_MINUTE = 60.0
_COUNT = re.compile(r"[0-9]{1,12}")


class Patience(Struct, frozen=True):
    """How long (seconds), how often and how much."""

    connect: float = 10
    read: float = 60
    retries: int = 3
    pause: float = 1.0
    """Before the second try again; it doubles from there."""
    longest_wait: float = 60
    """Of one pause. All pauses together: `retries` times that."""
    between_requests: float = 0.0
    between_writes: float = 1.0
    download: int = 8 * 1024**3
    """The most bytes of one artifact or asset."""

    @property
    def timeout(self) -> tuple[float, float]:
        return self.connect, self.read

    @property
    def limit_pause(self) -> float:
        """How long to wait after a limit that does not say how long."""
        return min(_MINUTE, self.longest_wait)


class AskedToWait(Exception):
    """The server wants to be left alone for longer than this run can wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Purse:
    """The seconds that may still be waited."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._left = patience.longest_wait * patience.retries

    def wait(self, seconds: float) -> None:
        """Sleep so long; raises AskedToWait, at once, where that is too long."""
        if seconds > min(self._patience.longest_wait, self._left):
            raise AskedToWait(seconds)
        self._left -= seconds
        time.sleep(seconds)

    def wait_after(self, status: int, headers: Mapping[str, str], seconds: float) -> None:
        """Sleep so long, or as long as the answer asks for."""
        self.wait(max(seconds, self._asked(status, headers)))

    def _asked(self, status: int, headers: Mapping[str, str]) -> float:
        if seconds := _number(headers, "Retry-After"):
            return seconds
        if status != HTTPStatus.TOO_MANY_REQUESTS:
            return 0
        reset = _number(headers, "X-RateLimit-Reset")
        if reset and headers.get("X-RateLimit-Remaining") == "0":
            # The second in which the reset happens is not over yet.
            return max(reset - time.time(), 0) + 1
        return self._patience.limit_pause


def _number(headers: Mapping[str, str], name: str) -> int:
    text = headers.get(name, "").strip()
    return int(text) if _COUNT.fullmatch(text) else 0
