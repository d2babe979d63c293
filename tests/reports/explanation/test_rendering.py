"""Blocks become Markdown and terminal text; foreign names are never markup in either."""

import re

import cmarkgfm
import pytest
from rich.cells import cell_len

from wheel_ceiling.reports.explanation.page import Code, Fold, Heading, Items, Page, Table, Text
from wheel_ceiling.reports.explanation.rendering import render_explanation

_RAW = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE
HOSTILE = "evil|`<b>\x1b[31m@everyone"
PAGE: Page = (
    Heading("pow@GLIBC_2.29", 1, ("pow@GLIBC_2.29",)),
    Text("The name pow is said. It stands in libm.so.6.", ("pow",)),
    Items((Text("first"), Text("second"))),
    Code(('__asm__(".symver pow,pow@GLIBC_2.2.5");', "second line")),
    Table(("wheel", "asks for"), (("a|b", "GLIBC_2.29, too much"), ("", "plain words"))),
    Fold("2 more causes", (Text("Hidden at first."),)),
)


def markdown(*page: object) -> str:
    return render_explanation(page, "markdown", 0, colour=False)  # type: ignore[arg-type]


def terminal(page: Page, width: int = 80, *, colour: bool = False) -> str:
    return render_explanation(page, "terminal", width, colour=colour)


@pytest.mark.parametrize(
    "line",
    [
        "# `pow@GLIBC_2.29`",
        "The name `pow` is said. It stands in libm.so.6.",
        "- first\n- second",
        '```\n__asm__(".symver pow,pow@GLIBC_2.2.5");\nsecond line\n```',
        "| wheel | asks for |\n| --- | --- |\n| <code>a&#124;b</code> | `GLIBC_2.29`, too much |",
        "|  | plain words |",
        "<details><summary>2 more causes</summary>\n\nHidden at first.\n\n</details>",
    ],
)
def test_every_block_has_its_markdown(line: str) -> None:
    assert line in markdown(*PAGE)


@pytest.mark.parametrize(
    "line",
    [
        "pow@GLIBC_2.29\n\nThe name pow is said. It stands in libm.so.6.\n\n- first\n- second\n",
        '    __asm__(".symver pow,pow@GLIBC_2.2.5");\n    second line\n',
        "wheel  asks for\na|b    GLIBC_2.29, too much\n       plain words\n",
        "2 more causes (shown by --format markdown)\n",
    ],
)
def test_every_block_has_its_terminal_text(line: str) -> None:
    assert line in terminal(PAGE)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    long = Text(f"{'word ' * 60}{'x' * 300}")
    prose = tuple(block for block in PAGE if not isinstance(block, Code))
    assert max(map(cell_len, terminal((*prose, long), width).split("\n"))) <= width


def test_a_line_of_code_is_whole_however_narrow_the_terminal_is() -> None:
    line = f"double wrapped({'double x, ' * 20}int y);"
    assert f"    {line}" in terminal((Code((line,)),), 40).split("\n")


def test_colour_is_only_where_it_is_wanted() -> None:
    assert "\x1b[" in terminal(PAGE, colour=True)
    assert "\x1b" not in terminal(PAGE)


@pytest.mark.parametrize(
    "block",
    [
        Heading(HOSTILE, 3, (HOSTILE,)),
        Text(f"It asks for {HOSTILE} of libc.", (HOSTILE,)),
        Text(f"It asks for {HOSTILE} of libc."),
        Items((Text(HOSTILE),)),
        Table(("a",), ((HOSTILE,),)),
        Code((HOSTILE,)),
        Fold(HOSTILE, (Text(HOSTILE),)),
    ],
    ids=["heading", "known name", "unknown name", "item", "cell", "code", "fold"],
)
def test_a_hostile_name_is_no_markup_and_moves_no_cursor(block: object) -> None:
    in_markdown, on_screen = markdown(block), terminal((block,))  # type: ignore[arg-type]

    assert "\x1b" not in in_markdown + on_screen
    page = cmarkgfm.github_flavored_markdown_to_html(in_markdown, options=_RAW)
    assert "<b>" not in page
    assert "@everyone" not in re.sub(
        r"<code>.*?</code>|<summary>.*?</summary>", "", page, flags=re.DOTALL
    )


def test_backticks_do_not_end_a_block_of_code() -> None:
    assert markdown(Code(("a ```` b",))).startswith("`````\n")


def test_a_sentence_that_ends_inside_of_code_is_not_torn_apart() -> None:
    said = markdown(Text("The loader says `no. Version` then. And stops."))

    assert said == "The loader says `no. Version` then. And stops.\n"


def test_an_unclosed_backtick_loses_no_words() -> None:
    assert "Rest" in markdown(Text("A ` sign. Rest of it"))


def test_a_long_paragraph_is_not_cut_as_one_sentence() -> None:
    said = markdown(Text("One short sentence. " * 80))

    assert "…" not in said
