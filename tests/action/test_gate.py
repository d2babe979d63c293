"""A pull request cannot approve itself: what it is judged by is the base commit's."""

import pytest

from tests.action.stage import BASE_SHA, HEAD_SHA, NUMBER, Outcome, Stage
from tests.action.wheels import NAME, RELEASED_NAME, meant, rebuilt, released
from tests.github.fake import WORKFLOW
from tests.github.fake.events import payload

ALLOW_ALL = b'[tool.wheel-ceiling]\nfail-on = "never"\n'
STRICT = b'[tool.wheel-ceiling]\nmax-glibc = "2.5"\n'
SAME_OTHERWISE = b'[project]\nname = "ray"\n\n' + STRICT
CHANGED_TOML = {"pyproject.toml": "@@ -1 +1 @@\n-a\n+b"}
OWN_GATE = "changes its own gate"


def open_with(stage: Stage, base: bytes, head: bytes, wheel: bytes) -> Outcome:
    stage.github.add_file(BASE_SHA, "pyproject.toml", base)
    stage.github.add_file(HEAD_SHA, "pyproject.toml", head)
    stage.open_pull_request(files=CHANGED_TOML)
    stage.build({NAME: wheel})
    return stage.on_pull_request()


def test_settings_of_the_pull_request_do_not_hold_for_itself(stage: Stage) -> None:
    outcome = open_with(stage, b"", ALLOW_ALL, rebuilt())

    assert outcome.code == 1
    assert OWN_GATE in stage.comments[0].splitlines()[1]
    assert OWN_GATE in outcome.summary.splitlines()[0]


def test_settings_of_the_base_hold(stage: Stage) -> None:
    outcome = open_with(stage, STRICT, STRICT, meant())

    assert outcome.code == 1
    assert "ceiling-above-tag" in outcome.summary
    assert OWN_GATE not in outcome.summary


def test_other_changes_of_the_file_are_none_of_our_business(stage: Stage) -> None:
    assert OWN_GATE not in open_with(stage, STRICT, SAME_OTHERWISE, meant()).summary


def test_a_file_that_is_no_toml_any_more_is_a_change(stage: Stage) -> None:
    assert OWN_GATE in open_with(stage, STRICT, b"[[[", meant()).summary


def test_a_wrong_setting_of_the_base_is_a_wrong_call(stage: Stage) -> None:
    outcome = open_with(stage, b"[tool.wheel-ceiling]\nfial-on = 1\n", b"", meant())

    assert outcome.code == 2
    assert "Did you mean fail-on?" in outcome.annotations[0]
    assert BASE_SHA[:8] in outcome.annotations[0]


def test_the_step_in_a_called_workflow_is_a_part_of_the_gate(stage: Stage) -> None:
    patch = """\
@@ -1,1 +1,3 @@
       - uses: org/wheel-ceiling-action@v1
+        with:
+          fail-on: never"""
    stage.open_pull_request(files={".github/workflows/gate.yml": patch})
    stage.build({NAME: meant()})

    assert "`.github/workflows/gate.yml`" in stage.on_pull_request().summary


WORKFLOW_CHANGES = {
    "    steps:\n+      - uses: org/wheel-ceiling-action@v2": True,
    "         with:\n+          fail-on: never": True,
    "-      - uses: org/wheel-ceiling-action@v1": True,
    "       - uses: org/wheel-ceiling-action@v1\n+        continue-on-error: true": True,
    "+    if: false\n     steps:\n       - uses: org/wheel-ceiling-action@v1": True,
    "    steps:\n+      - uses: other/thing@v2\n+        with:\n+          token: x": False,
    "    runs-on: ubuntu-latest\n+    timeout-minutes: 20": False,
    "       - uses: org/wheel-ceiling-action@v1\n+      - run: echo done": False,
}


@pytest.mark.parametrize(("lines", "is_told"), WORKFLOW_CHANGES.items())
def test_a_changed_step_of_the_gate_is_told(stage: Stage, lines: str, is_told: bool) -> None:  # noqa: FBT001
    stage.open_pull_request(files={WORKFLOW: f"@@ -1,2 +1,2 @@\n{lines}"})
    stage.build({NAME: meant()})

    summary = stage.on_pull_request().summary

    assert (f"{OWN_GATE}: the step in `{WORKFLOW}`" in summary) is is_told


def test_where_the_base_may_not_be_seen_nothing_holds_that_weakens_the_gate(stage: Stage) -> None:
    stage.github.trouble("GET", "/repos/octo/demo/contents/*", *[403] * 9)
    stage.open_pull_request()
    stage.build({NAME: rebuilt()})
    workspace = stage.folder / "run1" / "ws"
    workspace.mkdir(parents=True)
    (workspace / "pyproject.toml").write_bytes(ALLOW_ALL)

    outcome = stage.on_pull_request()

    assert outcome.code == 1
    assert "may change its own gate" in outcome.summary.splitlines()[0]


