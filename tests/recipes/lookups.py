"""What expressions look up must be there: steps, outputs, jobs, legs and inputs."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from tests.recipes.expressions import BadExpression, Reference, expressions, references
from tests.recipes.walk import contract
from tests.recipes.workflow import Job, Step, Workflow
from tests.recipes.yaml_values import every_text

_OUTPUTS = {
    "docker/build-push-action": {"digest"},
    "actions/upload-artifact": {"artifact-id", "artifact-url", "artifact-digest"},
}
"""Of other people's actions, as far as our workflows use them."""


class _Scope(Struct, frozen=True):
    """What can be looked up at one place of a workflow."""

    where: str
    steps: Mapping[str, Step]
    jobs: Mapping[str, Job]
    matrix: frozenset[str]
    inputs: frozenset[str]


def lookup_faults(workflow: Workflow) -> Iterator[str]:
    """Yield a sentence for each expression that cannot be read or finds nothing."""
    call = workflow.triggers.get("workflow_call")
    inputs = frozenset(call.inputs) if call else frozenset()
    jobs = {job.id: job for job in workflow.jobs}
    top = {key: value for key, value in workflow.raw.items() if key != "jobs"}
    yield from _look(top, _Scope("The workflow", {}, jobs, frozenset(), inputs))
    for job in workflow.jobs:
        needed = {name: jobs[name] for name in job.needs if name in jobs}
        yield from _job(job, needed, inputs)


def _job(job: Job, needed: Mapping[str, Job], inputs: frozenset[str]) -> Iterator[str]:
    matrix = frozenset(job.legs[0])
    steps: dict[str, Step] = {}
    for number, step in enumerate(job.steps, 1):
        where = f"Job {job.id}, step {number}"
        yield from _look(_bare(step.raw), _Scope(where, steps, needed, matrix, inputs))
        if step.id:
            steps = {**steps, step.id: step}
    rest = {key: value for key, value in job.raw.items() if key != "steps"}
    yield from _look(_bare(rest), _Scope(f"Job {job.id}", steps, needed, matrix, inputs))


def _bare(raw: Mapping[str, object]) -> Mapping[str, object]:
    """Put an `if` without `${{ }}` into one: GitHub reads it as an expression all the same."""
    condition = raw.get("if")
    if isinstance(condition, str) and "${{" not in condition:
        return {**raw, "if": "${{ " + condition + " }}"}
    return raw


def _look(raw: Mapping[str, object], scope: _Scope) -> Iterator[str]:
    for text in every_text(raw):
        try:
            found = [one for inside in expressions(text) for one in references(inside)]
        except BadExpression as error:
            yield f"{scope.where}: {error}"
            continue
        for reference in found:
            if not _is_there(reference, scope):
                yield f"{scope.where} asks for {'.'.join(reference)}, which is not there."


def _is_there(reference: Reference, scope: _Scope) -> bool:
    match reference:
        case ("steps", name, *what):
            return name in scope.steps and _tells(scope.steps[name], what)
        case (("needs" | "jobs"), name, *what):
            return name in scope.jobs and _ends_with(scope.jobs[name], what)
        case ("matrix", *name):
            return scope.matrix.issuperset(name)
        case ("inputs", *name):
            return scope.inputs.issuperset(name)
        case _:
            return True


def _ends_with(job: Job, what: list[str]) -> bool:
    match what:
        case ["outputs", name]:
            return name in job.outputs
        case _:
            return what == ["result"]


def _tells(step: Step, what: list[str]) -> bool:
    match what:
        case ["outputs", name]:
            return _gives(step, name)
        case _:
            return what in (["outcome"], ["conclusion"])


def _gives(step: Step, output: str) -> bool:
    """Say whether a step has that output; a shell step writes it to GITHUB_OUTPUT."""
    if step.variant:
        return output in contract(step.variant).outputs
    if step.run:
        return f"{output}=" in step.run
    return output in _OUTPUTS.get(step.uses.partition("@")[0], ())
