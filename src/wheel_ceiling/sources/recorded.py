"""Facts as JSON: the shape of the inventory files, which are contracts, and of the facts cache.

The shapes are those of the model; `docs/inventory.schema.json` and `docs/libraries.schema.json`
are generated from this file.
"""

from typing import Literal

import msgspec
from msgspec import Struct

from wheel_ceiling.model import ElfFacts, Problem, Wheel

INVENTORY_VERSION = 1
LIBRARIES_VERSION: Literal[1] = 1


class RecordedInventory(Struct, frozen=True):
    """Wheels, where they came from, and what the check said of them."""

    inventory_version: Literal[1]
    program: str
    """Name and version of what wrote it."""
    source: str
    verdict: Literal["", "pass", "warn", "fail", "unjudged"]
    wheels: tuple[Wheel, ...]
    problems: tuple[Problem, ...] = ()


class AnyInventory(Struct, frozen=True):
    """What tells an inventory of any version."""

    inventory_version: int


class RecordedLibraries(Struct, frozen=True):
    """The libraries that a build step made, and where they lay."""

    libraries_version: Literal[1]
    program: str
    """Name and version of what wrote it."""
    source: str
    libraries: tuple[ElfFacts, ...]


class AnyLibraries(Struct, frozen=True):
    """What tells an inventory of libraries of any version."""

    libraries_version: int


def encode_wheel(wheel: Wheel) -> bytes:
    """Return the facts as JSON: several times as fast, and as short, as pickled objects."""
    return msgspec.json.encode(wheel)


def decode_wheel(data: bytes) -> Wheel:
    """Return the wheel; raises msgspec.DecodeError, with the JSON path, where the shape differs."""
    return msgspec.json.decode(data, type=Wheel)
