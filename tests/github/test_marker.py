"""The marker reads back what was written, and nothing that somebody has meddled with."""

import pytest
from msgspec.structs import replace

from wheel_ceiling.errors import WrongCall
from wheel_ceiling.github.marker import MOST_DATA, Marker, text_after

MARKER = Marker("build.yml/gate", "a" * 40, 12, 3, "AbC=")
LINE = f"<!-- wheel-ceiling:1 key=build.yml%2Fgate head={'a' * 40} run=12/3 data=AbC= -->"


def test_a_marker_is_one_line_of_html_comment() -> None:
    assert MARKER.line() == LINE
    assert MARKER.put_before("# Text") == f"{LINE}\n# Text"


MARKERS = {
    "usual": MARKER,
    "only a key": Marker("k"),
    "a key of everything": Marker("a b -->\n\"'<%2D>~ä😀--"),
    "a long head": replace(MARKER, head_sha="0" * 64),
    "data with spaces": replace(MARKER, data='{"a": [1, "b"]} - <>'),
    "the most data": replace(MARKER, data="x" * MOST_DATA),
    "the longest key": Marker("😀" * 200),
}


@pytest.mark.parametrize("marker", MARKERS.values(), ids=MARKERS)
@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\nText\n"])
def test_a_marker_reads_back(marker: Marker, end: str) -> None:
    line = marker.line()
    assert "\n" not in line
    assert "--" not in line[4:-3]
    assert Marker.read(line + end) == marker


UNWRITABLE = {
    "no key": Marker(""),
    "a key too long": Marker("k" * 201),
    "the end of a comment in the data": replace(MARKER, data="--"),
    "data beyond ASCII": replace(MARKER, data="ä"),
    "data of two lines": replace(MARKER, data="a\nb"),
    "too much data": replace(MARKER, data="x" * (MOST_DATA + 1)),
    "no commit": replace(MARKER, head_sha="main"),
    "no run": replace(MARKER, run_id=-1),
    "a key that is no text": Marker("\udcff"),
}


@pytest.mark.parametrize("marker", UNWRITABLE.values(), ids=UNWRITABLE)
def test_what_would_not_read_back_is_not_written(marker: Marker) -> None:
    with pytest.raises(WrongCall, match="make no marker"):
        marker.line()


HOSTILE = {
    "empty": "",
    "text": "Hello",
    "text before": f"a {LINE}",
    "a line before": f"\n{LINE}",
    "indented": f" {LINE}",
    "text behind": f"{LINE} <b>",
    "another version": LINE.replace(":1 ", ":2 "),
    "no key": LINE.replace("build.yml%2Fgate", ""),
    "a key with a dash": LINE.replace("%2F", "-"),
    "an odd head": LINE.replace("a" * 40, "a" * 39),
    "a head in capitals": LINE.replace("a" * 40, "A" * 40),
    "a run that is no number": LINE.replace("12/3", "x/3"),
    "a run with another alphabet's digits": LINE.replace("12/3", "\u0661/3"),
    "a run too large": LINE.replace("12/3", f"{'9' * 19}/3"),
    "a negative run": LINE.replace("12/3", "-1/3"),
    "no attempt": LINE.replace("12/3", "12"),
    "two markers": f"{LINE}{LINE}",
    "an end within": LINE.replace("AbC=", "--"),
    "control characters": LINE.replace("AbC=", "\x1b"),
    "endless data": LINE.replace("AbC=", "x" * 10**6),
    "never closed": LINE.removesuffix("-->"),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_what_somebody_meddled_with_is_no_marker(body: str) -> None:
    assert not Marker.read(body)


def test_later_runs_and_attempts_are_greater() -> None:
    later = [replace(MARKER, run_attempt=4), replace(MARKER, run_id=13, run_attempt=1)]
    assert MARKER.order < later[0].order < later[1].order


def test_what_people_see_is_the_text_without_its_first_line() -> None:
    assert text_after(f"{LINE}\r\n# A\r\n\r\nb\r\n") == "# A\n\nb"
