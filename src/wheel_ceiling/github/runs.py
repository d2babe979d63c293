"""Workflow runs: the good ones of a branch."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from msgspec import Meta, Struct

from wheel_ceiling.errors import NothingFound
from wheel_ceiling.github.answers import Parameters, ask_pages
from wheel_ceiling.github.connection import Connection

_PERMISSION = "actions: read"
# A filtered list of runs ends after 1,000: docs, "workflow-runs".
_MOST_PAGES = 10
_Moment = Annotated[datetime, Meta(tz=True)]


class Run(Struct, frozen=True):
    """One run of a workflow."""

    id: int
    head_sha: str
    head_branch: str
    event: str
    head_repository: str
    """Empty: the fork was deleted."""
    created_at: str
    """2026-01-31T12:00:00Z"""
    url: str


class _Repository(Struct):
    full_name: str


class _Row(Struct):
    id: Annotated[int, Meta(gt=0)]
    head_sha: str
    event: str
    created_at: _Moment
    html_url: str
    path: str
    conclusion: str | None = None
    head_branch: str | None = None
    head_repository: _Repository | None = None

    @property
    def home(self) -> str:
        return self.head_repository.full_name if self.head_repository else ""


class _Page(Struct):
    workflow_runs: list[_Row]


def good_runs(
    connection: Connection, branch: str, workflow: str, but_not: int = 0
) -> Iterator[Run]:
    """Yield the successful push runs of that workflow file on a branch of this repository.

    Newest first; further pages are asked for only by who wants more. `but_not` is the run that is
    being checked, by its id. A branch of a fork may have the same name, and passes the filter of
    the API. Raises NothingFound where there is none at all.
    """
    name = workflow.rpartition("/")[2]
    what = f"The last good run of {workflow or 'an unnamed workflow'} on {branch}"
    missing = NothingFound(
        f"{what} could not be found.", f"It is there as soon as a push to {branch} was built."
    )
    if not name:
        raise missing
    path = f"/actions/workflows/{quote(name, safe='')}/runs"
    parameters: Parameters = {"branch": branch, "event": "push", "status": "success"}
    is_missing = True
    with connection.asking(what, _PERMISSION):
        for page in ask_pages(connection, path, _Page, _MOST_PAGES, parameters):
            rows = _rows_of(page.workflow_runs, branch, workflow)
            good = [row for row in rows if _is_home(row, connection) and row.id != but_not]
            is_missing = is_missing and not good
            good.sort(key=lambda row: (row.created_at, row.id), reverse=True)
            yield from map(_run, good)
    if is_missing:
        raise missing


def _rows_of(rows: Iterable[_Row], branch: str, workflow: str) -> Iterable[_Row]:
    """Return what was asked for of what was answered."""
    return (
        row
        for row in rows
        if (row.event, row.conclusion, row.head_branch) == ("push", "success", branch)
        and row.path.partition("@")[0] == workflow
    )


def _is_home(row: _Row, connection: Connection) -> bool:
    return row.home.casefold() == connection.occasion.repository.casefold()


def _run(row: _Row) -> Run:
    return Run(
        id=row.id,
        head_sha=row.head_sha,
        head_branch=row.head_branch or "",
        event=row.event,
        head_repository=row.home,
        created_at=_shown(row.created_at),
        url=row.html_url,
    )


def _shown(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
