"""Pull requests are found from what GitHub says of a run, and from nothing else."""

import pytest
from msgspec.structs import replace

from tests.github.fake import BASE_SHA, HEAD_SHA, FakeGitHub, Reply
from tests.github.publishing import MOVED_SHA, NUMBER, connect
from wheel_ceiling.errors import NothingFound, SourceUnreachable
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.occasion import TriggeringRun
from wheel_ceiling.github.pull_request import (
    LabelEvent,
    PullRequest,
    changed_files,
    find_pull_request,
    label_event,
    read_pull_request,
)
from wheel_ceiling.model import ChangedFile

LABEL = "wheel-ceiling: accept"
FORK = "somebody/demo"
RUN = TriggeringRun(
    id=1,
    event="pull_request",
    conclusion="failure",
    head_sha=HEAD_SHA,
    head_branch="topic",
    head_repository=FORK,
)


def test_a_pull_request_is_read_in_one_request(github: FakeGitHub) -> None:
    github.add_pull_request(NUMBER, head_repository=FORK)
    github.add_label(NUMBER, LABEL)
    assert read_pull_request(connect(github), NUMBER) == PullRequest(
        number=NUMBER,
        head_sha=HEAD_SHA,
        base_sha=BASE_SHA,
        head_repository=FORK,
        is_open=True,
        labels=(LABEL,),
        url="https://github.com/octo/demo/pull/7",
        base_ref="main",
    )
    assert len(github.seen) == 1


def test_a_closed_one_of_a_deleted_fork_is_read_too(github: FakeGitHub) -> None:
    github.add_pull_request(NUMBER, head_repository="", state="closed")
    pull = read_pull_request(connect(github), NUMBER)
    assert (pull.head_repository, pull.is_open) == ("", False)


def test_a_pull_request_that_is_not_there_is_named(github: FakeGitHub) -> None:
    with pytest.raises(NothingFound, match=r"^Pull request #7 "):
        read_pull_request(connect(github), NUMBER)


def test_a_missing_permission_is_named(github: FakeGitHub) -> None:
    github.private = True
    github.permissions.clear()
    github.add_pull_request(NUMBER)
    with pytest.raises(Forbidden) as caught:
        read_pull_request(connect(github), NUMBER)
    assert caught.value.permission == "pull-requests: read"


ODD = {"a list": [], "nothing in it": {}, "a head that is a text": {"head": "x"}}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_an_odd_answer_is_no_pull_request(github: FakeGitHub, body: object) -> None:
    github.trouble("GET", "*/pulls/7", Reply(200, body=body))
    with pytest.raises(SourceUnreachable, match="cannot be understood"):
        read_pull_request(connect(github), NUMBER)


def test_the_run_of_a_fork_leads_to_its_pull_request(github: FakeGitHub) -> None:
    github.add_pull_request(1, head_repository="another/demo")
    github.add_pull_request(NUMBER, head_repository=FORK)
    assert find_pull_request(connect(github), RUN).number == NUMBER
    assert [one.query.get("head") for one in github.seen] == ["somebody:topic"]


def test_a_pull_request_whose_branch_has_gone_is_found_by_its_commit(github: FakeGitHub) -> None:
    github.add_pull_request(NUMBER, head_repository=FORK, head_ref="renamed")
    assert find_pull_request(connect(github), RUN).number == NUMBER
    assert [one.path.rpartition("/")[2] for one in github.seen] == ["pulls", "pulls"]


DELETED = {
    "before the run was told": ("", 1),
    "after the run was told": (FORK, 2),
}


@pytest.mark.parametrize(("told", "requests"), DELETED.values(), ids=DELETED)
def test_a_deleted_fork_is_found_by_its_commit(
    github: FakeGitHub, told: str, requests: int
) -> None:
    github.add_pull_request(1, head_repository="another/demo")
    github.add_pull_request(NUMBER, head_repository="")
    run = replace(RUN, head_repository=told)
    assert find_pull_request(connect(github), run).number == NUMBER
    assert len(github.seen) == requests


def test_a_run_without_a_branch_is_looked_up_by_its_commit(github: FakeGitHub) -> None:
    github.add_pull_request(NUMBER, head_repository=FORK)
    assert find_pull_request(connect(github), replace(RUN, head_branch="")).number == NUMBER
    assert [one.path for one in github.seen] == [f"/repos/octo/demo/commits/{HEAD_SHA}/pulls"]


NONE = {
    "nobody opened one": {},
    "its head has moved on": {"head_sha": MOVED_SHA, "head_repository": FORK},
    "it is somebody else's with the same commit": {"head_repository": "victim/demo"},
}


