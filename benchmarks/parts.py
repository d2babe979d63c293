"""Where the time of inspecting a wheel goes: its parts, one after the other on one thread.

    python parts.py WHEEL

prints, as JSON, medians in seconds. The program does the same on two or three threads; what holds
the interpreter's lock (directory, understanding) then keeps the others waiting.
"""

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from time import perf_counter

from wheel_ceiling.collecting import collect_seldom
from wheel_ceiling.wheels.about import read_about
from wheel_ceiling.wheels.archive import Archive
from wheel_ceiling.wheels.directory import Entry
from wheel_ceiling.wheels.elf import MAGIC, DamagedElf, read_elf

ROUNDS = 3


def main(path: Path) -> None:
    """Measure every part in every round."""
    collect_seldom()
    rounds = [Parts().measure(path) for _ in range(ROUNDS)]
    print(json.dumps({name: median(one[name] for one in rounds) for name in rounds[0]}))


class Parts:
    """A stop-watch with a hand for each part."""

    def __init__(self) -> None:
        self._taken: dict[str, float] = defaultdict(float)

    def measure(self, path: Path) -> dict[str, float]:
        """Return the seconds of each part."""
        with path.open("rb", buffering=0) as file:
            with self._part("directory, RECORD"):
                archive = Archive(file, path.name)
                read_about(archive)
            for entry in archive.entries:
                self._member(archive, entry)
        with self._part("sha256 of the wheel"), path.open("rb") as whole:
            hashlib.file_digest(whole, "sha256")
        return dict(self._taken)

    def _member(self, archive: Archive, entry: Entry) -> None:
        start = perf_counter()
        chunks = list(archive.chunks(entry))
        taken = perf_counter() - start
        is_elf = b"".join(chunks[:1]).startswith(MAGIC)
        whose = "ELF files" if is_elf else "other files"
        self._taken[f"{whose}: inflate"] += taken
        with self._part(f"{whose}: sha256"):
            digest = hashlib.sha256()
            for chunk in chunks:
                digest.update(chunk)
        if is_elf:
            data = memoryview(b"".join(chunks))
            with self._part("ELF files: understand"), suppress(DamagedElf):
                read_elf(entry.path, data)

    @contextmanager
    def _part(self, name: str) -> Iterator[None]:
        start = perf_counter()
        yield
        self._taken[name] += perf_counter() - start


if __name__ == "__main__":
    main(Path(sys.argv[1]))
