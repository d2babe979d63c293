"""Each fault that a workflow can have is found: a recipe is broken in one place and said so."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.recipes.faults import faults
from tests.recipes.library import folder_of, recipe
from tests.recipes.workflow import workflow_of
from tests.recipes.yaml_values import NotAWorkflow

PR = "pull-request/wheels"
SCALE = "scale-out/wheels"
FIRST = "forks/wheels"
SECOND = "forks/wheels-comment"
TAG = "tag-build/release"
CALLER = "reusable-workflow/wheels"
REQUIRED = "required-check/wheels"
GATE = "      - uses: org/wheel-ceiling-action@v1\n"

BROKEN: Mapping[str, tuple[str, str, str, str]] = {
    "RIGHTS FOR ALL JOBS": (PR, "permissions: {}", "permissions: {contents: read}", "start from"),
    "NO CONCURRENCY": (PR, "concurrency:", "x-concurrency:", "no `concurrency`"),
    "NEEDS A STRANGER": (PR, "needs: build", "needs: built", "needs built"),
    "NO TIME-OUT": (PR, "    timeout-minutes: 15\n", "", "no `timeout-minutes`"),
    "RIGHTS UNSAID": (
        SCALE,
        "    permissions:\n      contents: read # the",
        "    x:\n      y: # ",
        "say which",
    ),
    "TOKEN LEFT": (
        PR,
        "persist-credentials: false",
        "persist-credentials: true",
        "leaves the token",
    ),
    "DOWNLOADS NOTHING": (
        TAG,
        "          name: wheel-ceiling-report\n          path: wheel-ceiling-report\n",
        "          name: x",
        "downloads",
    ),
    "CALLS NOBODY": (CALLER, "workflows/gate.yml\n", "workflows/gone.yml\n", "which is not there"),
    "GIVES TO A CALL WHAT IT DOES NOT TAKE": (
        CALLER,
        "      max-glibc:",
        "      max:",
        "gives max",
    ),
    "CALLS A WORKFLOW THAT TAKES NO CALL": (
        CALLER,
        "workflows/gate.yml\n",
        "workflows/wheels.yml\n",
        "does not take",
    ),
    "CALLER WITHOUT RIGHTS": (
        CALLER,
        "      pull-requests: write # the",
        "      issues: write # the",
        "lacks `pull-requests: write`",
    ),
    "NO SUCH INPUT": (SCALE, "          wheels: run", "          wheel: run", "gives wheel,"),
    "NO SUCH MODE": (SCALE, "mode: record", "mode: recount", "mode"),
    "NO SUCH PLACE TO REPORT TO": (
        PR,
        GATE,
        f"{GATE}        with:\n          report-to: mail\n",
        "report-to",
    ),
    "CANNOT COMMENT": (
        PR,
        "pull-requests: write",
        "pull-requests: read",
        "lacks `pull-requests: write`",
    ),
    "CANNOT READ ARTIFACTS": (PR, "actions: read", "checks: read", "lacks `actions: read`"),
    "CANNOT WRITE A STATUS": (
        PR,
        GATE,
        f"{GATE}        with:\n          report-to: status\n",
        "lacks `statuses: write`",
    ),
    "CANNOT ATTACH": (
        "release/release",
        "contents: write",
        "contents: read",
        "lacks `contents: write`",
    ),
    "MORE THAN IT NEEDS": (
        FIRST,
        "pull-requests: read",
        "pull-requests: write",
        "does not need `pull-requests: write`",
    ),
    "A CONTAINER WHERE NONE RUNS": (
        "no-docker/wheels",
        "action/pip@v1",
        "action@v1",
        "ubuntu-slim runs none",
    ),
    "A CONTAINER IN A LEG OF A MATRIX": (
        SCALE,
        "ubuntu-24.04-arm",
        "macos-15",
        "macos-15 runs none",
    ),
    "PUBLISHES AT THE WRONG TIME": (SECOND, "mode: publish", "mode: check", "belong together"),
    "FINDS NO ARTIFACT": (PR, "    needs: build\n", "", "finds no artifact"),
    "FINDS NO ARTIFACT OF THAT NAME": (
        SCALE,
        "run/wheel-ceiling-*",
        "run/inventory-*",
        "finds no artifact",
    ),
    "NOT ON LABELS": (PR, ", labeled, unlabeled", "", "accept label"),
    "SKIPPED WITH ITS BUILD": (PR, "!cancelled()", "success()", "and so passes"),
    "PASSES WITHOUT A LEG": (
        "matrix/wheels",
        "needs.build.result != 'success'",
        "false",
        "passes where its build failed in part",
    ),
    "PASSES WITHOUT A LEG THAT RECORDS": (
        SCALE,
        "        run: exit 1\n",
        "        run: exit 0\n",
        "passes where its build failed in part",
    ),
    "FAILS WITH THE BUILD ONLY WHERE THE GATE PASSED": (
        REQUIRED,
        "!cancelled() && needs.build",
        "needs.build",
        "passes where its build failed in part",
    ),
    "TELLS A CALL NOTHING OF THE BUILD": (
        CALLER,
        "build-result: ${{ needs.build.result }}",
        "build-result: success",
        "passes where its build failed in part",
    ),
    "CHECKS OUT WHAT A STRANGER WROTE": (
        SECOND,
        GATE,
        f"      - run: make\n{GATE}",
        "more than publish",
    ),
    "HANDS OUT A SECRET": (
        SECOND,
        "mode: publish",
        "mode: publish\n          token: ${{ secrets.T }}",
        "secret",
    ),
    "STARTS TOO EARLY": (SECOND, "[completed]", "[requested]", "has ended"),
    "FOLLOWS NOBODY": (SECOND, "workflows: [wheels]", "workflows: [tests]", "uploads the folder"),
    "NO SUCH OUTPUT OF OURS": (
        SCALE,
        "outputs.inventory",
        "outputs.inventories",
        "steps.record.outputs.inventories",
    ),
    "NO SUCH STEP": (SCALE, "id: record", "id: recorded", "steps.record.outputs"),
    "NO SUCH OUTPUT OF A SCRIPT": (
        REQUIRED,
        "steps.changes.outputs.wheels",
        "steps.changes.outputs.wheel",
        "outputs.wheel,",
    ),
    "NO SUCH OUTPUT OF A JOB": (
        REQUIRED,
        "needs.changes.outputs.wheels ==",
        "needs.changes.outputs.docs ==",
        "outputs.docs",
    ),
    "RESULT OF A JOB THAT IS NOT NEEDED": (
        REQUIRED,
        "needs: [changes, build]",
        "needs: changes",
        "needs.build.result",
    ),
    "NO SUCH MATRIX": (SCALE, "        build: [cp", "        builds: [cp", "matrix.build"),
    "NO SUCH INPUT OF A CALL": (
        "reusable-workflow/gate",
        "inputs.fail-on",
        "inputs.fail",
        "inputs.fail,",
    ),
    "NO SUCH CONTEXT": (PR, "github.workflow", "gitub.workflow", "gitub.workflow"),
    "NO SUCH FUNCTION": (PR, "!cancelled()", "!canceled()", "calls canceled"),
    "AN EXPRESSION LEFT OPEN": (PR, "${{ github.ref }}", "${{ github.ref }", "does not close"),
    "A CONDITION WITHOUT BRACES IS ONE": (
        SECOND,
        "if: ${{ github.event.workflow_run.event == 'pull_request' }}",
        "if: gitub.event",
        "gitub.event",
    ),
}


@pytest.mark.parametrize(("name", "right", "wrong", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_workflow_is_told(name: str, right: str, wrong: str, sentence: str) -> None:
    good = recipe(name)
    before = good.path.read_text("utf-8")
    assert right in before

    broken = workflow_of(before.replace(right, wrong), good.path)

    found = faults(broken, folder_of(good.path.parent))
    assert [fault for fault in found if sentence in fault], found


@pytest.mark.parametrize(
    "uses",
    [
        pytest.param("actions/checkout@v7", id="A TAG"),
        pytest.param("actions/checkout@" + "0" * 40, id="NO VERSION BESIDE IT"),
        pytest.param("actions/checkout@" + "0" * 39 + " # v7.0.1", id="A SHORT HASH"),
        pytest.param("org/wheel-ceiling-action@main", id="OURS, AT A BRANCH"),
        pytest.param("actions/checkout", id="NO VERSION AT ALL"),
    ],
)
def test_an_action_that_is_not_pinned_is_told(uses: str, tmp_path: Path) -> None:
    path = tmp_path / "wheels.yml"
    content = recipe(PR).path.read_text("utf-8")
    path.write_text(re.sub(r"actions/checkout@\S+ # v\S+", uses, content), "utf-8")

    found = faults(workflow_of(path.read_text("utf-8"), path), ())
    assert f"{uses} is not pinned by a commit with its version beside it." in found


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param("on: push", "has no jobs", id="NO JOBS"),
        pytest.param("jobs: {a: {}}\npermissions: {}", "nothing that starts it", id="NO TRIGGER"),
        pytest.param("on: push\njobs: {a: {}}", "leaves the permissions", id="NO PERMISSIONS"),
        pytest.param("[a", "is no YAML", id="NO YAML"),
        pytest.param("- a", "must be a mapping", id="A LIST"),
        pytest.param(
            "on: push\npermissions: {}\njobs: {a: {steps: {}}}", "must be a list", id="STEPS"
        ),
        pytest.param(
            "on: push\npermissions: {}\njobs: {a: {needs: [[b]]}}", "must be a text", id="A TEXT"
        ),
        pytest.param(
            "on: push\npermissions: {}\njobs: {a: {strategy: {matrix: {include: []}}}}",
            "include or exclude",
            id="A MATRIX OF ANOTHER KIND",
        ),
    ],
)
def test_what_is_no_workflow_is_refused(content: str, sentence: str) -> None:
    with pytest.raises(NotAWorkflow, match=sentence):
        workflow_of(content, recipe(PR).path)


def test_a_called_gate_that_does_not_fail_with_the_build_is_told() -> None:
    caller, gate = recipe(CALLER), recipe("reusable-workflow/gate")
    content = gate.path.read_text("utf-8")
    right = "        run: exit 1\n"
    assert right in content

    idle = workflow_of(content.replace(right, "        run: exit 0\n"), gate.path)

    assert faults(caller, (caller, idle)) == ["Job gate passes where its build failed in part."]


GATES = {
    "pull-request/wheels",
    "matrix/wheels",
    "scale-out/wheels",
    "forks/wheels",
    "merge-queue/wheels",
    "tag-build/release",
    "release/release",
    "required-check/wheels",
    "reusable-workflow/gate",
    "no-docker/wheels",
}


@pytest.mark.parametrize("name", sorted(GATES))
def test_a_gate_ends_with_the_step_that_fails_with_the_build(name: str) -> None:
    job = recipe(name).job("wheel-ceiling")

    assert job.steps[-1].raw["name"] == "Fail with the build"
