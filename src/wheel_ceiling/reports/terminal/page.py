"""A page of documentation for the terminal: headings stand out, paragraphs fit the width."""

from collections.abc import Iterator

from wheel_ceiling.reports.terminal.screen import EMPTY_LINE, Block, Look, draw, say


def render_page(page: str, width: int, *, colour: bool) -> str:
    """Return a page of simple Markdown (headings, paragraphs, lists) as text."""
    return draw(_blocks(page), width, colour=colour)


def _blocks(page: str) -> Iterator[Block]:
    for number, part in enumerate(filter(None, page.strip().split("\n\n"))):
        if number:
            yield EMPTY_LINE
        yield from _part(part)


def _part(part: str) -> Iterator[Block]:
    if part.startswith("#"):
        yield say(part.lstrip("# "), Look.STRONG)
    elif part.startswith("- "):
        for item in part.removeprefix("- ").split("\n- "):
            yield say(f"- {' '.join(item.split())}")
    else:
        yield say(" ".join(part.split()).replace("``", "`"))
