"""A wheel's bytes to its facts: `read_wheel` looks at every member once and keeps none."""

import hashlib
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import BinaryIO

from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import ElfFacts, Member, Problem, RecordFault, Wheel, WheelName
from wheel_ceiling.wheels.archive import Archive, Entry
from wheel_ceiling.wheels.elf import MAGIC, DamagedElf, read_elf
from wheel_ceiling.wheels.names import (
    dist_info_of,
    expand_tags,
    name_from_metadata,
    parse_name,
)
from wheel_ceiling.wheels.record import (
    RecordRow,
    algorithm_for,
    compare_record,
    encode_digest,
    new_digest,
    parse_record,
)

_LONGEST_RECORD = 64 * 1024**2
_LONGEST_METADATA = 16 * 1024**2
_LONGEST_WHEEL_FILE = 1024**2
_HASH_WINDOW = 1024**2


def read_wheel(path: Path) -> Wheel:
    """Return the facts of a wheel on disk; raises UnreadableWheel, naming the file."""
    try:
        with path.open("rb") as file:
            return read_wheel_file(file, path.name)
    except OSError as error:
        raise UnreadableWheel(
            f"{path.name} cannot be read: {error.strerror or error}.",
            "Check that the file exists and may be read.",
        ) from error


def read_wheel_file(file: BinaryIO, filename: str) -> Wheel:
    """Return the facts of a wheel in an open, seekable file; it is left open."""
    size, sha256 = _digest_of_file(file)
    archive = Archive(file, filename)
    about = _read_about(archive)
    contents = _read_members(archive, about)
    label = parse_name(filename)
    return Wheel(
        label=label or about.label(filename),
        size=size,
        sha256=sha256,
        filename_is_valid=label is not None,
        declared_tags=about.tags,
        root_is_purelib=about.wheel.get("Root-Is-Purelib", "").strip().lower() == "true",
        generator=about.wheel.get("Generator", "").strip()[:200],
        metadata_name=about.metadata.get("Name", "").strip(),
        metadata_version=about.metadata.get("Version", "").strip(),
        links=_links(about.metadata),
        members=contents.members,
        libraries=tuple(sorted(contents.libraries, key=lambda facts: facts.path)),
        record=about.compare(contents),
        problems=contents.problems,
    )


@dataclass(frozen=True, slots=True)
class _About:
    """What the dist-info folder says of the wheel."""

    folder: str
    wheel: "Message[str, str]"
    metadata: "Message[str, str]"
    rows: tuple[RecordRow, ...]
    has_record: bool

    @property
    def tags(self) -> tuple[str, ...]:
        return expand_tags(self.wheel.get_all("Tag", []))

    def label(self, filename: str) -> WheelName:
        name = self.metadata.get("Name", "").strip()
        version = self.metadata.get("Version", "").strip()
        return name_from_metadata(filename, name, version, self.tags)

    def compare(self, contents: "_Contents") -> tuple[RecordFault, ...]:
        if not self.has_record:
            return (RecordFault(f"{self.folder}/RECORD", "no-record"),)
        twice = tuple(RecordFault(path, "twice") for path in contents.twice)
        return twice + compare_record(self.rows, contents.digests, contents.sizes, self.folder)


@dataclass(frozen=True, slots=True)
class _Contents:
    """What one pass over the members found."""

    members: tuple[Member, ...]
    libraries: tuple[ElfFacts, ...]
    digests: dict[str, str]
    sizes: dict[str, int]
    twice: tuple[str, ...]
    problems: tuple[Problem, ...]


def _digest_of_file(file: BinaryIO) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    file.seek(0)
    while window := file.read(_HASH_WINDOW):
        digest.update(window)
        size += len(window)
    return size, digest.hexdigest()


def _read_about(archive: Archive) -> _About:
    by_path = {entry.path: entry for entry in archive.entries}
    folders = [folder for path in by_path if (folder := dist_info_of(path))]
    if len(folders) != 1:
        count = "no" if not folders else "more than one"
        raise UnreadableWheel(
            f"{archive.filename} has {count} dist-info folder with a WHEEL file, so it is no wheel "
            "that pip would install.",
            "Build it with a wheel builder, such as `python -m build`.",
        )
    folder = folders[0]
    record = by_path.get(f"{folder}/RECORD")
    text = archive.read(record, _LONGEST_RECORD).decode("utf-8", "replace") if record else ""
    return _About(
        folder,
        _headers(archive, by_path.get(f"{folder}/WHEEL"), _LONGEST_WHEEL_FILE),
        _headers(archive, by_path.get(f"{folder}/METADATA"), _LONGEST_METADATA),
        parse_record(text),
        record is not None,
    )


def _headers(archive: Archive, entry: Entry | None, most: int) -> "Message[str, str]":
    text = archive.read(entry, most).decode("utf-8", "replace") if entry else ""
    return HeaderParser().parsestr(text)


def _links(metadata: "Message[str, str]") -> tuple[str, ...]:
    found = [metadata.get("Home-Page", ""), metadata.get("Download-URL", "")]
    found += [line.partition(",")[2] for line in metadata.get_all("Project-URL", [])]
    return tuple(dict.fromkeys(link.strip() for link in found if link.strip()))


def _read_members(archive: Archive, about: _About) -> _Contents:
    rows = {row.path: row for row in about.rows}
    members: list[Member] = []
    libraries: list[ElfFacts] = []
    problems: list[Problem] = []
    digests: dict[str, str] = {}
    twice: list[str] = []
    for entry in archive.entries:
        if entry.path in digests:
            twice.append(entry.path)
        members.append(Member(entry.path, entry.size, entry.compressed_size, entry.crc))
        if _escapes(entry.path):
            problems.append(_outside(archive.filename, entry.path))
        digest, elf = _read_member(archive, entry, algorithm_for(rows.get(entry.path)))
        digests[entry.path] = digest
        if elf:
            try:
                libraries.append(read_elf(entry.path, memoryview(elf)))
            except DamagedElf as error:
                problems.append(_damaged(archive.filename, entry.path, str(error)))
    return _Contents(
        tuple(members),
        tuple(libraries),
        digests,
        {member.path: member.size for member in members},
        tuple(twice),
        tuple(problems),
    )


def _read_member(archive: Archive, entry: Entry, algorithm: str) -> tuple[str, bytearray]:
    """Return the digest as RECORD spells it, and the bytes if they are an ELF file."""
    digest = new_digest(algorithm)
    kept = bytearray()
    head = b""
    place = 0
    for chunk in archive.chunks(entry):
        digest.update(chunk)
        if len(head) < len(MAGIC):
            head += chunk
            if head.startswith(MAGIC):
                kept = bytearray(entry.size)
                kept[: len(head)] = head
        elif kept:
            kept[place : place + len(chunk)] = chunk
        place += len(chunk)
    return encode_digest(digest.digest()), kept


def _escapes(path: str) -> bool:
    """Whether pip would refuse the member: it leads out of the folder it is unpacked to."""
    parts = path.replace("\\", "/").split("/")
    return ".." in parts or path.startswith(("/", "\\")) or parts[0].endswith(":")


def _outside(filename: str, path: str) -> Problem:
    return Problem(
        filename,
        f"{filename} has a member that leads out of the wheel: {path!r}.",
        "No installer accepts it; find out what packed it, and build the wheel again.",
        path,
    )


def _damaged(filename: str, path: str, what: str) -> Problem:
    return Problem(
        filename,
        f"{filename}: {path!r} is a damaged ELF file: {what}.",
        "Build the wheel again; if the file is meant to be broken, allow it with rule "
        '"unreadable" in the settings.',
        path,
    )
