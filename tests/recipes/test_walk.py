"""The walker hands over our steps as a runner would run them."""

import pytest

from tests.recipes.expressions import BadExpression, references, resolve
from tests.recipes.library import recipe
from tests.recipes.lookups import lookup_faults
from tests.recipes.rights import together
from tests.recipes.walk import action_steps, artifacts_for, called_workflow, contract, uploads
from tests.recipes.workflow import read_workflow, workflow_of
from wheel_ceiling.inputs import ACTION_INPUTS, INPUTS

LEGS = [
    (build, runner)
    for build in ("cp311", "cp312", "cp313", "cp314")
    for runner in ("ubuntu-24.04", "ubuntu-24.04-arm")
]


def test_a_step_has_every_input_of_the_action() -> None:
    (gate,) = action_steps(recipe("pull-request/wheels"), called_with={})

    assert gate.inputs.keys() == {known.name for known in (*INPUTS, *ACTION_INPUTS)}
    assert gate.mode == "check"
    assert gate.given == {}


def test_what_only_a_run_knows_is_left_as_its_name() -> None:
    (gate,) = action_steps(recipe("ghes/wheels"), called_with={})

    assert gate.variables()["INPUT_TOKEN"] == "${{ github.token }}"
    assert gate.variables()["INPUT_WHEELS"] == "dist/"
    assert gate.environment == {
        "REQUESTS_CA_BUNDLE": "${{ runner.temp }}/ca-certificates.crt",
    }


def test_every_leg_of_a_matrix_records_and_one_gate_judges() -> None:
    *records, gate = action_steps(recipe("scale-out/wheels"), called_with={})

    assert [(one.leg["build"], one.leg["runner"]) for one in records] == LEGS
    assert {one.mode for one in records} == {"record"}
    assert gate.mode == "check"
    assert gate.inputs["wheels"] == "run/wheel-ceiling-*"


def test_a_gate_is_led_to_the_artifacts_that_it_names() -> None:
    workflow = recipe("scale-out/wheels")
    *_records, gate = action_steps(workflow, called_with={})

    assert [one.name for one in artifacts_for(gate)] == [
        f"wheel-ceiling-{build}-{runner}" for build, runner in LEGS
    ]
    assert len(uploads(workflow)) == 2 * len(LEGS)


def test_a_gate_that_names_none_is_led_to_all_of_the_jobs_it_needs() -> None:
    (gate,) = action_steps(recipe("forks/wheels"), called_with={})

    assert [(one.name, one.path) for one in artifacts_for(gate)] == [("wheels", "wheelhouse/*.whl")]


def test_a_gate_that_reads_a_folder_is_led_to_no_artifact() -> None:
    (gate,) = action_steps(recipe("ghes/wheels"), called_with={})

    assert artifacts_for(gate) == ()


def test_a_called_workflow_gets_what_its_caller_gives_and_else_its_defaults() -> None:
    caller = recipe("reusable-workflow/wheels").job("gate")
    path = called_workflow(caller, recipe("reusable-workflow/wheels").path.parent)
    assert path is not None

    (gate,) = action_steps(read_workflow(path), called_with=caller.inputs)

    assert gate.given == {"baseline": "", "fail-on": "", "max-glibc": "2.28"}


def test_a_workflow_elsewhere_is_nobody_to_look_up() -> None:
    job = recipe("pull-request/wheels").job("build")

    assert called_workflow(job, recipe("pull-request/wheels").path.parent) is None


def test_both_variants_promise_the_same() -> None:
    assert contract("pip") == contract("docker")
    (gate,) = action_steps(recipe("no-docker/wheels"), called_with={})
    assert gate.variant == "pip"


def test_jobs_are_needed_through_others_and_only_once() -> None:
    workflow = recipe("release")

    needed = {job.id for job in workflow.needed_by(workflow.job("release"))}

    assert needed == {job.id for job in workflow.jobs} - {"release"}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        pytest.param("github.ref", [("github", "ref")], id="A NAME"),
        pytest.param("!cancelled() && true", [], id="A FUNCTION AND A WORD"),
        pytest.param(
            "contains( needs.*.result , 'it''s' )", [("needs", "*", "result")], id="A STAR"
        ),
        pytest.param("(env.A >= -1.5) || inputs.b-c", [("env", "A"), ("inputs", "b-c")], id="TWO"),
    ],
)
def test_an_expression_tells_what_it_looks_up(
    expression: str, expected: list[tuple[str, ...]]
) -> None:
    assert list(references(expression)) == expected


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        pytest.param("", "is empty", id="EMPTY"),
        pytest.param("(github.ref", "brackets", id="NOT CLOSED"),
        pytest.param("github.ref) && (true", "brackets", id="CLOSED BEFORE IT IS OPENED"),
        pytest.param("github.ref = 'a'", "cannot be read", id="ONE EQUALS SIGN"),
        pytest.param('github.ref == "a"', "cannot be read", id="DOUBLE QUOTES"),
        pytest.param("gitub.ref", "does not know", id="A STRANGER"),
        pytest.param("len(github.ref)", "calls len", id="A FUNCTION OF ANOTHER LANGUAGE"),
    ],
)
def test_a_bad_expression_is_refused(expression: str, sentence: str) -> None:
    with pytest.raises(BadExpression, match=sentence):
        references(expression)


def test_only_known_expressions_are_resolved() -> None:
    text = "a-${{ matrix.x }}-${{matrix.y}}"

    assert resolve(text, {"matrix.x": "1"}) == "a-1-${{matrix.y}}"


def test_of_two_rights_the_greater_holds() -> None:
    assert together({"a": "read", "b": "write"}, {"a": "write", "b": "read"}) == {
        "a": "write",
        "b": "write",
    }


@pytest.mark.parametrize(
    ("what", "is_told"),
    [
        pytest.param("outcome", True, id="AN OUTCOME"),
        pytest.param("conclusion", True, id="A CONCLUSION"),
        pytest.param("status", False, id="NO SUCH THING"),
    ],
)
def test_a_step_tells_how_it_ended(what: str, *, is_told: bool) -> None:
    workflow = recipe("scale-out/wheels")
    content = workflow.path.read_text("utf-8").replace("outputs.inventory", what)

    found = list(lookup_faults(workflow_of(content, workflow.path)))

    assert (found == []) is is_told, found
