"""The real releases of regressions.toml fail, each for the right reason."""

import pytest

from benchmarks.detecting.pairs import judge_pair
from benchmarks.detecting.regressions import Regression, read_regressions
from benchmarks.detection import default_cache

pytestmark = pytest.mark.network
REGRESSIONS = read_regressions()


@pytest.mark.parametrize("regression", REGRESSIONS, ids=[one.pair.name for one in REGRESSIONS])
def test_a_bad_release_fails_for_the_right_reason(regression: Regression) -> None:
    outcome = judge_pair(regression.pair, default_cache())

    assert outcome.verdict == "fail"
    assert regression.missed(outcome) == ()
