"""Write the table of glibc's symbol versions anew, from Debian's own packages.

    python -m scripts.glibc_symbols

The newest glibc says which versions exist and which library holds them; 2.31, the oldest that
Debian still has, says who held them before 2.34 merged five libraries into libc.so.6. Needs apt,
dpkg-deb, pyelftools, 300 MB of disk and a minute.
"""

import gzip
import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from tempfile import TemporaryDirectory

from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerDefSection, GNUVerSymSection
from elftools.elf.sections import StringTableSection, SymbolTableSection
from msgspec import Struct
from msgspec.structs import replace

from scripts.debian import members, open_archive

_ROOT = Path(__file__).resolve().parents[1]
TABLE = _ROOT / "src/wheel_ceiling/facts/data/glibc-symbols.tsv.gz"
_SUITES = ("experimental", "bullseye")
# Debian's name of the architecture, our letter for it, its first glibc; in the table's order.
_MACHINES = (
    ("amd64", "x", "2.2.5"),
    ("i386", "i", "2.0"),
    ("arm64", "a", "2.17"),
    ("armhf", "r", "2.4"),
    ("ppc64el", "p", "2.17"),
    ("s390x", "s", "2.2"),
    ("riscv64", "v", "2.27"),
    ("loong64", "l", "2.36"),
)
_NEW = tuple(f"libc6:{name}/experimental" for name, _, _ in _MACHINES)
# Debian 11 had the others as cross compilers' libraries only, and loong64 not at all.
_OLD = tuple(f"libc6:{name}/bullseye" for name in ("amd64", "i386", "arm64", "armhf")) + tuple(
    f"libc6-{name}-cross/bullseye" for name in ("ppc64el", "s390x", "riscv64")
)
_DEB = re.compile(r"libc6(?:-(?P<cross>\w+)-cross)?_[\d.]+-[^_]*_(?P<own>\w+)\.deb")
# libcrypt is left out: Debian's is not glibc's.
_LIBRARY = re.compile(
    r"(?P<ld>ld-linux[\w-]*\.so\.\d|ld64\.so\.\d)"
    r"|(?P<name>lib(?:c|m|mvec|pthread|dl|rt|util|anl|resolv|nsl|BrokenLocale))\.so\.\d"
)
# Copies for certain processors hold the same symbols.
_VARIANT = re.compile(r"/(?:hwcap|glibc-hwcaps|power\d+)")
_VERSION = re.compile(r"GLIBC_(\d+(?:\.\d+)+)")
# Frozen: moved in 2.17, before the oldest glibc that Debian still has. libc.so.6 got the older
# versions of these only with 2.31 (tried with 2.23 and 2.27).
_MOVED_BEFORE = {
    f"clock_{end}": "librt"
    for end in ("getcpuclockid", "getres", "gettime", "nanosleep", "settime")
}
# Frozen: these libraries held copies until shortly before 2.31 (zig's own table of glibc versions,
# and wheels linked in manylinux2014).
_COPIED_BEFORE = {
    **dict.fromkeys(
        (
            "__nanosleep",
            "__vfork",
            "__wait",
            "nanosleep",
            "pthread_attr_destroy",
            "pthread_attr_getdetachstate",
            "pthread_attr_getinheritsched",
            "pthread_attr_getschedparam",
            "pthread_attr_init",
            "pthread_attr_setdetachstate",
            "pthread_attr_setinheritsched",
            "pthread_attr_setschedparam",
            "pthread_equal",
            "pthread_self",
            "vfork",
            "wait",
            "waitpid",
        ),
        "libpthread",
    ),
    "__libc_memalign": "ld",
}

Pair = tuple[str, str]
"""A symbol and the number of its version."""
Holders = dict[Pair, dict[str, bool]]
"""The libraries that hold a pair, and whether it is their default."""


class Row(Struct, frozen=True, order=True):
    """One line of the table."""

    symbol: str
    library: str
    former: str
    """The library that held it before; after ``+`` one that held a copy of it."""
    letters: str
    versions: str
    """``*`` is the architecture's first version, ``!`` marks one that is no default."""

    @property
    def line(self) -> str:
        return f"{self.symbol}\t{self.library}\t{self.former}\t{self.letters}\t{self.versions}"


