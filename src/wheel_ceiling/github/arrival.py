"""The bytes of a download as they arrive: to disk and into the digest, never whole in memory."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import BinaryIO, Protocol
from urllib.parse import unquote

from msgspec import Struct

from wheel_ceiling.github.trouble import NotAsPromised

_CHUNK = 256 * 1024
_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")
_ENCODED_NAME = re.compile(r"filename\*=utf-8''([^;\s]+)", re.IGNORECASE)
_NAME = re.compile(r'filename=(?:"([^"]*)"|([^;\s]+))', re.IGNORECASE)
_MOST_NAME = 255


class Blob(Struct, frozen=True):
    """Where the API gives some bytes, and what it promises of them."""

    what: str
    """The subject of sentences about it."""
    path: str
    """Below the repository: /actions/artifacts/7/zip"""
    permission: str
    accept: str = "application/vnd.github+json"
    size: int = 0
    """0: nobody knows."""
    sha256: str = ""
    is_listed: bool = False
    """GitHub has just said that it is there: then its absence is trouble, and no answer."""


class Answer(Protocol):
    """What we use of a response of requests."""

    @property
    def url(self) -> str: ...
    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    def iter_content(self, chunk_size: int, /) -> Iterator[bytes]: ...
    def close(self) -> None: ...


class Arrival:
    """What has come so far: in the file, in the digest."""

    def __init__(self, file: BinaryIO, blob: Blob, limit: int, tell: Callable[[int], None]) -> None:
        self.name = ""
        self.count = 0
        self._file = file
        self._blob = blob
        self._most = blob.size or limit
        self._tell = tell
        self._told = 0
        self._ended = False
        self._digest = hashlib.sha256()

    @property
    def wanted(self) -> dict[str, str]:
        """The header that asks for what is missing."""
        return {"Range": f"bytes={self.count}-"} if self.count else {}

    @property
    def is_whole(self) -> bool:
        return self.count == self._blob.size if self._blob.size else self._ended

    def take(self, answer: Answer) -> None:
        """Add what comes; an answer that begins at the beginning replaces what was there."""
        start, _ = range_of(answer)
        if start == 0:
            self._file.seek(0)
            self._file.truncate()
            self.count = 0
            self._digest = hashlib.sha256()
        elif start != self.count:
            raise ValueError("another part than was asked for")
        self.name = _file_name(answer.headers.get("Content-Disposition", ""))
        for chunk in answer.iter_content(_CHUNK):
            self._add(chunk)
        self._ended = True

    def insist_on_promise(self) -> None:
        """Raise NotAsPromised if the digest is another than was said."""
        found = self._digest.hexdigest()
        if self._blob.sha256 not in ("", found):
            raise self._broken(f"its sha256 is {found}, promised was {self._blob.sha256}")

    def _add(self, chunk: bytes) -> None:
        self.count += len(chunk)
        if self.count > self._most:
            raise self._broken(f"it has more than {self._most} bytes")
        self._digest.update(chunk)
        self._file.write(chunk)
        if self.count > self._told:
            self._tell(self.count - self._told)
            self._told = self.count

    def _broken(self, what: str) -> NotAsPromised:
        return NotAsPromised(
            f"{self._blob.what} did not come as GitHub promised: {what}.",
            "Nothing of it was kept. Try again; if it stays so, somebody has changed it.",
        )


def range_of(answer: Answer) -> tuple[int, int]:
    """Return where the answer begins and the size of the whole; -1: neither whole nor a part."""
    if answer.status_code == HTTPStatus.OK:
        return 0, 0
    match = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    return (int(match[1]), int(match[3])) if match else (-1, 0)


def read_at_most(answer: Answer, most: int) -> bytes:
    """Return what comes, up to that; what breaks off is returned as far as it came."""
    from requests.exceptions import ChunkedEncodingError
    from requests.exceptions import ConnectionError as BrokenConnection

    data = b""
    with suppress(ChunkedEncodingError, BrokenConnection):
        for chunk in answer.iter_content(_CHUNK):
            data += chunk
            if len(data) > most:
                break
    return data


def _file_name(disposition: str) -> str:
    """Return the last part of the name in a Content-Disposition (RFC 6266); empty for none."""
    if match := _ENCODED_NAME.search(disposition):
        name = unquote(match[1])
    elif match := _NAME.search(disposition):
        name = match[1] or match[2] or ""
    else:
        return ""
    name = name.replace("\\", "/").rpartition("/")[2]
    usable = name.isprintable() and len(name) <= _MOST_NAME and name not in (".", "..")
    return name if usable else ""
