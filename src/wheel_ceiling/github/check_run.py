"""A check run of our own: a page of its own beside the job's, with annotations.

Off unless asked for: GitHub attaches it to an arbitrary suite of the commit (EnricoMi#12), and the
job's own check run already passes or fails.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from itertools import chain

from msgspec import Struct

from wheel_ceiling.github.answers import ask_pages
from wheel_ceiling.github.connection import Connection
from wheel_ceiling.github.excerpt import one_line, shortened
from wheel_ceiling.github.posting import Fields, Post, make_once, send

WRITE = "checks: write"
BATCH = 50
"""Annotations that one request takes; further requests add to them."""
MOST_TITLE = 255
MOST_TEXT = 65_535
MOST_MESSAGE = 64_000
"""Of an annotation; GitHub takes 64 KB."""
OURS = "wheel-ceiling"
"""The external id by which our own check runs are told from a job's of the same name."""
_MOST_PAGES = 10
_CUT = "_Cut here: GitHub takes no more. The JSON report of this run has everything._"


class Conclusion(StrEnum):
    """What a check run says; `action_required` is for a run that could not judge."""

    SUCCESS = "success"
    NEUTRAL = "neutral"
    FAILURE = "failure"
    ACTION_REQUIRED = "action_required"


class AnnotationLevel(StrEnum):
    """What an annotation weighs, in GitHub's words."""

    NOTICE = "notice"
    WARNING = "warning"
    FAILURE = "failure"


class Annotation(Struct, frozen=True):
    """A message beside lines of a file in the repository; lines count from 1."""

    path: str
    start_line: int
    end_line: int
    level: AnnotationLevel
    message: str
    title: str = ""


class CheckRunText(Struct, frozen=True):
    """All that a check run shows."""

    name: str
    head_sha: str
    conclusion: Conclusion
    title: str
    summary: str
    text: str = ""
    annotations: tuple[Annotation, ...] = ()


def publish_check_run(connection: Connection, check: CheckRunText) -> str:
    """Create the check run, or bring ours of that name and commit up to date; return its URL.

    Raises Forbidden, NothingFound, Refused or SourceUnreachable.
    """
    page = _Page(connection, check)
    said = [_fitting(annotation) for annotation in check.annotations]
    existing = page.ours()
    for run in existing[-1:]:
        shown = page.annotations(run)
        # Annotations can be added and not taken away: a page with an outdated one is left alone.
        if all(annotation in said for annotation in shown):
            page.write(run, [annotation for annotation in said if annotation not in shown])
            return run.html_url or ""
    known = {run.id for run in existing}
    made = make_once(
        lambda: page.create(said[:BATCH]),
        lambda: tuple(run for run in page.ours() if run.id not in known),
    )
    if len(said) > BATCH:
        page.write(made, said[BATCH:])
    return made.html_url or ""


class _Output(Struct):
    annotations_count: int


class _Run(Post):
    name: str
    output: _Output
    external_id: str | None = None


class _List(Struct):
    check_runs: list[_Run]


class _Shown(Struct):
    path: str
    start_line: int
    end_line: int
    annotation_level: AnnotationLevel
    message: str
    title: str | None = None


class _Page(Struct, frozen=True):
    """The check runs of one name and commit."""

    connection: Connection
    check: CheckRunText

    def ours(self) -> tuple[_Run, ...]:
        """Return those that we made, oldest first."""
        path = f"/commits/{self.check.head_sha}/check-runs"
        wanted = {"check_name": self.check.name}
        with self._asking():
            pages = [*ask_pages(self.connection, path, _List, _MOST_PAGES, wanted)]
        mine = (self.check.name, OURS)
        runs = (run for page in pages for run in page.check_runs)
        ours = (run for run in runs if (run.name, run.external_id) == mine)
        return tuple(sorted(ours, key=lambda run: run.id))

    def annotations(self, run: _Run) -> list[Annotation]:
        """Return what the check run shows already."""
        if not run.output.annotations_count:
            return []
        path = f"/check-runs/{run.id}/annotations"
        with self._asking():
            pages = ask_pages(self.connection, path, list[_Shown], _MOST_PAGES, {})
            return [_read(shown) for shown in chain.from_iterable(pages)]

    def create(self, annotations: Sequence[Annotation]) -> _Run:
        """Make a new one, concluded at once: what follows may fail without changing that."""
        check = self.check
        whose = {"name": check.name, "head_sha": check.head_sha, "external_id": OURS}
        with self._asking():
            fields = {**whose, **self._fields(annotations)}
            return send(self.connection, "POST", "/check-runs", _Run, fields)

    def write(self, run: _Run, annotations: Sequence[Annotation]) -> None:
        """Bring it up to date and add the annotations, in as many requests as they need."""
        for batch in _batches(annotations):
            with self._asking():
                path = f"/check-runs/{run.id}"
                send(self.connection, "PATCH", path, object, self._fields(batch))

    def _asking(self) -> AbstractContextManager[None]:
        what = f"The check run of commit {self.check.head_sha[:7]}"
        return self.connection.asking(what, WRITE)

    def _fields(self, annotations: Sequence[Annotation]) -> Fields:
        check = self.check
        output = {
            "title": one_line(check.title, MOST_TITLE),
            "summary": shortened(check.summary, MOST_TEXT, _CUT),
            "text": shortened(check.text, MOST_TEXT, _CUT),
            "annotations": [_sent(annotation) for annotation in annotations],
        }
        return {
            "details_url": self.connection.occasion.run_url,
            "status": "completed",
            "conclusion": check.conclusion.value,
            "output": output,
        }


def _batches(annotations: Sequence[Annotation]) -> Iterator[Sequence[Annotation]]:
    """Yield one batch at least, so that the rest of the page is written too."""
    for start in range(0, max(len(annotations), 1), BATCH):
        yield annotations[start : start + BATCH]


def _fitting(annotation: Annotation) -> Annotation:
    """Return the annotation as GitHub takes it: it comes back like that."""
    start = max(annotation.start_line, 1)
    return Annotation(
        path=annotation.path.lstrip("/"),
        start_line=start,
        end_line=max(annotation.end_line, start),
        level=annotation.level,
        message=shortened(annotation.message, MOST_MESSAGE, _CUT),
        title=one_line(annotation.title, MOST_TITLE),
    )


def _sent(annotation: Annotation) -> dict[str, str | int]:
    sent: dict[str, str | int] = {
        "path": annotation.path,
        "start_line": annotation.start_line,
        "end_line": annotation.end_line,
        "annotation_level": annotation.level.value,
        "message": annotation.message,
    }
    return {**sent, "title": annotation.title} if annotation.title else sent


def _read(shown: _Shown) -> Annotation:
    return Annotation(
        path=shown.path,
        start_line=shown.start_line,
        end_line=shown.end_line,
        level=shown.annotation_level,
        message=shown.message,
        title=shown.title or "",
    )
