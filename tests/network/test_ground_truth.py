"""Real wheels of seven machines, and auditwheel's own: readelf and objdump agree with us.

Downloads are kept in the user's cache folder, so that a second run reads nothing twice.
"""

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from tests.attribution.objdump import ask, disagreements, needs_binutils
from wheel_ceiling.attribution import attribute
from wheel_ceiling.facts.glibc import lowest
from wheel_ceiling.model import GLIBC, ElfFacts, ElfKind, SymbolVersion
from wheel_ceiling.wheels.read import read_wheel

pytestmark = [pytest.mark.network, needs_binutils]
CACHE = user_cache_path("wheel-ceiling", appauthor=False) / "ground-truth"
AUDITWHEEL = "auditwheel==6.8.2"

MACHINES = ("x86_64", "i686", "aarch64", "armv7l", "ppc64le", "s390x")
EVERYWHERE = ("frozenlist==1.7.0", "pydantic-core==2.33.2", "yarl==1.20.1")
RELEASES = [(release, machine) for release in EVERYWHERE for machine in MACHINES]
RELEASES += [("cffi==1.17.1", machine) for machine in MACHINES if machine != "armv7l"]
# Ceilings of 2.34, 2.28 and 2.16, and files with many bundled libraries.
RELEASES += [("cryptography==46.0.0", machine) for machine in ("x86_64", "aarch64", "ppc64le")]
RELEASES += [
    ("cryptography==46.0.0", "armv7l"),
    ("watchfiles==1.1.0", "i686"),
    ("watchfiles==1.1.0", "s390x"),
    ("pillow==11.3.0", "x86_64"),
    ("pillow==11.3.0", "aarch64"),
    ("tensorboard-data-server==0.7.0", "x86_64"),
    ("markupsafe==3.0.3", "riscv64"),
]
# The newest first: pip prefers them in this order.
GLIBCS = (39, 34, 31, 28, 27, 17, 12, 5)


@cache
def downloaded(release: str, machine: str) -> Path:
    """The release's wheel for CPython 3.11 and the machine."""
    folder = CACHE / f"{release}-{machine}"
    if not list(folder.glob("*.whl")):
        platforms = [f"--platform=manylinux_2_{glibc}_{machine}" for glibc in GLIBCS]
        older = [f"--platform={name}_{machine}" for name in ("manylinux2014", "manylinux1")]
        wheels = ("--only-binary=:all:", "--python-version=3.11", *platforms, *older)
        _download(folder, *wheels, release)
    [wheel] = folder.glob("*.whl")
    return wheel


@cache
def bundled_with_auditwheel() -> tuple[Path, ...]:
    """The wheels in its source archive: tests/bundled-wheels, older ones in tests/integration."""
    folder = CACHE / AUDITWHEEL
    if not list(folder.glob("*.tar.gz")):
        _download(folder, "--no-binary=:all:", AUDITWHEEL)
    [archive] = folder.glob("*.tar.gz")
    unpacked = folder / "unpacked"
    if not unpacked.exists():
        with tarfile.open(archive) as source:
            source.extractall(unpacked, filter="data")
    return tuple(sorted(unpacked.rglob("*.whl")))


def _download(folder: Path, *words: str) -> None:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet")
    subprocess.run([*pip, "--no-deps", "--dest", str(folder), *words], check=True)


def extracted(wheel: Path, folder: Path) -> Iterator[tuple[ElfFacts, Path]]:
    """Every ELF file of a wheel that a process can map, as we read it and on disk."""
    with zipfile.ZipFile(wheel) as archive:
        for number, file in enumerate(read_wheel(wheel).loaded):
            path = folder / f"{number}-{file.name}"
            path.write_bytes(archive.read(file.path))
            yield file, path


@pytest.mark.parametrize(("release", "machine"), RELEASES)
def test_gnu_tools_agree_about_real_wheels(release: str, machine: str, tmp_path: Path) -> None:
    files = list(extracted(downloaded(release, machine), tmp_path))
    wrong = {file.path: disagreements(file, ask(path)) for file, path in files}
    assert {path: names for path, names in wrong.items() if names} == {}
    assert {file.machine for file, _ in files} == {machine}
    assert any(file.ceiling() for file, _ in files)


def test_real_wheels_are_many_and_of_every_kind() -> None:
    """So that the test above cannot pass by looking at little."""
    wheels = [downloaded(release, machine) for release, machine in RELEASES]
    files = [file for wheel in wheels for file in read_wheel(wheel).loaded]
    forcing = [file for file in files if attribute(file, lowest(file.machine)).groups]
    assert len(files) >= 30
    assert {file.machine for file in forcing} == set(MACHINES)
    assert max(file.ceiling() for file in files) == SymbolVersion(GLIBC, (2, 34))
    assert {file.kind for file in files} == {ElfKind.LIBRARY, ElfKind.EXECUTABLE}


def test_gnu_tools_agree_about_the_wheels_that_auditwheel_tests_with(tmp_path: Path) -> None:
    wheels = bundled_with_auditwheel()
    files = [pair for wheel in wheels for pair in extracted(wheel, tmp_path)]
    wrong = {file.path: disagreements(file, ask(path)) for file, path in files}
    assert {path: names for path, names in wrong.items() if names} == {}
    assert len(wheels) > 20
    assert len({file.machine for file, _ in files}) >= 8
