"""The life of a pull request, as its author and its reviewer see it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.action.stage import NUMBER, Stage
from tests.action.wheels import NAME, meant, rebuilt
from tests.github.fake import Reply
from wheel_ceiling.action.papers import FOLDER

LABEL = "wheel-ceiling: accept"
SECOND_HEAD = "d" * 40
DOCKERFILE = """\
@@ -1,3 +1,3 @@
 FROM quay.io/pypa/manylinux2014_x86_64
-COPY cache/ /src/
+COPY python/ python/
 RUN pip wheel ."""


def test_a_silent_rebuild_fails_and_is_told_everywhere(stage: Stage) -> None:
    stage.open_pull_request(files={"ci/Dockerfile": DOCKERFILE})
    stage.build({NAME: rebuilt()})

    outcome = stage.on_pull_request()

    assert outcome.code == 1
    assert outcome.outputs["verdict"] == "fail"
    assert outcome.outputs["baseline"] == "release:v2.8.0"
    assert int(outcome.outputs["findings"]) >= 3
    assert "silent rebuild" in outcome.summary
    assert "::error title=silent-rebuild" in outcome.log
    assert "; 2 wheels inspected, 0 known; 0 of 2 libraries unchanged." in outcome.log
    (comment,) = stage.comments
    assert "ray/_raylet.so" in comment
    assert "silent rebuild" in comment
    assert outcome.outputs["comment-url"].endswith(f"pull/{NUMBER}#issuecomment-1") or (
        "issuecomment" in outcome.outputs["comment-url"]
    )
    assert json.loads(outcome.text("report"))["verdict"] == "fail"
    assert json.loads(outcome.text("inventory"))["verdict"] == "fail"
    assert "silent rebuild" in outcome.text("markdown")
    assert outcome.outputs["sarif"] == ""


def test_the_same_comment_says_when_the_trouble_is_gone(stage: Stage) -> None:
    stage.open_pull_request()
    stage.build({NAME: rebuilt()})
    stage.on_pull_request()
    before = stage.github.comments(NUMBER)[0].id

    stage.github.push(NUMBER, SECOND_HEAD)
    stage.next_run(SECOND_HEAD)
    stage.build({NAME: meant()})
    outcome = stage.on_pull_request("pull_request-synchronize", SECOND_HEAD)

    assert outcome.code == 0
    (comment,) = stage.github.comments(NUMBER)
    assert comment.id == before
    assert "Nothing to report" in comment.body


def test_a_pull_request_without_trouble_gets_no_comment(stage: Stage) -> None:
    stage.open_pull_request()
    stage.build({NAME: meant()})

    outcome = stage.on_pull_request()

    assert outcome.code == 0
    assert stage.comments == []
    assert "Nothing to report" in outcome.summary
    assert outcome.annotations == []


def test_comment_always_and_never(stage: Stage) -> None:
    stage.open_pull_request()
    stage.build({NAME: meant()})
    stage.on_pull_request(comment="always")
    assert len(stage.comments) == 1

    stage.next_run()
    stage.build({NAME: rebuilt()})
    stage.on_pull_request(comment="never")
    assert "Nothing to report" in stage.comments[0]


def test_the_label_accepts_what_was_shown_until_the_next_push(stage: Stage) -> None:
    stage.open_pull_request()
    stage.build({NAME: rebuilt()})
    assert stage.on_pull_request().code == 1

    stage.github.add_label(NUMBER, LABEL, "maintainer")
    stage.next_run()
    stage.build({NAME: rebuilt()})
    accepted = stage.on_pull_request("pull_request-labeled")
    assert accepted.code == 0, accepted.log
    assert "@maintainer" in accepted.summary
    assert "accepted" in stage.comments[0]

    stage.github.push(NUMBER, SECOND_HEAD)
    stage.next_run(SECOND_HEAD)
    stage.build({NAME: rebuilt()})
    after = stage.on_pull_request("pull_request-synchronize", SECOND_HEAD)
    assert after.code == 1
    assert "take it off and set it again" in after.summary


def test_a_label_that_was_set_before_anything_was_shown_accepts_nothing(stage: Stage) -> None:
    stage.open_pull_request()
    stage.github.add_label(NUMBER, LABEL)
    for _ in range(2):
        stage.build({NAME: rebuilt()})
        assert stage.on_pull_request().code == 1
        stage.next_run()

    stage.github.remove_label(NUMBER, LABEL)
    stage.github.add_label(NUMBER, LABEL)
    stage.build({NAME: rebuilt()})
    assert stage.on_pull_request("pull_request-labeled").code == 0


def test_a_label_for_one_commit_does_not_hold_for_the_next_whose_builds_are_older(
    stage: Stage,
) -> None:
    stage.github.add_run(head_sha=SECOND_HEAD, head_branch="other", event="pull_request")
    stage.open_pull_request()
    stage.build({NAME: rebuilt()})
    stage.on_pull_request()
    stage.github.add_label(NUMBER, LABEL)

    stage.github.push(NUMBER, SECOND_HEAD)
    stage.next_run(SECOND_HEAD)
    stage.build({NAME: rebuilt()})

    assert stage.on_pull_request("pull_request-synchronize", SECOND_HEAD).code == 1


UNSEEN_LABELS = ["/repos/octo/demo/issues/7/events", "/repos/octo/demo/pulls/7"]


@pytest.mark.parametrize("path", UNSEEN_LABELS)
def test_a_label_that_could_not_be_looked_at_accepts_nothing_in_the_next_run_either(
    stage: Stage, path: str
) -> None:
    stage.open_pull_request()
    stage.github.add_label(NUMBER, LABEL)
    stage.build({NAME: rebuilt()})
    stage.github.trouble("GET", path, *[500] * 3)
    assert stage.on_pull_request().code == 1

    stage.next_run()
    stage.build({NAME: rebuilt()})
    assert stage.on_pull_request().code == 1


def test_a_run_that_could_not_judge_does_not_forget_what_was_shown(stage: Stage) -> None:
    stage.open_pull_request()
    stage.build({NAME: rebuilt()})
    stage.on_pull_request()
    stage.github.add_label(NUMBER, LABEL)
    stage.next_run()
    assert stage.on_pull_request("pull_request-labeled").code == 3

    stage.next_run()
    stage.build({NAME: rebuilt()})
    assert stage.on_pull_request("pull_request-labeled").code == 0


LONG_NAMES = [
    f"run/a-project-with-a-very-long-name-{arch}-of-its-wheels" for arch in ("x86", "arm")
]


def test_gates_with_long_inputs_have_names_of_their_own(stage: Stage) -> None:
    stage.open_pull_request()
    for name in LONG_NAMES:
        stage.build({NAME: rebuilt()}, name.removeprefix("run/"))
        stage.on_pull_request(
            wheels=name, only="ray-*", baseline="release:v2.8.0", report_to="status"
        )

    contexts = {status.context for status in stage.github.statuses}
    assert len(contexts) == 2
    assert max(map(len, contexts)) < 120


def test_gates_that_differ_in_strictness_only_keep_their_own_comment(stage: Stage) -> None:
    stage.open_pull_request()
    stage.build({NAME: meant()})

    assert stage.on_pull_request(max_glibc="2.5").code == 1
    assert stage.on_pull_request(max_glibc="2.28").code == 0
    assert "max-glibc is 2.5" in stage.comments[0]


def test_without_comments_nothing_is_shown_and_nothing_can_be_accepted(stage: Stage) -> None:
    stage.open_pull_request()
    stage.build({NAME: rebuilt()})
    stage.on_pull_request(comment="never")
    stage.github.add_label(NUMBER, LABEL)
    stage.next_run()
    stage.build({NAME: rebuilt()})

    outcome = stage.on_pull_request("pull_request-labeled", comment="never")

    assert outcome.code == 1
    assert "had shown" in outcome.summary


def test_trouble_with_the_pull_request_is_said_of_the_label(stage: Stage) -> None:
    stage.open_pull_request()
    stage.build({NAME: rebuilt()})
    stage.github.trouble("GET", "/repos/octo/demo/pulls/7", *[500] * 9)

    assert "is set could not be seen" in stage.on_pull_request().summary


def test_gates_that_look_at_other_wheels_keep_their_own_comment(stage: Stage) -> None:
    stage.open_pull_request()
    stage.build({NAME: rebuilt()}, "wheels-a")
    stage.build({NAME: meant()}, "wheels-b")

    first = stage.on_pull_request(wheels="run/wheels-a", report_to="status review")
    second = stage.on_pull_request(wheels="run/wheels-b", report_to="status review")

    assert (first.code, second.code) == (1, 0)
    (comment,) = stage.comments
    assert "silent rebuild" in comment
    assert {status.context for status in stage.github.statuses} == {
        "wheel-ceiling: wheel-ceiling run/wheels-a",
        "wheel-ceiling: wheel-ceiling run/wheels-b",
    }
    assert [review.state for review in stage.github.reviews(NUMBER)] == ["CHANGES_REQUESTED"]


def test_a_wrong_call_does_not_leave_an_older_pass_standing(stage: Stage) -> None:
    stage.open_pull_request()
    stage.build({NAME: meant()})
    stage.on_pull_request(comment="always", report_to="status")
    stage.next_run()

    outcome = stage.on_pull_request(wheels="https://", comment="always", report_to="status")

    assert outcome.code == 2
    assert "Could not be judged" in outcome.summary
    assert outcome.outputs["verdict"] == "unjudged"


FOLDER_TAKEN = {
    "a file": lambda path: path.write_text("mine"),
    "a link": lambda path: path.symlink_to(path.parent.parent),
}


@pytest.mark.parametrize("take", FOLDER_TAKEN.values(), ids=FOLDER_TAKEN.keys())
def test_a_workspace_that_cannot_be_written_costs_the_files_only(
    stage: Stage, take: Callable[[Path], object]
) -> None:
    stage.open_pull_request()
    stage.build({NAME: rebuilt()})
    workspace = stage.folder / "run1" / "ws"
    workspace.mkdir(parents=True)
    take(workspace / FOLDER)

    outcome = stage.on_pull_request()

    assert outcome.code == 1
    assert "silent rebuild" in outcome.summary
    assert len(stage.comments) == 1
    assert "is no folder" in outcome.log
    assert "report" not in outcome.outputs


def test_a_link_among_the_files_is_replaced_and_not_followed(stage: Stage) -> None:
    stage.open_pull_request()
    stage.build({NAME: rebuilt()})
    folder = stage.folder / "run1" / "ws" / FOLDER
    folder.mkdir(parents=True)
    other = stage.folder / "other.txt"
    other.write_text("keep me")
    (folder / "report.md").symlink_to(other)

    outcome = stage.on_pull_request()

    assert other.read_text() == "keep me"
    assert "silent rebuild" in outcome.text("markdown")


def test_no_wheels_at_all_is_no_pass(stage: Stage) -> None:
    stage.open_pull_request()
    stage.github.add_artifact(stage.run_id, "docs", b"PK\x05\x06" + bytes(18))

    outcome = stage.on_pull_request()

    assert outcome.code == 3
    assert outcome.outputs["verdict"] == "unjudged"
    assert "docs" in outcome.summary


def test_inputs_that_cannot_be_meant_end_with_2(stage: Stage) -> None:
    stage.open_pull_request()

    outcome = stage.on_pull_request(mode="chek")

    assert outcome.code == 2
    assert "Did you mean check?" in outcome.annotations[0]


def test_the_likely_cause_is_named_and_linked(stage: Stage) -> None:
    stage.open_pull_request(files={"ci/Dockerfile": DOCKERFILE})
    stage.build({NAME: rebuilt()})

    outcome = stage.on_pull_request(report_to="review, check-run, status, sarif")

    assert "ci/Dockerfile" in stage.comments[0]
    assert "COPY python/ python/" in stage.comments[0]
    assert f"/blob/{'a' * 40}/ci/Dockerfile#L2" in stage.comments[0]
    (review,) = stage.github.reviews(NUMBER)
    assert review.state == "CHANGES_REQUESTED"
    (run,) = stage.github.check_runs
    assert run.conclusion == "failure"
    assert [status.state for status in stage.github.statuses] == ["failure"]
    assert json.loads(outcome.text("sarif"))["version"] == "2.1.0"


def test_a_head_that_is_forced_back_is_not_accepted_by_an_older_label(stage: Stage) -> None:
    stage.open_pull_request()
    stage.build({NAME: rebuilt()})
    stage.on_pull_request()
    label = stage.github.add_label(NUMBER, LABEL, "maintainer", at="2027-01-01T00:00:00Z")
    labeled = {
        "id": label,
        "event": "labeled",
        "actor": {"login": "maintainer"},
        "created_at": "2027-01-01T00:00:00Z",
        "label": {"name": LABEL},
    }
    forced = {
        **labeled,
        "event": "head_ref_force_pushed",
        "created_at": "2027-01-01T00:00:01Z",
        "label": None,
    }
    stage.next_run()
    stage.build({NAME: rebuilt()})
    stage.github.trouble("GET", "*/issues/7/events", Reply(200, body=[labeled, forced]))

    outcome = stage.on_pull_request("pull_request-synchronize")

    assert outcome.code == 1
    assert "take it off and set it again" in outcome.summary


def test_a_label_whose_history_cannot_be_read_accepts_nothing(stage: Stage) -> None:
    stage.open_pull_request()
    stage.github.add_label(NUMBER, LABEL)
    stage.build({NAME: rebuilt()})
    stage.github.trouble("GET", "*/issues/7/events", *[500] * 9)

    outcome = stage.on_pull_request("pull_request-labeled")

    assert outcome.code == 1
    assert "accepts nothing" in outcome.summary


def test_the_label_of_a_pull_request_that_has_moved_on_accepts_nothing(stage: Stage) -> None:
    stage.open_pull_request()
    stage.github.add_label(NUMBER, LABEL)
    stage.build({NAME: rebuilt()})
    stage.github.push(NUMBER, SECOND_HEAD)

    outcome = stage.on_pull_request("pull_request-labeled")

    assert outcome.code == 1
    assert "newest commit" in outcome.summary
