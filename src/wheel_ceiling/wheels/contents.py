"""What the members of a wheel hold: each is inflated, digested and, if it is ELF, understood once.

Inflating and digesting run outside of the interpreter's lock, so three threads share the work:
one begins with the largest members, one with the digest of the wheel itself and the smallest
members, and one digests the blocks of large members while the next blocks are inflated.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import chain
from typing import NamedTuple

from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import ElfFacts
from wheel_ceiling.wheels import memory
from wheel_ceiling.wheels.archive import Archive
from wheel_ceiling.wheels.directory import Entry
from wheel_ceiling.wheels.elf import MAGIC, DamagedElf, read_elf
from wheel_ceiling.wheels.texts import NOTHING_SAID, Said, read_text

# Members up to this size are handled in one piece, and larger ones handed to the digesting thread
# in blocks of it: below, the hand-overs cost more than they save.
_SMALL = 4 * 1024**2
_BLOCK = 4 * 1024**2
_FILE_BLOCK = 1024**2
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


def read_contents(
    archive: Archive, algorithms: Mapping[str, str], largest_elf: int = LARGEST_ELF
) -> Contents:
    """Read every member once; `algorithms` say which of them shall not be digested by SHA-256.

    Raises UnreadableWheel for the first member, in the archive's order, that is damaged.
    """
    sizes = [entry.size for entry in archive.entries]
    largest = max((size for size in sizes if size <= largest_elf), default=0)
    waiting = deque(sorted(range(len(sizes)), key=sizes.__getitem__))
    with ThreadPoolExecutor(1) as second, ThreadPoolExecutor(1) as digester:
        lanes = [_Lane(archive, algorithms, digester, largest) for _ in range(2)]
        whole = second.submit(_digest_of, archive)
        rest = second.submit(lanes[0].work, waiting.popleft)
        try:
            found = lanes[1].work(waiting.pop)
        finally:
            waiting.clear()  # so that an interrupt does not wait for the other thread's work
        found |= rest.result()
    for lane in lanes:
        lane.end()
    return Contents(tuple(_in_order(found)), *whole.result())


def _in_order(found: Mapping[int, Content | UnreadableWheel]) -> Iterator[Content]:
    for number in range(len(found)):
        content = found[number]
        if isinstance(content, UnreadableWheel):
            raise content
        yield content


def _digest_of(archive: Archive) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    while block := archive.read_at(size, _FILE_BLOCK):
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


class _Lane:
    """One thread's way through the members; its large ELF files use the same memory in turn."""

    def __init__(
        self, archive: Archive, algorithms: Mapping[str, str], digester: Executor, largest: int
    ) -> None:
        self._archive = archive
        self._algorithms = algorithms
        self._digester = digester
        self._largest = largest
        self._memory = memoryview(b"")

    def work(self, take: Callable[[], int]) -> dict[int, Content | UnreadableWheel]:
        """Read members until nothing is left to take; an error does not stop the others."""
        found: dict[int, Content | UnreadableWheel] = {}
        with suppress(IndexError):
            while True:
                number = take()
                try:
                    found[number] = self._read(self._archive.entries[number])
                except UnreadableWheel as error:
                    found[number] = error
        return found

    def end(self) -> None:
        """Give the memory back, when nobody looks at it any more."""
        memory.take_back(self._memory)
        self._memory = memoryview(b"")

    def _read(self, entry: Entry) -> Content:
        algorithm = self._algorithms.get(entry.path, "sha256")
        if entry.size <= _SMALL:
            data = self._archive.read(entry, _SMALL)
            digest = hashlib.new(algorithm, data).digest()
            if data.startswith(MAGIC):
                return _understood(entry, data, digest)
            return Content(digest, said=read_text(entry.path, data))
        chunks = self._archive.chunks(entry)
        head = _head(chunks)
        if head.startswith(MAGIC) and entry.size <= self._largest:
            return self._read_large_elf(entry, algorithm, chain((head,), chunks))
        digest_so_far = hashlib.new(algorithm, head)
        for chunk in chunks:
            digest_so_far.update(chunk)
        too_large = f"it has {entry.size} bytes, more than are looked into"
        return Content(digest_so_far.digest(), damage=too_large if head.startswith(MAGIC) else "")

    def _read_large_elf(self, entry: Entry, algorithm: str, chunks: Iterable[bytes]) -> Content:
        data = self._memory_for(entry.size)
        digest = _BackgroundDigest(algorithm, self._digester)
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

    def _memory_for(self, size: int) -> memoryview:
        if not self._memory:
            self._memory = memory.lend(self._largest)
        return self._memory[:size]


class _BackgroundDigest:
    """A digest made on another thread; a block must stay as it is until the result is there."""

    def __init__(self, algorithm: str, digester: Executor) -> None:
        self._digest = hashlib.new(algorithm)
        self._digester = digester
        self._last: Future[None] = digester.submit(lambda: None)

    def add(self, block: memoryview) -> None:
        self._last = self._digester.submit(self._digest.update, block)

    def result(self) -> bytes:
        self._last.result()  # one thread digests, in the order of asking
        return self._digest.digest()


def _head(chunks: Iterator[bytes]) -> bytes:
    """Return what comes first, long enough to tell what it is."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= len(MAGIC):
            break
    return head


def _understood(entry: Entry, data: bytes | memoryview, digest: bytes = b"") -> Content:
    try:
        return Content(digest, read_elf(entry.path, memoryview(data)))
    except DamagedElf as error:
        return Content(digest, damage=str(error))
