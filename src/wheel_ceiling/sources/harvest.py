"""The libraries in the folders and files that a build left behind.

Build trees are full of links (Bazel's are made of them): they are followed, and what they lead to
is read once for each name that it has.
"""

import os
from pathlib import Path

from msgspec import Struct, field

from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.facts.libraries import plain_name
from wheel_ceiling.model import BuildOutput, ElfFacts, Problem
from wheel_ceiling.sources.local import readable
from wheel_ceiling.wheels.loose import read_loose_elf

MOST_FILES = 500_000
MOST_LIBRARIES = 10_000


class Harvest(Struct):
    """What was found so far."""

    most_files: int = MOST_FILES
    most_libraries: int = MOST_LIBRARIES
    libraries: list[ElfFacts] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    looked_at: int = 0
    _seen: set[tuple[int, int, str]] = field(default_factory=set)

    def take(self, path: Path, shown: str) -> None:
        """Take a file, or every file below a folder; raises CouldNotJudge where it is too much."""
        waiting = [(path, shown)]
        while waiting:
            path, shown = waiting.pop()
            try:
                if path.is_dir():
                    waiting += self._inside(path, shown)
                elif path.is_file():
                    self._take_file(path, shown)
            except OSError as error:
                reason = error.strerror or error
                self._complain(shown, f"{shown} cannot be looked into: {reason}.")

    def add(self, facts: ElfFacts) -> None:
        """Keep what a process can map: a static archive's objects are in no wheel."""
        if facts.is_loaded:
            self.libraries.append(facts)
        if len(self.libraries) > self.most_libraries:
            raise CouldNotJudge(
                f"There are more than {self.most_libraries:,} built libraries.", _NARROWER
            )

    def fail(self, error: CouldNotJudge, path: str = "") -> None:
        """Keep what could not be read, to be told."""
        self.problems.append(Problem("", error.message, error.hint, path))

    def result(self, source: str) -> BuildOutput:
        """Return everything, by path."""
        by_path = sorted(self.libraries, key=lambda facts: facts.path)
        return BuildOutput(source, tuple(by_path), tuple(self.problems))

    def _inside(self, folder: Path, shown: str) -> list[tuple[Path, str]]:
        if not self._is_new(folder, ""):
            return []
        with os.scandir(folder) as found:
            # Last what comes first: the list is worked off from its end, links after files.
            entries = sorted(found, key=lambda entry: (entry.is_symlink(), entry.name))[::-1]
        return [(folder / one.name, f"{shown.rstrip('/')}/{readable(one.name)}") for one in entries]

    def _take_file(self, path: Path, shown: str) -> None:
        self.looked_at += 1
        if self.looked_at > self.most_files:
            raise CouldNotJudge(f"There are more than {self.most_files:,} files.", _NARROWER)
        if self._is_new(path, plain_name(path.name)):
            try:
                facts = read_loose_elf(path, shown)
            except CouldNotJudge as error:
                self.fail(error, shown)
            else:
                if facts:
                    self.add(facts)

    def _is_new(self, path: Path, name: str) -> bool:
        status = path.stat()
        key = (status.st_dev, status.st_ino, name)
        is_new = key not in self._seen
        self._seen.add(key)
        return is_new

    def _complain(self, path: str, message: str) -> None:
        self.problems.append(Problem("", message, "Look at its permissions.", path))


_NARROWER = "Name the folder, or the files, in which the build leaves what is packed."
