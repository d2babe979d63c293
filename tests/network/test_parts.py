"""Real wheels against the release before: fetched in parts or whole, the report is the same."""

import re
from pathlib import Path

import pytest

from tests.cli.terminal import Outcome, call
from tests.network.test_real_releases import REAL_INDEX

pytestmark = pytest.mark.network
# numpy 2.2.1 has 14 of 22 libraries as they were, ddtrace 2.17.1 all of its 22.
PAIRS = [
    ("numpy", "2.2.1", "2.2.0", "*cp310-manylinux*x86_64*", 0.7),
    ("ddtrace", "2.17.1", "2.17.0", "*cp310-manylinux*aarch64*", 0.6),
]


def fetched(outcome: Outcome) -> float:
    """How many bytes of wheels and pages came, in MB."""
    match = re.search(r"Network: \d+ answers?, ([\d.]+) MB", outcome.err)
    assert match
    return float(match[1])


@pytest.mark.parametrize(("name", "after", "before", "glob", "share"), PAIRS)
def test_in_parts_or_whole_the_report_is_the_same(
    tmp_path: Path, name: str, after: str, before: str, glob: str, share: float
) -> None:
    """The whole wheel is used where it is here already."""
    new, old = f"pypi:{name}=={after}", f"pypi:{name}=={before}"
    only = ("--wheels", glob, "--verbose")
    words = ("check", new, "--baseline", old, *only, "--format", "json")
    whole_cache = {**REAL_INDEX, "WHEEL_CEILING_CACHE": str(tmp_path / "whole")}
    parts_cache = {**REAL_INDEX, "WHEEL_CEILING_CACHE": str(tmp_path / "parts")}
    for cache in (whole_cache, parts_cache):
        call(tmp_path, "show", new, *only, environment=cache)
    shown = call(tmp_path, "show", old, *only, environment=whole_cache)

    whole = call(tmp_path, *words, environment=whole_cache)
    in_parts = call(tmp_path, *words, environment=parts_cache)
    again = call(tmp_path, *words, environment=parts_cache)

    assert in_parts.out == whole.out == again.out
    page = fetched(whole) / 2 if "2 answers" in whole.err else fetched(whole)
    assert fetched(in_parts) - fetched(whole) < share * (fetched(shown) - page)
    assert "0 wheels inspected" in again.err
