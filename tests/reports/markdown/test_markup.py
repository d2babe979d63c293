"""Foreign text is read back by a Markdown parser: whatever it held, only words and code are left.

What GitHub does after Markdown happens in text outside of code; that text must have no sign that
starts any of it.
"""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from wheel_ceiling.reports.foreign import clean, mask_homes
from wheel_ceiling.reports.markdown.markup import (
    LONGEST_NAME,
    cell,
    code,
    fold,
    prose,
    tag_code,
    value,
)

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
EVIL = (
    "@octocat",
    "org/team#12",
    "#123",
    "GH-7",
    "0123456789abcdef0123456789abcdef01234567",
    ":tada:",
    "**bold**",
    "_em_",
    "~~struck~~",
    "[text](https://a.example)",
    "![image](x)",
    "https://a.example",
    "www.a.example",
    "ada@a.example",
    "<img src=x onerror=alert(1)>",
    "</details>",
    "<!--",
    "&lt;b&gt;",
    "$x^2$",
    "`code`",
    "``",
    "`",
    "a|b",
    "\\",
    "# heading",
    "- [ ] task",
    "> quote",
    "1. one",
    "---",
    "\n\n",
    "\r",
    "\x1b[31m",
    "\u202e",
    "/home/ada/src",
)
# Words between evil ones, and evil ones pressed together.
TEXTS = st.lists(st.sampled_from(EVIL) | st.text(max_size=6), max_size=6).map("".join)
LINES = st.lists(TEXTS, max_size=5).map(" ".join)
STARTS_SOMETHING = re.compile(
    r"[@#<>&*_~$\[\]|\\`]|:\w+:|://|www\.|\b[A-Za-z]+-\d+\b|\b(?!(?:19|20)\d{6}\b)[0-9a-fA-F]{7,}\b"
)


def tokens(markdown: str) -> Iterator[Token]:
    for block in PARSER.parse(markdown):
        yield block
        yield from block.children or ()


def outside_code(markdown: str) -> str:
    """What is left of a paragraph besides code; anything but words and code is refused."""
    kinds = {token.type for token in tokens(markdown)}
    assert kinds <= {
        *("paragraph_open", "inline", "paragraph_close", "strong_open", "strong_close"),
        *("text", "code_inline"),
    }
    return " ".join(token.content for token in tokens(markdown) if token.type == "text")


@settings(deadline=None)
@given(LINES, st.lists(TEXTS, max_size=3))
def test_a_sentence_is_words_and_code_whatever_it_holds(text: str, names: list[str]) -> None:
    markdown = f"❌ {prose(text, names)}."

    assert not STARTS_SOMETHING.search(outside_code(markdown))
    assert "\n" not in markdown


@settings(deadline=None)
@given(LINES)
def test_a_sentence_can_be_bold(text: str) -> None:
    markdown = f"**x {prose(text)} x**"

    outside_code(markdown)
    assert [token.type for token in tokens(markdown)].count("strong_open") == 1


@settings(deadline=None)
@given(TEXTS)
def test_code_is_one_span_with_the_text_in_it(text: str) -> None:
    spans = [token.content for token in tokens(f"x {code(text)} x") if token.type == "code_inline"]

    seen = clean(mask_homes(text), LONGEST_NAME).strip()
    assert spans == ([seen] if seen else [])
    outside_code(f"x {code(text)} x")


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_a_name_in_a_table_never_leaves_its_cell(names: list[str]) -> None:
    row = " | ".join(map(cell, names))
    table = f"| {' | '.join('x' * len(names))} |\n|{'---|' * len(names)}\n| {row} |"

    found = [token.type for token in tokens(table)]

    assert found.count("td_open") == len(names)
    assert not {"link_open", "image", "em_open", "strong_open", "s_open"} & set(found)


@settings(deadline=None)
@given(TEXTS)
def test_a_name_in_a_summary_stays_text(text: str) -> None:
    [block] = [
        token for token in PARSER.parse(fold(tag_code(text), "x")) if "summary" in token.content
    ]

    inside = block.content.partition("<code>")[2].rpartition("</code>")[0]
    assert not set(inside) & set("<>\n\"'")


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("exp, log (and pow).", "exp, log (and pow)."),
        ("its tag promises 2.17 (manylinux_2_17).", "its tag promises 2.17 (`manylinux_2_17`)."),
        ("Run `auditwheel repair`.", "Run `auditwheel repair`."),
        ("two  blanks", "two blanks"),
        ("see GH-7, a.GH-7", "see `GH-7`, `a.GH-7`"),
        ("at 0123456789abcdef", "at `0123456789abcdef`"),
        ("x-0123456789abcdef", "`x-0123456789abcdef`"),
        ("RHEL 8 / UBI 8", "RHEL 8 / UBI 8"),
        ("asks @octocat:", "asks `@octocat`:"),
        ("a `b`_c", "a `b` `_c`"),
        ("made 20210130 by 11.4.0", "made 20210130 by 11.4.0"),
        ("at /home/ada/lib", "at `/home/…/lib`"),
        ("", ""),
    ],
)
def test_words_stay_words(text: str, markdown: str) -> None:
    assert prose(text) == markdown


def test_a_known_name_is_one_span_with_its_blanks() -> None:
    assert prose("my lib.so asks", ["my lib.so"]) == "`my lib.so` asks"
    assert prose("my lib.sooner asks", ["lib.so"]) == "my lib.sooner asks"


def test_a_sentence_is_bounded() -> None:
    assert len(prose("x" * 100_000)) < 1_000
    assert len(prose("\x01 " * 100_000)) < 2_500
    assert len(prose("`_` " * 100_000)) < 2_500


def test_a_value_is_a_sentence_or_one_name() -> None:
    assert value("41.2 MB → 155 MB") == "41.2 MB → 155 MB"
    assert value("$ORIGIN/a:`b`") == "`` $ORIGIN/a:`b` ``"
    assert value("GCC: (Ubuntu 11~22.04) 11") == "GCC: (Ubuntu `11~22.04`) 11"
    assert value("stat: stat calls __xstat.") == "stat: stat calls `__xstat`."


@settings(deadline=None)
@given(LINES)
def test_a_value_is_words_and_code_whatever_it_holds(text: str) -> None:
    assert not STARTS_SOMETHING.search(outside_code(f"x: {value(text)}"))


def test_no_text_is_a_dash() -> None:
    assert code("") == "—"
    assert cell(" \n"[:1]) == "—"
