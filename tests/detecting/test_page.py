from pathlib import Path

import pytest

from benchmarks import detection
from benchmarks.detecting.part import Part
from benchmarks.detecting.tables import percent, table


def test_the_page_has_a_section_for_each_part() -> None:
    page = detection.page([Part("One", "It is so."), Part("Two", table(("a",), [("b",)]))])

    assert page.startswith("# Detection\n")
    assert "\n## One\n\nIt is so.\n" in page
    assert page.endswith("\n## Two\n\n| a |\n| --- |\n| b |\n")


def test_foreign_words_stay_in_their_cell() -> None:
    assert "<img" not in table(("a",), [("<img src=x> | b",)]).replace("`<img", "")
    assert table(("a",), [("x | y",)]).count("|") - table(("a",), [("x | y",)]).count("\\|") == 6


def test_a_share_of_nothing_is_no_number() -> None:
    assert (percent(1, 3), percent(0, 0)) == ("33.3 %", "-")


def test_no_part_is_known_by_another_name(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        detection.main(["--parts", "everything", "--output", str(tmp_path / "x.md")])
