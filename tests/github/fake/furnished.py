"""How a test furnishes the repository: runs, artifacts, releases, files, pull requests, labels."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.github.fake.records import (
    NAME,
    Artifact,
    Compared,
    LabelEvent,
    PullRequest,
    Release,
    Run,
)
from tests.github.fake.repository import BASE_SHA, HEAD_SHA, WORKFLOW, Repository


@dataclass
class Furnished(Repository):
    """The repository with what lets a test fill it; every method returns the new thing's id."""

    def add_artifact(
        self,
        run_id: int,
        name: str,
        data: bytes,
        *,
        raw: bool = False,
        expired: bool = False,
        digest: bool = True,
        filename: str = "",
    ) -> int:
        """Store a zip, or with `raw` one file as it is (`archive: false`), under the run."""
        given = filename or (name if raw else f"{name}.zip")
        artifact = Artifact(
            self.new_id(), run_id, name, data, self.now(), raw, expired, digest, given
        )
        self.artifacts.append(artifact)
        return artifact.id

    def add_run(
        self,
        *,
        id: int = 0,  # noqa: A002  # as GitHub says it
        event: str = "push",
        head_branch: str = "main",
        head_sha: str = HEAD_SHA,
        conclusion: str = "success",
        head_repository: str | None = None,
        path: str = WORKFLOW,
        created_at: str = "",
        run_attempt: int = 1,
        pull_requests: tuple[int, ...] = (),
    ) -> int:
        """Add a run; no conclusion: it goes on; head repository "": the fork was deleted."""
        if path not in self.workflows:
            self.workflows.append(path)
        run = Run(
            id=id or self.new_id(),
            event=event,
            head_branch=head_branch,
            head_sha=head_sha,
            conclusion=conclusion,
            head_repository=self.name if head_repository is None else head_repository,
            path=path,
            created_at=created_at or self.now(),
            workflow_id=self.workflow_id(path),
            run_attempt=run_attempt,
            pull_requests=pull_requests,
        )
        self.runs.append(run)
        return run.id

    def add_release(
        self,
        tag: str,
        *,
        draft: bool = False,
        prerelease: bool = False,
        immutable: bool = False,
        title: str = "",
        assets: Mapping[str, bytes] | None = None,
        created_at: str = "",
    ) -> int:
        release = Release(
            id=self.new_id(),
            tag=tag,
            created_at=created_at or self.now(),
            title=title or tag,
            draft=draft,
            prerelease=prerelease,
            immutable=immutable,
        )
        self.releases.append(release)
        for name, data in (assets or {}).items():
            self.add_asset(release.id, name, data)
        return release.id

    def add_file(self, ref: str, path: str, data: bytes) -> None:
        """Put a file where `ref` (a branch, a tag or a commit) is; they do not know each other."""
        self.contents.files[ref, path] = data

    def add_changes(
        self,
        base: str,
        head: str,
        files: Mapping[str, str] | None = None,
        *,
        moved: Mapping[str, str] | None = None,
        behind_by: int = 0,
    ) -> None:
        """Let two commits, by whatever name, differ in these files; `moved`: from new to old."""
        known = Compared(base, head, {**(files or {})}, {**(moved or {})}, behind_by)
        self.compared.append(known)

    def add_pull_request(
        self,
        number: int,
        *,
        head_sha: str = HEAD_SHA,
        head_ref: str = "topic",
        head_repository: str = NAME,
        base_sha: str = BASE_SHA,
        base_ref: str = "main",
        files: Mapping[str, str] | None = None,
        state: str = "open",
    ) -> None:
        """Open one; a head repository "" is a deleted fork; a file without hunks is binary."""
        self.pull_requests[number] = PullRequest(
            number=number,
            head_sha=head_sha,
            head_ref=head_ref,
            head_repository=head_repository,
            base_sha=base_sha,
            base_ref=base_ref,
            created_at=self.now(),
            files={**(files or {})},
            state=state,
        )

    def push(self, number: int, head_sha: str, files: Mapping[str, str] | None = None) -> None:
        """Move the pull request's head."""
        pull_request = self.pull_requests[number]
        pull_request.earlier_heads.append(pull_request.head_sha)
        pull_request.head_sha = head_sha
        if files is not None:
            pull_request.files = {**files}

    def add_label(self, number: int, name: str, login: str = "maintainer", at: str = "") -> int:
        pull_request = self.pull_requests[number]
        if name not in pull_request.labels:
            pull_request.labels.append(name)
        return self._label_event(number, "labeled", name, login, at)

    def remove_label(self, number: int, name: str, login: str = "maintainer", at: str = "") -> int:
        self.pull_requests[number].labels.remove(name)
        return self._label_event(number, "unlabeled", name, login, at)

    def _label_event(self, number: int, event: str, name: str, login: str, at: str) -> int:
        noted = LabelEvent(self.new_id(), event, name, login, at or self.now())
        self.pull_requests[number].events.append(noted)
        return noted.id
