"""What an explanation is made of: blocks that know what they say and not how it looks.

Text is plain; `names` in it are foreign, and what stands in backticks is code of our own.
"""

from msgspec import Struct


class Heading(Struct, frozen=True):
    """A title; level 1 is the page's own."""

    text: str
    level: int = 2
    names: tuple[str, ...] = ()


class Text(Struct, frozen=True):
    """A paragraph."""

    text: str
    names: tuple[str, ...] = ()


class Items(Struct, frozen=True):
    """A list."""

    items: tuple[Text, ...]


class Code(Struct, frozen=True):
    """Lines to copy."""

    lines: tuple[str, ...]


class Table(Struct, frozen=True):
    """Rows of short cells under a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Fold(Struct, frozen=True):
    """What is too long to be read by everybody: shown on a click, or only counted."""

    summary: str
    blocks: tuple["Block", ...]


Block = Heading | Text | Items | Code | Table | Fold
Page = tuple[Block, ...]
