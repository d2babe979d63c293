"""From a judged report to a published one: what was accepted, what explains it, who is told."""

from dataclasses import replace
from urllib.parse import quote

from wheel_ceiling.action.acceptance import (
    Acceptance,
    Memory,
    decode_memory,
    failing,
    honour,
    remember,
)
from wheel_ceiling.action.job import Job
from wheel_ceiling.action.papers import write_papers
from wheel_ceiling.action.publishing import Publication, is_trouble, publish
from wheel_ceiling.action.request import Request
from wheel_ceiling.blame import find_suspects
from wheel_ceiling.errors import NothingFound, SourceUnreachable
from wheel_ceiling.github.comment import Comment, find_comments
from wheel_ceiling.github.pull_request import PullRequest, label_event, read_pull_request
from wheel_ceiling.github.runs import first_seen
from wheel_ceiling.model import Report, Suspect, Verdict


def conclude(job: Job, request: Request, report: Report, author: str) -> Report:
    """Return the report as it was published; `author` is the name of the job that judged."""
    key = f"{job.judged.workflow}/{author}"
    pull = _present(job, request) if is_trouble(report) else None
    report, memory = _accepted(job, pull, report, key)
    report = replace(report, suspects=_suspects(job, request, report))
    papers = write_papers(job, report, author)
    publish(job, Publication(report, request, pull, papers, key, memory))
    return report


def _accepted(
    job: Job, pull: PullRequest | None, report: Report, key: str
) -> tuple[Report, Memory]:
    """Apply the label, if it is set and holds."""
    label = report.comparison.settings.accept_label
    is_set = pull is not None and label.casefold() in map(str.casefold, pull.labels)
    if pull is None or not is_set or not failing(report):
        return report, remember(report, Memory())
    try:
        before = _memory(job, pull.number, key)
        acceptance = _read_label(job, pull, label)
    except (NothingFound, SourceUnreachable) as error:
        remark = f"The label `{label}` accepts nothing: {error.message}"
        return replace(report, remarks=(*report.remarks, remark)), remember(report, Memory())
    return honour(report, acceptance, before)


def _read_label(job: Job, pull: PullRequest, label: str) -> Acceptance:
    """Return who set the label for this head; raises NothingFound where it was for another."""
    if pull.head_sha != job.judged.head_sha:
        raise NothingFound("this run is not about the newest commit.")
    event = label_event(job.connection, pull.number, label)
    # A commit that was the head before may be forced back: then its first run is older.
    came = max(first_seen(job.connection, pull.head_sha), event.forced_at)
    if event.created_at <= came:
        raise NothingFound(
            f"@{event.login} set it before this commit came; take it off and set it again to "
            "accept what is shown now."
        )
    return Acceptance(event.id, event.login, label)


def _memory(job: Job, number: int, key: str) -> Memory:
    """Return what our comment on this very head remembers."""
    comments = find_comments(job.connection, number, key)
    same = [comment for comment in comments if _is_about(comment, job)]
    return decode_memory(same[0].marker.data) if same else Memory()


def _present(job: Job, request: Request) -> PullRequest | None:
    """Return the pull request as it is now, or nothing where there is none to be had."""
    if not request.number:
        return None
    try:
        return read_pull_request(job.connection, request.number)
    except (NothingFound, SourceUnreachable):
        return None


def _is_about(comment: Comment, job: Job) -> bool:
    return comment.marker.head_sha == job.judged.head_sha


def _suspects(job: Job, request: Request, report: Report) -> tuple[Suspect, ...]:
    """Name changed lines only for what fails: on a passing run it would be gossip."""
    if report.verdict is not Verdict.FAIL:
        return ()
    living = [finding for finding in report.findings if not finding.is_waived]
    found = find_suspects(living, request.files)
    return tuple(replace(suspect, url=_url(job, suspect)) for suspect in found)


def _url(job: Job, suspect: Suspect) -> str:
    occasion = job.occasion
    commit = occasion.base_sha if suspect.is_removed else occasion.head_sha
    path = quote(suspect.path)
    return f"{occasion.server_url}/{occasion.repository}/blob/{commit}/{path}#L{suspect.line}"
