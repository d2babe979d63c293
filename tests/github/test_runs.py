import pytest

from tests.github.connecting import connected
from tests.github.fake import HEAD_SHA, WORKFLOW, FakeGitHub, Reply
from wheel_ceiling.errors import NothingFound, SourceUnreachable
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.runs import Run, good_runs

OTHER_SHA = "d" * 40


def last_good(github: FakeGitHub) -> Run:
    return next(good_runs(connected(github), "main", WORKFLOW))


def test_the_newest_good_push_run_is_taken(github: FakeGitHub) -> None:
    github.add_run(created_at="2026-01-02T00:00:00Z")
    newest = github.add_run(created_at="2026-01-03T10:00:00Z")
    github.add_run(created_at="2026-01-01T00:00:00Z")
    assert last_good(github) == Run(
        id=newest,
        head_sha=HEAD_SHA,
        head_branch="main",
        event="push",
        head_repository="octo/demo",
        created_at="2026-01-03T10:00:00Z",
        url=f"https://github.com/octo/demo/actions/runs/{newest}",
    )


def test_the_api_is_asked_for_no_more_than_is_needed(github: FakeGitHub) -> None:
    for _ in range(101):
        github.add_run()
    last_good(github)
    (seen,) = github.seen
    assert seen.path == "/repos/octo/demo/actions/workflows/build.yml/runs"
    assert seen.query == {
        "branch": "main",
        "event": "push",
        "status": "success",
        "per_page": "100",
    }


UNFIT: dict[str, dict[str, str]] = {
    "A FORK'S BRANCH OF THAT NAME": {"head_repository": "stranger/demo"},
    "A DELETED FORK": {"head_repository": ""},
    "A PULL REQUEST": {"event": "pull_request"},
    "FAILED": {"conclusion": "failure"},
    "NOT ENDED": {"conclusion": ""},
    "ANOTHER BRANCH": {"head_branch": "topic"},
    "ANOTHER WORKFLOW": {"path": ".github/workflows/docs.yml"},
}


@pytest.mark.parametrize("case", UNFIT)
def test_another_run_is_not_taken(github: FakeGitHub, case: str) -> None:
    good = github.add_run()
    github.add_run(
        event=UNFIT[case].get("event", "push"),
        head_branch=UNFIT[case].get("head_branch", "main"),
        conclusion=UNFIT[case].get("conclusion", "success"),
        head_repository=UNFIT[case].get("head_repository"),
        path=UNFIT[case].get("path", WORKFLOW),
    )
    assert last_good(github).id == good


def row(**changes: object) -> dict[str, object]:
    return {
        "id": 5,
        "head_sha": HEAD_SHA,
        "event": "push",
        "created_at": "2026-01-01T00:00:00Z",
        "html_url": "https://github.com/octo/demo/actions/runs/5",
        "path": WORKFLOW,
        "conclusion": "success",
        "head_branch": "main",
        "head_repository": {"full_name": "octo/demo"},
    } | changes


UNASKED: dict[str, dict[str, object]] = {
    "EVENT": {"event": "pull_request"},
    "CONCLUSION": {"conclusion": None},
    "BRANCH": {"head_branch": None},
    "PATH": {"path": ".github/workflows/evil.yml"},
    "REPOSITORY": {"head_repository": None},
}


@pytest.mark.parametrize("changes", UNASKED.values(), ids=UNASKED)
def test_the_filter_of_the_api_is_not_relied_upon(
    github: FakeGitHub, changes: dict[str, object]
) -> None:
    github.trouble("GET", "*", Reply(200, body={"workflow_runs": [row(**changes)]}))
    with pytest.raises(NothingFound):
        last_good(github)


SAME = {
    "REPOSITORY IN OTHER CASE": {"head_repository": {"full_name": "Octo/Demo"}},
    "PATH WITH A REFERENCE": {"path": f"{WORKFLOW}@refs/heads/main"},
}


@pytest.mark.parametrize("changes", SAME.values(), ids=SAME)
def test_the_same_may_be_written_otherwise(github: FakeGitHub, changes: dict[str, object]) -> None:
    github.trouble("GET", "*", Reply(200, body={"workflow_runs": [row(**changes)]}))
    assert last_good(github).id == 5


def test_runs_of_forks_do_not_hide_the_good_one_on_a_later_page(github: FakeGitHub) -> None:
    good = github.add_run()
    for _ in range(150):
        github.add_run(head_repository="stranger/demo")
    assert last_good(github).id == good
    assert len(github.seen) == 2


def test_pages_are_not_read_for_ever(github: FakeGitHub) -> None:
    address = f"{github.api_url}/repos/octo/demo/actions/workflows/build.yml/runs?page=2"
    page = Reply(200, {"Link": f'<{address}>; rel="next"'}, {"workflow_runs": []})
    github.trouble("GET", "*", *[page] * 11)
    with pytest.raises(NothingFound):
        last_good(github)
    assert len(github.seen) == 10


def test_a_branch_without_a_good_run_is_told(github: FakeGitHub) -> None:
    with pytest.raises(
        NothingFound, match=r"last good run of \.github/workflows/build.yml on main"
    ):
        last_good(github)


def test_a_workflow_that_is_not_there_yet_has_no_run(github: FakeGitHub) -> None:
    with pytest.raises(NothingFound, match="HTTP 404"):
        next(good_runs(connected(github), "main", ".github/workflows/new.yml"))


def test_an_unnamed_workflow_has_no_run(github: FakeGitHub) -> None:
    with pytest.raises(NothingFound, match="an unnamed workflow"):
        next(good_runs(connected(github), "main", ""))
    assert github.seen == []


def test_a_token_that_may_not_ask_is_told_so(github: FakeGitHub) -> None:
    github.permissions.clear()
    with pytest.raises(Forbidden) as caught:
        last_good(github)
    assert caught.value.permission == "actions: read"


ODD = {
    "NO LIST": {},
    "NO TIME": {"workflow_runs": [row(created_at="soon")]},
    "NO ZONE": {"workflow_runs": [row(created_at="2026-01-01T00:00:00")]},
    "NO NUMBER": {"workflow_runs": [row(id=None)]},
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_an_odd_answer_is_not_believed(github: FakeGitHub, body: object) -> None:
    github.trouble("GET", "*", Reply(200, body=body))
    with pytest.raises(SourceUnreachable, match="cannot be understood"):
        last_good(github)


def test_the_run_that_is_being_checked_is_not_its_own_baseline(github: FakeGitHub) -> None:
    older = github.add_run()
    newest = github.add_run()
    connection = connected(github)

    assert [run.id for run in good_runs(connection, "main", WORKFLOW)] == [newest, older]
    assert [run.id for run in good_runs(connection, "main", WORKFLOW, newest)] == [older]


def test_the_good_runs_come_newest_first_over_all_pages(github: FakeGitHub) -> None:
    for day in (2, 3, 1):
        github.add_run(id=day, created_at=f"2026-01-0{day}T00:00:00Z")
    for number in range(100):
        github.add_run(head_repository="stranger/demo" if number else None)
    newest, *others = good_runs(connected(github), "main", WORKFLOW)
    assert newest.created_at > others[0].created_at
    assert [run.id for run in others] == [3, 2, 1]
    assert len(github.seen) == 2
