"""GitHub in trouble: no publishing problem ever changes the verdict or loses the report."""

import pytest

from tests.action.stage import Stage
from tests.action.wheels import NAME, rebuilt
from tests.github.fake import Reply

LATER = Reply(429, {"Retry-After": "3600"})
SECONDARY = Reply(403, {"Retry-After": "3600"})
TROUBLES = {
    "403": [403] * 9,
    "404": [404] * 9,
    "410": [410] * 9,
    "422": [422] * 9,
    "429": [429] * 9,
    "429 for an hour": [LATER] * 9,
    "a secondary limit": [SECONDARY] * 9,
    "500": [500] * 9,
    "502": [502] * 9,
    "cut": ["cut"] * 9,
    "html": ["html"] * 9,
}
PLACES = {
    "the comments": ("GET", "/repos/octo/demo/issues/7/comments"),
    "a new comment": ("POST", "/repos/octo/demo/issues/7/comments"),
    "a check run": ("POST", "/repos/octo/demo/check-runs"),
    "a status": ("POST", "/repos/octo/demo/statuses/*"),
    "a review": ("POST", "/repos/octo/demo/pulls/7/reviews"),
    "the pull request": ("GET", "/repos/octo/demo/pulls/7"),
    "its files": ("GET", "/repos/octo/demo/pulls/7/files"),
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
@pytest.mark.parametrize(("method", "path"), PLACES.values(), ids=PLACES.keys())
def test_the_verdict_and_the_report_survive(
    stage: Stage, method: str, path: str, trouble: list[int | Reply | str]
) -> None:
    stage.open_pull_request()
    stage.build({NAME: rebuilt()})
    stage.github.trouble(method, path, *trouble)  # type: ignore[arg-type]

    outcome = stage.on_pull_request(report_to="check-run status review")

    assert outcome.code == 1, outcome.log
    assert "silent rebuild" in outcome.summary
    assert outcome.outputs["verdict"] == "fail"
    assert "silent rebuild" in outcome.text("markdown")


SOURCES = {
    "the artifacts": ("GET", "/repos/octo/demo/actions/runs/*/artifacts"),
    "their bytes": ("GET", "/repos/octo/demo/actions/artifacts/*"),
    "the blob host": ("GET", "/blobs/*"),
}


@pytest.mark.parametrize("trouble", [403, 429, 500], ids=str)
@pytest.mark.parametrize(("method", "path"), SOURCES.values(), ids=SOURCES.keys())
def test_wheels_that_cannot_be_had_are_no_pass(
    stage: Stage, method: str, path: str, trouble: int
) -> None:
    stage.open_pull_request()
    stage.build({NAME: rebuilt()})
    stage.github.trouble(method, path, *[trouble] * 12)

    outcome = stage.on_pull_request()

    assert outcome.code == 3
    assert outcome.outputs["verdict"] == "unjudged"


@pytest.mark.parametrize("trouble", [403, 429, 500], ids=str)
def test_a_baseline_that_could_not_be_asked_never_becomes_a_weaker_one(
    stage: Stage, trouble: int
) -> None:
    from tests.action.wheels import meant

    stage.open_pull_request()
    stage.build({NAME: meant()})
    stage.github.trouble("GET", "/repos/octo/demo/releases*", *[trouble] * 12)

    outcome = stage.on_pull_request()

    assert outcome.code == 3
    assert "releases" in outcome.summary
