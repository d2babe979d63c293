"""Everything that a run tells GitHub. Each place fails alone, and none changes the verdict."""

import hashlib
from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import asdict

from wheel_ceiling.action.acceptance import Memory, encode_memory
from wheel_ceiling.action.inputs import Sink
from wheel_ceiling.action.job import Job
from wheel_ceiling.action.papers import write_papers
from wheel_ceiling.action.request import Request
from wheel_ceiling.errors import WheelCeilingError
from wheel_ceiling.github.check_run import (
    Annotation,
    AnnotationLevel,
    CheckRunText,
    Conclusion,
    publish_check_run,
)
from wheel_ceiling.github.commands import Commands
from wheel_ceiling.github.comment import Draft, publish_comment
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.marker import Marker
from wheel_ceiling.github.pull_request import PullRequest
from wheel_ceiling.github.review import (
    LineComment,
    ReviewEvent,
    ReviewText,
    Side,
    publish_review,
    withdraw_review,
)
from wheel_ceiling.github.status import State, StatusText, publish_status
from wheel_ceiling.model import Baseline, Inventory, Report, Severity, Verdict
from wheel_ceiling.reports.annotations import annotate, title_of
from wheel_ceiling.reports.foreign import clean, shorten
from wheel_ceiling.reports.markdown import BUDGET, render_markdown
from wheel_ceiling.reports.markdown.markup import prose

NAME = "wheel-ceiling"
_CONCLUSIONS = {
    Verdict.PASS: Conclusion.SUCCESS,
    Verdict.WARN: Conclusion.SUCCESS,
    Verdict.FAIL: Conclusion.FAILURE,
    Verdict.UNJUDGED: Conclusion.ACTION_REQUIRED,
}
_STATES = {
    Verdict.PASS: State.SUCCESS,
    Verdict.WARN: State.SUCCESS,
    Verdict.FAIL: State.FAILURE,
    Verdict.UNJUDGED: State.ERROR,
}
_LEVELS = {
    "error": AnnotationLevel.FAILURE,
    "warning": AnnotationLevel.WARNING,
    "notice": AnnotationLevel.NOTICE,
}
_MOST_TITLE = 140
_MOST_SUMMARY = 60_000
_MOST_NAME = 80


class Publication(Struct, frozen=True):
    """A report, and everything that has to be known to publish it."""

    report: Report
    request: Request
    pull: PullRequest | None
    """As it was after judging; nothing where it could not be read or was not needed."""
    author: str
    """Names the gate that judged."""
    key: str
    """Tells the comment of this gate from those of others."""
    memory: Memory


def publish(job: Job, publication: Publication) -> tuple[WheelCeilingError, ...]:
    """Tell everybody who should know, and return what kept us from it.

    The job's summary comes first, since it needs no permission.
    """
    troubles: list[WheelCeilingError] = []
    for tell in _places(job, publication):
        try:
            tell(job, publication)
        except WheelCeilingError as error:
            troubles.append(error)
    _tell_troubles(job.commands, troubles)
    return tuple(troubles)


def tell_trouble(commands: Commands, error: WheelCeilingError) -> None:
    """Say what stopped a run before there was a report."""
    text = f"{error.message} {f'→ {error.hint}' if error.hint else ''}".strip()
    commands.annotate("error", clean(text), NAME)
    commands.finish()


Tell = Callable[[Job, Publication], None]


def _places(job: Job, publication: Publication) -> Iterator[Tell]:
    yield _tell_summary
    yield _tell_outputs
    yield _tell_papers
    yield _tell_annotations
    if publication.request.number:
        yield _tell_comment
    if Sink.CHECK_RUN in job.choices.sinks:
        yield _tell_check_run
    if Sink.STATUS in job.choices.sinks:
        yield _tell_status
    if Sink.REVIEW in job.choices.sinks and publication.request.number:
        yield _tell_review


def _tell_summary(job: Job, publication: Publication) -> None:
    job.commands.add_summary(render_markdown(publication.report))


def _tell_outputs(job: Job, publication: Publication) -> None:
    report = publication.report
    worse = [
        finding
        for finding in report.findings
        if not finding.is_waived and finding.severity is not Severity.NOTE
    ]
    outputs = {
        "verdict": report.verdict.value,
        "findings": str(len(worse)),
        "baseline": _baseline(report.comparison.baseline),
    }
    for name, value in outputs.items():
        job.commands.set_output(name, value)


