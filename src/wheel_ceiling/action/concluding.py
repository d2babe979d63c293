"""From a judged report to a published one: what was accepted, what explains it, who is told."""

import hashlib
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from wheel_ceiling.action.acceptance import (
    UNSEEN,
    Acceptance,
    Memory,
    decode_memory,
    failing,
    honour,
    remember,
)
from wheel_ceiling.action.job import Job
from wheel_ceiling.action.publishing import Publication, is_trouble, publish
from wheel_ceiling.action.request import Request
from wheel_ceiling.blame import find_suspects
from wheel_ceiling.errors import NothingFound, SourceUnreachable, WheelCeilingError
from wheel_ceiling.github.comment import Comment, find_comments
from wheel_ceiling.github.pull_request import (
    LabelEvent,
    PullRequest,
    label_event,
    read_pull_request,
)
from wheel_ceiling.model import Report, Suspect, Verdict

_MOST_KEY = 150


class Concluded(Struct, frozen=True):
    """A report as it was published, and what could not be told."""

    report: Report
    troubles: tuple[WheelCeilingError, ...]


def conclude(job: Job, request: Request, report: Report, author: str) -> Concluded:
    """Publish the report with what was accepted of it; `author` names the gate that judged."""
    key = _key(job, author)
    report, pull = _with_pull(job, request, report)
    report, memory = _accepted(job, pull, report, key)
    report = replace(report, suspects=_suspects(job, request, report))
    publication = Publication(report, request, pull, author, key, memory)
    return Concluded(report, publish(job, publication))


def _key(job: Job, author: str) -> str:
    """Return what our comment is found by; a long one is as good as its digest."""
    key = f"{job.judged.workflow}/{author}"
    return key if len(key) <= _MOST_KEY else hashlib.sha256(key.encode()).hexdigest()


def _with_pull(job: Job, request: Request, report: Report) -> tuple[Report, PullRequest | None]:
    """Return the pull request as it is now, or nothing where it does not matter or is not told."""
    if not (request.number and is_trouble(report)):
        return report, None
    try:
        return report, read_pull_request(job.connection, request.number)
    except (NothingFound, SourceUnreachable) as error:
        label = report.comparison.settings.accept_label
        remark = f"Whether the label `{label}` is set could not be seen: {error.message}"
        told = (*report.remarks, remark) if label and failing(report) else report.remarks
        return replace(report, remarks=told), None


def _accepted(
    job: Job, pull: PullRequest | None, report: Report, key: str
) -> tuple[Report, Memory]:
    """Apply the label, if it is set and holds."""
    if pull is None:
        return report, remember(report, Memory(event=UNSEEN if failing(report) else 0))
    label = report.comparison.settings.accept_label
    try:
        if report.problems and not failing(report):
            # What could not be judged shows nothing, and takes nothing back.
            return report, _memory(job, pull.number, key)
        if not (failing(report) and _is_set(label, pull)):
            return report, remember(report, Memory())
        _insist_on_newest(job, pull)
        before = _memory(job, pull.number, key)
        event = label_event(job.connection, pull.number, label)
        _insist_on_no_push(event)
    except (NothingFound, SourceUnreachable) as error:
        remark = f"The label `{label}` accepts nothing: {error.message}"
        told = (*report.remarks, remark) if failing(report) else report.remarks
        return replace(report, remarks=told), remember(report, Memory(event=UNSEEN))
    return honour(report, Acceptance(event.id, event.login, label), before)


def _is_set(label: str, pull: PullRequest) -> bool:
    """Whether the pull request has the label; names do not differ in case only."""
    return bool(label) and label.casefold() in map(str.casefold, pull.labels)


def _insist_on_newest(job: Job, pull: PullRequest) -> None:
    if pull.head_sha != job.judged.head_sha:
        raise NothingFound("this run is not about the newest commit.")


def _insist_on_no_push(event: LabelEvent) -> None:
    """Raise NothingFound where the head was forced to another commit since, if only for a while."""
    if event.created_at <= event.forced_at:
        raise NothingFound(
            f"@{event.login} set it before the last push; take it off and set it again to accept "
            "what is shown now."
        )


def _memory(job: Job, number: int, key: str) -> Memory:
    """Return what our comment on this very head remembers."""
    comments = find_comments(job.connection, number, key)
    same = [comment for comment in comments if _is_about(comment, job)]
    return decode_memory(same[0].marker.data) if same else Memory()


def _is_about(comment: Comment, job: Job) -> bool:
    return comment.marker.head_sha == job.judged.head_sha


def _suspects(job: Job, request: Request, report: Report) -> tuple[Suspect, ...]:
    """Name changed lines only for what fails: on a passing run it would be gossip."""
    if report.verdict is not Verdict.FAIL:
        return ()
    living = [finding for finding in report.findings if not finding.is_waived]
    found = find_suspects(living, request.files)
    return tuple(replace(suspect, url=_url(job, request, suspect)) for suspect in found)


def _url(job: Job, request: Request, suspect: Suspect) -> str:
    occasion = job.occasion
    commit = request.base_sha if suspect.is_removed else job.judged.head_sha
    path = quote(suspect.path)
    return f"{occasion.server_url}/{occasion.repository}/blob/{commit}/{path}#L{suspect.line}"
