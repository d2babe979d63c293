"""One comment, whoever races, whatever breaks, and never over the word of a newer run."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.github.fake import BOT, HEAD_SHA, FakeGitHub, Reply, secondary_limit
from tests.github.fake.trouble import Planned
from tests.github.publishing import MOVED_SHA, NUMBER, RUN, connect
from wheel_ceiling.errors import NothingFound, SourceUnreachable, WrongCall
from wheel_ceiling.github.comment import (
    MOST_BODY,
    Comment,
    CommentPolicy,
    Draft,
    find_comments,
    publish_comment,
)
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.marker import Marker
from wheel_ceiling.github.published import Outcome, Published

KEY = ".github/workflows/build.yml/gate"
MARKER = Marker(KEY, HEAD_SHA, RUN, 1, "AbC=")
DRAFT = Draft("Two findings.\n\n| a |", MARKER)
CALM = Draft("No findings.", MARKER, is_trouble=False)
PAGE = "https://github.com/octo/demo/pull/7#issuecomment-{}"


@pytest.fixture
def there(github: FakeGitHub) -> FakeGitHub:
    github.add_pull_request(NUMBER)
    return github


def publish(
    github: FakeGitHub, draft: Draft = DRAFT, policy: CommentPolicy = CommentPolicy.CHANGES
) -> Published:
    return publish_comment(connect(github), NUMBER, draft, policy=policy)


def of(
    run: int,
    text: str = "What was.",
    key: str = KEY,
    head_sha: str = HEAD_SHA,
    data: str = MARKER.data,
) -> str:
    """Return the body of a comment of another run."""
    return Marker(key, head_sha, run, 1, data).put_before(text)


def bodies(github: FakeGitHub) -> list[str]:
    return [comment.body for comment in github.comments(NUMBER)]


def writes(github: FakeGitHub) -> list[str]:
    return [str(one) for one in github.seen if one.method != "GET"]


def test_a_first_comment_is_made_in_four_requests(there: FakeGitHub) -> None:
    published = publish(there)
    [comment] = there.comments(NUMBER)
    assert published == Published(PAGE.format(comment.id), Outcome.CREATED)
    assert comment.body == DRAFT.body
    assert comment.body.endswith("-->\nTwo findings.\n\n| a |")
    assert len(there.seen) == 4


SILENT = {
    "nothing to say": (CALM, CommentPolicy.CHANGES, "there is nothing to say, and never was."),
    "switched off": (DRAFT, CommentPolicy.NEVER, "comments are switched off."),
}


@pytest.mark.parametrize(("draft", "policy", "reason"), SILENT.values(), ids=SILENT)
def test_no_comment_is_made_where_none_is_called_for(
    there: FakeGitHub, draft: Draft, policy: CommentPolicy, reason: str
) -> None:
    assert publish(there, draft, policy) == Published("", Outcome.NONE, reason)
    assert bodies(there) == []


def test_always_means_that_a_pass_is_told_too(there: FakeGitHub) -> None:
    assert publish(there, CALM, CommentPolicy.ALWAYS).what is Outcome.CREATED
    assert bodies(there) == [CALM.body]


def test_a_comment_turns_to_no_findings_when_the_trouble_is_gone(there: FakeGitHub) -> None:
    first = there.add_comment(NUMBER, of(RUN - 1), BOT)
    assert publish(there, CALM) == Published(PAGE.format(first), Outcome.UPDATED)
    assert bodies(there) == [CALM.body]
    assert len(there.seen) == 3


def test_the_comment_is_found_behind_hundreds_of_others(there: FakeGitHub) -> None:
    for number in range(230):
        there.add_comment(NUMBER, f"chat {number}")
    first = there.add_comment(NUMBER, of(RUN - 1), BOT)
    assert publish(there) == Published(PAGE.format(first), Outcome.UPDATED)
    assert len(there.comments(NUMBER)) == 231


def test_nothing_is_written_where_nothing_changed(there: FakeGitHub) -> None:
    body = of(RUN - 1, f"\n{DRAFT.text}\n ").replace("\n", "\r\n")
    first = there.add_comment(NUMBER, body, BOT)
    assert publish(there) == Published(PAGE.format(first), Outcome.UNCHANGED)
    assert len(there.seen) == 1


CHANGED = {
    "the text": of(RUN - 1, "Other."),
    "the head": of(RUN - 1, DRAFT.text, head_sha=MOVED_SHA),
    "what the caller remembers": of(RUN - 1, DRAFT.text, data="other"),
}


@pytest.mark.parametrize("body", CHANGED.values(), ids=CHANGED)
def test_a_comment_is_written_where_something_changed(there: FakeGitHub, body: str) -> None:
    there.add_comment(NUMBER, body, BOT)
    assert publish(there).what is Outcome.UPDATED
    assert bodies(there) == [DRAFT.body]


FOREIGN = {
    "no marker": ("What I think.", BOT),
    "the marker is quoted": (f"> {DRAFT.body}", BOT),
    "the marker comes later": (f"Look:\n{DRAFT.body}", BOT),
    "another gate": (of(RUN, key="other"), BOT),
    "another version": (DRAFT.body.replace("wheel-ceiling:1", "wheel-ceiling:2"), BOT),
    "somebody who copied it": (of(10**9), "mallory"),
    "nobody": (of(10**9), ""),
}


@pytest.mark.parametrize(("body", "login"), FOREIGN.values(), ids=FOREIGN)
def test_the_comments_of_others_are_left_alone(there: FakeGitHub, body: str, login: str) -> None:
    there.add_comment(NUMBER, body, login)
    assert publish(there).what is Outcome.CREATED
    assert bodies(there) == [body, DRAFT.body]


def test_a_comment_whose_author_is_gone_is_nobodys(there: FakeGitHub) -> None:
    row = {"id": 1, "html_url": "", "body": DRAFT.body, "user": None}
    there.trouble("GET", "*/comments", Reply(200, body=[row, {**row, "body": None}]))
    assert publish(there).what is Outcome.CREATED


def test_a_users_token_finds_the_users_comment(there: FakeGitHub) -> None:
    there.login = "maintainer"
    there.trouble("GET", "/user", Reply(200, body={"login": "maintainer"}))
    there.add_comment(NUMBER, of(RUN - 2), BOT)
    there.add_comment(NUMBER, of(RUN - 1), "maintainer")
    assert publish(there).what is Outcome.UPDATED
    assert bodies(there) == [of(RUN - 2), DRAFT.body]


def test_the_token_of_an_app_ends_with_one_comment_too(there: FakeGitHub) -> None:
    there.login = "our-app[bot]"
    first = there.add_comment(NUMBER, of(RUN - 1), there.login)
    assert publish(there) == Published(PAGE.format(first), Outcome.UPDATED)
    assert bodies(there) == [DRAFT.body]


def test_who_we_are_is_asked_only_where_somebody_else_used_our_marker(there: FakeGitHub) -> None:
    there.add_comment(NUMBER, of(RUN - 1), BOT)
    publish(there)
    assert there.calls("GET", "/user") == []
    there.add_comment(NUMBER, of(RUN), "mallory")
    publish(there, CALM)
    assert len(there.calls("GET", "/user")) == 1


def test_our_comments_are_found_oldest_first(there: FakeGitHub) -> None:
    for run in (3, 2):
        there.add_comment(NUMBER, of(run), BOT)
    there.add_comment(NUMBER, of(1, key="other"), BOT)
    first, second = there.comments(NUMBER)[:2]
    found = find_comments(connect(there), NUMBER, KEY)
    assert [one.id for one in found] == [first.id, second.id]
    marker = replace(MARKER, run_id=3)
    assert found[0] == Comment(first.id, PAGE.format(first.id), first.body, marker, BOT)


NEWER = {"a later run": (RUN + 1, 1), "a later attempt": (RUN, 2)}


@pytest.mark.parametrize(("run", "attempt"), NEWER.values(), ids=NEWER)
def test_a_newer_run_is_not_overwritten(there: FakeGitHub, run: int, attempt: int) -> None:
    marker = replace(MARKER, run_id=run, run_attempt=attempt)
    body = marker.put_before("Newer.")
    first = there.add_comment(NUMBER, body, BOT)
    reason = f"newer: run {run} has said what there is to say."
    assert publish(there) == Published(PAGE.format(first), Outcome.SKIPPED, reason)
    assert bodies(there) == [body]


@pytest.mark.parametrize("before", [[], [of(RUN - 1)]], ids=["no comment", "a comment"])
def test_a_run_whose_head_is_no_more_says_nothing(there: FakeGitHub, before: list[str]) -> None:
    ids = [there.add_comment(NUMBER, body, BOT) for body in before]
    there.push(NUMBER, MOVED_SHA)
    published = publish(there)
    assert published.what is Outcome.SKIPPED
    assert published.url == "".join(map(PAGE.format, ids))
    assert published.reason == (
        "newer: the head of pull request #7 is ccccccc by now, and this run is about aaaaaaa."
    )
    assert bodies(there) == before


def test_a_run_that_knows_no_head_is_not_told_that_it_moved(there: FakeGitHub) -> None:
    draft = replace(DRAFT, marker=replace(MARKER, head_sha=""))
    assert publish(there, draft).what is Outcome.CREATED


def test_nothing_is_said_on_a_closed_pull_request(there: FakeGitHub) -> None:
    there.pull_requests[NUMBER].state = "closed"
    assert publish(there) == Published("", Outcome.SKIPPED, "pull request #7 is closed.")
    assert bodies(there) == []


def test_a_pull_request_that_is_not_there_is_an_error(github: FakeGitHub) -> None:
    with pytest.raises(NothingFound):
        publish(github)


LOCKED = {
    "number": NUMBER,
    "state": "open",
    "locked": True,
    "html_url": "",
    "labels": [],
    "head": {"sha": HEAD_SHA, "ref": "topic"},
    "base": {"sha": HEAD_SHA, "ref": "main"},
}


def test_a_locked_conversation_is_told_with_a_sentence(there: FakeGitHub) -> None:
    there.trouble("GET", "*/pulls/7", Reply(200, body=LOCKED))
    there.trouble("POST", "*/comments", Reply(403, body={"message": "Unable to comment"}))
    published = publish(there)
    assert published.what is Outcome.SKIPPED
    assert published.reason.startswith("the conversation of pull request #7 is locked, and")


def test_a_locked_conversation_is_written_to_by_who_may(there: FakeGitHub) -> None:
    there.trouble("GET", "*/pulls/7", Reply(200, body=LOCKED))
    assert publish(there).what is Outcome.CREATED


@pytest.mark.parametrize("before", [[], [of(RUN - 1)]], ids=["to create", "to update"])
def test_a_token_that_can_only_read_is_told_which_permission_it_lacks(
    there: FakeGitHub, before: list[str]
) -> None:
    there.permissions["pull-requests"] = "read"
    for body in before:
        there.add_comment(NUMBER, body, BOT)
    with pytest.raises(Forbidden) as caught:
        publish(there)
    assert caught.value.permission == "pull-requests: write"
    assert len(writes(there)) == 1


def test_either_permission_to_write_is_enough(there: FakeGitHub) -> None:
    there.permissions |= {"pull-requests": "read", "issues": "write"}
    assert publish(there).what is Outcome.CREATED


def test_a_comment_whose_answer_got_lost_is_not_made_twice(there: FakeGitHub) -> None:
    there.trouble("POST", "*/comments", "lost")
    published = publish(there)
    [comment] = there.comments(NUMBER)
    assert published == Published(PAGE.format(comment.id), Outcome.CREATED)
    assert len(there.calls("POST")) == 1


FAILURES: dict[str, Planned] = {
    "a server in trouble": Reply(502),
    "an answer that is no JSON": "html",
    "a connection that ends": "dropped",
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_a_comment_that_was_not_made_is_made_once_more(there: FakeGitHub, failure: Reply) -> None:
    there.trouble("POST", "*/comments", failure)
    assert publish(there).what is Outcome.CREATED
    assert bodies(there) == [DRAFT.body]
    assert len(there.calls("POST")) == 2


def test_an_answer_that_is_cut_does_not_make_a_second_comment(there: FakeGitHub) -> None:
    there.trouble("POST", "*/comments", "cut")
    assert publish(there).what is Outcome.CREATED
    assert bodies(there) == [DRAFT.body]
    assert len(there.calls("POST")) == 1


def test_a_server_that_stays_in_trouble_is_not_asked_a_third_time(there: FakeGitHub) -> None:
    there.trouble("POST", "*/comments", 502, 503)
    with pytest.raises(SourceUnreachable, match="HTTP 503"):
        publish(there)
    assert len(there.calls("POST")) == 2


LIMITS = {
    "with Retry-After": secondary_limit(60),
    "without": secondary_limit(),
    "as 429": secondary_limit(60, 429),
    "as 429 without": secondary_limit(None, 429),
}


@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS)
def test_a_limit_is_not_run_against_again(there: FakeGitHub, limit: Reply) -> None:
    there.trouble("POST", "*/comments", limit)
    with pytest.raises(SourceUnreachable, match="limit"):
        publish(there)
    assert len(there.calls("POST")) == 1


def test_a_body_that_github_refuses_is_not_sent_again(there: FakeGitHub) -> None:
    there.trouble("POST", "*/comments", 422)
    with pytest.raises(SourceUnreachable, match="HTTP 422"):
        publish(there)
    assert len(there.calls("POST")) == 1


def test_an_update_is_tried_again_since_it_can_do_no_harm(there: FakeGitHub) -> None:
    there.add_comment(NUMBER, of(RUN - 1), BOT)
    there.trouble("PATCH", "*", 502)
    assert publish(there).what is Outcome.UPDATED
    assert bodies(there) == [DRAFT.body]


def racing(github: FakeGitHub, body: str, login: str = BOT) -> Callable[[], object]:
    return lambda: github.add_comment(NUMBER, body, login)


def before_the_second_list(github: FakeGitHub, act: Callable[[], object]) -> None:
    github.before("POST", "*/comments", lambda: github.before("GET", "*/comments", act))


def test_of_two_runs_that_race_the_first_comment_stays(there: FakeGitHub) -> None:
    there.before("POST", "*/comments", racing(there, of(RUN - 1)))
    published = publish(there)
    [comment] = there.comments(NUMBER)
    assert comment.body == DRAFT.body
    assert published == Published(PAGE.format(comment.id), Outcome.UPDATED)


def test_two_legs_of_one_run_end_with_one_comment(there: FakeGitHub) -> None:
    there.before("POST", "*/comments", racing(there, of(RUN, "The other leg.")))
    assert publish(there).what is Outcome.UPDATED
    assert bodies(there) == [DRAFT.body]


def test_a_later_duplicate_of_an_older_run_is_deleted(there: FakeGitHub) -> None:
    before_the_second_list(there, racing(there, of(RUN - 1)))
    assert publish(there).what is Outcome.CREATED
    assert bodies(there) == [DRAFT.body]


def test_a_newer_run_that_raced_us_keeps_its_word(there: FakeGitHub) -> None:
    there.before("POST", "*/comments", racing(there, of(RUN + 1, "Newer.")))
    published = publish(there)
    assert published.what is Outcome.SKIPPED
    assert bodies(there) == [of(RUN + 1, "Newer.")]


def test_a_newer_run_behind_us_is_left_to_write_into_the_first(there: FakeGitHub) -> None:
    before_the_second_list(there, racing(there, of(RUN + 1, "Newer.")))
    published = publish(there)
    assert published.what is Outcome.SKIPPED
    assert published.reason.startswith(f"newer: run {RUN + 1} ")
    assert bodies(there) == [DRAFT.body, of(RUN + 1, "Newer.")]
    newer = Draft("Newer.", replace(MARKER, run_id=RUN + 1))
    assert publish(there, newer).what is Outcome.UPDATED
    assert bodies(there) == [newer.body]


def test_a_first_comment_that_vanishes_meanwhile_is_replaced_by_ours(there: FakeGitHub) -> None:
    there.before("POST", "*/comments", racing(there, of(RUN - 1)))
    there.before("PATCH", "*", lambda: there.all_comments.pop(0))
    published = publish(there)
    [comment] = there.comments(NUMBER)
    assert comment.body == DRAFT.body
    assert published == Published(PAGE.format(comment.id), Outcome.CREATED)


def test_what_raced_under_another_key_or_name_stays(there: FakeGitHub) -> None:
    other = of(RUN - 1, key="other")
    there.before("POST", "*/comments", racing(there, other))
    there.before("POST", "*/comments", racing(there, of(RUN - 1), "mallory"))
    assert publish(there).what is Outcome.CREATED
    assert bodies(there) == [other, of(RUN - 1), DRAFT.body]


def test_duplicates_of_old_are_cleared_away_by_an_update(there: FakeGitHub) -> None:
    for run in (RUN - 3, RUN - 1, RUN - 2):
        there.add_comment(NUMBER, of(run), BOT)
    there.before("DELETE", "*", lambda: there.all_comments.pop(1))
    assert publish(there).what is Outcome.UPDATED
    assert bodies(there) == [DRAFT.body]


def test_a_duplicate_that_cannot_be_deleted_is_told(there: FakeGitHub) -> None:
    for run in (RUN - 2, RUN - 1):
        there.add_comment(NUMBER, of(run), BOT)
    there.trouble("DELETE", "*", 403)
    published = publish(there)
    assert published.what is Outcome.UPDATED
    assert published.reason.startswith("an older comment of ours is still there: ")


def test_a_comment_that_was_made_counts_although_no_list_can_be_had(there: FakeGitHub) -> None:
    there.trouble("GET", "*/comments", "fine", 502, 502)
    published = publish(there)
    assert published.what is Outcome.CREATED
    assert "HTTP 502" in published.reason
    assert bodies(there) == [DRAFT.body]


@pytest.mark.parametrize("extra", [0, 1], ids=["the longest", "one too long"])
def test_a_body_is_as_long_as_github_takes_it(there: FakeGitHub, extra: int) -> None:
    room = MOST_BODY - len(MARKER.put_before(""))
    draft = replace(DRAFT, text="ä" * (room + extra))
    if extra:
        with pytest.raises(WrongCall, match=r"^The comment has 65,537 characters, and GitHub"):
            publish(there, draft)
        assert there.seen == []
    else:
        assert publish(there, draft).what is Outcome.CREATED
