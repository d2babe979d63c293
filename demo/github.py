"""The life of two pull requests, against a stand-in for GitHub: `make demo-github`.

Each act is a whole run of the Action, in its container where an engine is named by the environment
(scripts/engine.sh), else in a process of its own. Prints every request that was made, and leaves
the last comments as Markdown, as pages and as pictures.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from demo.picture import take_pictures
from tests.action.stage import HEAD_SHA, NUMBER, Outcome, Perform, Stage
from tests.action.wheels import NAME, RELEASED_NAME, artifact, meant, rebuilt, released
from tests.github.fake import FakeGitHub
from tests.github.fake.events import FORK, payload
from tests.github.fake.runner import MERGE_SHA
from wheel_ceiling.action.papers import FOLDER

OUT = Path(__file__).with_name("out") / "github"
INVENTORY = Path(__file__).with_name("built-libraries.json")
ASKED = {"wheels": "run/wheels", "built_libraries": "run/built-libraries"}
FIXED_HEAD = "d" * 40
LABEL = "wheel-ceiling: accept"
READ_ONLY = {"contents": "read", "actions": "read", "pull-requests": "read", "metadata": "read"}
COPIES = """\
@@ -3,5 +3,5 @@ FROM quay.io/pypa/manylinux2014_x86_64
 WORKDIR /src
-COPY cache/ray/ python/ray/
+COPY python/ python/
 RUN pip wheel --no-deps -w dist ./python"""
MOUNTS = {
    "_temp/_runner_file_commands": "/github/file_commands",
    "_temp/_github_workflow": "/github/workflow",
    "_temp/_github_home": "/github/home",
    "_temp": "/github/runner_temp",
    "ws": "/github/workspace",
}


def main() -> None:
    """Play both pull requests and show what came of them."""
    image = os.environ.get("WHEEL_CEILING_IMAGE", "")
    perform = in_container(image) if image else in_process
    print(f"Each act runs the Action in {f'the image {image}' if image else 'a process'}.")
    OUT.mkdir(parents=True, exist_ok=True)
    with FakeGitHub() as github, tempfile.TemporaryDirectory() as folder:
        github.add_release("v2.8.0", assets={RELEASED_NAME: released()})
        github.add_changes("v2.8.0", MERGE_SHA, {"ci/Dockerfile": COPIES, "ray/serve.py": ""})
        Play(Stage(github, Path(folder) / "branch", perform=perform)).push_and_fix()
    with FakeGitHub() as github, tempfile.TemporaryDirectory() as folder:
        github.add_release("v2.8.0", assets={RELEASED_NAME: released()})
        Play(Stage(github, Path(folder) / "fork", perform=perform)).fork_and_accept()
    take_pictures(sorted(OUT.glob("*.md")))


class Play:
    """Acts on one stage, told as they happen."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.github = stage.github

    def push_and_fix(self) -> None:
        """A bad wheel is pushed, then mended."""
        stage = self.stage
        stage.open_pull_request(files={"ci/Dockerfile": COPIES})
        self.build(rebuilt())
        self.tell("A pull request whose packing step brought a local build along", expected=1)
        self.show(stage.on_pull_request(**ASKED), "1-rebuilt")
        self.github.push(NUMBER, FIXED_HEAD)
        stage.next_run(FIXED_HEAD)
        self.build(meant())
        self.tell("Its author packs the library that the build made", expected=0)
        outcome = stage.on_pull_request("pull_request-synchronize", FIXED_HEAD, **ASKED)
        self.show(outcome, "2-fixed")

    def fork_and_accept(self) -> None:
        """The same from a fork, whose token can only read; a maintainer accepts it."""
        stage = self.stage
        stage.open_pull_request(head_repository=FORK)
        stage.build({NAME: rebuilt()})
        self.tell("The same from a fork: a token that can only read", expected=1)
        self.judge_fork()
        self.tell("The second workflow comments in its place", expected=0)
        self.show(self.publish(), "3-fork")
        self.github.add_label(NUMBER, LABEL, "maintainer")
        stage.next_run()
        stage.build({NAME: rebuilt()})
        self.tell(f"A maintainer sets the label “{LABEL}”", expected=0)
        self.judge_fork()
        self.tell("The second workflow says so", expected=0)
        self.show(self.publish(), "4-accepted")

    def build(self, wheel: bytes) -> None:
        """Upload the wheel, and the inventory of what was built before it was packed."""
        self.stage.build({NAME: wheel})
        self.stage.build({INVENTORY.name: INVENTORY.read_bytes()}, "built-libraries")

    def judge_fork(self) -> None:
        """Run the first workflow, and upload its folder as the recipe does."""
        rights = dict(self.github.permissions)
        self.github.permissions.clear()
        self.github.permissions.update(READ_ONLY)
        outcome = self.stage.on_pull_request("pull_request-from-fork")
        self.github.permissions.clear()
        self.github.permissions.update(rights)
        self.show(outcome, "")
        files = {path.name: path.read_bytes() for path in (outcome.workspace / FOLDER).iterdir()}
        self.github.add_artifact(self.stage.run_id, FOLDER, artifact(files))

    def publish(self) -> Outcome:
        """Run the second workflow."""
        event = payload(
            "workflow_run-from-fork",
            **{"workflow_run.id": self.stage.run_id, "workflow_run.head_sha": HEAD_SHA},
        )
        return self.stage.play("workflow_run", event, mode="publish")

    def tell(self, what: str, *, expected: int) -> None:
        """Begin an act."""
        self.expected = expected
        self.github.seen.clear()
        self.github.blob_seen.clear()
        print(f"\n## {what}\n")

    def show(self, outcome: Outcome, name: str) -> None:
        """End an act: requests, annotations, verdict; keep the comment by that name."""
        for seen in self.github.seen:
            print(f"  {seen.method:5} {seen.path}")
        print(f"  and {len(self.github.blob_seen)} downloads without a token\n")
        for line in outcome.annotations:
            print(f"  {line}")
        print(f"  exit code {outcome.code}, verdict {outcome.outputs.get('verdict', '')}")
        if outcome.code != self.expected or self.github.violations:
            sys.exit(f"This was to end with {self.expected}: {self.github.violations}")
        for comment in self.github.comments(NUMBER) if name else ():
            print(f"  comment {comment.id}: demo/out/github/{name}.md")
            (OUT / f"{name}.md").write_text(comment.body, "utf-8")


