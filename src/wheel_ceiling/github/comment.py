"""One sticky comment on a pull request.

It is found by its marker and our own login, updated in place, never overwritten by an older run,
and there is one of it: runs that race each other converge to the comment with the lowest id.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from enum import StrEnum
from itertools import chain

from msgspec import Struct

from wheel_ceiling.errors import NothingFound, SourceUnreachable, WrongCall
from wheel_ceiling.github.answers import ask_pages
from wheel_ceiling.github.authorship import own_login
from wheel_ceiling.github.connection import Connection, Forbidden
from wheel_ceiling.github.marker import Marker, text_after
from wheel_ceiling.github.posting import Account, Post, make_once, send
from wheel_ceiling.github.published import Outcome, Published
from wheel_ceiling.github.pull_request import READ, PullRequest, read_pull_request

WRITE = "pull-requests: write"
MOST_BODY = 65_536
"""Characters; GitHub refuses longer bodies with 422."""
_MOST_PAGES = 100


class CommentPolicy(StrEnum):
    """When a pull request gets a comment."""

    CHANGES = "changes"
    """When there is something to say; a comment that is there already is kept up to date."""
    ALWAYS = "always"
    NEVER = "never"


class Draft(Struct, frozen=True):
    """What is to stand in the comment."""

    text: str
    marker: Marker
    is_trouble: bool = True
    """Whether there is something to say: not so for a pass without any finding."""

    @property
    def body(self) -> str:
        """The text with its marker; raises WrongCall if GitHub would not take it."""
        body = self.marker.put_before(self.text)
        if len(body) > MOST_BODY:
            raise WrongCall(
                f"The comment has {len(body):,} characters, and GitHub takes {MOST_BODY:,}.",
                "Shorten it before it is published.",
            )
        return body


class Comment(Struct, frozen=True):
    """A comment that carries a marker of ours."""

    id: int
    url: str
    body: str
    marker: Marker
    author: str = ""
    """Empty: the account was deleted."""

    def says(self, draft: Draft) -> bool:
        """Whether readers, and who reads the marker, would learn nothing new from the draft."""
        old, new = self.marker, draft.marker
        is_same = (old.head_sha, old.data) == (new.head_sha, new.data)
        return is_same and text_after(self.body) == text_after(f"\n{draft.text}")


def find_comments(connection: Connection, number: int, key: str) -> tuple[Comment, ...]:
    """Return our comments with this key, oldest first; more than one if runs have raced."""
    marked = _marked(connection, number, key)
    login = own_login(connection, {comment.author for comment in marked})
    return tuple(comment for comment in marked if comment.author == login)


def publish_comment(
    connection: Connection,
    number: int,
    draft: Draft,
    *,
    policy: CommentPolicy,
    pull: PullRequest | None = None,
) -> Published:
    """Create the comment or bring it up to date, as far as that is called for.

    `pull` is the pull request if it was read a moment ago. Raises Forbidden, NothingFound or
    SourceUnreachable where GitHub refuses or does not answer, and WrongCall where the draft is
    too long.
    """
    if policy is CommentPolicy.NEVER:
        return Published("", Outcome.NONE, "comments are switched off.")
    thread = _Thread(connection, number, draft, draft.body)
    found = find_comments(connection, number, draft.marker.key)
    if not found and not draft.is_trouble and policy is CommentPolicy.CHANGES:
        return Published("", Outcome.NONE, "there is nothing to say, and never was.")
    if newer := _newest(found, draft):
        return _overtaken(newer)
    if len(found) == 1 and found[0].says(draft):
        return Published(found[0].url, Outcome.UNCHANGED)
    return _write(thread, found, pull or read_pull_request(connection, number))


class _Row(Post):
    body: str | None = None
    user: Account | None = None


class _Thread(Struct, frozen=True):
    """The conversation of one pull request, and what we have to say in it."""

    connection: Connection
    number: int
    draft: Draft
    body: str

    def create(self) -> Published:
        """Post the comment; where another run has done so meanwhile, make one of the two."""
        made = make_once(self._post, self._posted)
        try:
            marked = _marked(self.connection, self.number, self.draft.marker.key)
        except SourceUnreachable as error:
            return Published(made.url, Outcome.CREATED, error.message)
        ours = {made.id: made} | {one.id: one for one in marked if one.author == made.author}
        return self._converge(made, tuple(ours[number] for number in sorted(ours)))

    def update(self, found: tuple[Comment, ...]) -> Published:
        """Write into the first, and delete what older runs have left beside it."""
        first, *others = found
        with self._writing():
            self._send("PATCH", f"/issues/comments/{first.id}")
        return Published(first.url, Outcome.UPDATED, self._delete(others))

    def _converge(self, made: Comment, ours: tuple[Comment, ...]) -> Published:
        first, *others = ours
        is_first = first.id == made.id
        if newer := _newest(ours, self.draft):
            # The first of all stays, whoever wrote it: the newer run writes into it.
            self._delete([] if is_first else [made])
            return _overtaken(newer)
        if is_first:
            return Published(made.url, Outcome.CREATED, self._delete(others))
        try:
            return self.update(ours)
        except NothingFound:
            return Published(made.url, Outcome.CREATED)

    def _post(self) -> Comment:
        with self._writing():
            return _comment(self._send("POST", f"/issues/{self.number}/comments"))

    def _posted(self) -> tuple[Comment, ...]:
        """Return what this very run has posted."""
        marker = self.draft.marker
        found = find_comments(self.connection, self.number, marker.key)
        return tuple(comment for comment in found if comment.marker == marker)

    def _delete(self, comments: Iterable[Comment]) -> str:
        """Delete the comments; return why one is left, empty if none is."""
        for comment in comments:
            try:
                with self._writing():
                    send(self.connection, "DELETE", f"/issues/comments/{comment.id}", object, {})
            except NothingFound:
                continue
            except SourceUnreachable as error:
                return f"an older comment of ours is still there: {error.message}"
        return ""

    def _send(self, method: str, path: str) -> _Row:
        return send(self.connection, method, path, _Row, {"body": self.body})

    def _writing(self) -> AbstractContextManager[None]:
        return self.connection.asking(f"A comment on pull request #{self.number}", WRITE)


def _write(thread: _Thread, found: tuple[Comment, ...], pull: PullRequest) -> Published:
    if reason := _why_not(pull, thread.draft):
        return Published(found[0].url if found else "", Outcome.SKIPPED, reason)
    try:
        return thread.update(found) if found else thread.create()
    except Forbidden:
        if not pull.is_locked:
            raise
        return _locked(pull)


def _marked(connection: Connection, number: int, key: str) -> list[Comment]:
    """Return every comment that begins with a marker of this key, by id."""
    path = f"/issues/{number}/comments"
    with connection.asking(f"The comments of pull request #{number}", READ):
        pages = ask_pages(connection, path, list[_Row], _MOST_PAGES, {})
        read = [_comment(row) for row in chain.from_iterable(pages)]
    marked = (comment for comment in read if comment.marker.key == key)
    return sorted(marked, key=lambda comment: comment.id)


def _comment(row: _Row) -> Comment:
    body, author = row.body or "", row.user.login if row.user else ""
    return Comment(row.id, row.html_url or "", body, Marker.read(body), author)


def _newest(found: Iterable[Comment], draft: Draft) -> tuple[Comment, ...]:
    """Return the comments of newer runs than ours, the newest first."""
    newer = [comment for comment in found if comment.marker.order > draft.marker.order]
    return tuple(sorted(newer, key=lambda comment: comment.marker.order, reverse=True))


def _overtaken(newer: tuple[Comment, ...]) -> Published:
    reason = f"newer: run {newer[0].marker.run_id} has said what there is to say."
    return Published(newer[0].url, Outcome.SKIPPED, reason)


def _why_not(pull: PullRequest, draft: Draft) -> str:
    ours = draft.marker.head_sha
    if not pull.is_open:
        return f"pull request #{pull.number} is closed."
    if ours and pull.head_sha != ours:
        return (
            f"newer: the head of pull request #{pull.number} is {pull.head_sha[:7]} by now, "
            f"and this run is about {ours[:7]}."
        )
    return ""


def _locked(pull: PullRequest) -> Published:
    reason = (
        f"the conversation of pull request #{pull.number} is locked, and the token may not write "
        "in it; unlock it and run this job again."
    )
    return Published("", Outcome.SKIPPED, reason)
