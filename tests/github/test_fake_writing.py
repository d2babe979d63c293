"""What is written to the fake with PyGithub is there afterwards, and as GitHub would have it."""

import pytest
from github import GithubException
from github.Repository import Repository

from tests.github.fake import BOT, HEAD_SHA, FakeGitHub

PATCH = "@@ -1,2 +1,3 @@\n kept\n+new\n last"


def test_comments_are_paged_and_changed(github: FakeGitHub, octo_demo: Repository) -> None:
    github.add_pull_request(7)
    for number in range(31):
        github.add_comment(7, f"comment {number}", "somebody")
    issue = octo_demo.get_issue(7)
    comment = issue.create_comment("ours")
    comment.edit("ours, again")
    last = [*issue.get_comments()][-1]

    assert (last.id, last.body, last.user.login) == (comment.id, "ours, again", BOT)
    assert last.performed_via_github_app.slug == "github-actions"
    assert last.updated_at > last.created_at
    assert issue.get_comment(comment.id).body == "ours, again"
    assert github.comments(7)[-1].edits == 1
    comment.delete()
    assert [one.login for one in github.comments(7)] == ["somebody"] * 31


def test_reviews_are_made_and_dismissed(github: FakeGitHub, octo_demo: Repository) -> None:
    github.add_pull_request(7, files={"a.py": PATCH})
    known = octo_demo.get_pull(7)
    review = known.create_review(
        body="look",
        event="REQUEST_CHANGES",
        comments=[{"path": "a.py", "line": 2, "body": "here"}],
    )
    known.create_review_comment("all of it", octo_demo.get_commit(HEAD_SHA), "a.py", line=2)
    review.edit("look again")
    review.dismiss("done")

    assert [one.state for one in known.get_reviews()] == ["DISMISSED", "COMMENTED"]
    assert known.get_review(review.id).body == "look again"
    assert [one.body for one in known.get_single_review_comments(review.id)] == ["here"]
    assert [one.line for one in known.get_review_comments()] == [2, 2]
    assert [one.comments[0].path for one in github.reviews(7)] == ["a.py", "a.py"]
    with pytest.raises(GithubException, match="Can not dismiss"):
        known.get_review(review.id).dismiss("once more")


def test_check_runs_gather_annotations(github: FakeGitHub, octo_demo: Repository) -> None:
    annotation: dict[str, str | int] = {
        "path": "a.py",
        "start_line": 1,
        "end_line": 1,
        "annotation_level": "notice",
        "message": "m",
    }
    output: dict[str, str | list[dict[str, str | int]]] = {
        "title": "t",
        "summary": "s",
        "annotations": [annotation],
    }
    made = octo_demo.create_check_run("ours", HEAD_SHA, status="in_progress", output=output)
    made.edit(conclusion="success", output=output)
    commit = octo_demo.get_commit(HEAD_SHA)

    assert [one.message for one in made.get_annotations()] == ["m", "m"]
    assert octo_demo.get_check_run(made.id).conclusion == "success"
    assert [one.id for one in commit.get_check_runs(check_name="ours")] == [made.id]
    assert [(one.status, one.title, one.updates) for one in github.check_runs] == [
        ("completed", "t", 1)
    ]


def test_statuses_are_set(github: FakeGitHub, octo_demo: Repository) -> None:
    commit = octo_demo.get_commit(HEAD_SHA)
    states = [commit.get_combined_status().state]
    for state in ("pending", "failure", "success"):
        commit.create_status(state, "https://example.org", state, "ours")
        states.append(commit.get_combined_status().state)

    assert states == ["pending", "pending", "failure", "success"]
    assert [one.state for one in commit.get_statuses()] == ["success", "failure", "pending"]
    assert github.statuses[0].target_url == "https://example.org"
