"""Packed tables of text: sorted lines, columns between tabs, the name that is asked for first."""

import gzip
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from importlib.resources import files


def rows(table: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each row, and the rest of its line as it stands."""
    for line in _lines(table):
        name, _, rest = line.partition("\t")
        yield name, rest


def rows_of(table: str, name: str) -> tuple[str, ...]:
    """Return what stands behind the name in each of its rows, without going through the others."""
    if "\t" in name:
        return ()
    lines = _lines(table)
    key = f"{name}\t"
    first = last = bisect_left(lines, key)
    while last < len(lines) and lines[last].startswith(key):
        last += 1
    return tuple(line[len(key) :] for line in lines[first:last])


@cache
def _lines(table: str) -> tuple[str, ...]:
    raw = files("wheel_ceiling.facts").joinpath("data", table).read_bytes()
    return tuple(gzip.decompress(raw).decode("ascii").splitlines())