@pytest.mark.parametrize("pull", NONE.values(), ids=NONE)
def test_no_pull_request_is_better_than_a_wrong_one(
    github: FakeGitHub, pull: dict[str, str]
) -> None:
    if pull:
        github.add_pull_request(
            NUMBER,
            head_sha=pull.get("head_sha", HEAD_SHA),
            head_repository=pull["head_repository"],
        )
        github.pull_requests[NUMBER].earlier_heads.append(HEAD_SHA)
    with pytest.raises(NothingFound, match=r"^No pull request has the head aaaaaaa of the run"):
        find_pull_request(connect(github), RUN)


SEVERAL = {
    "an open one wins": ({4: ("closed", "main"), 5: ("open", "stable")}, 5),
    "then the default branch": ({4: ("open", "stable"), 5: ("open", "main")}, 5),
    "then the oldest": ({4: ("open", "stable"), 5: ("open", "next")}, 4),
}


@pytest.mark.parametrize("branch", ["topic", ""], ids=["by branch", "by commit"])
@pytest.mark.parametrize(("pulls", "number"), SEVERAL.values(), ids=SEVERAL)
def test_of_several_with_one_head_the_likeliest_is_taken(
    github: FakeGitHub, pulls: dict[int, tuple[str, str]], number: int, branch: str
) -> None:
    for each, (state, base) in pulls.items():
        github.add_pull_request(each, head_repository=FORK, state=state, base_ref=base)
    run = replace(RUN, head_branch=branch)
    assert find_pull_request(connect(github), run).number == number


def test_changed_files_come_with_their_hunks_over_all_pages(github: FakeGitHub) -> None:
    files = {f"f{number}.py": f"@@ -1 +1 @@\n-a\n+{number}" for number in range(150)}
    github.add_pull_request(NUMBER, files={"image.bin": "", **files})
    changed = changed_files(connect(github), NUMBER)
    assert changed[:2] == (ChangedFile("image.bin"), ChangedFile("f0.py", files["f0.py"]))
    assert len(changed) == 151
    assert len(github.seen) == 2


def test_no_more_changed_files_are_asked_for_than_wanted(github: FakeGitHub) -> None:
    github.add_pull_request(NUMBER, files={f"{number}": "" for number in range(250)})
    assert len(changed_files(connect(github), NUMBER, most=120)) == 120
    assert len(github.seen) == 2


def test_the_last_setting_of_the_label_counts(github: FakeGitHub) -> None:
    github.add_pull_request(NUMBER)
    github.add_label(NUMBER, LABEL, "first", at="2026-03-02T01:00:00Z")
    github.remove_label(NUMBER, LABEL, "first", at="2026-03-02T02:00:00Z")
    for number in range(120):
        github.add_label(NUMBER, f"other {number}", "noise", at="2026-03-02T02:30:00Z")
    last = github.add_label(NUMBER, LABEL.upper(), "second", at="2026-03-02T03:00:00Z")
    github.add_label(NUMBER, "other", "third", at="2026-03-02T04:00:00Z")
    assert label_event(connect(github), NUMBER, LABEL) == LabelEvent(
        last, "second", "2026-03-02T03:00:00Z"
    )
    assert len(github.seen) == 2


def test_a_label_that_nobody_set_is_not_found(github: FakeGitHub) -> None:
    github.add_pull_request(NUMBER)
    github.add_label(NUMBER, "other")
    with pytest.raises(NothingFound, match=r"^Nobody has set the label “wheel-ceiling: accept” on"):
        label_event(connect(github), NUMBER, LABEL)


def test_who_set_the_label_may_be_gone(github: FakeGitHub) -> None:
    event = {
        "id": 3,
        "event": "labeled",
        "actor": None,
        "created_at": "2026-03-02T05:00:00+02:00",
        "label": {"name": LABEL},
    }
    other = {**event, "event": "renamed", "label": None}
    github.trouble("GET", "*/events", Reply(200, body=[event, other]))
    found = label_event(connect(github), NUMBER, LABEL)
    assert found == LabelEvent(3, "", "2026-03-02T03:00:00Z")


def test_a_head_that_was_forced_is_told_with_the_label(github: FakeGitHub) -> None:
    def event(number: int, what: str, hour: int) -> dict[str, object]:
        return {
            "id": number,
            "event": what,
            "actor": {"login": "someone"},
            "created_at": f"2026-03-02T{hour:02}:00:00Z",
            "label": {"name": LABEL} if what == "labeled" else None,
        }

    events = [
        event(1, "head_ref_force_pushed", 1),
        event(2, "labeled", 2),
        event(3, "head_ref_force_pushed", 3),
        event(4, "subscribed", 4),
    ]
    github.trouble("GET", "*/events", Reply(200, body=events))

    found = label_event(connect(github), NUMBER, LABEL)

    assert (found.created_at, found.forced_at) == ("2026-03-02T02:00:00Z", "2026-03-02T03:00:00Z")
