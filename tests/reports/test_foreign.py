import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wheel_ceiling.reports.foreign import LONGEST, clean, mask_homes, shorten


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("ray/_raylet.so", "ray/_raylet.so"),
        ("a\nb\tc\r", r"a\nb\tc\r"),
        ("\x1b[31mred\x1b[0m\x07", r"\x1b[31mred\x1b[0m\x07"),
        ("\u202eos.", r"\u202eos."),
        ("half \udc80 pair", r"half \udc80 pair"),
        ("naïve 名前", "naïve 名前"),
        ("zero\u200bwidth\xa0space", r"zero\u200bwidth\xa0space"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: str, seen: str) -> None:
    assert clean(text) == seen


@settings(deadline=None)
@given(st.text(max_size=3 * LONGEST))
def test_clean_text_is_one_short_line_that_stays_as_it_is(text: str) -> None:
    seen = clean(text)

    assert seen.isprintable()
    assert len(seen) <= LONGEST
    assert clean(seen) == seen


def test_a_long_path_keeps_both_ends() -> None:
    assert shorten("pkg/" + "x" * 100 + "/_raylet.so", 25) == "pkg/xxxxxxxx…x/_raylet.so"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("/home/ada/src/x.c", "/home/…/src/x.c"),
        ("in /home/ada, and then", "in /home/…, and then"),
        ("/home/ada and /home/grace/lib", "/home/… and /home/…/lib"),
        ("/Users/Ada Lovelace/src", "/Users/…/src"),
        (r"C:\Users\ada\src", r"C:\Users\…\src"),
        ("pkg/home/page.so", "pkg/home/page.so"),
        ("/export/home/ada/x", "/export/home/…/x"),
        ("/System/Volumes/Data/Users/ada", "/System/Volumes/Data/Users/…"),
        ("-I/home/ada/include", "-I/home/…/include"),
        ("-rpath=/home/ada:/opt/lib", "-rpath=/home/…:/opt/lib"),
    ],
)
def test_names_of_users_are_masked(text: str, seen: str) -> None:
    assert mask_homes(text) == seen
    assert mask_homes(seen) == seen