def in_process(environment: Mapping[str, str], folder: Path) -> tuple[int, str]:
    """Run the Action as the variant without Docker does."""
    folder.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-I", "-m", "wheel_ceiling.action"]
    ended = subprocess.run(
        words, env={**environment}, cwd=folder, capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout + ended.stderr


def in_container(image: str) -> Perform:
    """Return what runs the image with the mounts and variables that GitHub's runner gives it."""
    client = os.environ.get("WHEEL_CEILING_DOCKER", "docker")

    def perform(environment: Mapping[str, str], folder: Path) -> tuple[int, str]:
        settings = (f"-e={name}={inside(text, folder)}" for name, text in environment.items())
        mounts = (f"-v={folder / path}:{target}" for path, target in MOUNTS.items())
        words = [client, "run", "--rm", "--network=host", "--workdir=/github/workspace"]
        ended = subprocess.run(
            [*words, *settings, *mounts, image], capture_output=True, text=True, check=False
        )
        return ended.returncode, ended.stdout + ended.stderr

    return perform


def inside(text: str, folder: Path) -> str:
    """Return a path as the container sees it, any other value as it is."""
    with suppress(ValueError):
        path = Path(text).relative_to(folder).as_posix()
        for outside, target in MOUNTS.items():
            if path == outside or path.startswith(f"{outside}/"):
                return f"{target}{path.removeprefix(outside)}"
    return text


if __name__ == "__main__":
    main()
