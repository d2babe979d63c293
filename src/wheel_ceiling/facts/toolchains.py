"""Who made a file: what the words in ``.comment`` say about compiler and system."""

import re
from functools import lru_cache

from msgspec import Struct

# In the order in which they are tried. A distribution's own compiler says so in its version text.
_DISTRIBUTIONS = (
    ("Ubuntu", re.compile(r"ubuntu", re.IGNORECASE)),
    ("Debian", re.compile(r"\bdebian\b|\+deb\d+u\d+", re.IGNORECASE)),
    # conda's compilers before 2020 named only the crosstool-NG commit that they were made with;
    # 1.24.0.332 is that of the cross-compiling images for s390x.
    ("conda", re.compile(r"conda|\(crosstool-NG (?:fa8859cb|1\.23\.0\.4\d\d-|1\.24\.0\.1[23]\d_)")),
    ("Red Hat", re.compile(r"Red Hat|RHEL|CentOS|AlmaLinux|Rocky|Fedora")),
    ("Alpine", re.compile(r"\balpine\b", re.IGNORECASE)),
    ("SUSE", re.compile(r"SUSE", re.IGNORECASE)),
    ("Homebrew", re.compile(r"Homebrew")),
    ("Nix", re.compile(r"nixpkgs|/nix/store")),
    ("Amazon", re.compile(r"Amazon")),
)
# Systems that people and CI runners build on directly, as opposed to in a manylinux image.
HOST_DISTRIBUTIONS = frozenset({"Ubuntu", "Debian", "conda", "SUSE", "Homebrew", "Nix"})
IMAGE_DISTRIBUTION = "Red Hat"

_TOOLS = (
    ("GCC", re.compile(r"^GCC:")),
    ("LLD", re.compile(r"^Linker: .*LLD|^LLD ")),
    ("mold", re.compile(r"^mold ")),
    ("clang", re.compile(r"clang version|^clang ")),
    ("rustc", re.compile(r"^rustc")),
    ("Go", re.compile(r"^go")),
    ("Intel", re.compile(r"Intel\(R\)")),
    ("zig", re.compile(r"^zig ")),
)
# The number that follows the maker's parenthesis: GCC: (GNU) 10.2.1 20210130 (Red Hat 10.2.1-11)
_VERSION = re.compile(r"(?:\) |version |LLD |mold |go)(\d+(?:\.\d+)+)")

# How the reader of ELF files puts what it found elsewhere than in .comment (wheels/elf/notes.py).
_FOUND_IN_DATA = ("rustc, commit ", "go1.", "go, ", "devel")


class Toolchain(Struct, frozen=True):
    """One compiler or linker, by its own words; empty where they do not say."""

    tool: str
    distribution: str
    version: str
    text: str

    @classmethod
    def parse(cls, text: str) -> "Toolchain":
        tool = next((name for name, pattern in _TOOLS if pattern.search(text)), "")
        version = _VERSION.search(text)
        return cls(tool, _distribution(text), version[1] if version else "", text)


@lru_cache(maxsize=10_000)
def _distribution(text: str) -> str:
    return next((name for name, pattern in _DISTRIBUTIONS if pattern.search(text)), "")


def distributions_in(compilers: tuple[str, ...]) -> frozenset[str]:
    """Return the distributions whose own compilers left their words."""
    return frozenset(map(_distribution, compilers)) - {""}


def hosts_in(compilers: tuple[str, ...]) -> frozenset[str]:
    """Return those of the distributions that people build on directly."""
    return distributions_in(compilers) & HOST_DISTRIBUTIONS


def words_of(distribution: str, compilers: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the strings that name the distribution."""
    return tuple(text for text in compilers if _distribution(text) == distribution)


def words_of_comment(compilers: tuple[str, ...]) -> tuple[str, ...]:
    """Return those that stood in ``.comment``; Go and Rust are found in the data as well."""
    return tuple(text for text in compilers if not text.startswith(_FOUND_IN_DATA))


def is_plain_gcc(text: str) -> bool:
    """Whether the words are those of a GCC that no distribution has put its name to."""
    return text.startswith("GCC:") and not _distribution(text)
