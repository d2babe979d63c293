"""Debian's oldest and newest glibc that can be reached, in the user's cache folder, never here.

`load` starts a program through the loader of an unpacked glibc: no container is needed.
"""

import platform
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from scripts.debian import open_archive
from tests.attribution.compiled import FOLDER, HAS_GCC, MACHINE, SHARED, Printed, gcc, printed
from wheel_ceiling.attribution import StepKind
from wheel_ceiling.attribution.nouns import LOADED

OLD_SUITE = "bullseye"
NEW_SUITE = "experimental"
_FOLDER = user_cache_path("wheel-ceiling", appauthor=False) / "glibc"
_PACKAGES = (f"libc6:amd64/{OLD_SUITE}", f"libc6:amd64/{NEW_SUITE}", f"libc6-dev:amd64/{NEW_SUITE}")
_LOADER = "ld-linux-x86-64.so.2"
_TIMEOUT = 60

CAN_LOAD = (
    HAS_GCC and platform.machine() == MACHINE and all(map(shutil.which, ("apt-get", "dpkg-deb")))
)
HOST_LIBRARIES = Path("/lib/x86_64-linux-gnu")
needs_host_loader = pytest.mark.skipif(
    not (HOST_LIBRARIES / "ld-linux-x86-64.so.2").exists(), reason="glibc lives elsewhere here"
)
needs_debian = pytest.mark.skipif(not CAN_LOAD, reason="apt-get or gcc for x86_64 is not here")


def old_libraries() -> Path:
    """The libraries of glibc 2.31."""
    return _unpacked() / OLD_SUITE / "lib" / "x86_64-linux-gnu"


def new_libraries() -> Path:
    """The libraries of a glibc that has every version of the table."""
    return _unpacked() / NEW_SUITE / "usr" / "lib" / "x86_64-linux-gnu"


def new_headers() -> Path:
    return _unpacked() / NEW_SUITE / "usr" / "include"


def link_new(output: Path, *words: str | Path) -> Path:
    """Link against the newest glibc alone, as a build on the newest distribution would."""
    libraries = ("-l:libm.so.6", "-l:libresolv.so.2", "-l:libmvec.so.1", "-l:libc.so.6")
    folder = new_libraries()
    searched = (f"-L{folder}", f"-Wl,-rpath-link,{folder}")
    return gcc(output, *SHARED, "-nostdlib", *searched, *words, *libraries)


def marked(kind: StepKind, limit: str) -> list[Printed]:
    return [line for line in printed(limit, kind) if line.step.tested == LOADED]


def codes(lines: Sequence[Printed]) -> list[str]:
    return list(dict.fromkeys(code for line in lines for code in line.step.code))


def named_libraries(limit: str) -> list[str]:
    """The flags that go with `.symver` for moved symbols."""
    flags = [code for code in codes(printed(limit, StepKind.FLAG)) if code.startswith("-Wl,")]
    return list(dict.fromkeys(word for flag in flags for word in flag.split(" ")))


def load(libraries: Path, *files: Path) -> str:
    """Load files as Python loads an extension module, and return what the program says.

    Each line is "loaded: …" or "refused: …" and why, or what a file's `run` prints.
    """
    words = (libraries / _LOADER, "--library-path", libraries, FOLDER / "load", *files)
    done = subprocess.run(
        list(map(str, words)), capture_output=True, text=True, check=False, timeout=_TIMEOUT
    )
    assert done.returncode in (0, 1), f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


@cache
def _unpacked() -> Path:
    """Fetch and unpack what is not there yet; whole, or not at all."""
    if not _FOLDER.exists():
        _FOLDER.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_FOLDER.parent) as folder:
            made = Path(folder) / "glibc"
            _fetch(Path(folder) / "apt", made)
            made.rename(_FOLDER)
    return _FOLDER


def _fetch(apt: Path, into: Path) -> None:
    apt.mkdir()
    packages = open_archive(apt, (OLD_SUITE, NEW_SUITE)).fetch(_PACKAGES)
    for package, deb in zip(_PACKAGES, packages, strict=True):
        target = into / package.partition("/")[2]
        target.mkdir(parents=True, exist_ok=True)
        subprocess.run(["dpkg-deb", "-x", deb, target], check=True)
