"""The page is read by a parser here; what it looks like, a person has to look at."""

from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from tests.build import NAME, OLD_NAME, comparison, library, wheel
from tests.reports.stories import BLAMED, CLEAN, RAISED, STORIES, TOO_LONG, UNJUDGED, WAIVED
from wheel_ceiling.model import Finding, Problem, Report, Severity, Verdict
from wheel_ceiling.reports.html import render_html
from wheel_ceiling.reports.html.render import MOST_ENTRIES

VOID = {"meta", "br", "img"}


class Page(HTMLParser):
    """The text of a page, and whether every element is closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.words.append(data)


@pytest.mark.parametrize("story", STORIES)
def test_every_story_is_a_whole_page_that_fetches_and_runs_nothing(story: str) -> None:
    page = Page(render_html(STORIES[story]))

    assert page.open == []
    assert "script" not in page.tags
    assert not {name for name, _ in page.attributes} & {"src", "href", "onclick", "onerror"}


def test_the_headline_and_what_to_do_come_first() -> None:
    text = Page(render_html(RAISED)).text

    assert text.startswith("wheel-ceiling: fail fail ray/_raylet.so looks like a silent rebuild")
    assert text.count("looks like a silent rebuild") == 1
    assert text.index("Pack the file that your build made") < text.index("Compared with ray 2.8.0")


def test_a_clean_build_says_so() -> None:
    text = Page(render_html(CLEAN)).text

    assert "pass Nothing to report in 4 wheels with 8 libraries" in text


def test_what_could_not_be_judged_is_told_with_what_to_do() -> None:
    text = Page(render_html(UNJUDGED)).text

    assert "could not be judged" in text
    assert "Upload it again" in text


def test_accepted_findings_stay_visible() -> None:
    assert "Accepted: The raylet only runs in our own images" in Page(render_html(WAIVED)).text


def test_the_changed_lines_that_explain_it_are_shown() -> None:
    assert BLAMED.suspects[0].text.strip() in Page(render_html(BLAMED)).text


def test_code_in_a_fix_is_code() -> None:
    assert "<code>strip --strip-debug</code>" in render_html(RAISED)


def test_a_long_list_is_cut_with_a_word() -> None:
    finding = RAISED.findings[0]
    many = tuple(
        replace(finding, rule=f"rule-{number}", library=f"ray/{number}.so")
        for number in range(MOST_ENTRIES + 7)
    )
    text = Page(render_html(replace(RAISED, findings=many, diagnoses=()))).text

    assert "and 7 more; the JSON report has them." in text


def test_even_the_longest_story_stays_a_page_that_can_be_opened() -> None:
    assert len(render_html(TOO_LONG)) < 2_000_000


NASTY = "<script>alert(1)</script>\x1b[31m`&\u202e.so"


def test_names_from_wheels_are_never_markup() -> None:
    odd = library(f"ray/{NASTY}")
    found = Finding("needed-changed", Severity.ERROR, NAME, odd.path, NASTY, NASTY, ((NASTY,) * 2,))
    compared = comparison(wheel(NAME, odd), wheel(OLD_NAME))
    problem = Problem(NASTY, NASTY, NASTY)
    html = render_html(
        Report(Verdict.FAIL, compared, (found,), problems=(problem,), preface=(NASTY,))
    )

    assert "script" not in Page(html).tags
    assert "\x1b" not in html
    assert "\u202e" not in html


def test_users_names_are_masked() -> None:
    found = replace(RAISED.findings[0], message="it was made in /home/ada/ray.", evidence=())
    html = render_html(replace(RAISED, findings=(found,), diagnoses=()))

    assert "ada" not in html
    assert "/home/…/ray" in html
