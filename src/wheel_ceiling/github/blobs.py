"""Bytes that the API gives by way of another host: fetched once, to disk, and checked.

Redirects are followed by hand: the storage behind GitHub refuses any Authorization header, and
the token is for the API alone. A body that breaks off is taken up again where it ended.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from wheel_ceiling.addresses import is_loopback
from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.github.arrival import Answer, Arrival, Blob, range_of, read_at_most
from wheel_ceiling.github.connection import Connection
from wheel_ceiling.github.trouble import gone, refusal

_MOST_REDIRECTS = 5
_DENIED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_ABSENT = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
# The last: the storage has no such part, which is an answer to whoever asked for one.
_GIVEN = (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
_DIGEST = re.compile(r"sha256:([0-9a-fA-F]{64})")


class Download:
    """One blob. The API is asked where it lies once for all requests, while the place is good."""

    def __init__(self, connection: Connection, blob: Blob) -> None:
        occasion = connection.occasion
        self._connection = connection
        self._blob = blob
        self._question = connection.question(blob.what, blob.permission)
        self._address = f"{occasion.api_url}/repos/{occasion.repository}{blob.path}"
        self._place = ""

    def tail(self, most: int) -> bytes | None:
        """Return the last bytes; None where the server gives no part of it as asked."""
        size = self._blob.size
        start = max(0, size - most)
        if not size:
            return None
        # The storage knows no suffix ranges: learn.microsoft.com, "Specifying the range header".
        wanted = {"Range": f"bytes={start}-{size - 1}"}
        with (
            self._connection.asking(self._blob.what, self._blob.permission),
            closing(self._open(wanted)) as answer,
        ):
            if range_of(answer) != (start, size):
                return None
            data = read_at_most(answer, size - start)
        self._connection.tally.arrived(len(data))
        return data if len(data) == size - start else None

    def fetch(self, path: Path, tell: Callable[[int], None]) -> str:
        """Put the blob there, whole or not at all; return the file name that the server gives it.

        Raises NotAsPromised where size or digest are others than the API said.
        """
        whole = False
        try:
            with path.open("wb") as file:
                arrival = Arrival(
                    file, self._blob, self._connection.patience.download, self._counted(tell)
                )
                with self._connection.asking(self._blob.what, self._blob.permission):
                    self._fill(arrival)
            arrival.insist_on_promise()
            whole = True
        finally:
            if not whole:
                path.unlink(missing_ok=True)
        return arrival.name

    def _counted(self, tell: Callable[[int], None]) -> Callable[[int], None]:
        def count(size: int) -> None:
            self._connection.tally.arrived(size)
            tell(size)

        return count

    def _fill(self, arrival: Arrival) -> None:
        from requests.exceptions import ChunkedEncodingError
        from requests.exceptions import ConnectionError as BrokenConnection

        for tries in range(self._connection.patience.retries + 1):
            if tries:
                self._connection.wait(tries)
            with (
                closing(self._open(arrival.wanted)) as answer,
                suppress(ChunkedEncodingError, BrokenConnection),
            ):
                arrival.take(answer)
            if arrival.is_whole:
                return
        size = f" of {self._blob.size:,}" if self._blob.size else ""
        raise self._question.unreachable(f"it breaks off after {arrival.count:,}{size} bytes")

    def _open(self, wanted: Mapping[str, str]) -> Answer:
        answer = self._follow(self._place or self._address, wanted)
        if answer.status_code in _DENIED and not self._connection.is_api(answer.url):
            answer.close()
            # A signed address is good for a minute.
            answer = self._follow(self._address, wanted)
        if answer.status_code in _GIVEN:
            return answer
        answer.close()
        raise self._refusal(answer)

    def _follow(self, url: str, wanted: Mapping[str, str]) -> Answer:
        connection = self._connection
        # The digest is that of the bytes as they are.
        headers = {"Accept": self._blob.accept, "Accept-Encoding": "identity", **wanted}
        for _ in range(_MOST_REDIRECTS):
            connection.tally.request()
            response = connection.session().get(
                url,
                headers={**headers, **connection.authorization(url)},
                timeout=connection.patience.timeout,
                stream=True,
                allow_redirects=False,
            )
            if not response.is_redirect:
                self._place = "" if connection.is_api(url) else url
                return response
            response.close()
            url = self._next_place(url, response.headers["location"])
        raise self._question.unreachable("it is sent from one address to the next without end")

    def _next_place(self, url: str, location: str) -> str:
        place = urljoin(url, location)
        old, new = urlsplit(url), urlsplit(place)
        is_open = new.scheme == "http" and (old.scheme == "http" or is_loopback(new.hostname or ""))
        if new.scheme != "https" and not is_open:
            raise self._question.unreachable(
                f"{old.hostname} sends to {new.hostname or 'no host'} without https, where anybody "
                "on the way could change the bytes"
            )
        return place

    def _refusal(self, answer: Answer) -> CouldNotJudge:
        status = answer.status_code
        if status in _ABSENT and self._blob.is_listed:
            return gone(self._question, status)
        if self._connection.is_api(answer.url) or status in _ABSENT:
            return refusal(self._question, status, answer.headers)
        return self._question.unreachable(f"the storage behind GitHub answered HTTP {status}")


def sha256_of(digest: str | None) -> str:
    """Return the hex digits of ``sha256:…``; empty for none, and for what we cannot check."""
    match = _DIGEST.fullmatch(digest or "")
    return match[1].lower() if match else ""
