"""What the terminal's door sees of the machine it runs on; the tests bring their own."""

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import TextIO

from msgspec import Struct, field

_NARROWEST = 60
_WIDEST = 140


class Surroundings(Struct, frozen=True):
    """What the program sees of its surroundings; the tests bring their own."""

    environment: Mapping[str, str]
    folder: Path
    out: TextIO
    err: TextIO
    columns: int
    today: str
    input: TextIO = field(default_factory=StringIO)

    @property
    def has_colour(self) -> bool:
        """Whether the output is a terminal that wants colour (no-color.org)."""
        return self.out.isatty() and not self.environment.get("NO_COLOR")

    @property
    def width(self) -> int:
        return max(_NARROWEST, min(self.columns, _WIDEST))
