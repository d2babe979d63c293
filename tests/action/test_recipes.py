"""The recipes, run: each of our steps with its own inputs and no more rights than its job has."""

from collections.abc import Iterator

import pytest

from tests.action.stage import Outcome, Stage
from tests.action.wheels import NAME, cached, meant, rebuilt
from tests.github.fake.events import payload
from tests.recipes.library import FILES, folder_of, title
from tests.recipes.walk import ROOT, ActionStep, action_steps, artifact_patterns
from tests.recipes.workflow import Workflow, read_workflow


def steps() -> Iterator[ActionStep]:
    for path in FILES:
        workflow = read_workflow(path)
        if path.is_relative_to(ROOT / "docs"):
            yield from action_steps(workflow, called_with={})


STEPS = {
    f"{title(step.workflow.path)} {step.job.id} {' '.join(step.leg.values())}".strip(): step
    for step in steps()
}
JUDGING = {name: step for name, step in STEPS.items() if step.mode == "check"}
RECORDING = {name: step for name, step in STEPS.items() if step.mode == "record"}


def events(workflow: Workflow) -> tuple[str, ...]:
    """The events that start it; what calls a called workflow is started by the same."""
    triggers = set(workflow.triggers)
    if "workflow_call" in triggers:
        caller = folder_of(workflow.path.parent)
        triggers = {name for one in caller for name in one.triggers} - {"workflow_call"}
    known = ("pull_request", "push", "merge_group", "release")
    return tuple(name for name in known if name in triggers)


def act(stage: Stage, step: ActionStep, event: str, wheel: bytes) -> Outcome:
    """Build the wheel as the recipe does, then run our step of it."""
    stage.github.permissions.clear()
    stage.github.permissions.update({"metadata": "read", **step.permissions})
    stage.open_pull_request()
    sources = artifact_patterns(step)
    if sources:
        stage.build({NAME: wheel}, sources[0].replace("*", "wheels"))
    else:
        folder = stage.folder / f"run{stage.plays + 1}" / "ws" / step.inputs["wheels"]
        folder.mkdir(parents=True)
        (folder / NAME).write_bytes(wheel)
    if source := step.inputs["built-libraries"]:
        stage.build({"ray/_raylet.so": cached()}, source.removeprefix("run/").replace("*", "1"))
    inputs = {name: text for name, text in step.given.items() if not text.startswith("${{")}
    names = {name.replace("-", "_"): text for name, text in inputs.items()}
    if event == "pull_request":
        return stage.on_pull_request(**names)
    example = {"push": "push", "merge_group": "merge_group-checks_requested"}.get(event, "")
    if event == "release":
        release = stage.github.add_release("v2.9.0")
        made = payload("release-published", **{"release.id": release})
        made["release"]["tag_name"] = "v2.9.0"  # type: ignore[index]
        return stage.play("release", made, **names)
    return stage.play(event, payload(example), **names)


@pytest.mark.parametrize("step", JUDGING.values(), ids=JUDGING)
def test_a_gate_fails_on_a_rebuild_and_has_the_rights_that_it_needs(
    stage: Stage, step: ActionStep
) -> None:
    for event in events(step.workflow):
        outcome = act(stage, step, event, rebuilt())
        stage.next_run()

        assert outcome.code == 1, (event, outcome.log)
        assert "the token lacks" not in outcome.log, event


@pytest.mark.parametrize("step", JUDGING.values(), ids=JUDGING)
def test_a_gate_passes_what_was_meant(stage: Stage, step: ActionStep) -> None:
    for event in events(step.workflow):
        outcome = act(stage, step, event, meant())
        stage.next_run()

        assert outcome.code == 0, (event, outcome.log)


def test_a_step_that_records_libraries_leaves_what_the_gate_asks_for(stage: Stage) -> None:
    workflow = read_workflow(ROOT / "docs/recipes/built-libraries/wheels.yml")
    record, gate = action_steps(workflow, called_with={})
    folder = stage.folder / "run1" / "ws" / record.inputs["built-libraries"]
    folder.mkdir(parents=True)
    (folder / "_raylet.so").write_bytes(cached())
    stage.open_pull_request()

    recorded = stage.on_pull_request(
        **{key.replace("-", "_"): v for key, v in record.given.items()}
    )
    inventory = {"built-libraries.json": recorded.text("inventory").encode()}
    stage.build(inventory, gate.inputs["built-libraries"].removeprefix("run/"))
    stage.build({NAME: rebuilt()})
    outcome = stage.on_pull_request(**{key.replace("-", "_"): v for key, v in gate.given.items()})

    assert recorded.code == 0
    assert outcome.code == 1
    assert "certain: not the library that was built" in outcome.summary


@pytest.mark.parametrize("step", RECORDING.values(), ids=RECORDING)
def test_a_recording_step_leaves_an_inventory(stage: Stage, step: ActionStep) -> None:
    for event in events(step.workflow):
        outcome = act(stage, step, event, meant())

        assert outcome.code == 0, (event, outcome.log)
        assert NAME in outcome.text("inventory")


def test_there_are_recipes_to_run() -> None:
    assert len(JUDGING) >= 9
    assert len(RECORDING) >= 2
