"""RECORD against the archive (PyPA, "Recording installed projects" and binary format)."""

import base64
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from wheel_ceiling.model import RecordFault

# Signatures are made after RECORD and RECORD cannot hold its own hash (binary format).
_EXEMPT = ("RECORD", "RECORD.jws", "RECORD.p7s")
# The binary format asks for sha256 or better; md5 and sha1 are forbidden.
_ALGORITHMS = frozenset({"sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s"})
_DEFAULT = "sha256"


class RecordRow(NamedTuple):
    """One line of RECORD."""

    path: str
    algorithm: str = ""
    digest: str = ""
    size: str = ""


def parse_record(text: str) -> tuple[RecordRow, ...]:
    """Return the rows; a line that is no row is left out and then missed as "unlisted"."""
    rows = []
    for fields in _lines(text):
        if not fields or not fields[0]:
            continue
        path, digest, size = (*fields, "", "")[:3]
        algorithm, _, encoded = digest.partition("=")
        rows.append(RecordRow(path.removeprefix("./"), algorithm, encoded, size))
    return tuple(rows)


def _lines(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:  # a field of more than 128 KiB; the reader goes on behind it
            continue


def unusual_algorithms(rows: Iterable[RecordRow]) -> dict[str, str]:
    """Return by path how to digest those members whose row does not say sha256."""
    return {
        row.path: row.algorithm
        for row in rows
        if row.algorithm != _DEFAULT and row.algorithm in _ALGORITHMS
    }


def encode_digest(digest: bytes) -> str:
    """Return the digest as RECORD spells it: URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def compare_record(
    rows: Iterable[RecordRow], digests: Mapping[str, str], sizes: Mapping[str, int], folder: str
) -> tuple[RecordFault, ...]:
    """Return every disagreement; `digests` are those that `algorithm_for` asked for."""
    listed = tuple(rows)
    exempt = {f"{folder}/{name}" for name in _EXEMPT}
    faults = [
        RecordFault(path, "twice")
        for path, count in Counter(row.path for row in listed).items()
        if count > 1
    ]
    faults += [
        RecordFault(row.path, kind)
        for row in listed
        if row.path not in exempt and (kind := _fault(row, digests, sizes))
    ]
    unlisted = digests.keys() - {row.path for row in listed} - exempt
    faults += [RecordFault(path, "unlisted") for path in sorted(unlisted)]
    return tuple(faults)


def _fault(row: RecordRow, digests: Mapping[str, str], sizes: Mapping[str, int]) -> str:
    if row.path.endswith("/"):
        return ""
    if row.path not in digests:
        return "missing"
    if not row.digest:
        return "no-hash"
    if row.algorithm not in _ALGORITHMS or row.digest.rstrip("=") != digests[row.path]:
        return "wrong-hash"
    return "wrong-size" if row.size not in ("", str(sizes[row.path])) else ""
