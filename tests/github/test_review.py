"""A review stands on lines of the diff, is said once, and is taken back when all is well."""

import pytest
from msgspec.structs import replace

from tests.github.fake import BOT, HEAD_SHA, FakeGitHub
from tests.github.fake.records import Review
from tests.github.publishing import MOVED_SHA, NUMBER, RUN, connect
from wheel_ceiling.errors import SourceUnreachable, WrongCall
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.marker import Marker
from wheel_ceiling.github.published import Outcome, Published
from wheel_ceiling.github.review import (
    LineComment,
    ReviewEvent,
    ReviewText,
    Side,
    publish_review,
    withdraw_review,
)
from wheel_ceiling.model import ChangedFile

KEY = "build.yml/gate"
PATCH = """\
@@ -1,3 +1,4 @@ jobs:
 one
-two
+2
+two and a half
 three
@@ -20 +21 @@
-twenty
+20
\\ No newline at end of file"""
FILES = {"build.yml": PATCH, "image.bin": ""}
REVIEW = ReviewText(
    key=KEY,
    head_sha=HEAD_SHA,
    event=ReviewEvent.REQUEST_CHANGES,
    body="**2 findings**",
    comments=(LineComment("build.yml", 3, Side.NEW, "Likely cause."),),
    files=tuple(ChangedFile(path, patch) for path, patch in FILES.items()),
)
PAGE = "https://github.com/octo/demo/pull/7#pullrequestreview-{}"


@pytest.fixture
def there(github: FakeGitHub) -> FakeGitHub:
    github.add_pull_request(NUMBER, files=FILES)
    return github


def publish(github: FakeGitHub, review: ReviewText = REVIEW) -> Published:
    return publish_review(connect(github), NUMBER, review)


def withdraw(github: FakeGitHub) -> Published:
    return withdraw_review(connect(github), NUMBER, KEY, "Nothing fails any more.")


def add_review(github: FakeGitHub, body: str, login: str, state: str = "CHANGES_REQUESTED") -> int:
    review = Review(github.new_id(), NUMBER, login, state, body, HEAD_SHA, github.now())
    github.all_reviews.append(review)
    return review.id


def states(github: FakeGitHub) -> list[str]:
    return [review.state for review in github.reviews(NUMBER)]


def test_a_review_asks_for_changes_beside_the_line(there: FakeGitHub) -> None:
    published = publish(there)
    [review] = there.reviews(NUMBER)
    assert published == Published(PAGE.format(review.id), Outcome.CREATED)
    assert (review.state, review.commit_id) == ("CHANGES_REQUESTED", HEAD_SHA)
    marker, _, text = review.body.partition("\n")
    assert Marker.read(marker).order == (RUN, 1)
    assert text == "**2 findings**"
    [comment] = review.comments
    assert (comment.path, comment.line, comment.side) == ("build.yml", 3, "RIGHT")
    assert comment.body == "Likely cause."
    assert len(there.seen) == 3


PLACES = {
    "a context line": ("build.yml", 1, Side.NEW, True),
    "an added line": ("build.yml", 2, Side.NEW, True),
    "the context after it": ("build.yml", 4, Side.NEW, True),
    "a removed line": ("build.yml", 2, Side.OLD, True),
    "a second hunk": ("build.yml", 21, Side.NEW, True),
    "a line removed there": ("build.yml", 20, Side.OLD, True),
    "a line between hunks": ("build.yml", 10, Side.NEW, False),
    "a line after the last": ("build.yml", 22, Side.NEW, False),
    "the file's first nothing": ("build.yml", 0, Side.NEW, False),
    "a file without hunks": ("image.bin", 1, Side.NEW, False),
    "another file": ("other.yml", 1, Side.NEW, False),
}


@pytest.mark.parametrize(("path", "line", "side", "fits"), PLACES.values(), ids=PLACES)
def test_a_line_that_is_not_in_the_diff_is_named_in_the_body(
    there: FakeGitHub, path: str, line: int, side: Side, *, fits: bool
) -> None:
    publish(there, replace(REVIEW, comments=(LineComment(path, line, side, "Why."),)))
    [review] = there.reviews(NUMBER)
    text = review.body.partition("\n")[2]
    below = f"\n\n- ` {path} `, line {line}: Why."
    assert len(review.comments) == fits
    assert text == f"**2 findings**{'' if fits else below}"


def test_no_path_can_break_out_of_the_body(there: FakeGitHub) -> None:
    comments = (LineComment("a``b\n<img>|.yml", 3, Side.NEW, "Why."),)
    publish(there, replace(REVIEW, body="", comments=comments))
    [review] = there.reviews(NUMBER)
    assert review.body.partition("\n")[2] == "- ``` a``b <img>|.yml ```, line 3: Why."


def test_lines_that_github_will_not_have_are_named_in_the_body(there: FakeGitHub) -> None:
    there.trouble("POST", "*/reviews", 422)
    assert publish(there).what is Outcome.CREATED
    [review] = there.reviews(NUMBER)
    assert review.comments == []
    assert review.body.endswith("**2 findings**\n\n- ` build.yml `, line 3: Likely cause.")


