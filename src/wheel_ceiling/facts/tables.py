"""Packaged tables: read once, when first asked, into the types that their owners name."""

from importlib.resources import files
from typing import TypeVar

import msgspec

T = TypeVar("T")


def load_table(name: str, kind: type[T]) -> T:
    """Return the table as `kind`; the packaged data is ours, so a mismatch is our bug."""
    raw = files("wheel_ceiling.facts").joinpath("data", name).read_bytes()
    return msgspec.json.decode(raw, type=kind)
