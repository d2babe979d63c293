"""Libraries for tests: the ones of `tests/fixtures/glibc`, what gcc makes here, stubs of glibc.

And every line of code that attribution prints for x86_64, to be tried out.
"""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pytest
from msgspec import Struct

from tests.attribution.objdump import HAS_BINUTILS, ask
from wheel_ceiling.attribution import Step, StepKind, attribute
from wheel_ceiling.facts.glibc import KnownVersion, lowest, versions_of
from wheel_ceiling.facts.packed import rows
from wheel_ceiling.model import GLIBC, ElfFacts, ElfKind, SymbolVersion, VersionNeed
from wheel_ceiling.wheels.elf import read_elf

FOLDER = Path(__file__).parents[1] / "fixtures" / "glibc"
MACHINE = "x86_64"
HAS_GCC = HAS_BINUTILS and bool(shutil.which("gcc")) and platform.machine() == MACHINE
needs_gcc = pytest.mark.skipif(not HAS_GCC, reason="gcc for x86_64 is not here")
needs_g_plus_plus = pytest.mark.skipif(
    not (HAS_GCC and shutil.which("g++")), reason="g++ for x86_64 is not here"
)

SHARED = ("-O2", "-fPIC", "-shared", "-fno-builtin", "-w", "-fcf-protection=none")
LIBRARIES = ("-lm", "-lpthread", "-ldl", "-lrt", "-lutil", "-lanl", "-lresolv")
_CALL = re.compile(r"^ +CALL\((\w+), ", re.MULTILINE)
_GUARDED = re.compile(r"^#if __GLIBC_MINOR__ >= (\d+)$(.*?)^#endif$", re.MULTILINE | re.DOTALL)
_SYMVER = re.compile(r"\.symver (\w+),(\w+)@(GLIBC_[\d.]+)\"")


class Bound(Struct, frozen=True):
    """A `.symver` line, taken apart."""

    symbol: str
    name: str
    version: str


class Printed(Struct, frozen=True):
    """What is printed to somebody whose file wants one symbol in one version."""

    symbol: str
    version: SymbolVersion
    step: Step

    @property
    def bound(self) -> Bound:
        [found] = _SYMVER.findall(self.step.code[0])
        return Bound(*found)


def glibc(text: str) -> SymbolVersion:
    return SymbolVersion.parse(f"{GLIBC}_{text}")


def facts_of(path: Path) -> ElfFacts:
    return read_elf(path.name, memoryview(path.read_bytes()))


def calls_of(minor: int) -> frozenset[str]:
    """The functions of glibc that calls.c calls when it is compiled for glibc 2.<minor>."""
    text = (FOLDER / "calls.c").read_text("utf-8")
    for guard, guarded in _GUARDED.findall(text):
        if int(guard) > minor:
            text = text.replace(guarded, "")
    return frozenset(_CALL.findall(text))


@cache
def host_glibc() -> SymbolVersion:
    """The glibc that gcc links against here."""
    return glibc((os.confstr("CS_GNU_LIBC_VERSION") or "glibc 0").split(" ")[1])


def gcc(output: Path, *words: str | Path, compiler: str = "gcc") -> Path:
    """Compile or link; what the compiler complains of fails the test."""
    done = subprocess.run(
        [compiler, *map(str, words), "-o", str(output)], capture_output=True, text=True, check=False
    )
    assert not done.returncode, f"{compiler} {' '.join(map(str, words))}\n{done.stderr[:4000]}"
    return output


def write(path: Path, lines: Iterable[str]) -> Path:
    path.write_text("\n".join((*lines, "")), "ascii")
    return path


def using(symbols: Iterable[str]) -> tuple[str, ...]:
    """A C file that calls every symbol, without its header: the linker sees names only."""
    names = sorted(set(symbols))
    calls = (f"void (*volatile use_{name})(void) = {name};" for name in names)
    return (*(f"extern void {name}(void);" for name in names), *calls)


