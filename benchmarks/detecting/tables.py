"""Tables in Markdown, and shares in words."""

from collections.abc import Iterable, Sequence

from wheel_ceiling.reports.markdown.markup import prose


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; what is said of foreign files cannot leave its cell."""
    lines = [head, ["---"] * len(head), *([_cell(text) for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def percent(part: int, whole: int) -> str:
    """Return a share of a whole; nothing has no shares."""
    return f"{100 * part / whole:.1f} %" if whole else "-"


def _cell(text: str) -> str:
    return prose(text).replace("|", "\\|")
