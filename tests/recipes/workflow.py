"""A workflow file as nouns: what starts it, its jobs, their steps, their permissions."""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

from msgspec import Struct

from tests.recipes.yaml_values import NotAWorkflow, load, mapping, parse, text, texts, words

ACTION = "org/wheel-ceiling-action"
_OURS = {f"{ACTION}@v1": "docker", f"{ACTION}/pip@v1": "pip", "./": "docker"}


class Step(Struct, frozen=True):
    """One step of a job."""

    id: str
    uses: str
    run: str
    condition: str
    inputs: Mapping[str, str]
    environment: Mapping[str, str]
    raw: Mapping[str, object]

    @property
    def variant(self) -> str:
        """`docker` or `pip` where it runs our action, else nothing."""
        return _OURS.get(self.uses, "")

    def runs(self, action: str) -> bool:
        """Say whether it runs that action, whatever its version."""
        return self.uses.partition("@")[0] == action


class Job(Struct, frozen=True):
    """One job; `calls` is the workflow that it calls in place of steps of its own."""

    id: str
    needs: tuple[str, ...]
    condition: str
    permissions: Mapping[str, str]
    timeout: str
    calls: str
    inputs: Mapping[str, str]
    environment: Mapping[str, str]
    outputs: Mapping[str, str]
    legs: tuple[Mapping[str, str], ...]
    """What `matrix` says in each leg; one leg that says nothing where there is no matrix."""
    steps: tuple[Step, ...]
    raw: Mapping[str, object]


class Trigger(Struct, frozen=True):
    """An event, and which of its kind."""

    event: str
    types: tuple[str, ...]
    branches: tuple[str, ...]
    tags: tuple[str, ...]
    workflows: tuple[str, ...]
    inputs: Mapping[str, str]
    """Of `workflow_call`: the default of each."""
    raw: Mapping[str, object]


class Workflow(Struct, frozen=True):
    """A whole file."""

    path: Path
    name: str
    triggers: Mapping[str, Trigger]
    permissions: Mapping[str, str]
    environment: Mapping[str, str]
    jobs: tuple[Job, ...]
    raw: Mapping[str, object]

    def job(self, name: str) -> Job:
        """Return a job by its id; raises KeyError."""
        return {job.id: job for job in self.jobs}[name]

    def needed_by(self, job: Job) -> tuple[Job, ...]:
        """Return the jobs that must have ended before this one, those that these need included."""
        known = {found.id: found for found in self.jobs}
        found: dict[str, Job] = {}
        waiting = list(job.needs)
        while waiting:
            name = waiting.pop()
            if name in known and name not in found:
                found[name] = known[name]
                waiting += known[name].needs
        return tuple(found.values())


def read_workflow(path: Path) -> Workflow:
    """Return the workflow of a file; raises NotAWorkflow."""
    return _workflow(load(path), path)


def workflow_of(content: str, path: Path) -> Workflow:
    """Return the workflow that a text is, as if it stood at that path; raises NotAWorkflow."""
    return _workflow(parse(content, path.name), path)


def _workflow(raw: Mapping[str, object], path: Path) -> Workflow:
    where = f"{path.parent.name}/{path.name}"
    if not raw.get("jobs") or not raw.get("on"):
        raise NotAWorkflow(f"{where} has no jobs, or nothing that starts it.")
    if raw.get("permissions") is None:
        raise NotAWorkflow(f"{where} leaves the permissions to the repository's settings.")
    jobs = mapping(raw["jobs"], f"{where}, jobs")
    return Workflow(
        path=path,
        name=text(raw.get("name"), f"{where}, name"),
        triggers={trigger.event: trigger for trigger in _triggers(raw["on"], where)},
        permissions=texts(raw["permissions"], f"{where}, permissions"),
        environment=texts(raw.get("env"), f"{where}, env"),
        jobs=tuple(_job(name, job, f"{where}, job {name}") for name, job in jobs.items()),
        raw=raw,
    )


def _triggers(value: object, where: str) -> Iterator[Trigger]:
    events = value if isinstance(value, dict) else dict.fromkeys(words(value, where))
    for event, found in events.items():
        raw = mapping(found, f"{where}, on {event}")
        inputs = mapping(raw.get("inputs"), where)
        yield Trigger(
            event=str(event),
            types=words(raw.get("types"), where),
            branches=words(raw.get("branches"), where),
            tags=words(raw.get("tags"), where),
            workflows=words(raw.get("workflows"), where),
            inputs={
                name: text(mapping(one, where).get("default"), where)
                for name, one in inputs.items()
            },
            raw=raw,
        )


def _job(name: str, value: object, where: str) -> Job:
    raw = mapping(value, where)
    steps = raw.get("steps", [])
    if not isinstance(steps, list):
        raise NotAWorkflow(f"{where}, steps must be a list.")
    return Job(
        id=name,
        needs=words(raw.get("needs"), where),
        condition=text(raw.get("if"), where),
        permissions=texts(raw.get("permissions"), where),
        timeout=text(raw.get("timeout-minutes"), where),
        calls=text(raw.get("uses"), where),
        inputs=texts(raw.get("with"), where),
        environment=texts(raw.get("env"), where),
        outputs=texts(raw.get("outputs"), where),
        legs=_legs(mapping(mapping(raw.get("strategy"), where).get("matrix"), where), where),
        steps=tuple(_step(step, f"{where}, step {n}") for n, step in enumerate(steps, 1)),
        raw=raw,
    )


def _legs(matrix: Mapping[str, object], where: str) -> tuple[Mapping[str, str], ...]:
    """Return every combination; `include` and `exclude` are more than our workflows use."""
    if {"include", "exclude"} & matrix.keys():
        raise NotAWorkflow(f"{where}: a matrix with include or exclude is not understood.")
    values = [words(value, where) for value in matrix.values()]
    return tuple(dict(zip(matrix, leg, strict=True)) for leg in product(*values))


def _step(value: object, where: str) -> Step:
    raw = mapping(value, where)
    return Step(
        id=text(raw.get("id"), where),
        uses=text(raw.get("uses"), where),
        run=text(raw.get("run"), where),
        condition=text(raw.get("if"), where),
        inputs=texts(raw.get("with"), where),
        environment=texts(raw.get("env"), where),
        raw=raw,
    )
