"""The fake can be as bad as the network, and its other host as strict as Azure's."""

import threading
import time

import pytest
import requests

from tests.github.asking import ask
from tests.github.fake import FakeGitHub, Reply, rate_limited, secondary_limit
from tests.github.fake.trouble import Planned

COMMENTS = "/issues/7/comments"


def write(github: FakeGitHub) -> requests.Response:
    return ask(github, "POST", COMMENTS, {"body": "ours"})


ANSWERS: dict[str, tuple[Planned, int, dict[str, str]]] = {
    "forbidden": (403, 403, {"x-ratelimit-remaining": "999"}),
    "gone": (410, 410, {}),
    "hourly limit": (
        rate_limited(1_900_000_000),
        403,
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1900000000"},
    ),
    "hourly limit by 429": (rate_limited(1, 429), 429, {"x-ratelimit-remaining": "0"}),
    "secondary limit": (secondary_limit(7), 403, {"Retry-After": "7"}),
    "secondary limit without a time": (secondary_limit(status=429), 429, {}),
    "bad gateway": (Reply(502, body=b"<html>", kind="text/html"), 502, {}),
    "page": ("html", 200, {"Content-Type": "text/html"}),
}


@pytest.mark.parametrize(("planned", "status", "headers"), ANSWERS.values(), ids=ANSWERS)
def test_planned_answers_come_once_and_nothing_is_done(
    github: FakeGitHub, planned: Planned, status: int, headers: dict[str, str]
) -> None:
    github.add_pull_request(7)
    github.trouble("POST", "*/comments", planned)
    bad = write(github)
    seen_meanwhile = github.comments(7)
    good = write(github)

    assert (bad.status_code, good.status_code, seen_meanwhile) == (status, 201, [])
    assert {name: bad.headers[name] for name in headers} == headers
    assert ("Retry-After" in bad.headers) == ("Retry-After" in headers)
    assert not github.unused_troubles


def test_a_reply_can_promise_more_than_it_has(github: FakeGitHub) -> None:
    github.trouble("GET", "*", Reply(200, {"Content-Length": "9"}, b"[]"))
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="2 bytes read, 7 more"):
        ask(github, "GET", COMMENTS)


def test_plans_are_taken_in_order(github: FakeGitHub) -> None:
    github.trouble("GET", "/repos/octo/demo", 500, "fine", 503)
    github.trouble("*", "/repos/*", 429)
    statuses = [ask(github, "GET", "").status_code for _ in range(5)]

    assert statuses == [500, 200, 503, 429, 200]


def test_plans_that_nobody_ran_into_are_known(github: FakeGitHub) -> None:
    github.trouble("GET", "/user", 500)
    github.before("POST", "*/comments", list, times=2)

    assert github.unused_troubles == ["GET /user", "POST */comments"]


@pytest.mark.parametrize("word", ["lost", "cut"])
def test_some_answers_are_bad_although_it_was_done(github: FakeGitHub, word: Planned) -> None:
    github.add_pull_request(7)
    github.trouble("POST", "*", word)
    if word == "cut":
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            write(github)
    else:
        assert write(github).status_code == 502

    assert [comment.body for comment in github.comments(7)] == ["ours"]


def test_some_connections_end_without_a_word(github: FakeGitHub) -> None:
    github.add_pull_request(7)
    github.trouble("POST", "*", "dropped")
    with pytest.raises(requests.ConnectionError):
        write(github)

    assert not github.comments(7)


@pytest.mark.parametrize("word", ["slow", "silent"])
def test_slow_answers_do_not_delay_the_end(word: Planned) -> None:
    with FakeGitHub() as github:
        github.trouble("GET", "*", word)
        with pytest.raises((requests.ReadTimeout, requests.ConnectionError), match="timed out"):
            requests.get(
                f"{github.api_url}/user",
                headers={"Authorization": f"token {github.token}"},
                timeout=0.05,
            )
        began = time.monotonic()
    assert time.monotonic() - began < 1


def test_kept_connections_do_not_delay_the_end() -> None:
    with requests.Session() as session, FakeGitHub() as github:
        session.headers["Authorization"] = f"token {github.token}"
        for _ in range(3):
            session.get(f"{github.api_url}/repos/octo/demo", timeout=5).raise_for_status()
        began = time.monotonic()
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(("method", "status"), [("GET", 302), ("POST", 307)])
def test_redirects_lead_to_the_other_host(github: FakeGitHub, method: str, status: int) -> None:
    github.trouble("*", "*", "redirect")
    answer = ask(github, method, COMMENTS)

    assert answer.status_code == status
    assert requests.get(answer.headers["Location"], timeout=5).status_code == 404
    assert [seen.path for seen in github.blob_seen] == ["/blobs/elsewhere"]


def test_something_happens_between_list_and_create(github: FakeGitHub) -> None:
    github.add_pull_request(7)
    github.before("POST", "*/comments", lambda: github.add_comment(7, "theirs"))
    listed = ask(github, "GET", COMMENTS).json()
    write(github)
    write(github)

    assert not listed
    assert [comment.body for comment in github.comments(7)] == ["theirs", "ours", "ours"]
    assert len(github.calls("POST")) == 2
    assert github.calls("POST", "*/comments")[0].json == {"body": "ours"}


def test_another_client_may_come_in_between(github: FakeGitHub) -> None:
    github.add_pull_request(7)
    github.before("POST", "*/comments", lambda: write(github))

    assert write(github).status_code == 201
    assert len(github.comments(7)) == 2


def test_many_may_ask_at_once(github: FakeGitHub) -> None:
    github.add_pull_request(7)
    threads = [threading.Thread(target=write, args=(github,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({comment.id for comment in github.comments(7)}) == 20


def test_the_hourly_limit_runs_out(github: FakeGitHub) -> None:
    github.requests_left = 1
    first, second = ask(github, "GET", ""), ask(github, "GET", "")

    assert (first.status_code, second.status_code) == (200, 403)
    assert second.headers["x-ratelimit-remaining"] == "0"
    assert int(second.headers["x-ratelimit-reset"]) > time.time()
