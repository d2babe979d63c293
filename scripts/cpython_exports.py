"""Bring the table of CPython's exports up to date, from Debian's libpython packages.

    python -m scripts.cpython_exports

Debian has 3.9, 3.11 and 3.13 onwards. Other columns came from builds that cannot be had again, and
stay as they are: 3.8, 3.10 and 3.12 from another distribution and from builds of our own, as the
free-threaded ones. Those branches get no new exports.

One package is one micro release, and the table knows more of them. So a package never turns "some
micro releases" into another word: it can only show that a symbol comes or goes within a minor.
"""

import gzip
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection
from msgspec import Struct
from msgspec.structs import replace

from scripts.debian import members, open_archive

_ROOT = Path(__file__).resolve().parents[1]
TABLE = _ROOT / "src/wheel_ceiling/facts/data/cpython-exports.tsv.gz"
# The suite that has each minor; a new minor is a new row here.
SUITES = {"3.9": "bullseye", "3.11": "bookworm", "3.13": "trixie", "3.14": "sid", "3.15": "sid"}
ALWAYS, SOME, NEVER = "x", "p", "."
_API = re.compile(r"_?P[yY]")
# Modules of the standard library that Debian links in, and what goes with them. PyFPE_ names are
# in the table by hand: 3.8 was the last to have them, and programs without libpython lack them.
_NOT_API = re.compile(r"PyInit_|PyBlake2|_PySHA3|PyFPE_")
_LIBRARY = re.compile(r".*/libpython3\.\d+\.so\.1\.0")


class Table(Struct, frozen=True):
    """A letter for each build, by symbol."""

    builds: tuple[str, ...]
    marks: Mapping[str, str]

    def with_build(self, build: str, exports: Iterable[str]) -> "Table":
        """Return the table with what one package shows; a build that it lacks comes last."""
        given = frozenset(exports)
        if build in self.builds:
            return self._merged(self.builds.index(build), given)
        blank = NEVER * len(self.builds)
        marks = {
            name: self.marks.get(name, blank) + (ALWAYS if name in given else NEVER)
            for name in self.marks.keys() | given
        }
        return Table((*self.builds, build), marks)

    def _merged(self, place: int, given: frozenset[str]) -> "Table":
        blank = NEVER * len(self.builds)
        marks = {name: self.marks.get(name, blank) for name in self.marks.keys() | given}
        for name, letters in marks.items():
            shown = ALWAYS if name in given else NEVER
            if letters[place] != shown:
                marks[name] = f"{letters[:place]}{SOME}{letters[place + 1 :]}"
        return replace(self, marks=marks)


def differences(ours: Table, theirs: Table) -> list[str]:
    """Return a sentence for each symbol that differs."""
    builds = [f"{build} is missing." for build in theirs.builds if build not in ours.builds]
    names = sorted(ours.marks.keys() | theirs.marks.keys())
    pairs = [(name, ours.marks.get(name, "none"), theirs.marks.get(name, "none")) for name in names]
    return builds + [f"{name}: {was}, now {now}." for name, was, now in pairs if was != now]


def read_table(path: Path = TABLE) -> Table:
    """Return the packaged table."""
    head, *lines = gzip.decompress(path.read_bytes()).decode("ascii").splitlines()
    cells = (line.split("\t") for line in lines)
    return Table(tuple(head.split()[1:]), {name: "".join(masks) for name, *masks in cells})


def packed(table: Table) -> bytes:
    """Return the table as it is packaged: ordinary builds and free-threaded ones apart."""
    split = sum(not build.endswith("t") for build in table.builds)
    order = sorted(range(len(table.builds)), key=lambda place: _order(table.builds[place]))
    builds = [table.builds[place] for place in order]
    lines = [f"symbol\t{' '.join(builds[:split])}\t{' '.join(builds[split:])}"]
    for name, marks in sorted(table.marks.items()):
        letters = "".join(marks[place] for place in order)
        lines.append(f"{name}\t{letters[:split]}\t{letters[split:]}")
    return gzip.compress("".join(f"{line}\n" for line in lines).encode("ascii"), 9, mtime=0)


def _order(build: str) -> tuple[bool, int]:
    return build.endswith("t"), int(build.rstrip("t").partition(".")[2])


def exported(library: bytes) -> Iterator[str]:
    """Yield the names of the C API that a libpython gives away."""
    symbols = ELFFile(BytesIO(library)).get_section_by_name(".dynsym")
    if not isinstance(symbols, SymbolTableSection):
        raise TypeError("The library has no dynamic symbols.")
    for symbol in symbols.iter_symbols():
        is_given = symbol["st_shndx"] != "SHN_UNDEF" and symbol["st_info"]["bind"] != "STB_LOCAL"
        if is_given and _API.match(symbol.name) and not _NOT_API.match(symbol.name):
            yield symbol.name


def debian_table(ours: Table) -> Table:
    """Return our table with what Debian's packages show today."""
    with TemporaryDirectory() as folder:
        archive = open_archive(Path(folder), sorted(set(SUITES.values())), ["amd64"])
        for build, suite in SUITES.items():
            [deb] = archive.fetch([f"libpython{build}:amd64/{suite}"])
            [library] = [data for path, data in members(deb) if _LIBRARY.fullmatch(path)]
            ours = ours.with_build(build, exported(library))
    return ours


if __name__ == "__main__":
    old = read_table()
    new = debian_table(old)
    for difference in differences(old, new):
        print(difference, file=sys.stderr)
    TABLE.write_bytes(packed(new))
