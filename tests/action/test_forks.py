"""Pull requests from forks: a token that can only read, and a second workflow that comments."""

import json

import pytest
from msgspec.structs import replace

from tests.action.stage import HEAD_SHA, NUMBER, Outcome, Stage
from tests.action.wheels import NAME, artifact, meant, rebuilt
from tests.github.fake import WORKFLOW
from tests.github.fake.events import FORK, payload
from tests.github.fake.exchange import Json
from wheel_ceiling.action.papers import FOLDER

READ_ONLY = {"contents": "read", "actions": "read", "pull-requests": "read", "metadata": "read"}
LABEL = "wheel-ceiling: accept"


@pytest.fixture
def fork(stage: Stage) -> Stage:
    stage.open_pull_request(head_repository=FORK)
    stage.build({NAME: rebuilt()})
    return stage


def judge(stage: Stage, event: str = "pull_request-from-fork") -> Outcome:
    """The first workflow: what a fork's token allows."""
    rights = dict(stage.github.permissions)
    stage.github.permissions.clear()
    stage.github.permissions.update(READ_ONLY)
    outcome = stage.on_pull_request(event)
    stage.github.permissions.clear()
    stage.github.permissions.update(rights)
    return outcome


def hand_over(stage: Stage, outcome: Outcome, name: str = FOLDER) -> None:
    files = {path.name: path.read_bytes() for path in (outcome.workspace / FOLDER).iterdir()}
    stage.github.add_artifact(stage.run_id, name, artifact(files))


def finished(stage: Stage, **changes: object) -> Json:
    return payload(
        "workflow_run-from-fork",
        **{
            "workflow_run.id": stage.run_id,
            "workflow_run.head_sha": HEAD_SHA,
            "workflow_run.conclusion": "failure",
            **changes,
        },
    )


def publish(stage: Stage, **changes: object) -> Outcome:
    """The second workflow: started by the first one's end, with the right to comment."""
    judged = stage.run_id
    outcome = stage.play("workflow_run", finished(stage, **changes), mode="publish")
    stage.run_id = judged
    return outcome


def test_a_token_that_can_only_read_changes_nothing_about_the_verdict(fork: Stage) -> None:
    outcome = judge(fork)

    assert outcome.code == 1
    assert "silent rebuild" in outcome.summary
    assert fork.comments == []
    (notice,) = [line for line in outcome.annotations if line.startswith("::notice")]
    assert "pull-requests: write" in notice
    assert "forks" in notice


def test_the_second_workflow_comments_what_the_first_one_found(fork: Stage) -> None:
    judged = judge(fork)
    hand_over(fork, judged)

    outcome = publish(fork)

    assert outcome.code == 0
    assert outcome.outputs["verdict"] == "fail"
    (comment,) = fork.comments
    assert "silent rebuild" in comment


def test_the_label_on_a_fork_accepts_what_the_second_workflow_showed(fork: Stage) -> None:
    hand_over(fork, judge(fork))
    publish(fork)
    fork.github.add_label(NUMBER, LABEL, "maintainer")
    fork.next_run()
    fork.build({NAME: rebuilt()})

    judged = judge(fork)
    assert judged.code == 0
    assert "@maintainer" in judged.summary

    hand_over(fork, judged)
    publish(fork)
    assert "accepted" in fork.comments[0]


def test_a_forged_verdict_is_drawn_anew_from_the_findings(fork: Stage) -> None:
    judged = judge(fork)
    path = judged.workspace / FOLDER / "handover.json"
    forged = {**json.loads(path.read_bytes()), "verdict": "pass", "diagnoses": []}
    path.write_text(json.dumps(forged))
    hand_over(fork, judged)

    assert publish(fork).outputs["verdict"] == "fail"


def test_forged_texts_stay_texts(fork: Stage) -> None:
    judged = judge(fork)
    path = judged.workspace / FOLDER / "handover.json"
    forged = json.loads(path.read_bytes())
    evil = "@everyone <img src=x> [click](https://evil.example) \n::error::x\n-->"
    forged["remarks"] = [evil]
    forged["findings"][0]["message"] = evil
    path.write_text(json.dumps(forged))
    hand_over(fork, judged)

    outcome = publish(fork)

    (comment,) = fork.comments
    assert "`[click](https://evil.example`)" in comment, "it is code, but for the last sign"
    assert "`@everyone`" in comment
    assert "`<img" in comment
    assert "\n::error::x" not in outcome.log


def test_a_pull_request_that_has_moved_on_is_left_to_the_newer_run(fork: Stage) -> None:
    hand_over(fork, judge(fork))
    fork.github.push(NUMBER, "e" * 40)

    outcome = publish(fork)

    assert outcome.code == 0
    assert fork.comments == []


def test_a_run_for_a_deleted_fork_is_still_told(stage: Stage) -> None:
    stage.open_pull_request(head_repository="")
    stage.build({NAME: rebuilt()})
    hand_over(stage, judge(stage))

    outcome = publish(stage, **{"workflow_run.head_repository": None})

    assert outcome.code == 0
    assert len(stage.comments) == 1


