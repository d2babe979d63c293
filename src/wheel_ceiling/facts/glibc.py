"""Which versions a glibc symbol has, in which library, on each of the eight architectures.

The table is read off the symbol tables of glibc 2.44 and 2.31 as Debian packs them; see
data/README.md. No pair of symbol and version was ever taken back, so the newest glibc says what
exists, and the old one where it lived before 2.34 merged five libraries into libc.so.6.
"""

from enum import StrEnum
from functools import cache, lru_cache

from msgspec import Struct

from wheel_ceiling.facts.packed import rows, rows_of
from wheel_ceiling.model import GLIBC, SymbolVersion

NEWEST = SymbolVersion(GLIBC, (2, 44))
"""The newest release that the table knows."""

# The libraries of a wheel want much the same of it.
_MOST_PAIRS = 20_000
_TABLE = "glibc-symbols.tsv.gz"
# The first release of each architecture: where most of its symbols begin (glibc, shlib-versions).
_LOWEST = {
    "x86_64": (2, 2, 5),
    "i686": (2, 0),
    "aarch64": (2, 17),
    "armv7l": (2, 4),
    "ppc64le": (2, 17),
    "s390x": (2, 2),
    "riscv64": (2, 27),
    "loongarch64": (2, 36),
}
_LETTERS = dict(zip(_LOWEST, "xiarpsvl", strict=True))
# glibc's own sonames; the loader's differs by architecture (glibc, shlib-versions).
_SONAMES = {
    "libc": "libc.so.6",
    "libm": "libm.so.6",
    "libmvec": "libmvec.so.1",
    "libpthread": "libpthread.so.0",
    "libdl": "libdl.so.2",
    "librt": "librt.so.1",
    "libutil": "libutil.so.1",
    "libanl": "libanl.so.1",
    "libresolv": "libresolv.so.2",
    "libnsl": "libnsl.so.1",
    "libBrokenLocale": "libBrokenLocale.so.1",
}
_LOADERS = {
    "x86_64": "ld-linux-x86-64.so.2",
    "i686": "ld-linux.so.2",
    "aarch64": "ld-linux-aarch64.so.1",
    "armv7l": "ld-linux-armhf.so.3",
    "ppc64le": "ld64.so.2",
    "s390x": "ld64.so.1",
    "riscv64": "ld-linux-riscv64-lp64d.so.1",
    "loongarch64": "ld-linux-loongarch-lp64d.so.1",
}
_LIBRARIES = frozenset(_SONAMES.values()) | frozenset(_LOADERS.values())


class KnownVersion(Struct, frozen=True):
    """One version of a symbol, and who holds it."""

    version: SymbolVersion
    library: str
    """Soname of the library that holds it now."""
    former_library: str = ""
    """Soname of the library that held it before a merge, when `library` did not."""
    is_default: bool = True
    """Whether a new link takes it."""
    twin_library: str = ""
    """Soname of a library that held a copy of it beside `library`, before a merge."""


class Holding(StrEnum):
    """Whether a library holds a symbol in a version."""

    YES = "yes"
    NO = "no"
    MOVED = "moved"
    """Only since a merge: a glibc from before it holds the pair in another library, and below 2.30
    its loader refuses a file that names this one."""
    UNKNOWN = "unknown"
    """Not glibc's library, not a numbered glibc version, or newer than the table."""


@lru_cache(maxsize=4096)
def versions_of(symbol: str, machine: str) -> tuple[KnownVersion, ...]:
    """Return every version, oldest first; none if glibc never had it on that machine."""
    letter = _LETTERS.get(machine, "")
    if not letter:
        return ()
    found = [
        _known(word, library, former, machine)
        for library, former, letters, words in map(_columns, rows_of(_TABLE, symbol))
        if letter in letters
        for word in words.split(" ")
    ]
    return tuple(sorted(found, key=lambda known: known.version))


def lowest(machine: str) -> SymbolVersion:
    """Return the machine's first version; without a number for machines not in the table."""
    return SymbolVersion(GLIBC, _LOWEST.get(machine, ()))


