import logging
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from msgspec import Struct

from tests.github.connecting import QUICK, connected
from tests.github.fake import FakeGitHub, Reply, rate_limited, secondary_limit
from wheel_ceiling.errors import NothingFound, SourceUnreachable
from wheel_ceiling.github.answers import PER_PAGE, ask, ask_pages
from wheel_ceiling.github.connection import Connection, Forbidden, Patience
from wheel_ceiling.github.occasion import Occasion
from wheel_ceiling.github.patience import AskedToWait, Purse
from wheel_ceiling.github.trouble import Refused

RUNS = "/repos/octo/demo/actions/runs"
Page = dict[str, object]


class Rows(Struct):
    """A shape that not everything has."""

    workflow_runs: list[Page]


def ask_for_runs(connection: Connection) -> None:
    with connection.asking("The list of runs", "actions: read"):
        ask(connection, "/actions/runs", Page, {})


def comment(connection: Connection) -> None:
    with connection.asking("The comment", "pull-requests: write"):
        connection.repository().get_issue(1).create_comment("hello")


def test_no_library_is_imported_before_something_is_asked() -> None:
    names = "artifacts, connection, files, occasion, releases, runs"
    heavy = "{'github', 'requests', 'urllib3'}"
    code = (
        f"import sys; from wheel_ceiling.github import {names}; print({heavy} & {{*sys.modules}})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_connecting_costs_no_request(github: FakeGitHub) -> None:
    connection = connected(github)
    assert connection.repository().full_name == "octo/demo"
    assert github.seen == []


def test_every_request_carries_the_token_and_asks_for_full_pages(github: FakeGitHub) -> None:
    with connected(github).asking("The releases", "contents: read"):
        list(connected(github).repository().get_releases())
    assert github.seen[0].authorization == f"token {github.token}"
    assert github.seen[0].query == {"per_page": "100"}
    assert github.seen[0].headers["User-Agent"].startswith("wheel-ceiling/")


def test_without_a_token_none_is_sent(github: FakeGitHub) -> None:
    connection = Connection(Occasion(github.name, api_url=github.api_url), "", QUICK)
    github.trouble("GET", "*", Reply(200, body={}))
    ask_for_runs(connection)
    assert connection.authorization(github.api_url) == {}
    assert "Authorization" not in github.seen[0].headers


def test_a_token_may_have_been_pasted_with_its_end_of_line(github: FakeGitHub) -> None:
    occasion = Occasion(github.name, api_url=github.api_url)
    ask_for_runs(Connection(occasion, f"{github.token}\n", QUICK))
    assert github.seen[0].authorization == f"token {github.token}"


def test_the_token_is_for_the_host_of_the_api_alone(github: FakeGitHub) -> None:
    connection = connected(github)
    assert connection.authorization(f"{github.api_url}/x") == {
        "Authorization": f"Bearer {github.token}"
    }
    assert connection.authorization(f"{github.blob_url}/x") == {}
    assert "Authorization" not in connection.session().headers


TRUSTED = {
    "API": ("https://api.github.com/x", True),
    "UPLOADS": ("https://uploads.github.com/x", True),
    "WITH THE PORT": ("https://api.github.com:443/x", True),
    "PLAIN": ("http://api.github.com/x", False),
    "LONGER": ("https://api.github.com.example.org/x", False),
    "USER": ("https://api.github.com@example.org/x", False),
    "THE SITE": ("https://github.com/x", False),
}


@pytest.mark.parametrize("case", TRUSTED)
def test_the_host_of_the_api_has_one_for_uploads_beside_it(case: str) -> None:
    url, is_trusted = TRUSTED[case]
    connection = Connection(Occasion("octo/demo"), "ghs_1", QUICK)
    assert connection.is_api(url) is is_trusted
    assert bool(connection.authorization(url)) is is_trusted


def test_credentials_of_a_netrc_file_go_nowhere(
    github: FakeGitHub,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n", "utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    connected(github).session().get(f"{github.blob_url}/blobs/1/x").close()
    assert "Authorization" not in github.blob_seen[0].headers


def test_the_logger_of_the_library_prints_nothing(
    github: FakeGitHub, capfd: pytest.CaptureFixture[str]
) -> None:
    github.trouble("GET", RUNS, 502, secondary_limit(), 502)
    with pytest.raises(SourceUnreachable):
        ask_for_runs(connected(github))
    assert capfd.readouterr() == ("", "")
    kinds = {type(handler) for handler in logging.getLogger("github").handlers}
    assert kinds == {logging.NullHandler}


STATUSES: dict[str, tuple[int, type[SourceUnreachable] | type[NothingFound], str]] = {
    "BAD TOKEN": (401, Forbidden, r'the token is not valid \("Bad credentials"\)'),
    "PERMISSION": (403, Forbidden, "the token lacks `actions: read`"),
    "ABSENT": (404, NothingFound, r"could not be found \(HTTP 404\)"),
    "GONE": (410, NothingFound, r"could not be found \(HTTP 410\)"),
    "CONFLICT": (409, Refused, "GitHub answered HTTP 409"),
    "VALIDATION": (422, Refused, r'GitHub answered HTTP 422 \("Validation Failed"\)'),
    "NOT IMPLEMENTED": (501, SourceUnreachable, "GitHub answered HTTP 501"),
}


@pytest.mark.parametrize("case", STATUSES)
def test_a_refusal_is_a_sentence_about_what_was_asked(github: FakeGitHub, case: str) -> None:
    status, kind, sentence = STATUSES[case]
    github.trouble("GET", RUNS, status)
    with pytest.raises(kind, match=sentence) as caught:
        ask_for_runs(connected(github))
    assert type(caught.value) is kind
    assert caught.value.message.startswith("The list of runs could not be ")
    assert caught.value.hint
    assert len(github.seen) == 1


def test_a_missing_permission_is_named_and_the_recipe_for_forks(github: FakeGitHub) -> None:
    github.permissions.clear()
    with pytest.raises(Forbidden) as caught:
        ask_for_runs(connected(github))
    assert caught.value.permission == "actions: read"
    assert "Resource not accessible by integration" in caught.value.message
    assert "`permissions:`" in caught.value.hint
    assert "docs/recipes/forks.md" in caught.value.hint


def test_a_refusal_without_a_token_asks_for_one(github: FakeGitHub) -> None:
    with pytest.raises(Forbidden, match="GitHub wants a token") as caught:
        ask_for_runs(Connection(Occasion(github.name, api_url=github.api_url), "", QUICK))
    assert "`token`" in caught.value.hint


def test_a_refusal_says_its_status(github: FakeGitHub) -> None:
    github.trouble("GET", RUNS, 422)
    with pytest.raises(Refused) as caught:
        ask_for_runs(connected(github))
    assert caught.value.status == 422


SAID = {
    "TOKEN": {"message": "ghs_1234 is not valid"},
    "ADDRESS": {"message": "see https://blob/?sig=1"},
    "LONG": {"message": "a" * 500},
    "NO MESSAGE": {},
}


@pytest.mark.parametrize("body", SAID.values(), ids=SAID)
def test_only_plain_words_of_the_server_are_passed_on(github: FakeGitHub, body: Page) -> None:
    github.trouble("GET", RUNS, Reply(422, body=body))
    with pytest.raises(SourceUnreachable) as caught:
        ask_for_runs(connected(github))
    sentence = "The list of runs could not be asked: GitHub answered HTTP 422."
    assert caught.value.message == sentence


def test_a_refusal_of_somebody_between_is_one_too(github: FakeGitHub) -> None:
    github.trouble("GET", RUNS, Reply(403, body=b"<html>sig=1</html>", kind="text/html"))
    with pytest.raises(Forbidden) as caught:
        ask_for_runs(connected(github))
    assert "sig" not in caught.value.message


def test_what_every_repository_has_is_hidden_where_it_is_not_found(github: FakeGitHub) -> None:
    github.trouble("GET", RUNS, 404)
    connection = connected(github)
    with (
        pytest.raises(Forbidden, match="does not show the repository") as caught,
        connection.asking_known("The list of runs", "actions: read"),
    ):
        ask(connection, "/actions/runs", Page, {})
    assert caught.value.permission == "actions: read"


PASSING: dict[str, Reply | int] = {
    "502": 502,
    "503": 503,
    "SECONDARY LIMIT": secondary_limit(),
    "SECONDARY LIMIT, 429": secondary_limit(status=429),
    "SECONDARY LIMIT, ODD PAUSE": Reply(429, {"retry-after": "soon"}),
    "HOURLY LIMIT, JUST OVER": rate_limited(int(time.time()) - 5),
}


@pytest.mark.parametrize("reply", PASSING.values(), ids=PASSING)
def test_passing_trouble_is_waited_out(github: FakeGitHub, reply: Reply | int) -> None:
    github.trouble("GET", RUNS, reply)
    ask_for_runs(connected(github))
    assert len(github.seen) == 2


def test_a_pause_that_was_asked_for_is_kept(github: FakeGitHub) -> None:
    github.trouble("GET", RUNS, secondary_limit(1))
    began = time.monotonic()
    ask_for_runs(connected(github, Patience(longest_wait=2)))
    assert time.monotonic() - began >= 1


def in_an_hour() -> int:
    return int(time.time()) + 3600


LASTING: dict[str, Callable[[], Reply]] = {
    "HOURLY LIMIT": lambda: rate_limited(in_an_hour()),
    "HOURLY LIMIT, 429": lambda: rate_limited(in_an_hour(), 429),
    "SECONDARY LIMIT": lambda: secondary_limit(3600),
    "SECONDARY LIMIT, 429": lambda: secondary_limit(3600, 429),
    "MAINTENANCE": lambda: Reply(503, {"retry-after": "3600"}),
}


@pytest.mark.parametrize("make", LASTING.values(), ids=LASTING)
def test_an_hour_is_not_waited_for(github: FakeGitHub, make: Callable[[], Reply]) -> None:
    github.trouble("GET", RUNS, make())
    began = time.monotonic()
    with pytest.raises(SourceUnreachable, match="limit on requests is reached") as caught:
        ask_for_runs(connected(github))
    assert time.monotonic() - began < 1
    assert "in 60 minutes" in caught.value.hint
    assert len(github.seen) == 1


EXHAUSTED: dict[str, tuple[Reply | int, str]] = {
    "502": (502, "HTTP 502 again and again"),
    "SECONDARY LIMIT": (secondary_limit(), "limit on requests is reached"),
    "SECONDARY LIMIT, 429": (secondary_limit(status=429), "limit on requests is reached"),
}


@pytest.mark.parametrize("case", EXHAUSTED)
def test_after_some_tries_the_last_trouble_is_told(github: FakeGitHub, case: str) -> None:
    reply, sentence = EXHAUSTED[case]
    github.trouble("GET", RUNS, reply, reply, reply)
    with pytest.raises(SourceUnreachable, match=sentence):
        ask_for_runs(connected(github))
    assert len(github.seen) == 3


def test_all_pauses_of_a_connection_are_bounded_together(github: FakeGitHub) -> None:
    connection = connected(github)
    for _ in range(QUICK.retries + 1):
        github.trouble("GET", RUNS, secondary_limit(), "fine")
    for _ in range(QUICK.retries):
        ask_for_runs(connection)
    with pytest.raises(SourceUnreachable, match="limit on requests is reached"):
        ask_for_runs(connection)


def test_a_forbidden_write_says_whether_it_was_a_limit(github: FakeGitHub) -> None:
    github.add_pull_request(1)
    connection = connected(github)
    for reply in (secondary_limit(), secondary_limit(0), secondary_limit(status=429)):
        github.trouble("POST", "*", reply)
        with pytest.raises(SourceUnreachable, match="limit on requests is reached"):
            comment(connection)
    github.trouble("POST", "*", Reply(403, {"x-ratelimit-remaining": "0"}, {"message": "No."}))
    with pytest.raises(SourceUnreachable, match="limit on requests is reached"):
        comment(connection)
    github.trouble("POST", "*", 403)
    with pytest.raises(Forbidden):
        comment(connection)
    assert github.comments(1) == []


WRITES = {"NOT DONE": (502, 0), "DONE, AND NOT SAID": ("lost", 1)}


@pytest.mark.parametrize("case", WRITES)
def test_what_may_have_been_done_is_not_done_again(github: FakeGitHub, case: str) -> None:
    answer, count = WRITES[case]
    github.add_pull_request(1)
    github.trouble("POST", "*", 502 if answer == 502 else "lost")
    with pytest.raises(SourceUnreachable, match="HTTP 502"):
        comment(connected(github))
    assert len(github.calls("POST")) == 1
    assert len(github.comments(1)) == count


def test_what_does_no_harm_twice_is_tried_again(github: FakeGitHub) -> None:
    github.add_pull_request(1)
    number = github.add_comment(1, "old", login=github.login)
    github.trouble("PATCH", "*", 502)
    connection = connected(github)
    with connection.asking("The comment", "pull-requests: write"):
        connection.repository().get_issue(1).get_comment(number).edit("new")
    assert [one.body for one in github.comments(1)] == ["new"]


def test_between_two_writes_is_a_pause(github: FakeGitHub) -> None:
    github.add_pull_request(1)
    connection = connected(github, Patience(between_writes=0.2))
    began = time.monotonic()
    comment(connection)
    comment(connection)
    assert time.monotonic() - began >= 0.2
    assert len(github.comments(1)) == 2


def test_an_answer_that_breaks_off_is_asked_for_again(github: FakeGitHub) -> None:
    github.trouble("GET", RUNS, "cut")
    ask_for_runs(connected(github))
    assert len(github.seen) == 2


def test_an_answer_that_breaks_off_twice_is_trouble(github: FakeGitHub) -> None:
    github.trouble("GET", RUNS, "cut", "cut")
    with pytest.raises(SourceUnreachable, match="the answer broke off"):
        ask_for_runs(connected(github))


def test_an_answer_that_does_not_end_is_not_waited_for(github: FakeGitHub) -> None:
    github.trouble("GET", RUNS, "slow")
    with pytest.raises(SourceUnreachable, match="did not answer in time"):
        ask_for_runs(connected(github, Patience(read=0.2, retries=0)))


def test_a_server_that_is_not_there_cannot_be_reached(github: FakeGitHub) -> None:
    connection = connected(github)
    github.__exit__(None, None, None)
    with pytest.raises(SourceUnreachable, match="the server cannot be reached"):
        ask_for_runs(connection)
    github.__enter__()


def test_an_address_that_is_none_cannot_be_asked() -> None:
    connection = Connection(Occasion("octo/demo"), "", QUICK)
    with (
        pytest.raises(SourceUnreachable, match="cannot be understood"),
        connection.asking("It", "contents: read"),
    ):
        connection.session().get("https://[")


def linked(url: str) -> Reply:
    return Reply(200, {"Link": f'<{url}>; rel="next"'}, {"total_count": 0, "workflow_runs": []})


ODD: dict[str, Reply] = {
    "A PAGE OF A PROXY": Reply(200, body=b"<!DOCTYPE html><html></html>", kind="text/html"),
    "A LIST": Reply(200, body=[]),
    "NO JSON": Reply(200, body=b"{", kind="application/json"),
    "NO TEXT": Reply(200, body=b"\xff", kind="application/json; charset=utf-8"),
    "DEEP": Reply(200, body=b"[" * 200_000, kind="application/json"),
    "NOTHING": Reply(200, body=b""),
    "ODD LIMIT": Reply(200, {"x-ratelimit-reset": "inf"}, {}),
    "SENT TO ANOTHER HOST": Reply(301, {"Location": "http://other.example/x"}),
    "NEXT PAGE ON ANOTHER HOST": linked("http://other.example/x?page=2"),
    "ODD LINK": Reply(200, {"Link": "<;;=, rel"}, []),
}


@pytest.mark.parametrize("reply", ODD.values(), ids=ODD)
def test_an_odd_answer_is_not_believed(github: FakeGitHub, reply: Reply) -> None:
    github.trouble("GET", RUNS, reply)
    connection = connected(github)
    with (
        pytest.raises(SourceUnreachable, match="its answer cannot be understood"),
        connection.asking("The list of runs", "actions: read"),
    ):
        list(ask_pages(connection, "/actions/runs", Rows, 3, {}))


def test_odd_fields_in_objects_of_the_library_are_not_believed(github: FakeGitHub) -> None:
    github.trouble("GET", "*", Reply(200, body={"title": 5}))
    connection = connected(github)
    with (
        pytest.raises(SourceUnreachable, match="its answer cannot be understood"),
        connection.asking("The issue", "issues: read"),
    ):
        str(connection.repository().get_issue(1).title)


def test_pages_are_followed_and_bounded(github: FakeGitHub) -> None:
    for _ in range(PER_PAGE + 1):
        github.add_run()
    connection = connected(github)
    assert len(list(ask_pages(connection, "/actions/runs", Page, 5, {"event": "push"}))) == 2
    assert [seen.query.get("page") for seen in github.seen] == [None, "2"]
    assert {seen.query["event"] for seen in github.seen} == {"push"}
    assert len(list(ask_pages(connection, "/actions/runs", Page, 1, {}))) == 1


def test_a_purse_pays_no_pause_that_is_too_long() -> None:
    purse = Purse(Patience(longest_wait=0.02, retries=2))
    with pytest.raises(AskedToWait):
        purse.wait(0.03)
    purse.wait(0.02)
    purse.wait(0.02)
    with pytest.raises(AskedToWait):
        purse.wait(0.01)


def test_trouble_of_ours_passes_unchanged(github: FakeGitHub) -> None:
    own = NothingFound("There is none.")
    with pytest.raises(NothingFound) as caught, connected(github).asking("It", "x: read"):
        raise own
    assert caught.value is own
