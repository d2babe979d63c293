"""A pull request as GitHub tells of it: its head, its labels, its changed files.

Which pull request a run is about is taken from GitHub alone. A number out of an artifact is
whatever the fork wrote into it.
"""

from datetime import UTC, datetime
from itertools import chain
from math import ceil
from typing import Annotated

from msgspec import Meta, Struct

from wheel_ceiling.errors import NothingFound
from wheel_ceiling.github.answers import PER_PAGE, ask, ask_pages
from wheel_ceiling.github.connection import Connection
from wheel_ceiling.github.occasion import TriggeringRun
from wheel_ceiling.github.posting import Account
from wheel_ceiling.model import ChangedFile

READ = "pull-requests: read"
_MOST_PAGES = 100
_FORCED = "head_ref_force_pushed"


class PullRequest(Struct, frozen=True):
    """One pull request at this moment."""

    number: int
    head_sha: str
    base_sha: str
    head_repository: str
    """Empty: the fork was deleted."""
    is_open: bool
    labels: tuple[str, ...]
    url: str
    base_ref: str = ""
    is_locked: bool = False


class LabelEvent(Struct, frozen=True):
    """That somebody set a label."""

    id: int
    login: str
    """Empty: the account was deleted."""
    created_at: str
    """ISO 8601 in UTC, as GitHub writes it: 2026-01-31T12:00:00Z"""
    forced_at: str = ""
    """When the head was last forced to be another commit; empty: never."""


class _Repository(Struct):
    full_name: str


class _Branch(Struct):
    sha: str
    ref: str
    repo: _Repository | None = None


class _Label(Struct):
    name: str


class _Pull(Struct):
    number: Annotated[int, Meta(gt=0)]
    state: str
    html_url: str
    head: _Branch
    base: _Branch
    labels: list[_Label]
    locked: bool = False


class _File(Struct):
    filename: str
    patch: str | None = None


class _Event(Struct):
    id: int
    event: str
    created_at: Annotated[datetime, Meta(tz=True)]
    actor: Account | None = None
    label: _Label | None = None

    def sets(self, label: str) -> bool:
        """Whether it set the label; names do not differ in case only (docs, managing labels)."""
        name = self.label.name if self.event == "labeled" and self.label else ""
        return name.casefold() == label.casefold()

    @property
    def moment(self) -> str:
        return self.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_pull_request(connection: Connection, number: int) -> PullRequest:
    """Return the pull request as it is now; raises NothingFound, Forbidden, SourceUnreachable."""
    with connection.asking(f"Pull request #{number}", READ):
        return _described(ask(connection, f"/pulls/{number}", _Pull, {}))


def find_pull_request(connection: Connection, run: TriggeringRun) -> PullRequest:
    """Return the pull request whose head this run was about; raises NothingFound.

    The event of a run does not name the pull request of a fork. Of several with the same head an
    open one wins, then one into the default branch, then the oldest.
    """
    with connection.asking(f"The pull request of commit {run.head_sha[:7]}", READ):
        found = _of_branch(connection, run) or _of_commit(connection, run)
    if not found:
        raise NothingFound(
            f"No pull request has the head {run.head_sha[:7]} of the run that was to be reported.",
            "Somebody has pushed since, or the fork is gone; the newest commit's run reports.",
        )
    usual = connection.occasion.default_branch
    return min(found, key=lambda pull: (not pull.is_open, pull.base_ref != usual, pull.number))


def changed_files(connection: Connection, number: int, most: int = 300) -> tuple[ChangedFile, ...]:
    """Return the first changed files; raises NothingFound, Forbidden, SourceUnreachable."""
    path = f"/pulls/{number}/files"
    pages = ceil(most / PER_PAGE)
    with connection.asking(f"The changed files of pull request #{number}", READ):
        rows = [*chain.from_iterable(ask_pages(connection, path, list[_File], pages, {}))]
    return tuple(ChangedFile(row.filename, row.patch or "") for row in rows[:most])


def label_event(connection: Connection, number: int, label: str) -> LabelEvent:
    """Return when the label was set last, and by whom; raises NothingFound if it never was."""
    path = f"/issues/{number}/events"
    with connection.asking(f"The labels of pull request #{number}", READ):
        events = chain.from_iterable(ask_pages(connection, path, list[_Event], _MOST_PAGES, {}))
        told = [event for event in events if event.sets(label) or event.event == _FORCED]
    settings = [event for event in told if event.event != _FORCED]
    if not settings:
        raise NothingFound(f"Nobody has set the label “{label}” on pull request #{number}.")
    last = max(settings, key=lambda event: (event.created_at, event.id))
    forced = max((event.moment for event in told if event.event == _FORCED), default="")
    return LabelEvent(last.id, last.actor.login if last.actor else "", last.moment, forced)


def _of_branch(connection: Connection, run: TriggeringRun) -> list[PullRequest]:
    if not (run.head_repository and run.head_branch):
        return []
    owner = run.head_repository.partition("/")[0]
    return _with_head(connection, "/pulls", run, head=f"{owner}:{run.head_branch}")


def _of_commit(connection: Connection, run: TriggeringRun) -> list[PullRequest]:
    return _with_head(connection, f"/commits/{run.head_sha}/pulls", run)


def _with_head(
    connection: Connection, path: str, run: TriggeringRun, **filters: str
) -> list[PullRequest]:
    """Return those that end with this very commit and come from the repository of the run.

    Anybody can open a pull request with somebody else's commits; it may not be reported on
    theirs. A fork that is gone by now has no name.
    """
    pages = ask_pages(connection, path, list[_Pull], _MOST_PAGES, filters)
    described = map(_described, chain.from_iterable(pages))
    return [
        pull
        for pull in described
        if pull.head_sha == run.head_sha and pull.head_repository in {run.head_repository, ""}
    ]


def _described(pull: _Pull) -> PullRequest:
    return PullRequest(
        number=pull.number,
        head_sha=pull.head.sha,
        base_sha=pull.base.sha,
        head_repository=pull.head.repo.full_name if pull.head.repo else "",
        is_open=pull.state == "open",
        labels=tuple(label.name for label in pull.labels),
        url=pull.html_url,
        base_ref=pull.base.ref,
        is_locked=pull.locked,
    )
