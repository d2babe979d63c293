"""The other host, to which downloads are sent: it wants no token, and its addresses do not last."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.github.fake.exchange import Answer, Seen

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@dataclass
class _Offer:
    data: bytes
    filename: str
    kind: str
    until: float


@dataclass
class Blobs:
    """What the host has to give. Azure Blob Storage is the model, for artifacts and assets both."""

    complain: Callable[[str], None]
    url: str = ""
    lifetime: float = 60.0
    """Seconds for which an address can be asked for the first byte."""
    ranges: bool = True
    seen: list[Seen] = field(default_factory=list)
    _offers: dict[str, _Offer] = field(default_factory=dict)

    def offer(self, data: bytes, filename: str, kind: str) -> str:
        """Return the address of the bytes, good for a while."""
        name = re.sub(r"[^\w.-]", "_", filename.rpartition("/")[2], flags=re.ASCII)
        path = f"/blobs/{len(self._offers) + 1}/{name}"
        self._offers[path] = _Offer(data, filename, kind, time.monotonic() + self.lifetime)
        return f"{self.url}{path}?se=2026-03-01T12%3A01%3A00Z&sig=c2lnbmF0dXJl"

    def expire(self) -> None:
        """Let every address that was given out so far be too old."""
        for offer in self._offers.values():
            offer.until = 0

    def answer(self, seen: Seen) -> Answer:
        if seen.authorization:
            self.complain(f"{seen}: Authorization was sent to the blob host")
            return _refusal(400, "InvalidAuthenticationInfo")
        offer = self._offers.get(seen.path)
        if offer is None or seen.method != "GET":
            return _refusal(404, "BlobNotFound")
        if "sig" not in seen.query or offer.until <= time.monotonic():
            return _refusal(403, "AuthenticationFailed")
        return self._bytes(offer, seen.headers.get("Range", ""))

    def _bytes(self, offer: _Offer, wanted: str) -> Answer:
        plain = re.sub(r"[^ !#-~]", "_", offer.filename)
        named = (
            f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(offer.filename, safe='')}"
        )
        headers = {"Content-Disposition": named, "ETag": '"0x8DE"', "x-ms-blob-type": "BlockBlob"}
        if not (wanted and self.ranges):
            return Answer(offer.data, 200, headers, offer.kind)
        match = _RANGE.fullmatch(wanted)
        if match is None:
            # No suffix ranges: "Specifying the range header for Blob service operations".
            return _refusal(400, "InvalidHeaderValue")
        first, last = int(match[1]), int(match[2] or len(offer.data) - 1)
        if first >= len(offer.data) or last < first:
            return _refusal(416, "InvalidRange")
        part = offer.data[first : last + 1]
        headers["Content-Range"] = f"bytes {first}-{first + len(part) - 1}/{len(offer.data)}"
        return Answer(part, 206, headers, offer.kind)


def _refusal(status: int, code: str) -> Answer:
    text = f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code></Error>'
    return Answer(text.encode(), status, {"x-ms-error-code": code}, "application/xml")
