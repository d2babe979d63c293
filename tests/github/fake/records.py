"""What the fake remembers. A test reads these; the routes tell them as GitHub's JSON."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tests.github.fake.exchange import Json

NAME = "octo/demo"
Side = Literal["LEFT", "RIGHT"]
_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


@dataclass
class Artifact:
    """Files of a run: the zip that was made of them, or one raw file."""

    id: int
    run_id: int
    name: str
    data: bytes
    created_at: str
    raw: bool = False
    expired: bool = False
    has_digest: bool = True
    filename: str = ""
    """What the blob host calls it; the artifact's name and .zip where there is nothing else."""

    @property
    def digest(self) -> str | None:
        return f"sha256:{hashlib.sha256(self.data).hexdigest()}" if self.has_digest else None


@dataclass
class Run:
    """A workflow run; no conclusion means that it has not ended."""

    id: int
    event: str
    head_branch: str
    head_sha: str
    conclusion: str
    head_repository: str
    path: str
    created_at: str
    workflow_id: int
    run_attempt: int = 1
    pull_requests: tuple[int, ...] = ()


@dataclass
class Asset:
    """A file of a release; only in state `uploaded` is it whole."""

    id: int
    name: str
    data: bytes
    created_at: str
    state: str = "uploaded"
    has_digest: bool = True
    content_type: str = "application/octet-stream"
    login: str = "octocat"

    @property
    def digest(self) -> str | None:
        return f"sha256:{hashlib.sha256(self.data).hexdigest()}" if self.has_digest else None


@dataclass
class Release:
    """A release and its files."""

    id: int
    tag: str
    created_at: str
    title: str = ""
    draft: bool = False
    prerelease: bool = False
    immutable: bool = False
    assets: list[Asset] = field(default_factory=list)


@dataclass
class LabelEvent:
    """A label was set (`labeled`) or taken away (`unlabeled`)."""

    id: int
    event: str
    label: str
    login: str
    created_at: str


@dataclass
class PullRequest:
    """A pull request; its files are named with their hunks, as GitHub shows them."""

    number: int
    head_sha: str
    head_ref: str
    head_repository: str
    base_sha: str
    base_ref: str
    created_at: str
    files: dict[str, str] = field(default_factory=dict)
    state: str = "open"
    login: str = "contributor"
    labels: list[str] = field(default_factory=list)
    events: list[LabelEvent] = field(default_factory=list)
    earlier_heads: list[str] = field(default_factory=list)

    def lines(self, path: str) -> set[tuple[Side, int]]:
        """Return the lines that a review may comment on."""
        return set(lines_of_patch(self.files.get(path, "")))


@dataclass
class Comment:
    """A comment on a pull request."""

    id: int
    number: int
    login: str
    body: str
    created_at: str
    updated_at: str
    edits: int = 0


@dataclass
class ReviewComment:
    """A comment on a line, or on a file where the line is 0."""

    id: int
    number: int
    review_id: int
    login: str
    path: str
    body: str
    commit_id: str
    created_at: str
    line: int = 0
    side: str = "RIGHT"
    start_line: int = 0


@dataclass
class Review:
    """A review; its state is COMMENTED, CHANGES_REQUESTED, APPROVED, DISMISSED or PENDING."""

    id: int
    number: int
    login: str
    state: str
    body: str
    commit_id: str
    submitted_at: str
    comments: list[ReviewComment] = field(default_factory=list)


@dataclass
class CheckRun:
    """A check run with all annotations that it was given so far."""

    id: int
    name: str
    head_sha: str
    started_at: str
    status: str = "queued"
    conclusion: str = ""
    details_url: str = ""
    external_id: str = ""
    completed_at: str = ""
    title: str = ""
    summary: str = ""
    text: str = ""
    annotations: list[Json] = field(default_factory=list)
    actions: list[Json] = field(default_factory=list)
    updates: int = 0


@dataclass
class Status:
    """A commit status."""

    id: int
    sha: str
    state: str
    context: str
    description: str
    target_url: str
    created_at: str
    login: str


@dataclass
class Compared:
    """What the head of two commits has that the base has not; the files with their hunks."""

    base: str
    head: str
    files: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    """Where files were before, by where they are now."""
    behind_by: int = 0
    """Commits that only the base has."""


@dataclass
class Contents:
    """The files of the repository, by reference (a branch, a tag, a commit) and path."""

    files: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def at(self, ref: str) -> Mapping[str, bytes]:
        return {path: data for (where, path), data in self.files.items() if where == ref}


def lines_of_patch(patch: str) -> Iterator[tuple[Side, int]]:
    """Name every line that the hunks show, on its side of the diff."""
    old = new = 0
    for line in patch.splitlines():
        if hunk := _HUNK.match(line):
            old, new = int(hunk[1]), int(hunk[2])
        elif line.startswith("+"):
            yield "RIGHT", new
            new += 1
        elif line.startswith("-"):
            yield "LEFT", old
            old += 1
        elif not line.startswith("\\"):
            yield "LEFT", old
            yield "RIGHT", new
            old, new = old + 1, new + 1
