"""The image, run as GitHub's runner runs it.

Mounts, working folder, names of the command files and of the variables are those of
actions/runner (src/Runner.Worker/Handlers/ContainerActionHandler.cs). Two things differ: the
engine's socket is not given to the container, and it shares the machine's network, on which the
fake of GitHub listens.
"""

import json
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from msgspec import Struct, field

from tests.container.commandfile import read_outputs
from tests.container.metadata import ACTION, default_inputs

_NOTHING: Mapping[str, str] = {}
_COMMAND_FILES = {
    "GITHUB_OUTPUT": "set_output",
    "GITHUB_ENV": "set_env",
    "GITHUB_PATH": "add_path",
    "GITHUB_STATE": "save_state",
    "GITHUB_STEP_SUMMARY": "step_summary",
}
_TOO_LONG = 60


class NoEngineError(Exception):
    """There is nothing to run the image with; says why."""


class Engine(Struct, frozen=True):
    """A Docker client whose engine answers, and an image that it has."""

    client: str
    image: str

    def ask(self, *words: str) -> str:
        """Return what the client prints; a client that complains fails the test."""
        ended = subprocess.run((self.client, *words), check=False, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip()

    def inside(self, *words: str) -> str:
        """Return what a command prints that runs in the image in place of the Action."""
        program, *rest = words
        return self.ask(
            "run", "--rm", "--network=host", f"--entrypoint={program}", self.image, *rest
        )


def find_engine(image: str, client: str, why_not: str) -> Engine:
    """Return the engine that has the image; raises NoEngineError where no image is named.

    A named image that cannot be had fails the tests: whoever named it wants them to run.
    """
    if not image:
        hint = "scripts/engine.sh ready and build make one, and .ci/run does it all"
        raise NoEngineError(why_not or f"no image is named by WHEEL_CEILING_IMAGE: {hint}")
    engine = Engine(client or "docker", image)
    engine.ask("image", "inspect", image)
    return engine


class Ended(Struct, frozen=True):
    """A step after its end, seen from outside."""

    exit_code: int
    log: str
    outputs: Mapping[str, str]
    summary: str


class Runner(Struct, frozen=True):
    """The folders of a job on the runner; steps see each other's files."""

    engine: Engine
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    """What the job's steps have in common: GITHUB_REPOSITORY and its like."""
    event: Mapping[str, object] = field(default_factory=dict)
    token: str = "no-token"

    @property
    def workspace(self) -> Path:
        return self.folder / "demo" / "demo"

    @property
    def temporary(self) -> Path:
        return self.folder / "_temp"

    def run(
        self, inputs: Mapping[str, str] = _NOTHING, environment: Mapping[str, str] = _NOTHING
    ) -> Ended:
        """Run the Action to its end."""
        with self.start(inputs, environment) as process:
            log, _ = process.communicate(timeout=_TOO_LONG)
        return self._ended(process.returncode, log)

    @contextmanager
    def start(
        self, inputs: Mapping[str, str] = _NOTHING, environment: Mapping[str, str] = _NOTHING
    ) -> Iterator[subprocess.Popen[str]]:
        """Start the Action; at the end of the block neither process nor container is left."""
        name = f"wheel-ceiling-{uuid4().hex}"
        command = self._command(name, {**_as_variables(inputs, self.token), **environment})
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            try:
                yield process
            finally:
                subprocess.run(
                    (self.engine.client, "rm", "-f", name), capture_output=True, check=False
                )
                process.kill()

    def _command(self, name: str, variables: Mapping[str, str]) -> list[str]:
        settings = [f"-e={key}={value}" for key, value in self._variables(variables).items()]
        mounts = [f"-v={path}:{inside}" for inside, path in self._folders().items()]
        return [
            *(self.engine.client, "run", f"--name={name}", "--workdir=/github/workspace", "--rm"),
            *("--network=host", *settings, *mounts, self.engine.image),
        ]

    def _folders(self) -> Mapping[str, Path]:
        """Make the folders that are mounted; host's /tmp is not among them."""
        folders = {
            "/github/runner_temp": self.temporary,
            "/github/home": self.temporary / "_github_home",
            "/github/workflow": self.temporary / "_github_workflow",
            "/github/file_commands": self.temporary / "_runner_file_commands",
            "/github/workspace": self.workspace,
        }
        for folder in folders.values():
            folder.mkdir(parents=True, exist_ok=True)
        for kind in _COMMAND_FILES.values():
            (folders["/github/file_commands"] / f"{kind}_1").write_text("", "utf-8")
        event = folders["/github/workflow"] / "event.json"
        event.write_text(json.dumps(self.event), "utf-8")
        return folders

    def _variables(self, more: Mapping[str, str]) -> Mapping[str, str]:
        command_files = {
            name: f"/github/file_commands/{kind}_1" for name, kind in _COMMAND_FILES.items()
        }
        return {
            "HOME": "/github/home",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": "/github/workspace",
            "GITHUB_EVENT_PATH": "/github/workflow/event.json",
            "RUNNER_TEMP": "/github/runner_temp",
            **command_files,
            **self.environment,
            **more,
        }

    def _ended(self, exit_code: int, log: str) -> Ended:
        files = self.temporary / "_runner_file_commands"
        return Ended(
            exit_code,
            log,
            read_outputs((files / "set_output_1").read_text("utf-8")),
            (files / "step_summary_1").read_text("utf-8"),
        )


def cancel(process: subprocess.Popen[str], number: signal.Signals) -> float:
    """Send the signal to the client, as the runner does; return how long the end took."""
    start = time.monotonic()
    process.send_signal(number)
    process.wait(timeout=_TOO_LONG)
    return time.monotonic() - start


def _as_variables(inputs: Mapping[str, str], token: str) -> Mapping[str, str]:
    """Name inputs as the runner does, which fills in the defaults of action.yml (Handler.cs)."""
    given = {**default_inputs(ACTION, token), **inputs}
    return {f"INPUT_{name.replace(' ', '_').upper()}": text for name, text in given.items()}
