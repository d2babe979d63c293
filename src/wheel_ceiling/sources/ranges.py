"""Parts of a file on a server, by absolute ranges (RFC 9110, 14).

Ranges that count from the end are not asked for: PyPI's file host answers 501, Azure knows none.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.sources.remote import Remote
from wheel_ceiling.sources.stretches import PartialFile
from wheel_ceiling.sources.web import Answer
from wheel_ceiling.wheels.stretch import Stretch

_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")


class NotInParts(CouldNotJudge):
    """The file has to be fetched whole: what came of it in parts cannot be relied on."""


class Server(Protocol):
    """What is asked for the parts (`Web`)."""

    gives_parts: bool

    def open(
        self, url: str, what: str, wanted: Mapping[str, str], /
    ) -> AbstractContextManager[Answer]: ...


class Ranges:
    """One file on a server; every answer must be of the same content as the first."""

    def __init__(self, remote: Remote, web: Server, tell: Callable[[int], None]) -> None:
        self._remote = remote
        self._web = web
        self._tell = tell
        self._size = remote.size
        self._version = ""

    def size(self) -> int:
        """Return how large the file is, as the index or its server says."""
        if not self._size:
            for _ in self._chunks(Stretch(0, 1)):
                pass
        return self._size

    def fetch(self, stretches: Iterable[Stretch], file: PartialFile) -> None:
        """Fetch what is not in the file yet; raises NotInParts where it does not come as asked."""
        for stretch in stretches:
            if not file.has(stretch):
                file.put(stretch, self._chunks(stretch))

    def _chunks(self, stretch: Stretch) -> Iterator[bytes]:
        remote, count = self._remote, 0
        with self._web.open(remote.url, remote.shown, self._wanted(stretch)) as answer:
            self._insist(answer.part, answer.version, stretch)
            for chunk in answer.chunks:
                count += len(chunk)
                if count > stretch.size:
                    break
                self._tell(len(chunk))
                yield chunk
        if count != stretch.size:
            raise self._odd("sends another amount than it says")

    def _wanted(self, stretch: Stretch) -> Mapping[str, str]:
        wanted = {"Range": f"bytes={stretch.start}-{stretch.stop - 1}"}
        # Weak tags and days say that two contents are as good as the same (RFC 9110, 13.1.5).
        return {**wanted, "If-Range": self._version} if self._version[:1] == '"' else wanted

    def _insist(self, part: str, version: str, stretch: Stretch) -> None:
        match = _RANGE.fullmatch(part)
        if not match:
            self._web.gives_parts = False
            raise self._odd("gives no parts")
        start, last, size = map(int, match.groups())
        if (start, last + 1) != stretch or size != (self._size or size):
            raise self._odd("gives other parts than it is asked for")
        if version != (self._version or version):
            raise self._odd("has changed meanwhile")
        self._size, self._version = size, version

    def _odd(self, what: str) -> NotInParts:
        return NotInParts(f"{self._remote.shown} {what}.", "Fetch it whole.")
