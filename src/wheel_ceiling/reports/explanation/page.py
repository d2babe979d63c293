"""What an explanation is made of: blocks that know what they say and not how it looks.

Text is plain; `names` in it are foreign, and what stands in backticks is code of our own.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; level 1 is the page's own."""

    text: str
    level: int = 2
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Lines to copy."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of short cells under a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """What is too long to be read by everybody: shown on a click, or only counted."""

    summary: str
    blocks: tuple["Block", ...]


Block = Heading | Text | Items | Code | Table | Fold
Page = tuple[Block, ...]