def _tell_papers(job: Job, publication: Publication) -> None:
    papers = write_papers(job, publication.report, publication.author)
    for name, path in asdict(papers).items():
        job.commands.set_output(name, path)


def _baseline(baseline: Baseline) -> str:
    return clean(baseline.source) if isinstance(baseline, Inventory) else ""


def _tell_annotations(job: Job, publication: Publication) -> None:
    for one in annotate(publication.report):
        job.commands.annotate(one.level, one.message, one.title, one.path, one.line)
    job.commands.finish()


def _tell_comment(job: Job, publication: Publication) -> None:
    report, run = publication.report, job.judged
    data = encode_memory(publication.memory)
    draft = Draft(
        text=render_markdown(report, BUDGET - len(data)),
        marker=Marker(publication.key, run.head_sha, run.id, run.attempt, data),
        is_trouble=is_trouble(report),
    )
    published = publish_comment(
        job.connection,
        publication.request.number,
        draft,
        policy=job.choices.comment,
        pull=publication.pull,
    )
    job.commands.set_output("comment-url", published.url)
    if published.reason:
        job.commands.say(f"Comment: {published.what}, {published.reason}")


def is_trouble(report: Report) -> bool:
    """Whether a maintainer should look at the report, if only at what was accepted."""
    return (
        bool(report.preface)
        or any(finding.severity is not Severity.NOTE for finding in report.findings)
        or report.verdict is not Verdict.PASS
    )


def _tell_check_run(job: Job, publication: Publication) -> None:
    report = publication.report
    notes = tuple(
        Annotation(one.path, one.line, one.line, _LEVELS[one.level], one.message, one.title)
        for one in annotate(report)
        if one.path
    )
    publish_check_run(
        job.connection,
        CheckRunText(
            name=_name(publication),
            head_sha=job.judged.head_sha,
            conclusion=_CONCLUSIONS[report.verdict],
            title=title_of(report, _MOST_TITLE),
            summary=render_markdown(report, _MOST_SUMMARY),
            text="",
            annotations=notes,
        ),
    )


def _tell_status(job: Job, publication: Publication) -> None:
    report = publication.report
    status = StatusText(
        job.judged.head_sha,
        _STATES[report.verdict],
        _name(publication),
        title_of(report, _MOST_TITLE),
    )
    publish_status(job.connection, status)


def _name(publication: Publication) -> str:
    """Return a name that no other gate on this commit has, and no job's own check either."""
    author = publication.author
    if len(author) > _MOST_NAME:
        # What tells two gates apart may be in the middle, which is cut out.
        digest = hashlib.sha256(author.encode("utf-8", "replace")).hexdigest()[:8]
        author = f"{shorten(author, _MOST_NAME)} {digest}"
    return f"{NAME}: {clean(author)}"


def _tell_review(job: Job, publication: Publication) -> None:
    """Ask for changes where the check fails; take that back where it does not."""
    report, number = publication.report, publication.request.number
    if report.verdict is not Verdict.FAIL:
        withdraw_review(job.connection, number, publication.key, "Nothing fails any more.")
        return
    comments = tuple(
        LineComment(
            suspect.path,
            suspect.line,
            Side.OLD if suspect.is_removed else Side.NEW,
            f"Likely cause of what {NAME} found: {prose(suspect.why)}",
        )
        for suspect in report.suspects
    )
    review = ReviewText(
        key=publication.key,
        head_sha=job.judged.head_sha,
        event=ReviewEvent.REQUEST_CHANGES,
        body=f"**{prose(title_of(report, _MOST_TITLE))}**",
        comments=comments,
        files=publication.request.files,
    )
    publish_review(job.connection, number, review)


def _tell_troubles(commands: Commands, troubles: list[WheelCeilingError]) -> None:
    """Say in one notice what the token may not do, and in a warning each what else went wrong."""
    missing = sorted({error.permission for error in troubles if isinstance(error, Forbidden)})
    if missing:
        commands.notice(
            f"Not everybody could be told: the token lacks {', '.join(missing)}. Grant it in the "
            "job's `permissions:`; for pull requests from forks, which never get it, the recipe "
            "docs/recipes/forks has a second workflow that comments. The verdict stands.",
            NAME,
        )
    for error in troubles:
        if not isinstance(error, Forbidden):
            commands.notice(f"{error.message} {error.hint}".strip(), NAME)