@cache
def has_version(version: SymbolVersion, machine: str) -> bool:
    """Whether any symbol has the version on that machine: not every release brought one."""
    names = dict.fromkeys(name for name, _ in rows(_TABLE))
    return any(known.version == version for name in names for known in versions_of(name, machine))


@lru_cache(maxsize=_MOST_PAIRS)
def holding(library: str, symbol: str, version: str, machine: str) -> Holding:
    """Whether the library, as a NEEDED name, holds the pair that a file wants from it."""
    wanted = SymbolVersion.parse(version)
    is_known = wanted and wanted.family == GLIBC and wanted <= NEWEST
    if not is_known or library not in _LIBRARIES or machine not in _LOWEST:
        return Holding.UNKNOWN
    same = [known for known in versions_of(symbol, machine) if known.version == wanted]
    if any(library in (known.former_library, known.twin_library) for known in same):
        return Holding.YES
    homes = [known for known in same if known.library == library]
    if not homes:
        return Holding.NO
    return Holding.MOVED if all(known.former_library for known in homes) else Holding.YES


def _columns(row: str) -> tuple[str, str, str, str]:
    library, former, letters, words = row.split("\t")
    return library, former, letters, words


def _known(word: str, library: str, former: str, machine: str) -> KnownVersion:
    """Read one word of a row: ``*`` is the machine's first version, ``!`` is no default."""
    number = word.removesuffix("!")
    version = lowest(machine) if number == "*" else SymbolVersion.parse(f"{GLIBC}_{number}")
    before = _soname(former.removeprefix("+"), machine)
    is_twin = former.startswith("+")
    return KnownVersion(
        version=version,
        library=_soname(library, machine),
        former_library="" if is_twin else before,
        is_default=not word.endswith("!"),
        twin_library=before if is_twin else "",
    )


def _soname(library: str, machine: str) -> str:
    return _LOADERS[machine] if library == "ld" else _SONAMES.get(library, "")


class Marker(Struct, frozen=True):
    """A version that no symbol carries: it says what the loader must be able to do."""

    node: str = ""
    since: str = ""
    """The release that brought it."""
    what: str = ""
    fix: str = ""

    def __bool__(self) -> bool:
        return bool(self.node)


def marker_of(node: str) -> Marker:
    """Return what is known of a version without a number; a false marker if nothing is."""
    return _MARKERS.get(node, Marker())


# glibc NEWS 2.36; commits 9df8fa397d, ed1b7a5a48 and 399384e0c8 of 2025, which are in the stable
# branches too: these three are not ordered by a release's number.
_MARKERS = {
    marker.node: marker
    for marker in (
        Marker(
            "GLIBC_ABI_DT_RELR",
            "2.36",
            "The file's relocations are packed (DT_RELR), which glibc can read since 2.36.",
            "Link with -Wl,-z,nopack-relative-relocs.",
        ),
        Marker(
            "GLIBC_ABI_GNU2_TLS",
            "2.43",
            "The file finds thread-local variables by TLS descriptors; glibc 2.43 promises to "
            "keep the registers, and so do later point releases of 2.38 to 2.42.",
            "Compile with -mtls-dialect=gnu.",
        ),
        Marker(
            "GLIBC_ABI_GNU_TLS",
            "2.43",
            "The file counts on which registers i386's ___tls_get_addr keeps; glibc 2.43 promises "
            "it, and so do later point releases of 2.38 to 2.42.",
            "Link with -Wl,--no-gnu-tls-tag.",
        ),
        Marker(
            "GLIBC_ABI_DT_X86_64_PLT",
            "2.43",
            "The file's jump table is marked (-z mark-plt), which glibc 2.43 knows, and later "
            "point releases of 2.34 to 2.42.",
            "Link with -Wl,-z,nomark-plt.",
        ),
        Marker(
            "GLIBC_PRIVATE",
            "",
            "The file uses the inside of one exact build of glibc, and no other build fits it.",
            "Remove the reference: bundle no part of glibc, and call public functions only.",
        ),
    )
}