def read_package(deb: Path) -> tuple[str, Holders]:
    """Return Debian's name of the architecture, and what its glibc holds."""
    match = _DEB.fullmatch(deb.name)
    if not match:
        raise ValueError(f"{deb.name} is not a package of glibc.")
    found: Holders = defaultdict(dict)
    for path, content in members(deb):
        is_library = content.startswith(b"\x7fELF") and not _VARIANT.search(path)
        name, pairs = read_library(content) if is_library else ("", ())
        for pair, is_default in pairs:
            found[pair][name] = is_default
    return match["cross"] or match["own"], dict(found)


def read_library(content: bytes) -> tuple[str, tuple[tuple[Pair, bool], ...]]:
    """Return the library's short name, and every pair with whether it is the default.

    Nothing of libraries that are not looked at.
    """
    elf = ELFFile(io.BytesIO(content))
    library = _LIBRARY.fullmatch(_soname(elf))
    symbols = elf.get_section_by_name(".dynsym")
    versions = elf.get_section_by_name(".gnu.version")
    if not isinstance(symbols, SymbolTableSection) or not isinstance(versions, GNUVerSymSection):
        return "", ()
    if not library:
        return "", ()
    names = _version_names(elf)
    found = []
    for index, symbol in enumerate(symbols.iter_symbols()):
        number = versions.get_symbol(index)["ndx"]
        if symbol["st_shndx"] == "SHN_UNDEF" or isinstance(number, str):
            continue
        version = _VERSION.fullmatch(names.get(number & 0x7FFF, ""))
        if version and symbol.name != version[0]:
            found.append(((symbol.name, version[1]), not number & 0x8000))
    return library["name"] or "ld", tuple(found)


def _soname(elf: ELFFile) -> str:
    """Return the soname: old packages have libc-2.31.so under it as a link."""
    dynamic = elf.get_section_by_name(".dynamic")
    strings = elf.get_section_by_name(".dynstr")
    if not (isinstance(dynamic, DynamicSection) and isinstance(strings, StringTableSection)):
        return ""
    offsets = [tag["d_val"] for tag in dynamic.iter_tags("DT_SONAME")]
    return strings.get_string(offsets[0]) if offsets else ""


def _version_names(elf: ELFFile) -> dict[int, str]:
    definitions = elf.get_section_by_name(".gnu.version_d")
    if not isinstance(definitions, GNUVerDefSection):
        return {}
    return {entry["vd_ndx"]: next(words).name for entry, words in definitions.iter_versions()}


def table_of(new: Mapping[str, Holders], old: Mapping[str, Holders]) -> tuple[Row, ...]:
    """Return the rows, sorted; architectures with the same history of a symbol share one."""
    letters: dict[Row, str] = defaultdict(str)
    for name, letter, first in _MACHINES:
        for row in _rows_of(new[name], old.get(name, {}), first):
            letters[row] += letter
    return tuple(sorted(replace(row, letters=found) for row, found in letters.items()))


def _rows_of(new: Holders, old: Holders, first: str) -> Iterator[Row]:
    """Yield one architecture's rows, without its letter."""
    words: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for (symbol, version), holders in sorted(new.items(), key=_order):
        before = _before(symbol, version, old)
        for library, is_default in holders.items():
            word = "*" if version == first else version
            key = (symbol, library, _former(library, before - holders.keys(), before))
            words[key].append(word if is_default else f"{word}!")
    for key, found in words.items():
        yield Row(*key, "", " ".join(found))


def _before(symbol: str, version: str, old: Holders) -> AbstractSet[str]:
    """Name the libraries that held the pair before the merges."""
    held = old.get((symbol, version), {}).keys()
    if not held:
        return held
    if symbol in _MOVED_BEFORE and _number(version) < _number("2.17"):
        return {_MOVED_BEFORE[symbol]}
    return held | {_COPIED_BEFORE[symbol]} if symbol in _COPIED_BEFORE else held


def _number(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _order(item: tuple[Pair, dict[str, bool]]) -> tuple[str, list[int]]:
    (symbol, version), _ = item
    return symbol, _number(version)


def _former(library: str, left: AbstractSet[str], before: AbstractSet[str]) -> str:
    """Name the library that no longer holds it; with ``+`` where this one did already."""
    [name] = left or {""}
    return f"+{name}" if name and library in before else name


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
        archive = open_archive(Path(folder), _SUITES, [name for name, _, _ in _MACHINES])
        new, old = (dict(map(read_package, archive.fetch(names))) for names in (_NEW, _OLD))
    return table_of(new, old)


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
