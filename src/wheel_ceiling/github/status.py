"""A commit status: one line beside a commit, which links to the run."""

from enum import StrEnum

from msgspec import Struct

from wheel_ceiling.errors import SourceUnreachable
from wheel_ceiling.github.connection import Connection
from wheel_ceiling.github.excerpt import one_line
from wheel_ceiling.github.posting import send, was_refused

MOST_DESCRIPTION = 140
"""Characters; a longer one is refused with 422."""


class State(StrEnum):
    """What a status says; `error` is for a run that could not judge."""

    SUCCESS = "success"
    FAILURE = "failure"
    ERROR = "error"
    PENDING = "pending"


class StatusText(Struct, frozen=True):
    """All that a status shows. The last one of a context is the one that counts."""

    head_sha: str
    state: State
    context: str
    description: str = ""
    target_url: str = ""


def publish_status(connection: Connection, status: StatusText) -> None:
    """Set the status of the commit; raises Forbidden, NothingFound or SourceUnreachable."""
    try:
        _set(connection, status)
    except SourceUnreachable as error:
        if was_refused(error):
            raise
        # Said twice it is the same status, so that asking again is safe whatever happened.
        _set(connection, status)


def _set(connection: Connection, status: StatusText) -> None:
    given = {
        "state": status.state.value,
        "context": status.context,
        "description": one_line(status.description, MOST_DESCRIPTION),
        "target_url": status.target_url or connection.occasion.run_url,
    }
    told = {name: value for name, value in given.items() if value}
    with connection.asking(f"The status of commit {status.head_sha[:7]}", "statuses: write"):
        send(connection, "POST", f"/statuses/{status.head_sha}", object, told)
