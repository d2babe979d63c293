"""One repository, played through pushes, labels and re-runs: each step is a whole run of ours."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from tests.action.wheels import artifact
from tests.cli.terminal import NO_NETWORK
from tests.container.commandfile import read_outputs
from tests.github.fake import BASE_SHA, HEAD_SHA, FakeGitHub
from tests.github.fake.events import payload
from tests.github.fake.exchange import Json
from tests.github.fake.runner import RUN_ID, runner_environment
from wheel_ceiling.action.program import main
from wheel_ceiling.github.connection import Patience

QUICK = Patience(connect=2, read=2, retries=2, pause=0.01, longest_wait=0.1, between_writes=0)
NUMBER = 7


class Outcome(Struct, frozen=True):
    """What a run left behind, as its workflow sees it."""

    code: int
    log: str
    outputs: Mapping[str, str]
    summary: str
    workspace: Path

    @property
    def annotations(self) -> list[str]:
        return [
            line
            for line in self.log.splitlines()
            if line.startswith(("::error", "::warning", "::notice"))
        ]

    def text(self, output: str) -> str:
        """Return the file that an output names."""
        return (self.workspace / self.outputs[output]).read_text("utf-8")


Perform = Callable[[Mapping[str, str], Path], tuple[int, str]]
"""Runs the Action with this environment, in this folder; returns exit code and log."""


def here(environment: Mapping[str, str], _folder: Path) -> tuple[int, str]:
    """Run it in this process."""
    out = io.StringIO()
    return main(environment, out, QUICK), out.getvalue()


@dataclass
class Stage:
    """A pull request of octo/demo, and the runs of its workflow."""

    github: FakeGitHub
    folder: Path
    run_id: int = RUN_ID
    plays: int = 0
    perform: Perform = here

    def __post_init__(self) -> None:
        for commit in (HEAD_SHA, BASE_SHA, self.github.default_branch):
            self.github.add_file(commit, "README.md", b"# demo\n")

    def open_pull_request(self, **facts: object) -> None:
        """Open pull request 7, whose head has its first run now."""
        self.github.add_pull_request(NUMBER, **facts)  # type: ignore[arg-type]
        self.github.add_run(
            id=self.run_id,
            event="pull_request",
            head_branch="topic",
            head_sha=str(facts.get("head_sha", HEAD_SHA)),
            conclusion="",
        )

    def next_run(self, head_sha: str = HEAD_SHA) -> None:
        """Begin another run, of the same head or of a new one."""
        self.run_id += 1
        self.github.add_run(
            id=self.run_id,
            event="pull_request",
            head_branch="topic",
            head_sha=head_sha,
            conclusion="",
        )

    def build(self, wheels: dict[str, bytes], name: str = "wheels") -> None:
        """Upload what the run's build job made."""
        self.github.add_artifact(self.run_id, name, artifact(wheels))

    def on_pull_request(
        self, event: str = "pull_request-opened", head_sha: str = HEAD_SHA, **inputs: str
    ) -> Outcome:
        """Run for the pull request as it is now."""
        pull = self.github.pull_requests[NUMBER]
        made = payload(
            event,
            **{
                "number": NUMBER,
                "pull_request.head.sha": head_sha,
                "pull_request.base.sha": pull.base_sha,
            },
        )
        return self.play("pull_request", made, **inputs)

    def play(self, event_name: str, event: Json, **inputs: str) -> Outcome:
        """Run the Action once, in a workspace of its own; keywords are inputs, `_` for `-`."""
        self.plays += 1
        folder = self.folder / f"run{self.plays}"
        given = {f"INPUT_{name.replace('_', '-').upper()}": text for name, text in inputs.items()}
        environment = runner_environment(
            self.github,
            folder,
            event_name,
            event,
            **{
                "GITHUB_RUN_ID": str(self.run_id),
                "PIP_INDEX_URL": NO_NETWORK,
                "PIP_CONFIG_FILE": "/dev/null",
                **given,
            },
        )
        code, log = self.perform(environment, folder)
        return Outcome(
            code,
            log,
            read_outputs(Path(environment["GITHUB_OUTPUT"]).read_text("utf-8")),
            Path(environment["GITHUB_STEP_SUMMARY"]).read_text("utf-8"),
            Path(environment["GITHUB_WORKSPACE"]),
        )

    @property
    def comments(self) -> list[str]:
        return [comment.body for comment in self.github.comments(NUMBER)]


__all__ = ["BASE_SHA", "HEAD_SHA", "NUMBER", "Outcome", "Stage"]