NOTHING_TO_READ = {
    "no zip": b"what is this",
    "no handover in it": artifact({"report.md": b"# hello"}),
    "not ours": artifact({"handover.json": b"{}"}),
    "encrypted": artifact({"handover.json": b"{}"}).replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
    ),
}


@pytest.mark.parametrize("data", NOTHING_TO_READ.values(), ids=NOTHING_TO_READ.keys())
def test_an_artifact_that_cannot_be_read_is_said(fork: Stage, data: bytes) -> None:
    fork.github.add_artifact(fork.run_id, FOLDER, data)

    outcome = publish(fork)

    assert outcome.code == 3
    assert "handover.json" in outcome.annotations[0]


def test_a_run_without_a_report_is_an_error_unless_it_was_cancelled(fork: Stage) -> None:
    missing = publish(fork)
    cancelled = publish(fork, **{"workflow_run.conclusion": "cancelled"})

    assert missing.code == 3
    assert FOLDER in missing.annotations[0]
    assert cancelled.code == 0


def test_publish_needs_a_workflow_run_event(fork: Stage) -> None:
    outcome = fork.on_pull_request(mode="publish")

    assert outcome.code == 2
    assert "workflow_run" in outcome.annotations[0]


def test_a_push_run_has_nobody_to_tell(stage: Stage) -> None:
    event = finished(stage, **{"workflow_run.head_sha": "9" * 40})

    assert stage.play("workflow_run", event, mode="publish").code == 0


def test_several_gates_of_one_run_keep_a_comment_each(fork: Stage) -> None:
    judged = judge(fork)
    hand_over(fork, judged)
    path = judged.workspace / FOLDER / "handover.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "job": "other"}))
    hand_over(fork, judged, f"{FOLDER}-other")

    publish(fork)

    assert len(fork.comments) == 2


def test_the_wheels_that_a_pull_request_meant_leave_no_trace(stage: Stage) -> None:
    stage.open_pull_request(head_repository=FORK)
    stage.build({NAME: meant()})
    judged = judge(stage)
    hand_over(stage, judged)

    publish(stage)

    assert judged.code == 0
    assert stage.comments == []
    assert replace(judged, code=0).annotations == []


def test_a_forged_acceptance_is_not_believed(fork: Stage) -> None:
    judged = judge(fork)
    path = judged.workspace / FOLDER / "handover.json"
    forged = json.loads(path.read_bytes())
    for finding in forged["findings"]:
        finding["waivers"] = [{"rule": finding["rule"], "reason": "@maintainer set the label"}]
    path.write_text(json.dumps(forged))
    hand_over(fork, judged)

    assert publish(fork).outputs["verdict"] == "fail"


@pytest.mark.parametrize("sink", ["status", "check-run"])
def test_what_comes_from_a_fork_may_not_set_a_green_check(fork: Stage, sink: str) -> None:
    event = finished(fork)

    outcome = fork.play("workflow_run", event, mode="publish", report_to=sink)

    assert outcome.code == 2
    assert sink in outcome.annotations[0]


@pytest.mark.parametrize("status", [401, 403, 500])
def test_to_be_unable_to_find_the_pull_request_is_no_success(fork: Stage, status: int) -> None:
    hand_over(fork, judge(fork))
    fork.github.trouble("GET", "/repos/octo/demo/pulls", *[status] * 9)

    assert publish(fork).code == 3


def test_a_flood_of_reports_is_cut(fork: Stage) -> None:
    judged = judge(fork)
    path = judged.workspace / FOLDER / "handover.json"
    for number in range(20):
        path.write_text(json.dumps({**json.loads(path.read_bytes()), "job": f"job {number}"}))
        hand_over(fork, judged, f"{FOLDER}-{number:02}")

    outcome = publish(fork)

    assert len(fork.comments) == 8
    assert any("Only 8 reports" in line for line in outcome.annotations)


def test_one_damaged_report_does_not_silence_the_others(fork: Stage) -> None:
    hand_over(fork, judge(fork))
    fork.github.add_artifact(fork.run_id, f"{FOLDER}-sarif", artifact({"report.sarif": b"{}"}))

    outcome = publish(fork)

    assert outcome.code == 0
    assert len(fork.comments) == 1
    assert any("holds no handover.json" in line for line in outcome.annotations)


def test_what_could_not_be_told_is_no_success(fork: Stage) -> None:
    hand_over(fork, judge(fork))
    fork.github.trouble("POST", "*/issues/7/comments", *[500] * 9)

    assert publish(fork).code == 3


def test_the_comment_says_too_that_the_fork_changes_its_own_gate(stage: Stage) -> None:
    patch = "@@ -1,1 +1,2 @@\n with:\n+  fail-on: never"
    stage.open_pull_request(head_repository=FORK, files={WORKFLOW: patch})
    stage.build({NAME: rebuilt()})
    hand_over(stage, judge(stage))

    publish(stage)

    assert "changes its own gate" in stage.comments[0]
