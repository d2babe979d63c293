"""Walks the steps of a composite action with bash, as the runner does.

Knows just the expressions that such an action needs; an unknown one is an error.
"""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from tests.container.commandfile import read_outputs
from tests.container.metadata import default_inputs, steps_of, values_of
from tests.recipes.expressions import resolve
from tests.recipes.yaml_values import text, texts


class Walked(Struct, frozen=True):
    """Where the steps led to; the outputs are the action's."""

    exit_code: int
    log: str
    outputs: Mapping[str, str]


class Walker(Struct, frozen=True):
    """A composite action in a job."""

    action: Path
    folder: Path
    """The job's; holds the workspace and RUNNER_TEMP."""
    environment: Mapping[str, str]
    token: str = "no-token"
    known: dict[str, str] = field(default_factory=dict)
    """The values of expressions."""

    @property
    def workspace(self) -> Path:
        return self.folder / "work"

    def walk(self, inputs: Mapping[str, str]) -> Walked:
        """Run step after step, to the first that fails."""
        given = {**default_inputs(self.action, self.token), **inputs}
        self.known.update({f"inputs.{name}": one for name, one in given.items()})
        self.workspace.mkdir(exist_ok=True)
        (self.folder / "temp").mkdir(exist_ok=True)
        log, exit_code = "", 0
        for number, step in enumerate(steps_of(self.action)):
            exit_code, said = self._run(step, number)
            log += said
            if exit_code:
                break
        return Walked(exit_code, log, self._outputs())

    def _run(self, step: Mapping[str, object], number: int) -> tuple[int, str]:
        """Run one step (actions/runner, ScriptHandlerHelpers.cs, for the options of bash)."""
        assert step["shell"] == "bash"
        script, output = (self.folder / f"{number}.{kind}" for kind in ("sh", "output"))
        script.write_text(text(step["run"], "run"), "utf-8")
        output.write_text("", "utf-8")
        own = {key: self._resolve(one) for key, one in texts(step.get("env"), "env").items()}
        ended = subprocess.run(
            ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script),
            check=False,
            cwd=self.workspace,
            env={**self._job(output), **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        outputs = read_outputs(output.read_text("utf-8"))
        self.known.update({f"steps.{step['id']}.outputs.{k}": v for k, v in outputs.items()})
        return ended.returncode, ended.stdout

    def _job(self, output: Path) -> Mapping[str, str]:
        return {
            **self.environment,
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self.action.parent),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.folder / "temp"),
        }

    def _resolve(self, value: str) -> str:
        resolved = resolve(value, self.known)
        assert "${{" not in resolved
        return resolved

    def _outputs(self) -> Mapping[str, str]:
        """Return the action's outputs; those of a step that did not run are empty."""
        values = values_of(self.action, "outputs", "value")
        resolved = {name: resolve(value, self.known) for name, value in values.items()}
        return {name: "" if "${{" in value else value for name, value in resolved.items()}
