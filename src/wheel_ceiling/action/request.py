"""The pull request that a run is about, as far as GitHub tells of it."""

from msgspec import Struct

from wheel_ceiling.action.job import Job
from wheel_ceiling.errors import NothingFound, SourceUnreachable
from wheel_ceiling.github.pull_request import changed_files, find_pull_request
from wheel_ceiling.model import ChangedFile

_MOST_FILES = 3_000
"""GitHub lists no more (docs, "List pull requests files")."""


class Request(Struct, frozen=True):
    """A pull request; its number is 0 where a run is about none."""

    number: int = 0
    base_sha: str = ""
    """What it wants to change; also that of a merge group, which has no number."""
    files: tuple[ChangedFile, ...] = ()
    unseen: str = ""
    """Why its files are not known, as a sentence; empty if they are."""


def find_request(job: Job) -> Request:
    """Return the pull request of this run.

    Labels and the present head are not among it: they are read when they matter, after judging.
    Raises SourceUnreachable where it cannot be known which one it is.
    """
    number, base = job.occasion.pull_request, job.occasion.base_sha
    if not number and job.occasion.triggering:
        try:
            pull = find_pull_request(job.connection, job.occasion.triggering)
        except NothingFound:
            return Request()
        number, base = pull.number, pull.base_sha
    if not number:
        return Request(0, base)
    try:
        return Request(number, base, changed_files(job.connection, number, _MOST_FILES))
    except (NothingFound, SourceUnreachable) as error:
        return Request(number, base, unseen=error.message)