def test_a_stricter_glibc_of_the_pull_request_itself_holds_there(stage: Stage) -> None:
    stage.github.permissions.pop("contents")
    stage.open_pull_request()
    stage.build({NAME: meant()})
    workspace = stage.folder / "run1" / "ws"
    workspace.mkdir(parents=True)
    (workspace / "pyproject.toml").write_bytes(STRICT)

    assert "max-glibc is 2.5" in stage.on_pull_request(baseline="none").summary


def test_where_the_base_could_not_be_asked_nothing_is_judged(stage: Stage) -> None:
    stage.github.trouble("GET", "/repos/octo/demo/contents/*", *[500] * 9)
    stage.open_pull_request()
    stage.build({NAME: meant()})

    outcome = stage.on_pull_request()

    assert outcome.code == 3
    assert outcome.outputs["verdict"] == "unjudged"


def test_files_that_cannot_be_listed_may_be_the_gates(stage: Stage) -> None:
    stage.github.trouble("GET", "/repos/octo/demo/pulls/7/files", *[500] * 9)
    stage.open_pull_request()
    stage.build({NAME: meant()})

    assert "could not be seen" in stage.on_pull_request().summary.splitlines()[0]


def test_the_committed_inventory_is_that_of_the_base(stage: Stage) -> None:
    stage.open_pull_request(files={"wheel-ceiling.json": "@@ -1 +1 @@\n-a\n+b"})
    stage.build({RELEASED_NAME: released()})
    recorded = stage.on_pull_request(mode="record", wheels="run")
    stage.github.add_file(BASE_SHA, "wheel-ceiling.json", recorded.text("inventory").encode())
    stage.github.add_file(HEAD_SHA, "wheel-ceiling.json", b"{}")
    stage.next_run()
    stage.build({NAME: rebuilt()})

    outcome = stage.on_pull_request()

    assert outcome.code == 1
    assert outcome.outputs["baseline"] == "wheel-ceiling.json"
    assert OWN_GATE in outcome.summary.splitlines()[0]


def test_a_push_is_judged_by_its_own_settings(stage: Stage) -> None:
    stage.next_run()
    stage.build({NAME: rebuilt()})
    event = payload("push")
    workspace = stage.folder / "run1" / "ws"
    workspace.mkdir(parents=True)
    (workspace / "pyproject.toml").write_bytes(ALLOW_ALL)

    assert stage.play("push", event).code == 0
    assert stage.play("push", event).code == 1, "nothing is checked out, and nothing is there"


@pytest.mark.parametrize("event", ["push", "push-tag"])
def test_without_a_checkout_the_settings_are_those_of_the_commit(stage: Stage, event: str) -> None:
    stage.github.add_file(HEAD_SHA, "pyproject.toml", STRICT)
    stage.next_run()
    stage.build({NAME: meant()})

    outcome = stage.play("push", payload(event))

    assert outcome.code == 1
    assert "max-glibc is 2.5" in outcome.summary


def test_the_settings_of_a_commit_that_may_not_be_seen_are_not_taken_for_none(
    stage: Stage,
) -> None:
    stage.next_run()
    stage.build({NAME: meant()})
    stage.github.permissions.pop("contents")

    assert stage.play("push", payload("push")).code == 3


def test_a_merge_group_is_judged_by_its_base(stage: Stage) -> None:
    stage.github.add_file(BASE_SHA, "pyproject.toml", ALLOW_ALL)
    stage.next_run()
    stage.build({NAME: rebuilt()})

    assert stage.play("merge_group", payload("merge_group-checks_requested")).code == 0
    assert not stage.github.pull_requests.get(NUMBER)


def test_a_workflow_whose_change_is_not_shown_may_change_the_gate(stage: Stage) -> None:
    stage.open_pull_request(files={WORKFLOW: ""})
    stage.build({NAME: meant()})

    assert OWN_GATE in stage.on_pull_request().summary.splitlines()[0]


def test_settings_are_found_in_a_repository_whose_top_is_too_long_to_list(stage: Stage) -> None:
    for number in range(1_001):
        stage.github.add_file(BASE_SHA, f"a{number:04}.txt", b"")
    stage.github.add_file(BASE_SHA, "pyproject.toml", STRICT)
    stage.open_pull_request()
    stage.build({NAME: meant()})

    assert stage.on_pull_request().code == 1


def test_what_is_checked_out_for_another_run_settles_nothing(stage: Stage) -> None:
    stage.next_run()
    stage.build({NAME: rebuilt()})
    workspace = stage.folder / "run1" / "ws"
    workspace.mkdir(parents=True)
    (workspace / "pyproject.toml").write_bytes(ALLOW_ALL)
    event = payload(
        "workflow_run-from-fork",
        **{"workflow_run.id": stage.run_id, "workflow_run.head_sha": "9" * 40},
    )

    assert stage.play("workflow_run", event).code == 1
