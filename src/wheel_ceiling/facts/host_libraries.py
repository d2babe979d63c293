"""Sonames that only some distributions have: which systems a library was linked on.

The rows are the names of the distributions' own packages (libssl1.1, libffi7, libjpeg-turbo8,
libicu70, ...), their default Pythons, and nothing else: data/README.md says more.
"""

import re
from functools import cache

from msgspec import Struct

from wheel_ceiling.facts.tables import load_table


class _Row(Struct, frozen=True):
    name: str
    """A regular expression for the whole soname."""
    systems: tuple[str, ...]


def systems_with(soname: str) -> tuple[str, ...]:
    """Return the systems whose own packages have a library of this name; empty for any other."""
    return next((systems for name, systems in _table() if name.fullmatch(soname)), ())


@cache
def _table() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    rows = load_table("host-libraries.json", tuple[_Row, ...])
    return tuple((re.compile(row.name), row.systems) for row in rows)
