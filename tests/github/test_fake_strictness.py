"""The fake notices what GitHub would not allow, and what a token may not do."""

import pytest
import requests

from tests.github.asking import ask
from tests.github.fake import BASE_SHA, HEAD_SHA, FakeGitHub
from tests.github.fake.exchange import Json

ANNOTATION: Json = {
    "path": "a.py",
    "start_line": 1,
    "end_line": 1,
    "annotation_level": "notice",
    "message": "m",
}


def furnish(github: FakeGitHub) -> None:
    """Add what the tables below talk of: the first id is 1001."""
    github.add_comment(7, "first")
    github.add_pull_request(7, files={"a.py": "@@ -1 +1,2 @@\n kept\n+new", "b.so": ""})
    github.add_release("v1")


def check_run(**fields: object) -> Json:
    return {"name": "n", "head_sha": HEAD_SHA, **fields}


def output(**fields: object) -> Json:
    return check_run(output={"title": "t", "summary": "s", **fields})


def review(**fields: object) -> Json:
    return {"event": "COMMENT", "body": "b", **fields}


def line(**fields: object) -> Json:
    return review(comments=[{"path": "a.py", "body": "b", "line": 2, **fields}])


WRONG: dict[str, tuple[str, str, object, str]] = {
    "no such path": ("GET", "/branches", None, "Not Found"),
    "no such method": ("PUT", "/issues/7/comments", {"body": "b"}, "Not Found"),
    "no number": ("GET", "/issues/seven/comments", None, "issue_number"),
    "not numbered from one": ("GET", "/issues/7/comments?page=0", None, "page must be"),
    "no number of a page": ("GET", "/issues/7/comments?per_page=many", None, "per_page"),
    "too large a page": ("GET", "/issues/7/comments?per_page=101", None, "per_page must be"),
    "unknown parameter": ("GET", "/issues/7/comments?sort=updated", None, "unknown query"),
    "unserved parameter": ("GET", "/issues/7/comments?since=2026-01-01T00:00:00Z", None, "since"),
    "unknown field": ("POST", "/issues/7/comments", {"body": "b", "title": "t"}, "title"),
    "missing field": ("POST", "/issues/7/comments", {}, "body"),
    "no object": ("POST", "/issues/7/comments", ["body"], "object"),
    "wrong kind": ("POST", "/issues/7/comments", {"body": 7}, "body"),
    "empty comment": ("POST", "/issues/7/comments", {"body": " "}, "empty"),
    "long comment": ("POST", "/issues/7/comments", {"body": "b" * 65_537}, "too long"),
    "emptied comment": ("PATCH", "/issues/comments/1001", {"body": ""}, "empty"),
    "unknown state": ("POST", f"/statuses/{HEAD_SHA}", {"state": "good"}, "state"),
    "long description": (
        "POST",
        f"/statuses/{HEAD_SHA}",
        {"state": "success", "description": "d" * 141},
        "description",
    ),
    "short commit": ("POST", "/statuses/aaaaaaa", {"state": "success"}, "No commit"),
    "short head": ("POST", "/check-runs", check_run(head_sha="aaaaaaa"), "No commit"),
    "no conclusion": ("POST", "/check-runs", check_run(status="completed"), "conclusion"),
    "odd conclusion": ("POST", "/check-runs", check_run(conclusion="good"), "conclusion"),
    "long title": ("POST", "/check-runs", output(title="t" * 256), "title"),
    "long summary": ("POST", "/check-runs", output(summary="s" * 65_536), "summary"),
    "long text": ("POST", "/check-runs", output(text="s" * 65_536), "text"),
    "no summary": ("POST", "/check-runs", check_run(output={"title": "t"}), "summary"),
    "51 annotations": ("POST", "/check-runs", output(annotations=[ANNOTATION] * 51), "annotations"),
    "odd level": (
        "POST",
        "/check-runs",
        output(annotations=[{**ANNOTATION, "annotation_level": "error"}]),
        "annotation_level",
    ),
    "lines backwards": (
        "POST",
        "/check-runs",
        output(annotations=[{**ANNOTATION, "start_line": 2}]),
        "from line 2 to line 1",
    ),
    "columns over lines": (
        "POST",
        "/check-runs",
        output(annotations=[{**ANNOTATION, "end_line": 2, "start_column": 1}]),
        "columns",
    ),
    "empty annotation": (
        "POST",
        "/check-runs",
        output(annotations=[{**ANNOTATION, "message": ""}]),
        "without a message",
    ),
    "long annotation": (
        "POST",
        "/check-runs",
        output(annotations=[{**ANNOTATION, "message": "é" * 32_769}]),
        "bytes",
    ),
    "unknown event": ("POST", "/pulls/7/reviews", review(event="REJECT"), "event"),
    "empty review": ("POST", "/pulls/7/reviews", review(body=""), "needs a body"),
    "unknown commit": ("POST", "/pulls/7/reviews", review(commit_id=BASE_SHA), "commit_id"),
    "line elsewhere": ("POST", "/pulls/7/reviews", line(line=3), "line 3 (RIGHT)"),
    "line of the other side": ("POST", "/pulls/7/reviews", line(side="LEFT"), "line 2 (LEFT)"),
    "line of no text": ("POST", "/pulls/7/reviews", line(path="b.so"), "b.so"),
    "line of another file": ("POST", "/pulls/7/reviews", line(path="c.py"), "c.py"),
    "start elsewhere": ("POST", "/pulls/7/reviews", line(start_line=9), "start_line 9"),
    "empty line comment": ("POST", "/pulls/7/reviews", line(body=""), "empty"),
    "position": ("POST", "/pulls/7/reviews", line(position=1), "position"),
    "file elsewhere": (
        "POST",
        "/pulls/7/comments",
        {"body": "b", "commit_id": HEAD_SHA, "path": "c.py", "subject_type": "file"},
        "c.py",
    ),
}


