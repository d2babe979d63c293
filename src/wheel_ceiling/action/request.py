"""The pull request that a run is about, as far as GitHub tells of it."""

from dataclasses import dataclass

from wheel_ceiling.action.job import Job
from wheel_ceiling.errors import NothingFound, SourceUnreachable
from wheel_ceiling.github.pull_request import changed_files, find_pull_request
from wheel_ceiling.model import ChangedFile


@dataclass(frozen=True, slots=True)
class Request:
    """A pull request; its number is 0 where a run is about none."""

    number: int = 0
    base_sha: str = ""
    """What it wants to change; also that of a merge group, which has no number."""
    files: tuple[ChangedFile, ...] = ()


def find_request(job: Job) -> Request:
    """Return the pull request of this run; what GitHub does not tell is left empty.

    Labels and the present head are not among it: they are read when they matter, after judging.
    """
    number, base = job.occasion.pull_request, job.occasion.base_sha
    try:
        if not number and job.occasion.triggering:
            pull = find_pull_request(job.connection, job.occasion.triggering)
            number, base = pull.number, pull.base_sha
        files = changed_files(job.connection, number) if number else ()
    except (NothingFound, SourceUnreachable):
        files = ()
    return Request(number, base, files)
