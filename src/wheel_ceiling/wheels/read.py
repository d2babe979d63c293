"""A wheel's bytes to its facts: `read_wheel` looks at every member once and keeps none."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, TypeVar

from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import Member, Problem, RecordFault, Wheel
from wheel_ceiling.wheels.about import About, read_about
from wheel_ceiling.wheels.archive import Archive
from wheel_ceiling.wheels.contents import Asked, Content, read_contents
from wheel_ceiling.wheels.directory import printable
from wheel_ceiling.wheels.known import NOTHING_KNOWN, NOTHING_SPARED, KnownFiles, Spared
from wheel_ceiling.wheels.names import parse_name
from wheel_ceiling.wheels.record import compare_record, encode_digest, unusual_algorithms
from wheel_ceiling.wheels.texts import MOST_PACKAGES, MOST_TRACES

_T = TypeVar("_T")

_LEADS_OUT = re.compile(r"(.*[/\\])?\.\.([/\\].*)?|[/\\].*|[A-Za-z]:.*", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_FIND_OUT = "Find out what packed or changed it, and build the wheel again."
_DAMAGED = (
    "Build the wheel again; if the file is meant to be broken, allow it with rule "
    '"unreadable" in the settings.'
)


def read_wheel(path: Path) -> Wheel:
    """Return the facts of a wheel on disk; raises UnreadableWheel, naming the file."""
    try:
        with path.open("rb", buffering=0) as file:
            return read_wheel_file(file, path.name)
    except OSError as error:
        raise UnreadableWheel(
            f"{printable(path.name)} cannot be read: {error.strerror or error}.",
            "Check that the file exists and may be read.",
        ) from error


def read_wheel_file(
    file: BinaryIO,
    filename: str,
    known: KnownFiles = NOTHING_KNOWN,
    spared: Spared = NOTHING_SPARED,
) -> Wheel:
    """Return the facts of a wheel in an open, seekable file; it is left open.

    Of known files only the digest is made, and of those that are spared not even that.
    """
    archive = Archive(file, filename)
    about = read_about(archive)
    contents = read_contents(archive, Asked(unusual_algorithms(about.rows), known, spared))
    label = parse_name(filename)
    libraries = [content.facts for content in contents.members if content.facts]
    return Wheel(
        label=label or about.label(filename),
        size=contents.size,
        sha256=contents.sha256,
        filename_is_valid=label is not None,
        declared_tags=about.tags,
        root_is_purelib=about.root_is_purelib,
        generator=about.generator,
        metadata_name=about.name,
        metadata_version=about.version,
        links=about.links,
        members=tuple(
            Member(entry.path, entry.size, entry.compressed_size, entry.crc, entry.modified)
            for entry in archive.entries
        ),
        libraries=tuple(sorted(libraries, key=lambda facts: facts.path)),
        record=_record_faults(archive, about, contents.members),
        problems=tuple(
            Problem(filename, f"{archive.filename}{message}.", hint, path)
            for message, hint, path in _problems(archive, contents.members)
        ),
        sbom=_first(MOST_PACKAGES, (content.said.packages for content in contents.members)),
        traces=_first(MOST_TRACES, (content.said.traces for content in contents.members)),
    )


def _first(most: int, parts: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    return tuple(islice(dict.fromkeys(chain.from_iterable(parts)), most))


def _record_faults(
    archive: Archive, about: About, contents: tuple[Content, ...]
) -> tuple[RecordFault, ...]:
    if not about.has_record:
        return (RecordFault(f"{about.folder}/RECORD", "no-record"),)
    digests: dict[str, str] = {}
    twice: dict[str, None] = {}
    for entry, content in zip(archive.entries, contents, strict=True):
        if entry.path in digests:
            twice[entry.path] = None
        digests[entry.path] = encode_digest(content.digest)
    sizes = {entry.path: entry.size for entry in archive.entries}
    faults = compare_record(about.rows, digests, sizes, about.folder)
    return tuple(RecordFault(path, "twice") for path in twice) + faults


def _problems(archive: Archive, contents: tuple[Content, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield what keeps a reader from being sure: the end of a sentence, a hint, the member."""
    for oddity in archive.oddities:
        yield f" {oddity}; installers do not agree on what is in it", _FIND_OUT, ""
    for entry, content in zip(archive.entries, contents, strict=True):
        path = entry.path
        if _LEADS_OUT.fullmatch(path):
            yield f" has a member that leads out of the wheel: {path!r}", _FIND_OUT, path
        if _CONTROL.search(path):
            yield f" has a member with control characters in its name: {path!r}", _FIND_OUT, path
        if content.damage:
            yield f": {path!r} is a damaged ELF file: {content.damage}", _DAMAGED, path
