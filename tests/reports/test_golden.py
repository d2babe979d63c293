import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.reports.stories import RELEASE, STORIES
from wheel_ceiling.reports.document import render_json, report_schema
from wheel_ceiling.reports.markdown import render_markdown
from wheel_ceiling.reports.terminal.verdict import render_terminal

HERE = Path(__file__).parent
SCHEMA = HERE.parents[1] / "docs" / "report.schema.json"


@pytest.mark.parametrize("story", STORIES)
def test_each_story_reads_as_it_did(golden: Callable[[Path, str], None], story: str) -> None:
    golden(HERE / "golden" / f"{story}.md", render_markdown(STORIES[story]))


def test_every_golden_file_has_its_story() -> None:
    assert {path.stem for path in (HERE / "golden").iterdir()} == set(STORIES)


def test_the_schema_in_the_documentation_is_current(golden: Callable[[Path, str], None]) -> None:
    golden(SCHEMA, report_schema())


def test_one_fault_in_thirty_wheels_is_one_headline_and_thirty_places() -> None:
    text = render_terminal(RELEASE, 110, colour=False)
    document = json.loads(render_json(RELEASE))

    assert text.count("silent rebuild  in all 30 wheels") == 1
    places = {one["wheel"] for one in document["diagnoses"] if one["kind"] == "silent-rebuild"}
    assert len(places) == 30
