"""Debian's packages for the scripts that read tables off them: apt in a folder of its own.

The mirror is the one that apt is configured for, and the system's lists are left alone.
"""

import io
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

# An old suite's lists go stale; their signatures are checked all the same.
_CONFIGURATION = """\
Dir::State "{folder}";
Dir::State::status "{folder}/status";
Dir::Cache "{folder}";
Dir::Etc::sourcelist "{folder}/sources.list";
Dir::Etc::sourceparts "-";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
APT::Sandbox::User "root";
APT::Architectures {{ {architectures} }};
"""


class Archive(Struct, frozen=True):
    """Packages of some suites and architectures."""

    folder: Path

    def fetch(self, packages: Sequence[str]) -> tuple[Path, ...]:
        """Download ``name:architecture/suite``, each into this folder."""
        return tuple(self._fetch(package) for package in packages)

    def _fetch(self, package: str) -> Path:
        known = set(self.folder.glob("*.deb"))
        _run(self.folder, "apt-get", "-qq", "download", package)
        [deb] = set(self.folder.glob("*.deb")) - known
        return deb


def open_archive(
    folder: Path, suites: Sequence[str], architectures: Sequence[str] = ("amd64",)
) -> Archive:
    """Read the suites' lists into the folder."""
    mirror = _mirror()
    for name in ("lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True)
    (folder / "status").touch()
    (folder / "sources.list").write_text(
        "".join(f"deb {mirror} {suite} main\n" for suite in suites), encoding="utf-8"
    )
    listed = " ".join(f'"{name}";' for name in architectures)
    (folder / "apt.conf").write_text(
        _CONFIGURATION.format(folder=folder, architectures=listed), encoding="utf-8"
    )
    _run(folder, "apt-get", "-qq", "update")
    return Archive(folder)


def members(deb: Path) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every plain file of a package."""
    unpacked = subprocess.run(
        ["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE, check=True
    )
    with tarfile.open(fileobj=io.BytesIO(unpacked.stdout)) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content:
                yield member.name, content.read()


def _mirror() -> str:
    """Return the first mirror of the distribution proper that apt is configured for."""
    words = ["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages"]
    listed = subprocess.run(words, stdout=subprocess.PIPE, check=True, text=True).stdout
    targets = [line.split(" ") for line in listed.splitlines()]
    return next(site for site, release in targets if "-" not in release)


def _run(folder: Path, *words: str) -> None:
    environment = {"APT_CONFIG": str(folder / "apt.conf"), "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"}
    subprocess.run(words, check=True, env=environment, cwd=folder)
