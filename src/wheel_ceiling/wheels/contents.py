"""What the members of a wheel hold: each is inflated, digested and, if it is ELF, understood once.

Inflating and digesting run outside of the interpreter's lock, so three threads share the work:
one begins with the largest members, one with the digest of the wheel itself and the smallest
members, and one digests a member that makes up most of the wheel while it is inflated.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import ElfFacts
from wheel_ceiling.wheels.archive import Archive
from wheel_ceiling.wheels.digesting import BackgroundDigest, fill, helper
from wheel_ceiling.wheels.directory import Entry
from wheel_ceiling.wheels.elf import MAGIC, DamagedElf, NoRoomError, OnDisk, on_disk, read_elf
from wheel_ceiling.wheels.known import NOTHING_KNOWN, NOTHING_SPARED, KnownFiles, Spared
from wheel_ceiling.wheels.memory import Room
from wheel_ceiling.wheels.texts import NOTHING_SAID, Said, read_text

# Members up to this size are handled in one piece; of larger ones the pieces stay in the
# processor's cache, and go to memory that was used before.
_SMALL = 128 * 1024
# Blocks of larger ones go to the digesting thread; below, that costs more than it saves.
_BLOCK = 4 * 1024**2
# Larger ones leave the processor's cache before they are digested.
_FILE_BLOCK = 128 * 1024
_USUAL = "sha256"
# The largest library seen has 1.7 GB; a member above this is not looked into.
LARGEST_ELF = 4 * 1024**3


class Content(NamedTuple):
    """What one pass over a member found."""

    digest: bytes
    facts: ElfFacts | None = None
    damage: str = ""
    """Why it is an ELF file whose facts cannot be told."""
    said: Said = NOTHING_SAID
    """What a text file that a build wrote says of it."""


class Contents(NamedTuple):
    """The contents of all members in the archive's order, and the SHA-256 of the archive."""

    members: tuple[Content, ...]
    size: int
    sha256: str


class Asked(NamedTuple):
    """How members are to be read."""

    algorithms: Mapping[str, str] = MappingProxyType({})
    """By path, those that shall not be digested by SHA-256."""
    known: KnownFiles = NOTHING_KNOWN
    """Files that are digested and not understood again."""
    spared: Spared = NOTHING_SPARED
    """What is not read at all."""
    largest_elf: int = LARGEST_ELF