REFUSALS = {"without lines": (replace(REVIEW, comments=()), 1), "with lines": (REVIEW, 2)}


@pytest.mark.parametrize(("review", "tries"), REFUSALS.values(), ids=REFUSALS)
def test_what_github_refuses_for_other_reasons_is_an_error(
    there: FakeGitHub, review: ReviewText, tries: int
) -> None:
    there.trouble("POST", "*/reviews", 422, 422, 422)
    with pytest.raises(SourceUnreachable, match="HTTP 422"):
        publish(there, review)
    assert len(there.calls("POST")) == tries


def test_a_conflict_is_not_about_lines(there: FakeGitHub) -> None:
    there.trouble("POST", "*/reviews", 409, 409)
    with pytest.raises(SourceUnreachable, match="HTTP 409"):
        publish(there)
    assert len(there.calls("POST")) == 1


def test_what_was_said_is_not_said_again_even_of_a_newer_commit(there: FakeGitHub) -> None:
    first = publish(there).url
    there.push(NUMBER, MOVED_SHA, FILES)
    again = publish(there, replace(REVIEW, head_sha=MOVED_SHA))
    assert again == Published(first, Outcome.UNCHANGED)
    assert len(there.reviews(NUMBER)) == 1


CHANGED = {
    "the body": replace(REVIEW, body="**3 findings**"),
    "the lines": replace(REVIEW, comments=()),
    "the event": replace(REVIEW, event=ReviewEvent.COMMENT),
}


@pytest.mark.parametrize("review", CHANGED.values(), ids=CHANGED)
def test_something_new_is_said(there: FakeGitHub, review: ReviewText) -> None:
    publish(there)
    assert publish(there, review).what is Outcome.CREATED
    assert len(there.reviews(NUMBER)) == 2


def test_what_was_taken_back_is_said_again(there: FakeGitHub) -> None:
    publish(there)
    withdraw(there)
    assert publish(there).what is Outcome.CREATED
    assert states(there) == ["DISMISSED", "CHANGES_REQUESTED"]


def test_a_review_that_asks_for_nothing_takes_back_what_was_asked(there: FakeGitHub) -> None:
    publish(there)
    withdraw(there)
    publish(there, replace(REVIEW, body="**3 findings**"))
    publish(there, replace(REVIEW, event=ReviewEvent.APPROVE, comments=()))
    assert states(there) == ["DISMISSED", "DISMISSED", "APPROVED"]
    assert len(there.calls("PUT")) == 2


@pytest.mark.parametrize("said", [False, True], ids=["at first", "after a review"])
def test_a_run_whose_head_is_no_more_says_nothing(there: FakeGitHub, *, said: bool) -> None:
    url = publish(there, replace(REVIEW, body="Before.")).url if said else ""
    there.push(NUMBER, MOVED_SHA)
    published = publish(there)
    assert (published.url, published.what) == (url, Outcome.SKIPPED)
    assert published.reason == (
        "newer: the head of pull request #7 is ccccccc by now, and this run is about aaaaaaa."
    )
    assert len(there.reviews(NUMBER)) == said


def test_only_our_own_requests_are_taken_back(there: FakeGitHub) -> None:
    publish(there)
    ours = there.reviews(NUMBER)[0]
    for number in range(120):
        add_review(there, f"No. {number}", "maintainer")
    add_review(there, ours.body, "mallory")
    add_review(there, Marker("other").put_before("Another gate."), BOT)
    assert withdraw(there) == Published(PAGE.format(ours.id), Outcome.UPDATED)
    assert states(there) == ["DISMISSED", *["CHANGES_REQUESTED"] * 122]
    [dismissal] = there.calls("PUT")
    assert dismissal.json == {"message": "Nothing fails any more."}


def test_where_nothing_was_asked_nothing_is_taken_back(there: FakeGitHub) -> None:
    publish(there, replace(REVIEW, event=ReviewEvent.COMMENT))
    reason = "no review of ours asks for changes."
    assert withdraw(there) == Published("", Outcome.NONE, reason)


def test_a_review_whose_answer_got_lost_is_not_made_twice(there: FakeGitHub) -> None:
    publish(there, replace(REVIEW, body="Before."))
    there.trouble("POST", "*/reviews", "lost")
    published = publish(there)
    reviews = there.reviews(NUMBER)
    assert published == Published(PAGE.format(reviews[-1].id), Outcome.CREATED)
    assert len(reviews) == 2


def test_a_review_that_is_too_long_is_not_sent(there: FakeGitHub) -> None:
    with pytest.raises(WrongCall, match=r"^The review has 6\d,\d{3} characters, and GitHub takes"):
        publish(there, replace(REVIEW, body="x" * 65_500))
    assert there.calls("POST") == []


PERMISSIONS = {"to publish": publish, "to withdraw": withdraw}


@pytest.mark.parametrize("act", PERMISSIONS.values(), ids=PERMISSIONS)
def test_a_missing_permission_is_named(there: FakeGitHub, act: object) -> None:
    assert callable(act)
    add_review(there, Marker(KEY).put_before("Old."), BOT)
    there.permissions["pull-requests"] = "read"
    with pytest.raises(Forbidden) as caught:
        act(there)
    assert caught.value.permission == "pull-requests: write"
