"""What a run knows of wheels and files before it reads them, and need not read again."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType
from typing import Self

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from wheel_ceiling.model import Settings, Wheel
from wheel_ceiling.sources.offer import Shelf
from wheel_ceiling.sources.spec import Spec
from wheel_ceiling.wheels.known import NOTHING_KNOWN, KnownFiles

_DIGITS = 20
_Identity = tuple[str, str]
_NO_SHELVES: Mapping[Spec, Shelf] = MappingProxyType({})
_NO_WHEELS: Mapping[_Identity, Wheel] = MappingProxyType({})


class Known(Struct, frozen=True, dict=True):
    """Wheels by digest and name, and the files in them by their digests."""

    wheels: Mapping[_Identity, Wheel] = field(default_factory=lambda: _NO_WHEELS)
    files: KnownFiles = NOTHING_KNOWN
    sizes: frozenset[int] = frozenset()
    """Of the wheels; they tell which files are worth the digest."""
    shelves: Mapping[Spec, Shelf] = field(default_factory=lambda: _NO_SHELVES)
    """What was opened to know this, so that nobody opens it again."""
    is_told: bool = False
    """Whether an inventory says all this, and nobody here has seen the files."""

    @classmethod
    def of(
        cls, wheels: Iterable[Wheel], reader: str, settings: Settings, *, is_told: bool = False
    ) -> Self:
        """Return what is known from these wheels, as far as this very reader saw them.

        Facts without names serve nobody who asks for names.
        """
        ours = [wheel for wheel in wheels if wheel.reader == reader]
        if settings.host_binaries or settings.forbidden:
            ours = [wheel for wheel in ours if not _is_short(wheel)]
        return cls(
            {(wheel.sha256, wheel.filename): wheel for wheel in ours},
            KnownFiles.of(ours),
            frozenset(wheel.size for wheel in ours),
            is_told=is_told,
        )

    @cached_property
    def teller(self) -> str:
        """A digest of what is told: facts that rest on it serve nobody who is told other things."""
        told = tuple(self.wheels.values())
        return sha256(msgspec.json.encode(told)).hexdigest()[:_DIGITS] if self.is_told else ""

    def is_borrowed(self, wheel: Wheel) -> bool:
        """Whether facts of the wheel may be what an inventory tells."""
        told = self.files.facts if self.is_told else {}
        return any(library.sha256 in told for library in wheel.libraries)

    def find(self, digest: str, filename: str) -> Wheel | None:
        """Return the facts of the very same wheel, if they are all that is asked for."""
        found = self.wheels.get((digest, filename))
        if not found or not is_enough(found):
            return None
        return replace(found, reader="") if self.is_told else found


def is_enough(wheel: Wheel) -> bool:
    """Whether what is known of the wheel says as much as its bytes would."""
    if not _is_short(wheel):
        return True
    from wheel_ceiling.facts.python_modules import needs_names

    return not needs_names(wheel)


def _is_short(wheel: Wheel) -> bool:
    return not all(library.has_names for library in wheel.libraries)


NOBODY_KNOWS = Known()
