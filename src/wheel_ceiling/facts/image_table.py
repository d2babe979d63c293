"""Which build images leave which words: the packaged table, and whose a word is."""

import re
from fnmatch import translate
from functools import cache, lru_cache

from msgspec import Struct

from wheel_ceiling.facts.tables import load_table
from wheel_ceiling.model import Platform

_TABLE = "build-images.json"


class Words(Struct, frozen=True):
    """What a compiler calls itself, as globs, and where it is from."""

    what: str
    words: tuple[str, ...]


class Row(Struct, frozen=True):
    """One image, or a system that people build on directly."""

    name: str
    family: str
    system: str
    glibc: str
    """The highest version that its glibc has; empty where another C library, or any, is used."""
    machines: tuple[str, ...]
    """Empty for all of them."""
    tags: tuple[str, ...]
    """Globs over platform tags of which the image is made of this system."""
    compilers: tuple[Words, ...]
    libc_objects: tuple[str, ...]
    """What the C library's own objects say: start files, and the part of it that is linked in."""
    libc_always_speaks: bool
    """Its start files were compiled, not assembled: every file that is linked there says so."""
    made_by: str
    """The script that writes the row; empty for a frozen one."""
    source: str
    seen_in: tuple[str, ...]
    """Real wheels made there."""

    @property
    def highest(self) -> tuple[int, ...]:
        """The glibc as a number; empty where there is none."""
        return tuple(int(part) for part in self.glibc.split(".") if part)

    def is_image_of(self, platform: Platform) -> bool:
        """Whether the tag's own image is made of this system."""
        return _knows(self.tags, platform.tag)


class Table(Struct, frozen=True):
    """The file as it stands."""

    rows: tuple[Row, ...]


class Voice(Struct, frozen=True):
    """One string of ``.comment`` that some rows know."""

    text: str
    rows: frozenset[str]
    what: tuple[tuple[str, str], ...]
    """Row and where the compiler is from, for each row that knows it as a compiler."""

    @property
    def is_libc(self) -> bool:
        """Whether it is only known of the C library's objects."""
        return not self.what


@cache
def image_rows() -> tuple[Row, ...]:
    """Return the rows, manylinux's images first and by age."""
    return load_table(_TABLE, Table).rows


@lru_cache(maxsize=10_000)
def voice_of(text: str) -> Voice:
    """Return whose word it is; no rows where none knows it."""
    compilers = tuple(
        (row.name, words.what)
        for row in image_rows()
        for words in row.compilers
        if _knows(words.words, text)
    )
    libc = {row.name for row in image_rows() if _knows(row.libc_objects, text)}
    return Voice(text, frozenset(libc | {name for name, _ in compilers}), compilers)


def _knows(globs: tuple[str, ...], text: str) -> bool:
    return any(
        text.startswith(_beginning(glob)) and _pattern(glob).fullmatch(text) for glob in globs
    )


@cache
def _beginning(glob: str) -> str:
    """Return what stands before the first special character: most patterns need no more."""
    return re.split(r"[*?\[]", glob, maxsplit=1)[0]


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    return re.compile(translate(glob))
