"""A status is one line of 140 characters, and saying it twice does no harm."""

import pytest

from tests.github.fake import HEAD_SHA, FakeGitHub
from tests.github.publishing import RUN, connect
from wheel_ceiling.errors import SourceUnreachable
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.status import MOST_DESCRIPTION, State, StatusText, publish_status

STATUS = StatusText(HEAD_SHA, State.FAILURE, "wheel-ceiling", "pow@GLIBC_2.29 is too new")


def described(description: str) -> StatusText:
    return StatusText(HEAD_SHA, State.SUCCESS, "wheel-ceiling", description)


def test_a_status_links_to_the_run(github: FakeGitHub) -> None:
    publish_status(connect(github), STATUS)
    [status] = github.statuses
    assert (status.sha, status.state, status.context) == (HEAD_SHA, "failure", "wheel-ceiling")
    assert status.description == "pow@GLIBC_2.29 is too new"
    assert status.target_url == f"https://github.com/octo/demo/actions/runs/{RUN}"
    assert len(github.seen) == 1


def test_a_status_may_link_elsewhere(github: FakeGitHub) -> None:
    status = StatusText(HEAD_SHA, State.ERROR, "wheel-ceiling", target_url="https://example.com/r")
    publish_status(connect(github), status)
    assert github.statuses[0].target_url == "https://example.com/r"
    assert "description" not in github.seen[0].json


DESCRIPTIONS = {
    "just as long as it may be": ("ä" * MOST_DESCRIPTION, "ä" * MOST_DESCRIPTION),
    "too long": ("ä" * 141, f"{'ä' * 139}…"),
    "several lines": ("a\n  b\t\rc", "a b c"),
}


@pytest.mark.parametrize(("given", "shown"), DESCRIPTIONS.values(), ids=DESCRIPTIONS)
def test_a_description_fits_on_its_line(github: FakeGitHub, given: str, shown: str) -> None:
    publish_status(connect(github), described(given))
    assert github.statuses[0].description == shown


def test_a_status_is_set_again_where_the_answer_got_lost(github: FakeGitHub) -> None:
    github.trouble("POST", "*", "lost")
    publish_status(connect(github), STATUS)
    assert [status.state for status in github.statuses] == ["failure", "failure"]


def test_a_server_in_trouble_is_asked_twice(github: FakeGitHub) -> None:
    github.trouble("POST", "*", 502, 502, 502)
    with pytest.raises(SourceUnreachable, match="HTTP 502"):
        publish_status(connect(github), STATUS)
    assert len(github.seen) == 2


def test_the_thousandth_status_of_a_commit_is_refused_once(github: FakeGitHub) -> None:
    github.trouble("POST", "*", 422)
    with pytest.raises(SourceUnreachable, match="HTTP 422"):
        publish_status(connect(github), STATUS)
    assert len(github.seen) == 1


def test_a_missing_permission_is_named(github: FakeGitHub) -> None:
    github.permissions["statuses"] = "read"
    with pytest.raises(Forbidden) as caught:
        publish_status(connect(github), STATUS)
    assert caught.value.permission == "statuses: write"
    assert len(github.seen) == 1