@pytest.mark.parametrize(("method", "path", "fields", "told"), WRONG.values(), ids=WRONG)
def test_what_github_refuses_is_a_violation(
    github: FakeGitHub, method: str, path: str, fields: object, told: str
) -> None:
    furnish(github)
    answer = ask(github, method, path, fields)
    [violation] = github.violations
    github.violations.clear()

    assert answer.status_code == (404 if told == "Not Found" else 422)
    assert violation.startswith(f"{method} /repos/octo/demo{path.partition('?')[0]}: ")
    assert told in violation
    assert not github.statuses
    assert not github.check_runs
    assert not github.reviews(7)
    assert [comment.body for comment in github.comments(7)] == ["first"]


RIGHT: dict[str, tuple[str, object]] = {
    "longest comment": ("/issues/7/comments", {"body": "b" * 65_536}),
    "50 annotations": ("/check-runs", output(annotations=[ANNOTATION] * 50)),
    "longest summary": ("/check-runs", output(summary="s" * 65_535)),
    "longest description": (
        f"/statuses/{HEAD_SHA}",
        {"state": "success", "description": "d" * 140, "target_url": None},
    ),
    "context line": ("/pulls/7/reviews", line(line=1, side="LEFT")),
    "several lines": ("/pulls/7/reviews", line(start_line=1)),
    "whole file": (
        "/pulls/7/comments",
        {"body": "b", "commit_id": HEAD_SHA, "path": "b.so", "subject_type": "file"},
    ),
}


@pytest.mark.parametrize(("path", "fields"), RIGHT.values(), ids=RIGHT)
def test_what_github_takes_is_none(github: FakeGitHub, path: str, fields: object) -> None:
    furnish(github)

    assert ask(github, "POST", path, fields).ok


def test_an_update_may_not_complete_without_a_conclusion(github: FakeGitHub) -> None:
    made = ask(github, "POST", "/check-runs", check_run(status="in_progress")).json()
    first = ask(github, "PATCH", f"/check-runs/{made['id']}", {"status": "completed"})
    github.violations.clear()
    second = ask(github, "PATCH", f"/check-runs/{made['id']}", {"conclusion": "failure"})

    assert (first.status_code, second.json()["status"]) == (422, "completed")


@pytest.mark.parametrize(("path", "name"), [("", "body"), ("/dismissals", "message")])
def test_reviews_are_not_changed_without_a_word(github: FakeGitHub, path: str, name: str) -> None:
    furnish(github)
    made = ask(github, "POST", "/pulls/7/reviews", review(event="APPROVE")).json()
    answer = ask(github, "PUT", f"/pulls/7/reviews/{made['id']}{path}", {name: ""})

    assert answer.status_code == 422
    assert len(github.violations) == 1
    github.violations.clear()


def test_lines_that_are_gone_can_be_commented_on_the_left(github: FakeGitHub) -> None:
    patch = "@@ -3,2 +3 @@ def f():\n-gone\n kept\n\\ No newline at end of file"
    github.add_pull_request(7, files={"a.py": patch})

    assert github.pull_requests[7].lines("a.py") == {("LEFT", 3), ("LEFT", 4), ("RIGHT", 3)}
    assert ask(github, "POST", "/pulls/7/reviews", line(line=3, side="LEFT")).ok


def test_a_client_without_a_name_is_refused(github: FakeGitHub) -> None:
    answer = ask(github, "GET", "", **{"User-Agent": ""})

    assert answer.status_code == 403
    assert github.violations == ["GET /repos/octo/demo: Request forbidden by administrative rules."]
    github.violations.clear()


def test_an_answer_that_github_would_not_give_is_a_violation(github: FakeGitHub) -> None:
    github.default_branch = 7  # type: ignore[assignment]
    answer = ask(github, "GET", "")

    assert answer.status_code == 500
    assert "default_branch: 7 is not of type 'string'" in github.violations[0]
    github.violations.clear()


def test_every_row_of_an_answer_is_looked_at(github: FakeGitHub) -> None:
    for time in ("2026-03-01T12:00:00Z", "2026-03-01T12:00:01Z", "2026-13-01T12:00:00Z"):
        github.add_run(created_at=time)
    answer = ask(github, "GET", "/actions/runs")

    assert answer.status_code == 500
    assert "'2026-13-01T12:00:00Z' is not a 'date-time'" in github.violations[0]
    github.violations.clear()


def test_a_failure_of_the_fake_is_told(github: FakeGitHub) -> None:
    github.workflows.clear()
    github.runs.append(None)  # type: ignore[arg-type]
    with pytest.raises(requests.ConnectionError):
        ask(github, "GET", "/actions/runs")

    assert "the fake failed: AttributeError" in github.violations[0]
    github.violations.clear()
