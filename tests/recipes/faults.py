"""What is wrong with a workflow: of our own, or of a recipe."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.recipes.lookups import lookup_faults
from tests.recipes.rights import missing, needed_rights, together
from tests.recipes.walk import (
    DOWNLOAD,
    ROOT,
    ActionStep,
    action_steps,
    artifact_patterns,
    artifacts_for,
    called_workflow,
    contract,
    uploads,
)
from tests.recipes.workflow import ACTION, Job, Workflow
from wheel_ceiling.action.inputs import read_choices
from wheel_ceiling.errors import WrongCall

PULL_REQUEST_TYPES = ("opened", "synchronize", "reopened", "labeled", "unlabeled")
_PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+){0,2}")
_USES = re.compile(r"^\s*(?:- )?uses: *(.*?)\s*$", re.MULTILINE)
_OURS = re.compile(rf"{ACTION}(/pip)?@v1")
REPORT = "wheel-ceiling-report"
"""The folder that the Action writes, and the artifact that mode publish looks for."""
_RECIPES = ROOT / "docs/recipes"
_NO_CONTAINERS = ("slim", "macos", "windows")


def faults(workflow: Workflow, siblings: Sequence[Workflow]) -> list[str]:
    """Return what is wrong, as sentences; `siblings` are the workflows of the same folder."""
    ours = action_steps(workflow, called_with={})
    return [
        *_whole(workflow),
        *(fault for job in workflow.jobs for fault in _job(workflow, job, siblings)),
        *(fault for step in ours for fault in _ours(step)),
        *lookup_faults(workflow),
        *_second_workflow(workflow, siblings),
        *_partial_builds(workflow, siblings),
    ]


def pins(content: str) -> Iterator[str]:
    """Yield every `uses:` of a file that is not ours and not local, with its remark."""
    for uses in _USES.findall(content):
        if not uses.startswith("./") and not _OURS.fullmatch(uses):
            yield uses


def _whole(workflow: Workflow) -> Iterator[str]:
    if workflow.permissions:
        yield "The workflow does not start from `permissions: {}`."
    if "concurrency" not in workflow.raw and "workflow_call" not in workflow.triggers:
        yield "The workflow has no `concurrency`."
    for uses in pins(workflow.path.read_text("utf-8") if workflow.path.exists() else ""):
        if not _PINNED.fullmatch(uses):
            yield f"{uses} is not pinned by a commit with its version beside it."


def _job(workflow: Workflow, job: Job, siblings: Sequence[Workflow]) -> Iterator[str]:
    known = {found.id for found in workflow.jobs}
    for need in job.needs:
        if need not in known:
            yield f"Job {job.id} needs {need}, which does not exist."
    if not job.calls and not job.timeout:
        yield f"Job {job.id} has no `timeout-minutes`."
    if "permissions" not in job.raw:
        yield f"Job {job.id} does not say which permissions it needs."
    for step in job.steps:
        if step.runs("actions/checkout") and step.inputs.get("persist-credentials") != "false":
            yield f"Job {job.id} leaves the token in the checkout."
    yield from _downloads(workflow, job)
    yield from _call(job, workflow.path.parent, siblings)


def _downloads(workflow: Workflow, job: Job) -> Iterator[str]:
    needed = {found.id for found in workflow.needed_by(job)}
    there = {upload.name for upload in uploads(workflow) if upload.job.id in needed}
    for step in job.steps:
        if step.runs(DOWNLOAD) and step.inputs.get("name", "") not in there:
            yield f"Job {job.id} downloads an artifact that no job it needs has uploaded."


def _call(job: Job, folder: Path, siblings: Sequence[Workflow]) -> Iterator[str]:
    if not job.calls:
        return
    path = called_workflow(job, folder)
    called = [found for found in siblings if found.path == path]
    if not called:
        yield f"Job {job.id} calls {job.calls}, which is not there."
        return
    call = called[0].triggers.get("workflow_call")
    for name in job.inputs:
        if call is None or name not in call.inputs:
            yield f"Job {job.id} gives {name}, which {job.calls} does not take."
    needed = together(*(found.permissions for found in called[0].jobs))
    for name, level in missing(job.permissions, needed).items():
        yield f"Job {job.id} lacks `{name}: {level}`, which {job.calls} needs."


def _ours(step: ActionStep) -> Iterator[str]:
    job, where = step.job, f"Job {step.job.id}, our step"
    for name in step.given:
        if name not in contract(step.variant).inputs:
            yield f"{where} gives {name}, which action.yml does not take."
    try:
        read_choices(step.variables())
    except WrongCall as error:
        yield f"{where}: {error.message}"
    needed = together(needed_rights(step), {"contents": "read"})
    for name, level in missing(job.permissions, needed).items():
        yield f"{where} lacks `{name}: {level}`."
    for name, level in missing(needed, job.permissions).items():
        yield f"{where} does not need `{name}: {level}`."
    runner = str(step.leg.get("runner", job.raw["runs-on"]))
    if step.variant == "docker" and any(word in runner for word in _NO_CONTAINERS):
        yield f"{where} is a container, and {runner} runs none."
    yield from _gate(step)


def _gate(step: ActionStep) -> Iterator[str]:
    job, triggers = step.job, step.workflow.triggers
    where = f"Job {job.id}, our step"
    if (step.mode == "publish") != ("workflow_run" in triggers):
        yield f"{where}: `publish` and `workflow_run` belong together."
    if step.mode == "publish":
        return
    reads_artifacts = artifact_patterns(step) and "workflow_call" not in triggers
    if reads_artifacts and not artifacts_for(step):
        yield f"{where} finds no artifact: no job that it needs uploads one."
    if step.mode == "check" and "pull_request" in triggers:
        if triggers["pull_request"].types != PULL_REQUEST_TYPES:
            yield f"{where} does not run when the accept label is set or taken away."
        if job.needs and "!cancelled()" not in job.condition:
            yield f"{where} is skipped, and so passes, where a job that it needs failed."


def _partial_builds(workflow: Workflow, siblings: Sequence[Workflow]) -> Iterator[str]:
    """Yield the gates of recipes that pass where the build failed in part.

    Whoever copies one may have a matrix. Our own workflows are as they are.
    """
    if _RECIPES not in workflow.path.parents:
        return
    for job in workflow.jobs:
        if "build" not in job.needs or "!cancelled()" not in job.condition:
            continue
        fails = _fails_unless(job, "needs.build.result")
        if job.calls and job.inputs.get("build-result") == "${{ needs.build.result }}":
            called = called_workflow(job, workflow.path.parent)
            gates = [gate for found in siblings if found.path == called for gate in found.jobs]
            fails = any(_fails_unless(gate, "inputs.build-result") for gate in gates)
        if not fails:
            yield f"Job {job.id} passes where its build failed in part."


def _fails_unless(job: Job, result: str) -> bool:
    """Whether a job's last step fails it where a result is no success, whatever came before."""
    wanted = f"${{{{ !cancelled() && {result} != 'success' }}}}"
    return [(step.condition, step.run) for step in job.steps[-1:]] == [(wanted, "exit 1")]


def _second_workflow(workflow: Workflow, siblings: Sequence[Workflow]) -> Iterator[str]:
    """Yield what makes a `workflow_run` dangerous or idle."""
    trigger = workflow.triggers.get("workflow_run")
    if trigger is None:
        return
    for job in workflow.jobs:
        if any(not step.variant for step in job.steps):
            yield f"Job {job.id} does more than publish, with a token that can write."
    if "secrets." in str(workflow.raw):
        yield "The workflow hands a secret to what a pull request started."
    if trigger.types != ("completed",):
        yield "The workflow starts before the run that it publishes has ended."
    first = [found for found in siblings if found.name in trigger.workflows]
    if not any(
        upload.name.startswith(REPORT) and upload.path.rstrip("/") == REPORT
        for found in first
        for upload in uploads(found)
    ):
        yield f"No workflow that starts it uploads the folder {REPORT}."
