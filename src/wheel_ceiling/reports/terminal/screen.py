"""The only code that knows rich: plain blocks to text of a given width.

Blocks hold foreign text as it is; it is made harmless here, once, and never read as markup.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct

from wheel_ceiling.reports.foreign import clean

_NARROWEST = 40


class Look(StrEnum):
    """What a piece of text is, for those who see colours; the words say it too."""

    PLAIN = ""
    ERROR = "bold red"
    WARNING = "bold yellow"
    NOTE = "bold cyan"
    GOOD = "bold green"
    STRONG = "bold"
    QUIET = "dim"


class Span(Struct, frozen=True):
    """Text of one look."""

    text: str
    look: Look = Look.PLAIN


class Paragraph(Struct, frozen=True):
    """Spans in a row, wrapped at the width; no spans are an empty line."""

    spans: tuple[Span, ...] = ()
    indent: int = 0


class Grid(Struct, frozen=True):
    """Columns without lines; the first row is the head where `has_head`."""

    rows: tuple[tuple[Span, ...], ...]
    indent: int = 0
    has_head: bool = False
    gap: int = 2


class Source(Struct, frozen=True):
    """A line of code, whole however narrow the terminal is: it is there to be copied."""

    text: str
    indent: int = 0


Block = Paragraph | Grid | Source

EMPTY_LINE = Paragraph()


def say(text: str, look: Look = Look.PLAIN, indent: int = 0) -> Paragraph:
    """Return a paragraph of one look."""
    return Paragraph((Span(text, look),), indent)


def advise(text: str, indent: int = 0) -> Grid:
    """Return what to do, behind an arrow."""
    return Grid(((Span("→"), Span(text)),), indent, gap=1)


def draw(blocks: Iterable[Block], width: int, *, colour: bool) -> str:
    """Return the blocks as text; without colour there is no escape sequence in it."""
    from io import StringIO

    from rich.console import Console

    text = StringIO()
    console = Console(
        file=text,
        width=max(width, _NARROWEST),
        height=100,  # without it rich asks the environment, and TERM=dumb overrules the width
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    for block in blocks:
        match block:
            case Paragraph():
                console.print(_paragraph(block))
            case Grid():
                console.print(_grid(block))
            case Source():
                line = f"{' ' * block.indent}{clean(block.text)}"
                console.print(line, style=Look.NOTE, soft_wrap=True)
    lines = text.getvalue().splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _paragraph(block: Paragraph) -> object:
    from rich.padding import Padding
    from rich.text import Text

    text = Text.assemble(*_pieces(block.spans), overflow="fold")
    return Padding(text, (0, 0, 0, block.indent))


def _grid(block: Grid) -> object:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=None,
        show_header=block.has_head,
        header_style=Look.QUIET,
        padding=(0, block.gap, 0, 0),
        pad_edge=False,
    )
    head = block.rows[0] if block.has_head else ()
    for column in range(max(map(len, block.rows), default=0)):
        title = Text.assemble(*_pieces(head[column : column + 1]))
        table.add_column(title, overflow="fold")
    for row in block.rows[1:] if block.has_head else block.rows:
        table.add_row(*(Text.assemble(*_pieces([cell])) for cell in row))
    return Padding(table, (0, 0, 0, block.indent))


def _pieces(spans: Sequence[Span]) -> list[tuple[str, str]]:
    return [(clean(span.text), span.look.value) for span in spans]
