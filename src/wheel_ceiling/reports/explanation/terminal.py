"""An explanation for a terminal of any width."""

from collections.abc import Iterator

from wheel_ceiling.reports.explanation.page import Block, Code, Fold, Heading, Items, Page, Table
from wheel_ceiling.reports.explanation.page import Text as Paragraph
from wheel_ceiling.reports.terminal import screen
from wheel_ceiling.reports.terminal.screen import EMPTY_LINE, Grid, Look, Source, Span, draw, say

_INDENT = 4


def render_terminal_page(page: Page, width: int, *, colour: bool) -> str:
    """Return the page as text; foreign names in it cannot move the cursor."""
    return draw(_blocks(page), width, colour=colour)


def _blocks(page: Page) -> Iterator[screen.Block]:
    for number, block in enumerate(page):
        if number:
            yield EMPTY_LINE
        yield from _block(block)


def _block(block: Block) -> Iterator[screen.Block]:
    match block:
        case Heading():
            yield say(block.text, Look.STRONG)
        case Paragraph():
            yield say(block.text)
        case Items():
            yield Grid(tuple((Span("-"), Span(item.text)) for item in block.items), gap=1)
        case Code():
            yield from (Source(line, _INDENT) for line in block.lines)
        case Table():
            yield _table(block)
        case Fold():
            yield say(f"{block.summary} (shown by --format markdown)", Look.QUIET)


def _table(table: Table) -> Grid:
    rows = [tuple(map(Span, row)) for row in (table.head, *table.rows)]
    return Grid(tuple(rows), has_head=True)
