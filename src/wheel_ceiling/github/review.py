"""A review that asks for changes, with comments on the lines that most likely brought them about.

Our own are found by a hidden marker. What a review has said once is not said again, and when all
is well the request for changes is withdrawn.
"""

import hashlib
from collections.abc import Iterable
from contextlib import AbstractContextManager
from enum import StrEnum
from http import HTTPStatus
from itertools import chain

from msgspec import Struct

from wheel_ceiling.errors import WrongCall
from wheel_ceiling.github.answers import ask_pages
from wheel_ceiling.github.authorship import own_login
from wheel_ceiling.github.connection import Connection
from wheel_ceiling.github.line_comment import LineComment, Side, sorted_out
from wheel_ceiling.github.marker import Marker
from wheel_ceiling.github.posting import Account, Post, make_once, send
from wheel_ceiling.github.published import Outcome, Published
from wheel_ceiling.github.pull_request import READ, read_pull_request
from wheel_ceiling.github.trouble import Refused
from wheel_ceiling.model import ChangedFile

__all__ = [
    "LineComment",
    "ReviewEvent",
    "ReviewText",
    "Side",
    "publish_review",
    "withdraw_review",
]

WRITE = "pull-requests: write"
MOST_BODY = 65_536
_MOST_PAGES = 30


class ReviewEvent(StrEnum):
    """What a review does to the pull request."""

    REQUEST_CHANGES = "REQUEST_CHANGES"
    APPROVE = "APPROVE"
    COMMENT = "COMMENT"


_STATES = {
    ReviewEvent.REQUEST_CHANGES: "CHANGES_REQUESTED",
    ReviewEvent.APPROVE: "APPROVED",
    ReviewEvent.COMMENT: "COMMENTED",
}


class ReviewText(Struct, frozen=True):
    """All that a review says."""

    key: str
    """Tells our reviews apart, as the marker of a comment does."""
    head_sha: str
    event: ReviewEvent
    body: str
    comments: tuple[LineComment, ...] = ()
    files: tuple[ChangedFile, ...] = ()
    """What the pull request changes: no other line can be commented."""

    @property
    def digest(self) -> str:
        """What tells reviews apart that say different things."""
        return hashlib.sha256(repr((self.event, self.body, self.comments)).encode()).hexdigest()


def publish_review(connection: Connection, number: int, review: ReviewText) -> Published:
    """Publish the review unless our last one says the same; withdraw ours unless it asks again.

    Raises Forbidden, NothingFound, Refused or SourceUnreachable, and WrongCall if it is too long.
    """
    desk = _Desk(connection, number, review.key)
    ours = desk.reviews()
    if ours and ours[-1].says(review):
        return Published(ours[-1].url, Outcome.UNCHANGED)
    head = read_pull_request(connection, number).head_sha
    if head != review.head_sha:
        reason = (
            f"newer: the head of pull request #{number} is {head[:7]} by now, "
            f"and this run is about {review.head_sha[:7]}."
        )
        return Published(ours[-1].url if ours else "", Outcome.SKIPPED, reason)
    known = {one.id for one in ours}
    made = make_once(
        lambda: desk.create(review),
        lambda: tuple(one for one in desk.reviews() if one.id not in known),
    )
    if review.event is not ReviewEvent.REQUEST_CHANGES:
        desk.dismiss(ours, "Replaced by the next review.")
    return Published(made.url, Outcome.CREATED)


def withdraw_review(connection: Connection, number: int, key: str, sentence: str) -> Published:
    """Dismiss what we have asked for, because all is well; the sentence is shown with it."""
    desk = _Desk(connection, number, key)
    asking = [review for review in desk.reviews() if review.is_asking]
    if not asking:
        return Published("", Outcome.NONE, "no review of ours asks for changes.")
    desk.dismiss(asking, sentence)
    return Published(asking[-1].url, Outcome.UPDATED)


class _Row(Post):
    state: str
    body: str | None = None
    user: Account | None = None


class _Review(Struct, frozen=True):
    """A review that carries a marker of ours."""

    id: int
    url: str
    state: str
    author: str
    marker: Marker

    @property
    def is_asking(self) -> bool:
        return self.state == _STATES[ReviewEvent.REQUEST_CHANGES]

    def says(self, review: ReviewText) -> bool:
        """Whether it says the same, and is in force."""
        return self.marker.data == review.digest and self.state == _STATES[review.event]


class _Desk(Struct, frozen=True):
    """Where our reviews of one pull request are."""

    connection: Connection
    number: int
    key: str

    def reviews(self) -> list[_Review]:
        """Return ours, oldest first."""
        with self.connection.asking(f"The reviews of pull request #{self.number}", READ):
            pages = ask_pages(self.connection, self._path, list[_Row], _MOST_PAGES, {})
            read = [_review(row) for row in chain.from_iterable(pages)]
        marked = [review for review in read if review.marker.key == self.key]
        login = own_login(self.connection, {review.author for review in marked})
        ours = (review for review in marked if review.author == login)
        return sorted(ours, key=lambda review: review.id)

    def create(self, review: ReviewText) -> _Review:
        """Post the review; without its line comments where GitHub will not have them."""
        fitting, others = sorted_out(review.comments, review.files)
        try:
            return self._post(review, fitting, others)
        except Refused as error:
            if error.status != HTTPStatus.UNPROCESSABLE_ENTITY or not fitting:
                raise
        # The diff may have changed since the files were read.
        return self._post(review, [], [*review.comments])

    def dismiss(self, reviews: Iterable[_Review], sentence: str) -> None:
        """Take back what asks for changes."""
        for review in reviews:
            if review.is_asking:
                path = f"{self._path}/{review.id}/dismissals"
                with self._writing():
                    send(self.connection, "PUT", path, object, {"message": sentence})

    def _post(
        self, review: ReviewText, beside: list[LineComment], below: list[LineComment]
    ) -> _Review:
        given = {
            "commit_id": review.head_sha,
            "event": review.event.value,
            "body": self._body(review, below),
            "comments": [
                {"path": one.path, "line": one.line, "side": one.side.value, "body": one.body}
                for one in beside
            ],
        }
        with self._writing():
            return _review(send(self.connection, "POST", self._path, _Row, given))

    def _body(self, review: ReviewText, below: Iterable[LineComment]) -> str:
        occasion = self.connection.occasion
        marker = Marker(
            self.key, review.head_sha, occasion.run_id, occasion.run_attempt, review.digest
        )
        lines = (one.as_item for one in below)
        body = marker.put_before("\n\n".join(filter(None, (review.body, "\n".join(lines)))))
        if len(body) > MOST_BODY:
            raise WrongCall(
                f"The review has {len(body):,} characters, and GitHub takes {MOST_BODY:,}.",
                "Shorten it before it is published.",
            )
        return body

    @property
    def _path(self) -> str:
        return f"/pulls/{self.number}/reviews"

    def _writing(self) -> AbstractContextManager[None]:
        return self.connection.asking(f"A review of pull request #{self.number}", WRITE)


def _review(row: _Row) -> _Review:
    author = row.user.login if row.user else ""
    return _Review(row.id, row.html_url or "", row.state, author, Marker.read(row.body or ""))