def wants(path: Path) -> set[tuple[str, str]]:
    """Version and symbol, as we and objdump both read them."""
    needs = facts_of(path).version_needs
    ours = {(need.version, symbol) for need in needs for symbol in need.symbols}
    assert ours == ask(path).symbols
    return ours


def wanted(lines: Iterable[Printed]) -> set[tuple[str, str]]:
    """What a new link takes without the lines: the default versions."""
    return {(str(line.version), line.symbol) for line in lines if _is_default(line)}


def bound(lines: Iterable[Printed]) -> set[tuple[str, str]]:
    return {(line.bound.version, line.bound.name) for line in lines}


def header(folder: Path, lines: Iterable[Printed]) -> Path:
    return write(folder / "older.h", sorted({code for line in lines for code in line.step.code}))


@cache
def pairs() -> tuple[tuple[str, KnownVersion], ...]:
    """Every symbol of x86_64 in every version but the first."""
    first = lowest(MACHINE)
    names = dict.fromkeys(name for name, _ in rows("glibc-symbols.tsv.gz"))
    known = ((name, one) for name in names for one in versions_of(name, MACHINE))
    return tuple((name, one) for name, one in known if one.version > first)


@cache
def printed(limit: str, *kinds: StepKind) -> tuple[Printed, ...]:
    """Every step with code of these kinds, for files that want one symbol and promise a limit."""
    promise = glibc(limit)
    return tuple(
        Printed(symbol, known.version, step)
        for symbol, known in pairs()
        if known.version > promise
        for step in steps_for(symbol, known, promise)
        if step.kind in kinds and step.code
    )


def steps_for(symbol: str, known: KnownVersion, promise: SymbolVersion) -> tuple[Step, ...]:
    need = VersionNeed(known.library, str(known.version), (symbol,))
    file = ElfFacts(
        path="one.so",
        kind=ElfKind.LIBRARY,
        size=0,
        loaded_size=0,
        machine=MACHINE,
        needed=(known.library,),
        version_needs=(need,),
    )
    [group] = attribute(file, promise).groups
    return group.steps


def stub_glibc(folder: Path) -> Path:
    """Libraries with every symbol and version of the newest glibc and no code, to link against."""
    by_library: dict[str, list[tuple[str, KnownVersion]]] = {}
    for name, _ in dict.fromkeys(rows("glibc-symbols.tsv.gz")):
        for known in versions_of(name, MACHINE):
            by_library.setdefault(known.library, []).append((name, known))
    for library, found in by_library.items():
        _stub(folder, library, sorted(set(found), key=lambda pair: (pair[0], pair[1].version)))
    return folder


def stub_options(folder: Path) -> Sequence[str]:
    """Link against the stubs and nothing else."""
    names = sorted(path.name for path in folder.glob("*.so.*"))
    return (f"-L{folder}", "-nostdlib", *(f"-l:{name}" for name in names))


def _stub(folder: Path, library: str, found: list[tuple[str, KnownVersion]]) -> None:
    nodes = sorted({known.version for _, known in found})
    script = write(
        folder / f"map-of-{library.partition('.')[0]}", (f"{node} {{ }};" for node in nodes)
    )
    lines = [".text"]
    for number, (name, known) in enumerate(found):
        at = "@@" if known.is_default else "@"
        lines += [f".globl stub_{number}", f"stub_{number}: ret"]
        lines += [f".symver stub_{number},{name}{at}{known.version}"]
    source = write(folder / f"{library.partition('.')[0]}.s", lines)
    options = ("-shared", "-nostdlib", f"-Wl,-soname,{library}", f"-Wl,--version-script={script}")
    gcc(folder / library, *options, source)


def _is_default(line: Printed) -> bool:
    same = [one for one in versions_of(line.symbol, MACHINE) if one.version == line.version]
    return any(one.is_default for one in same)
