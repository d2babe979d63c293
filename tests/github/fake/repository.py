"""The repository octo/demo, as a test furnishes it and as the routes find and change it."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from tests.github.fake.blobs import Blobs
from tests.github.fake.records import (
    NAME,
    Artifact,
    Asset,
    CheckRun,
    Comment,
    Compared,
    Contents,
    PullRequest,
    Release,
    Review,
    ReviewComment,
    Run,
    Status,
)

HEAD_SHA = "a" * 40
BASE_SHA = "b" * 40
BOT = "github-actions[bot]"
WORKFLOW = ".github/workflows/build.yml"
# What the recipe for pull requests of the same repository declares.
PERMISSIONS = {
    "actions": "read",
    "checks": "write",
    "contents": "read",
    "pull-requests": "write",
    "statuses": "write",
}
_START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Repository:
    """State behind the API. Every write moves the clock on by a second."""

    name: str = NAME
    default_branch: str = "main"
    private: bool = False
    token: str = "ghs_installationToken"
    """What requests must carry."""
    violations: list[str] = field(default_factory=list)
    """Requests and answers that GitHub does not allow."""
    login: str = BOT
    """Who writes with the token."""
    permissions: dict[str, str] = field(default_factory=lambda: {**PERMISSIONS})
    """What the token may do, as in a workflow's `permissions:`; what is missing it may not."""
    redirects_assets: bool = True
    """Whether the bytes of an asset come from the blob host (302) or from the API (200)."""
    api_url: str = ""
    uploads_url: str = ""
    server_url: str = "https://github.com"
    rate_limit: int = 1000
    requests_left: int = 1000
    """At 0 every request is refused until the reset; GITHUB_TOKEN has 1,000 an hour."""
    rate_limit_reset: int = field(default_factory=lambda: int(time.time()) + 3600)
    artifacts: list[Artifact] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    pull_requests: dict[int, PullRequest] = field(default_factory=dict)
    all_comments: list[Comment] = field(default_factory=list)
    all_reviews: list[Review] = field(default_factory=list)
    review_comments: list[ReviewComment] = field(default_factory=list)
    check_runs: list[CheckRun] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    """Those without a release."""
    compared: list[Compared] = field(default_factory=list)
    contents: Contents = field(default_factory=Contents)
    workflows: list[str] = field(default_factory=lambda: [WORKFLOW])
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _ids: Iterator[int] = field(default_factory=lambda: count(1001), repr=False)
    _seconds: Iterator[int] = field(default_factory=count, repr=False)

    def __post_init__(self) -> None:
        self.blobs = Blobs(self.violations.append)

    @property
    def url(self) -> str:
        """The repository's address in the API."""
        return f"{self.api_url}/repos/{self.name}"

    def now(self) -> str:
        """Return a time that is later than the one before."""
        at = _START + timedelta(seconds=next(self._seconds))
        return at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def new_id(self) -> int:
        return next(self._ids)

    def workflow_id(self, path: str) -> int:
        return 501 + self.workflows.index(path)

    def add_asset(
        self,
        release_id: int,
        name: str,
        data: bytes,
        *,
        state: str = "uploaded",
        digest: bool = True,
        login: str = "octocat",
    ) -> int:
        """Attach a file; in state `open` or `starter` its upload has not ended."""
        asset = Asset(self.new_id(), name, data, self.now(), state, digest, login=login)
        self.assets(release_id).append(asset)
        return asset.id

    def assets(self, release_id: int) -> list[Asset]:
        return next(release.assets for release in self.releases if release.id == release_id)

    def add_comment(self, number: int, body: str, login: str = "someone", at: str = "") -> int:
        """Write a comment as somebody else, or as `github.login`."""
        now = at or self.now()
        comment = Comment(self.new_id(), number, login, body, now, now)
        self.all_comments.append(comment)
        return comment.id

    def comments(self, number: int) -> list[Comment]:
        """Return the comments of a pull request, oldest first."""
        return [comment for comment in self.all_comments if comment.number == number]

    def reviews(self, number: int) -> list[Review]:
        """Return the reviews of a pull request, oldest first."""
        return [review for review in self.all_reviews if review.number == number]
