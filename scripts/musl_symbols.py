"""Write the table of musl's symbols anew, from Debian's own packages.

    python -m scripts.musl_symbols

Debian has four of the eight releases that the table knows. What was first or last seen in the
others is frozen, and taken over from the table as it stands. Needs apt, dpkg-deb and pyelftools.
"""

import gzip
import io
import re
import sys
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection
from msgspec import Struct

from scripts.debian import members, open_archive

_ROOT = Path(__file__).resolve().parents[1]
TABLE = _ROOT / "src/wheel_ceiling/facts/data/musl-symbols.tsv.gz"
_SUITES = ("bullseye", "bookworm", "trixie", "sid")
# Releases that Debian no longer has; whether they hold a symbol is read off the shipped table.
_FROZEN = ("1.1.9", "1.1.19", "1.1.24", "1.2.4")
# Debian adds <fts.h> to musl; nobody else's libc.so has it.
_DEBIANS_OWN = "fts_"
_DEB = re.compile(r"musl_(?P<release>[\d.]+)-[^_]*_amd64\.deb")
_LIBRARY = re.compile(
    r"(?:\.?/)?(?:usr/)?lib/x86_64-linux-musl/libc\.so|(?:\.?/)?lib/ld-musl-x86_64\.so\.1"
)


class Row(Struct, frozen=True, order=True):
    """One line of the table."""

    symbol: str
    since: str
    """The first release seen with it."""
    gone: str
    """``gone:`` and the first release seen without it again, or nothing."""

    @property
    def line(self) -> str:
        return f"{self.symbol}\t{self.since}\t{self.gone}"

    def is_in(self, release: str) -> bool:
        """Whether the release has the symbol, as the row tells it."""
        gone = self.gone.removeprefix("gone:")
        return _order(self.since) <= _order(release) and (
            not gone or _order(release) < _order(gone)
        )


def exports(content: bytes) -> frozenset[str]:
    """Return the names that a library defines for others."""
    symbols = ELFFile(io.BytesIO(content)).get_section_by_name(".dynsym")
    if not isinstance(symbols, SymbolTableSection):
        return frozenset()
    return frozenset(
        symbol.name
        for symbol in symbols.iter_symbols()
        if symbol.name
        and symbol["st_shndx"] != "SHN_UNDEF"
        and not symbol.name.startswith(_DEBIANS_OWN)
    )


def read_package(deb: Path) -> tuple[str, frozenset[str]]:
    """Return the release, and what its libc.so exports."""
    match = _DEB.fullmatch(deb.name)
    if not match:
        raise ValueError(f"{deb.name} is not a package of musl.")
    return match["release"], next(
        exports(content) for path, content in members(deb) if _LIBRARY.fullmatch(path)
    )


def table_of(shipped: Iterable[Row], seen: Mapping[str, frozenset[str]]) -> tuple[Row, ...]:
    """Return the rows, sorted: what Debian has is looked at, the rest is taken over."""
    rows = tuple(shipped)
    frozen = {
        release: frozenset(row.symbol for row in rows if row.is_in(release)) for release in _FROZEN
    }
    known = {**frozen, **seen}
    releases = sorted(known, key=_order)
    symbols = sorted(frozenset[str]().union(*known.values()))
    return tuple(
        _row(symbol, releases, [symbol in known[release] for release in releases])
        for symbol in symbols
    )


def _row(symbol: str, releases: list[str], present: list[bool]) -> Row:
    first = present.index(True)
    leavings = [
        after
        for (_, was), (after, stays) in pairwise(zip(releases, present, strict=True))
        if was and not stays
    ]
    gone = f"gone:{leavings[-1]}" if leavings and not present[-1] else ""
    return Row(symbol, releases[first], gone)


def _order(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))


def packed(rows: Iterable[Row]) -> bytes:
    """Return the table as it is shipped, the same bytes for the same rows."""
    return gzip.compress("".join(f"{row.line}\n" for row in rows).encode("ascii"), 9, mtime=0)


def read_table(path: Path = TABLE) -> tuple[Row, ...]:
    """Return the rows that are shipped."""
    lines = gzip.decompress(path.read_bytes()).decode("ascii").splitlines()
    return tuple(Row(*line.split("\t")) for line in lines)


def debian_table() -> tuple[Row, ...]:
    """Return the table as Debian's packages have it today."""
    with TemporaryDirectory() as folder:
        archive = open_archive(Path(folder), _SUITES)
        debs = archive.fetch([f"musl:amd64/{suite}" for suite in _SUITES])
        seen = dict(map(read_package, debs))
    return table_of(read_table(), seen)


def differences(ours: Iterable[Row], theirs: Iterable[Row]) -> list[str]:
    """Return a sentence for each row that only one side has."""
    old, new = set(ours), set(theirs)
    gone = [f"only shipped: {row.line}" for row in sorted(old - new)]
    return gone + [f"only in Debian's packages: {row.line}" for row in sorted(new - old)]


if __name__ == "__main__":
    table = debian_table()
    for difference in differences(read_table(), table):
        print(difference, file=sys.stderr)
    TABLE.write_bytes(packed(table))
