"""An explanation as GitHub's Markdown."""

import html
import re
from collections.abc import Iterable

from wheel_ceiling.reports.explanation.page import Block, Code, Fold, Heading, Items, Page, Table
from wheel_ceiling.reports.explanation.page import Text as Paragraph
from wheel_ceiling.reports.foreign import clean
from wheel_ceiling.reports.markdown.markup import cell, fold, prose

# One sentence at a time: `prose` cuts what is longer than a sentence should be.
_SENTENCES = re.compile(r"(?<=[.:]) (?=[A-Z_`])")
_BACKTICKS = re.compile(r"`+")


def render_markdown_page(page: Page) -> str:
    """Return the page; foreign names in it are never markup."""
    return "\n\n".join(map(_block, page)) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {prose(block.text, block.names)}"
        case Paragraph():
            return _paragraph(block)
        case Items():
            return "\n".join(f"- {_paragraph(item)}" for item in block.items)
        case Code():
            return _code(block.lines)
        case Table():
            return _table(block)
        case Fold():
            return fold(html.escape(clean(block.summary)), *map(_block, block.blocks))


def _paragraph(text: Paragraph) -> str:
    return " ".join(prose(sentence, text.names) for sentence in _sentences(text.text))


def _sentences(text: str) -> Iterable[str]:
    """Yield the sentences; one that ends inside of backticks goes on."""
    waiting = ""
    for part in _SENTENCES.split(text):
        waiting = f"{waiting} {part}" if waiting else part
        if waiting.count("`") % 2 == 0:
            yield waiting
            waiting = ""
    if waiting:
        yield waiting


def _code(lines: Iterable[str]) -> str:
    shown = [clean(line) for line in lines]
    longest = max((len(run) for line in shown for run in _BACKTICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([fence, *shown, fence])


def _table(table: Table) -> str:
    rows = [table.head, tuple("---" for _ in table.head)]
    cells = [tuple(map(_cell, row)) for row in table.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in [*rows, *cells])


def _cell(text: str) -> str:
    words = prose(text)
    return cell(text) if "|" in words else words
