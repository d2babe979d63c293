import re
import subprocess
import sys

import pytest
from rich.cells import cell_len

from tests.reports.stories import HOSTILE, STORIES
from wheel_ceiling.reports.terminal.diff import render_diff
from wheel_ceiling.reports.terminal.screen import Grid, Look, Paragraph, Span, draw, say
from wheel_ceiling.reports.terminal.show import render_show
from wheel_ceiling.reports.terminal.verdict import render_terminal

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def renderings(story: str, width: int, *, colour: bool) -> list[str]:
    report = STORIES[story]
    return [
        render_terminal(report, width, colour=colour),
        render_diff(report, width, colour=colour),
        render_show(report.comparison.built, width, colour=colour),
    ]


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("story", [story for story in STORIES if story != "too-long"])
def test_no_line_is_wider_than_the_terminal(story: str, width: int) -> None:
    for text in renderings(story, width, colour=False):
        assert max(map(cell_len, text.split("\n"))) <= width


@pytest.mark.parametrize("story", ["raised", "hostile"])
def test_colour_changes_no_word(story: str) -> None:
    plain, coloured = (renderings(story, 80, colour=colour) for colour in (False, True))

    assert all("\x1b" not in text for text in plain)
    assert all("\x1b[" in text for text in coloured)
    for bare, dressed in zip(plain, coloured, strict=True):
        lines = ESCAPE.sub("", dressed).split("\n")
        assert [line.rstrip() for line in lines] == bare.split("\n")


def test_foreign_escapes_are_written_out() -> None:
    for text in renderings("hostile", 120, colour=False):
        assert all(line.isprintable() for line in text.split("\n"))
    assert r"\x1b[31m\u202ecod.so" in render_terminal(HOSTILE, 200, colour=False)


def test_foreign_markup_is_text() -> None:
    assert draw([say("[red]a[/red] :tada: [link=x]")], 80, colour=False) == (
        "[red]a[/red] :tada: [link=x]\n"
    )


def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, coloured = (renderings("raised", 100, colour=colour) for colour in (False, True))
    for name, setting in (
        ("TERM", "dumb"),
        ("COLUMNS", "20"),
        ("FORCE_COLOR", "1"),
        ("NO_COLOR", "1"),
    ):
        monkeypatch.setenv(name, setting)

    assert renderings("raised", 100, colour=False) == plain
    assert renderings("raised", 100, colour=True) == coloured


def test_a_grid_has_columns_and_a_head() -> None:
    rows = ((Span("a"), Span("b")), (Span("long"), Span("x")), (Span("y"),))

    assert draw([Grid(rows, indent=2, has_head=True)], 80, colour=False) == (
        "  a     b\n  long  x\n  y\n"
    )


def test_spans_follow_each_other() -> None:
    block = Paragraph((Span("FAIL  ", Look.ERROR), Span("one error")), 2)

    assert draw([block], 80, colour=False) == "  FAIL  one error\n"


def test_rich_is_imported_only_to_draw() -> None:
    program = (
        "import sys, wheel_ceiling.reports.terminal; "
        "sys.exit(any(name.partition('.')[0] == 'rich' for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
