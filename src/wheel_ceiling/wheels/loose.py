"""ELF files that are in no wheel: as they lie on disk, or in any zip."""

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.model import ElfFacts, Problem
from wheel_ceiling.wheels.archive import Archive
from wheel_ceiling.wheels.contents import LARGEST_ELF
from wheel_ceiling.wheels.directory import Entry
from wheel_ceiling.wheels.elf import MAGIC, DamagedElf, read_elf


def read_loose_elf(file: Path, path: str, *, with_symbols: bool = False) -> ElfFacts | None:
    """Return the facts of a file on disk, called by the path; None where it is no ELF file.

    With the names of well-known libraries, if they are asked for.
    """
    try:
        with file.open("rb") as opened:
            if opened.read(len(MAGIC)) != MAGIC:
                return None
            _insist_on_size(path, opened.seek(0, 2))
            # Mapped, not read: of a library with debug information most is never looked at.
            data = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
            return _facts(path, data, with_symbols=with_symbols)
    except OSError as error:
        raise CouldNotJudge(
            f"{path} cannot be read: {error.strerror or error}.", "Look at its permissions."
        ) from error


def read_elfs_in_zip(file: BinaryIO, shown: str) -> Iterator[ElfFacts | Problem]:
    """Yield the facts of each ELF file in a zip, or why there are none of it."""
    archive = Archive(file, shown)
    for entry in archive.entries:
        try:
            facts = _read_entry(archive, entry)
        except CouldNotJudge as error:
            yield Problem("", f"{archive.filename}: {error.message}", error.hint, entry.path)
        else:
            if facts:
                yield facts


def _read_entry(archive: Archive, entry: Entry) -> ElfFacts | None:
    chunks = archive.chunks(entry)
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) >= len(MAGIC):
            if not data.startswith(MAGIC):
                return None
            _insist_on_size(entry.path, entry.size)
    return _facts(entry.path, memoryview(data)) if data.startswith(MAGIC) else None


def _insist_on_size(path: str, size: int) -> None:
    if size > LARGEST_ELF:
        raise CouldNotJudge(f"{path} has {size} bytes, more than are looked into.", _HINT)


def _facts(path: str, data: memoryview, *, with_symbols: bool = False) -> ElfFacts:
    try:
        facts = replace(read_elf(path, data), exports=(), undefined=())
    except DamagedElf as error:
        raise CouldNotJudge(f"{path!r} is a damaged ELF file: {error}.", _HINT) from error
    return facts if with_symbols else replace(facts, shared_symbols=())


_HINT = (
    'Build it again, or leave it out; if it is meant to be so, allow it with rule "unreadable" in '
    "the settings."
)
