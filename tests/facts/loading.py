"""The small wheels of `tests/fixtures/loader`, loaded for real: what ld.so itself says it does."""

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import Struct

from tests.build import NAME, wheel
from tests.fixtures.loader.build import CASES, HERE, MODULE
from wheel_ceiling.model import ElfFacts, Wheel
from wheel_ceiling.wheels.elf import read_elf

__all__ = ["CASES", "HERE", "MODULE", "Answer", "carried", "load", "needs_glibc"]

IS_GLIBC = platform.machine() == "x86_64" and platform.libc_ver()[0] == "glibc"
needs_glibc = pytest.mark.skipif(not IS_GLIBC, reason="no glibc for x86_64 here")

_LOAD = "import ctypes, sys; ctypes.CDLL(sys.argv[1])"
_PID = re.compile(r"^ *\d+:\t ?", re.MULTILINE)
_ASKED = re.compile(r"file=(\S+) \[0\];  needed by (\S+) \[0\]")
_PATH = re.compile(r" ?search path=.*\((.*)\)")
_TRIED = re.compile(r" *trying file=(\S+)")
_TAKEN = re.compile(r"file=(\S+) \[0\];  generating link map")
# Folders that glibc looks into first, for processors' sake (dl-hwcaps.c; until 2.36 tls/ and
# x86_64/ as well).
_FOR_PROCESSORS = re.compile(r"(?:^|/)(glibc-hwcaps/[^/]+|tls|x86_64|tls/x86_64|haswell)/[^/]+$")


class Answer(Struct, frozen=True):
    """What came of one search."""

    taken: str
    """The file of the case; empty where none was found."""
    tried: tuple[str, ...]
    """Places on the way, those of the system left out."""


def carried(case: str) -> Wheel:
    """The case as a wheel, read from its files."""
    folder = HERE / case
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return wheel(NAME.replace("cp310", "cp311"), *(_facts(path, folder) for path in found))


def load(case: str, cwd: Path) -> tuple[dict[tuple[str, str], Answer], str]:
    """Load the case's module as Python would, and return each search and the error, if any."""
    words = (sys.executable, "-S", "-E", "-c", _LOAD, str(HERE / case / MODULE))
    done = subprocess.run(
        words,
        cwd=cwd,
        env={"LD_DEBUG": "files,libs", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    error = re.search(r"^OSError: (.*)$", done.stderr, re.MULTILINE)
    assert bool(done.returncode) == bool(error), done.stderr[-2000:]
    told = _PID.sub("", done.stderr).partition(f"file={HERE / case / MODULE} [0];  generating")[2]
    return _searches(told, HERE / case, cwd), error[1] if error else ""


def _facts(path: Path, folder: Path) -> ElfFacts:
    return read_elf(str(path.relative_to(folder)), memoryview(path.read_bytes()))


def _searches(told: str, folder: Path, cwd: Path) -> dict[tuple[str, str], Answer]:
    found: dict[tuple[str, str], Answer] = {}
    asked, tried, is_own = ("", ""), list[str](), False
    for line in told.splitlines():
        if match := _ASKED.match(line):
            name = _within(match[1], folder, cwd) if "/" in match[1] else match[1]
            asked, tried, is_own = (_within(match[2], folder, cwd), name), [], False
            found[asked] = Answer("", ())
        elif match := _PATH.match(line):
            is_own = "system" not in match[1]
        elif line.startswith("search cache="):
            is_own = False
        elif (match := _TRIED.match(line)) and is_own and not _FOR_PROCESSORS.search(match[1]):
            tried.append(_within(match[1], folder, cwd))
            found[asked] = Answer("", tuple(dict.fromkeys(tried)))
        elif match := _TAKEN.match(line):
            place = _within(match[1], folder, cwd) if "/" in match[1] else tried[-1]
            found[asked] = Answer(place, tuple(tried))
    return found


def _within(place: str, folder: Path, cwd: Path) -> str:
    """Say a place as our own reports do."""
    path = os.path.normpath(cwd / place)
    for start, name in ((folder, ""), (cwd, "./")):
        if path.startswith(f"{start}/"):
            return name + path.removeprefix(f"{start}/")
    return path
