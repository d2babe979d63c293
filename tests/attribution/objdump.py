"""What GNU's own tools say of an ELF file's versions: the second opinion that the tests ask.

`readelf -V` lists what is asked of which library, `objdump -T` which symbol asks for it. Neither
shares code with our reader, and neither with pyelftools.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from msgspec import Struct

from wheel_ceiling.attribution import attribute
from wheel_ceiling.model import GLIBC, ElfFacts, SymbolVersion

HAS_BINUTILS = all(map(shutil.which, ("objdump", "readelf")))
needs_binutils = pytest.mark.skipif(not HAS_BINUTILS, reason="objdump or readelf is not here")

# Promises: what is above each is compared with what attribution names.
LIMITS = ((2,), (2, 2, 5), (2, 17), (2, 28), (2, 34))
_NEEDS = re.compile(r"Version needs section .*?(?=\n\n|\Z)", re.DOTALL)
_FILE_OR_NAME = re.compile(r"\b(File|Name): (\S+)")
# An undefined symbol: its version stands between brackets, and its name comes last.
_UNDEFINED = re.compile(r"^\S+ (.{7}) \*UND\*\t\S+\s+\((\S+)\)\s.*?(\S+)$", re.MULTILINE)


class Opinion(Struct, frozen=True):
    """What one file asks for."""

    needs: frozenset[tuple[str, str]]
    """Library and version."""
    symbols: frozenset[tuple[str, str]]
    """Version and symbol."""
    weak: frozenset[str]
    """Those symbols that are weak."""

    def above(self, family: str, limit: tuple[int, ...]) -> dict[str, frozenset[str]]:
        """The symbols that ask for more than a version, by the version that they ask for."""
        found: dict[str, set[str]] = {}
        for version, symbol in self.symbols:
            if version.startswith(f"{family}_") and number(version) > limit:
                found.setdefault(version, set()).add(symbol)
        return {version: frozenset(symbols) for version, symbols in found.items()}

    def ceilings(self) -> dict[str, str]:
        """The highest version of every family that has numbers."""
        highest: dict[str, str] = {}
        for _, version in self.needs:
            family = version.rpartition("_")[0]
            if number(version) > number(highest.get(family, "")):
                highest[family] = version
        return highest


def ask(path: Path) -> Opinion:
    """Return what readelf and objdump say of a file."""
    symbols = _UNDEFINED.findall(_run("objdump", "-T", str(path)))
    return Opinion(
        needs=frozenset(_needs(_run("readelf", "-V", "-W", str(path)))),
        symbols=frozenset((version, symbol) for _, version, symbol in symbols),
        weak=frozenset(symbol for flags, _, symbol in symbols if "w" in flags),
    )


def disagreements(file: ElfFacts, opinion: Opinion) -> list[str]:
    """What we say of a file and GNU's tools do not, or the other way round."""
    pairs = {(need.version, symbol) for need in file.version_needs for symbol in need.symbols}
    weak = {symbol for need in file.version_needs for symbol in need.weak}
    checks = {
        "needs": {(need.library, need.version) for need in file.version_needs} == opinion.needs,
        "symbols": pairs == opinion.symbols,
        "weak": weak == opinion.weak,
        "ceilings": {one.family: str(one) for one in file.ceilings} == opinion.ceilings(),
        "attribution": all(_forcing(file, limit) == _above(opinion, limit) for limit in LIMITS),
    }
    return [name for name, agrees in checks.items() if not agrees]


def number(version: str) -> tuple[int, ...]:
    """Return ``(2, 29)`` for ``GLIBC_2.29``; nothing for versions without a number."""
    last = version.rpartition("_")[2]
    return tuple(map(int, last.split("."))) if re.fullmatch(r"\d+(\.\d+)*", last) else ()


def _forcing(file: ElfFacts, limit: tuple[int, ...]) -> set[str]:
    groups = attribute(file, SymbolVersion(GLIBC, limit)).groups
    return {symbol for group in groups for symbol in group.symbols}


def _above(opinion: Opinion, limit: tuple[int, ...]) -> set[str]:
    return {symbol for symbols in opinion.above(GLIBC, limit).values() for symbol in symbols}


def _needs(text: str) -> list[tuple[str, str]]:
    library, found = "", []
    for part in _NEEDS.findall(text):
        for kind, word in _FILE_OR_NAME.findall(part):
            if kind == "File":
                library = word
            else:
                found.append((library, word))
    return found


def _run(*words: str) -> str:
    # Relocations of a machine that this objdump does not know are no concern of ours: no `check`.
    done = subprocess.run(["env", "LC_ALL=C", *words], capture_output=True, text=True, check=False)
    assert not done.returncode, f"{' '.join(words)}: {done.stderr}"
    return done.stdout
