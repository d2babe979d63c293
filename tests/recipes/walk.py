"""The steps of a workflow that run our action, with the inputs they would run with.

What the workflow itself says is put in its place (`matrix.*` of each leg, `inputs.*` of a called
workflow); what only a run knows (`${{ github.token }}`, an output of an earlier step) is left as
its name, for whoever executes the step to fill in.
"""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from msgspec import Struct

from tests.recipes.expressions import resolve
from tests.recipes.workflow import Job, Step, Workflow
from tests.recipes.yaml_values import load, mapping, text

ROOT = Path(__file__).parents[2]
UPLOAD = "actions/upload-artifact"
DOWNLOAD = "actions/download-artifact"
_CONTRACTS = {"docker": ROOT / "action.yml", "pip": ROOT / "pip/action.yml"}
_LOCAL = "./.github/workflows/"


class Contract(Struct, frozen=True):
    """What action.yml promises: each input with its default, and the outputs."""

    inputs: Mapping[str, str]
    outputs: tuple[str, ...]


class ActionStep(Struct, frozen=True):
    """Our action, in one leg of one job."""

    workflow: Workflow
    job: Job
    step: Step
    variant: str
    """`docker` or `pip`."""
    leg: Mapping[str, str]
    inputs: Mapping[str, str]
    """All that action.yml knows, defaults included."""
    given: Mapping[str, str]
    """What the workflow says of them."""
    environment: Mapping[str, str]
    """What `env:` of workflow, job and step says."""

    @property
    def mode(self) -> str:
        return self.inputs["mode"]

    @property
    def permissions(self) -> Mapping[str, str]:
        return self.job.permissions

    def variables(self) -> dict[str, str]:
        """Return the environment as the runner hands it over: `INPUT_FAIL-ON` and so on."""
        inputs = {f"INPUT_{name.upper()}": value for name, value in self.inputs.items()}
        return {**self.environment, **inputs}


class Upload(Struct, frozen=True):
    """An artifact that one leg of a job leaves behind."""

    job: Job
    leg: Mapping[str, str]
    name: str
    path: str


@cache
def contract(variant: str = "docker") -> Contract:
    """Return what that variant of our action promises."""
    path = _CONTRACTS[variant]
    raw = load(path)
    inputs = mapping(raw["inputs"], path.name)
    return Contract(
        inputs={
            name: text(mapping(one, name).get("default"), name) for name, one in inputs.items()
        },
        outputs=tuple(mapping(raw["outputs"], path.name)),
    )


def action_steps(workflow: Workflow, *, called_with: Mapping[str, str]) -> tuple[ActionStep, ...]:
    """Return our steps in the order of the file, one for each leg.

    `called_with` is what a caller's `with:` gives to a workflow that is called; empty for others.
    """
    return tuple(_action_steps(workflow, called_with))


def _action_steps(workflow: Workflow, called_with: Mapping[str, str]) -> Iterator[ActionStep]:
    called = {**_call_inputs(workflow), **called_with}
    for job, leg in _legs(workflow):
        known = _names("inputs", called) | _names("matrix", leg)
        for step in job.steps:
            if step.variant:
                yield _action_step(workflow, job, step, leg, known)


def _legs(workflow: Workflow) -> Iterator[tuple[Job, Mapping[str, str]]]:
    return ((job, leg) for job in workflow.jobs for leg in job.legs)


def _names(context: str, values: Mapping[str, str]) -> dict[str, str]:
    return {f"{context}.{name}": value for name, value in values.items()}


def _action_step(
    workflow: Workflow, job: Job, step: Step, leg: Mapping[str, str], known: Mapping[str, str]
) -> ActionStep:
    environment = {**workflow.environment, **job.environment, **step.environment}
    given = {name: resolve(value, known) for name, value in step.inputs.items()}
    return ActionStep(
        workflow=workflow,
        job=job,
        step=step,
        variant=step.variant,
        leg=leg,
        inputs={**contract(step.variant).inputs, **given},
        given=given,
        environment={name: resolve(value, known) for name, value in environment.items()},
    )


def _call_inputs(workflow: Workflow) -> Mapping[str, str]:
    call = workflow.triggers.get("workflow_call")
    return call.inputs if call else {}


def called_workflow(job: Job, folder: Path) -> Path | None:
    """Return the file in `folder` that a job calls; nothing where it calls none of this project."""
    if not job.calls.startswith(_LOCAL):
        return None
    return folder / job.calls.removeprefix(_LOCAL)


def uploads(workflow: Workflow) -> tuple[Upload, ...]:
    """Return the artifacts that a run of the workflow leaves behind."""
    return tuple(
        Upload(
            job,
            leg,
            resolve(step.inputs["name"], _names("matrix", leg)),
            resolve(step.inputs["path"], _names("matrix", leg)),
        )
        for job, leg in _legs(workflow)
        for step in job.steps
        if step.runs(UPLOAD)
    )


def artifact_patterns(step: ActionStep) -> tuple[str, ...]:
    """Return the names that our step looks for wheels under; none where it reads a folder."""
    if step.mode == "record-libraries":
        return ()
    sources = (step.inputs["wheels"] or "auto").splitlines()
    return tuple(
        source.partition("/")[2] or "*"
        for source in map(str.strip, sources)
        if source in {"auto", "run"} or source.startswith("run/")
    )


def artifacts_for(step: ActionStep) -> tuple[Upload, ...]:
    """Return the artifacts, of jobs that ours needs, that our step looks for wheels in."""
    needed = {job.id for job in step.workflow.needed_by(step.job)}
    return tuple(
        upload
        for upload in uploads(step.workflow)
        if upload.job.id in needed
        and any(fnmatchcase(upload.name, pattern) for pattern in artifact_patterns(step))
    )
