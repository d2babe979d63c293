"""A page in the form that was asked for."""

from wheel_ceiling.reports.explanation.markdown import render_markdown_page
from wheel_ceiling.reports.explanation.page import Page
from wheel_ceiling.reports.explanation.terminal import render_terminal_page


def render_explanation(page: Page, kind: str, width: int, *, colour: bool) -> str:
    """Return the page as text; `kind` is "markdown" or "terminal", for which the rest is."""
    if kind == "markdown":
        return render_markdown_page(page)
    return render_terminal_page(page, width, colour=colour)
