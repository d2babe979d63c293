"""Facts of files that were understood before: the same bytes need no second look.

A file is known by the SHA-256 of its bytes. Its size and CRC, which stand in the directory of any
zip and which anybody can forge, only tell which files are worth the digest.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Self

from msgspec import Struct, field
from msgspec.structs import replace

from wheel_ceiling.model import ElfFacts, Member, Wheel

_NO_FACTS: Mapping[str, ElfFacts] = MappingProxyType({})
_NO_DIGESTS: Mapping[str, str] = MappingProxyType({})


class KnownFiles(Struct, frozen=True):
    """The facts of files by their SHA-256, and the sizes and CRCs that they have in zips."""

    facts: Mapping[str, ElfFacts] = field(default_factory=lambda: _NO_FACTS)
    places: frozenset[tuple[int, int]] = frozenset()

    @classmethod
    def of(cls, wheels: Iterable[Wheel]) -> Self:
        """Return what is known from these wheels."""
        facts: dict[str, ElfFacts] = {}
        places: set[tuple[int, int]] = set()
        for item, member in _pairs(wheels):
            places.add((member.size, member.crc))
            if not (item.sha256 in facts and facts[item.sha256].has_names):
                facts[item.sha256] = item
        return cls(facts, frozenset(places))

    def may_have(self, size: int, crc: int) -> bool:
        """Whether a file of this size and CRC is worth being looked up by its digest."""
        return (size, crc) in self.places

    def has(self, sha256: str, size: int) -> bool:
        """Whether a file of this digest and size is known."""
        return sha256 in self.facts and self.facts[sha256].size == size

    def find(self, sha256: str, path: str) -> ElfFacts | None:
        """Return the facts of the file as those of a file of that path, if they are known."""
        found = self.facts.get(sha256)
        return replace(found, path=path) if found else None


def _pairs(wheels: Iterable[Wheel]) -> Iterator[tuple[ElfFacts, Member]]:
    """Yield the ELF files that were digested, as they are known of themselves and in the zip."""
    for wheel in wheels:
        facts = {item.path: item for item in wheel.libraries if item.sha256}
        yield from ((facts[one.path], one) for one in wheel.members if one.path in facts)


class Spared(Struct, frozen=True):
    """What a server says of a wheel that was not fetched whole; false where it was."""

    size: int = 0
    sha256: str = ""
    digests: Mapping[str, str] = field(default_factory=lambda: _NO_DIGESTS)
    """By path, what RECORD says of the known files that were not fetched: their SHA-256."""

    def __bool__(self) -> bool:
        return bool(self.size)


NOTHING_KNOWN = KnownFiles()
NOTHING_SPARED = Spared()