def read_contents(archive: Archive, asked: Asked) -> Contents:
    """Read every member once, as it is asked for.

    Raises UnreadableWheel for the first member, in the archive's order, that is damaged.
    """
    sizes = [entry.size for entry in archive.entries]
    room = Room(max(sizes, default=0))
    waiting = deque(sorted(range(len(sizes)), key=sizes.__getitem__))
    with helper(sum(sizes)) as second, helper(sum(sizes)) as digester:
        lanes = [_Lane(archive, asked, digester, room, sum(sizes) // 2) for _ in range(2)]
        whole = second.submit(_digest_of, archive, asked.spared)
        rest = second.submit(lanes[0].work, waiting.popleft)
        try:
            found = lanes[1].work(waiting.pop)
        finally:
            waiting.clear()  # so that an interrupt does not wait for the other thread's work
        found |= rest.result()
    return Contents(tuple(_in_order(found)), *whole.result())


def _in_order(found: Mapping[int, Content | UnreadableWheel]) -> Iterator[Content]:
    for number in range(len(found)):
        content = found[number]
        if isinstance(content, UnreadableWheel):
            raise content
        yield content


def _digest_of(archive: Archive, spared: Spared) -> tuple[int, str]:
    if spared:
        return spared.size, spared.sha256
    digest = hashlib.sha256()
    size = 0
    while block := archive.read_at(size, _FILE_BLOCK):
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


class _Lane:
    """One thread's way through the members; large ELF files of both use the same memory in turn."""

    def __init__(
        self, archive: Archive, asked: Asked, digester: Executor, room: Room, share: int
    ) -> None:
        """A member above its share would keep the other lane waiting, and gets help."""
        self._archive = archive
        self._asked = asked
        self._digester = digester
        self._room = room
        self._share = share

    def work(self, take: Callable[[], int]) -> dict[int, Content | UnreadableWheel]:
        """Read members until nothing is left to take; an error does not stop the others."""
        found: dict[int, Content | UnreadableWheel] = {}
        for number in _taken(take):
            try:
                found[number] = self._read(self._archive.entries[number])
            except UnreadableWheel as error:
                found[number] = error
        return found

    def _read(self, entry: Entry) -> Content:
        if found := self._recognised(entry):
            return found
        algorithm = self._asked.algorithms.get(entry.path, _USUAL)
        content = self._understand(entry, algorithm)
        if content.facts and algorithm == _USUAL:
            facts = replace(content.facts, sha256=content.digest.hex())
            return content._replace(facts=facts)
        return content

    def _recognised(self, entry: Entry) -> Content | None:
        """Return what is known of a member; nothing where only its bytes can tell."""
        known, spared = self._asked.known, self._asked.spared.digests.get(entry.path, "")
        if spared:
            return Content(bytes.fromhex(spared), known.find(spared, entry.path))
        if entry.path in self._asked.algorithms or not known.may_have(entry.size, entry.crc):
            return None
        found = self._digest(entry)
        facts = known.find(found.hex(), entry.path)
        return Content(found, facts) if facts else None

    def _digest(self, entry: Entry) -> bytes:
        if entry.size <= _BLOCK:
            return hashlib.sha256(b"".join(self._archive.chunks(entry))).digest()
        digest = BackgroundDigest(_USUAL, self._digester)
        for chunk in self._archive.chunks(entry):
            digest.add(chunk)
        return digest.result()

    def _understand(self, entry: Entry, algorithm: str) -> Content:
        if entry.size <= _SMALL:
            data = self._archive.read(entry, _SMALL)
            return _told(entry, data, hashlib.new(algorithm, data).digest())
        chunks = self._archive.chunks(entry)
        if entry.size <= _BLOCK:
            with self._room.lent(entry.size) as room:
                return _told(entry, room, fill(room, chunks, hashlib.new(algorithm)))
        head = _head(chunks)
        is_elf = head.startswith(MAGIC)
        if is_elf and entry.size <= self._asked.largest_elf:
            return self._read_large_elf(entry, algorithm, chain((head,), chunks))
        digest = hashlib.new(algorithm, head)
        for chunk in chunks:
            digest.update(chunk)
        too_large = f"it has {entry.size} bytes, more than are looked into"
        return Content(digest.digest(), damage=too_large if is_elf else "")

    def _read_large_elf(self, entry: Entry, algorithm: str, chunks: Iterable[bytes]) -> Content:
        digest = BackgroundDigest(algorithm, self._digester)
        if entry.size > self._room.most:
            return self._read_huge_elf(entry, digest, chunks)
        with self._room.lent(entry.size) as data:
            if entry.size <= self._share:
                return _understood(entry, data, fill(data, chunks, hashlib.new(algorithm)))
            place, digested = 0, 0
            for chunk in chunks:
                data[place : place + len(chunk)] = chunk
                place += len(chunk)
                if place - digested >= _BLOCK:
                    digest.add(data[digested:place])
                    digested = place
            digest.add(data[digested:])
            content = _understood(entry, data)
            return content._replace(digest=digest.result())

    def _read_huge_elf(
        self, entry: Entry, digest: BackgroundDigest, chunks: Iterable[bytes]
    ) -> Content:
        """Read a member that is too large for memory by way of a temporary file."""
        try:
            with self._room.cleared(), on_disk(digest.passing(chunks)) as data:
                return _understood(entry, data, digest.result())
        except NoRoomError as error:
            raise UnreadableWheel(
                f"{self._archive.filename} cannot be read: member {entry.path!r} has {entry.size} "
                f"bytes, which do not go into the folder for temporary files: {error}.",
                "Make room there, or name another folder with TMPDIR.",
            ) from error


def _taken(take: Callable[[], int]) -> Iterator[int]:
    with suppress(IndexError):
        while True:
            yield take()


def _head(chunks: Iterator[bytes]) -> bytes:
    """Return what comes first, long enough to tell what it is."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= len(MAGIC):
            break
    return head


def _told(entry: Entry, data: bytes | memoryview, digest: bytes) -> Content:
    if data[: len(MAGIC)] == MAGIC:
        return _understood(entry, memoryview(data), digest)
    return Content(digest, said=read_text(entry.path, data))


def _understood(entry: Entry, data: memoryview | OnDisk, digest: bytes = b"") -> Content:
    try:
        return Content(digest, read_elf(entry.path, data))
    except DamagedElf as error:
        return Content(digest, damage=str(error))
