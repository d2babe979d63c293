"""What is looked for in long stretches of a file: read once, in their order, piece by piece.

A stretch of a file that is in memory is one piece; of one that is on disk (`large.py`) it comes in
as many as it takes. The answers are the same.
"""

import re
from collections.abc import Sequence
from typing import Protocol

import xxhash

from wheel_ceiling.model import Trace
from wheel_ceiling.wheels.elf.gabi import PF_X, PT_LOAD
from wheel_ceiling.wheels.elf.image import Content, Image, Section
from wheel_ceiling.wheels.elf.traces import PLACES, find_in_section, length_to_search
from wheel_ceiling.wheels.stretch import Stretch

# The path that rustc gives to the sources of its own library.
_RUST_SOURCES = re.compile(rb"/rustc/([0-9a-f]{40})/library/")
_LONGEST_MATCH = 64
_COMMIT = 12
PIECE = 1024**2
"""How much of a file that is not in memory is looked at together."""


class Scan(Protocol):
    """Is fed with its stretches in their order; each may come in several pieces."""

    @property
    def stretches(self) -> Sequence[Stretch]: ...
    def feed(self, piece: memoryview) -> None: ...


class CodeDigest:
    """Digests what strip, patchelf and auditwheel leave alone."""

    def __init__(self, image: Image) -> None:
        sections = [
            part for part in image.sections if part.name in (".text", ".rodata") and part.file_size
        ]
        segments = [part for part in image.segments if part.type == PT_LOAD and part.flags & PF_X]
        # What was digested is said, so that digests of different things never match.
        self._of = "sections" if sections else "segments"
        parts = sections or ([] if image.sections else segments)
        self.stretches = [_whole(part) for part in parts]
        self._digest = xxhash.xxh3_128()

    def feed(self, piece: memoryview) -> None:
        self._digest.update(piece)

    @property
    def text(self) -> str:
        """The digest; empty where there is no code."""
        return f"{self._of}:{self._digest.hexdigest()}" if self.stretches else ""


class RustSearch:
    """Looks for the commit of Rust's own sources in the constants of a file."""

    def __init__(self, image: Image) -> None:
        constants = image.section(".rodata")
        self.stretches = [_whole(constants)] if constants and constants.file_size else []
        self._before = b""
        self.found = b""

    def feed(self, piece: memoryview) -> None:
        if self.found:
            return
        seam = self._before + bytes(piece[:_LONGEST_MATCH])
        match = _RUST_SOURCES.search(seam) or _RUST_SOURCES.search(piece)
        if match:
            self.found = match[1][:_COMMIT]
        short = len(piece) < _LONGEST_MATCH
        self._before = seam[-_LONGEST_MATCH:] if short else bytes(piece[-_LONGEST_MATCH:])


class TraceSearch:
    """Looks for paths of the build in the beginning of one section."""

    def __init__(self, image: Image, section: Section) -> None:
        self._image, self._section = image, section
        self._length = min(section.file_size, length_to_search(section))
        self.stretches = [Stretch(section.offset, section.offset + self._length)]
        self._pieces = bytearray()
        self.found: tuple[Trace, ...] = ()

    def feed(self, piece: memoryview) -> None:
        if len(piece) == self._length:
            self.found = find_in_section(self._image, self._section, piece)
            return
        self._pieces += piece
        if len(self._pieces) == self._length:
            whole, self._pieces = self._pieces, bytearray()
            self.found = find_in_section(self._image, self._section, memoryview(whole))


class Scans:
    """Everything that is looked for in one file."""

    def __init__(self, image: Image) -> None:
        self.code = CodeDigest(image)
        self.rust = RustSearch(image)
        self.traces = [
            TraceSearch(image, section)
            for section in image.sections
            if section.name in PLACES and section.file_size
        ]

    @property
    def all(self) -> list[Scan]:
        return [self.code, self.rust, *self.traces]

    def run(self, data: Content) -> None:
        """Feed them all; what is not in memory is read piece by piece."""
        for scan in self.all:
            for start, stop in scan.stretches:
                size = max(stop - start, 1) if isinstance(data, memoryview) else PIECE
                for place in range(start, stop, size):
                    scan.feed(data[place : min(place + size, stop)])


class _Part(Protocol):
    @property
    def offset(self) -> int: ...
    @property
    def file_size(self) -> int: ...


def _whole(part: _Part) -> Stretch:
    return Stretch(part.offset, part.offset + part.file_size)
