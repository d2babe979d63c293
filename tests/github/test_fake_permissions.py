"""What a token may not do, the fake refuses; and what is not there is not found."""

import pytest
import requests

from tests.github.asking import ask
from tests.github.fake import HEAD_SHA, FakeGitHub

FORBIDDEN = {
    "GET /actions/runs": "actions",
    "GET /actions/artifacts/1/zip": "actions",
    "GET /releases": "contents",
    "GET /contents/a.py": "contents",
    "GET /compare/main...topic": "contents",
    "GET /pulls/7": "pull-requests",
    "GET /pulls/7/files": "pull-requests",
    f"GET /commits/{HEAD_SHA}/pulls": "pull-requests",
    "GET /issues/7/timeline": "pull-requests",
    f"GET /commits/{HEAD_SHA}/check-runs": "checks",
    f"GET /commits/{HEAD_SHA}/statuses": "statuses",
}


@pytest.mark.parametrize(("asked", "permission"), FORBIDDEN.items(), ids=FORBIDDEN)
def test_what_the_token_may_not_do_is_refused(
    github: FakeGitHub, asked: str, permission: str
) -> None:
    del github.permissions[permission]
    answer = ask(github, *asked.split(" "))

    assert answer.status_code == 403
    assert answer.json()["message"] == "Resource not accessible by integration"


def test_reading_is_not_writing(github: FakeGitHub) -> None:
    github.add_pull_request(7)
    github.permissions["pull-requests"] = "read"
    refused = ask(github, "POST", "/issues/7/comments", {"body": "b"})
    github.permissions["issues"] = "write"
    taken = ask(github, "POST", "/issues/7/comments", {"body": "b"})

    assert (refused.status_code, taken.status_code) == (403, 201)
    assert ask(github, "GET", "/issues/7/comments").status_code == 200


def test_artifacts_of_public_repositories_are_listed_for_everybody(github: FakeGitHub) -> None:
    artifact = github.add_artifact(github.add_run(id=5), "wheels", b"PK")
    del github.permissions["actions"]
    public = ask(github, "GET", "/actions/runs/5/artifacts")
    bytes_of_it = ask(github, "GET", f"/actions/artifacts/{artifact}/zip")
    github.private = True
    private = ask(github, "GET", "/actions/runs/5/artifacts")

    assert [one.status_code for one in (public, bytes_of_it, private)] == [200, 403, 403]


@pytest.mark.parametrize("sent", ["", "token wrong", "Basic ghs_installationToken"])
def test_a_wrong_token_is_no_token(github: FakeGitHub, sent: str) -> None:
    answer = ask(github, "GET", "", Authorization=sent)

    assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")


def test_other_repositories_are_not_here(github: FakeGitHub) -> None:
    answer = requests.get(
        f"{github.api_url}/repos/octo/other",
        headers={"Authorization": f"token {github.token}"},
        timeout=5,
    )

    assert answer.status_code == 404


def test_uploads_have_their_own_host(github: FakeGitHub) -> None:
    release = github.add_release("v1")
    github.permissions["contents"] = "write"
    path = f"/releases/{release}/assets?name=a.whl"
    here = ask(github, "POST", path)
    headers = {"Authorization": f"token {github.token}"}
    empty, untyped = (
        requests.post(
            f"{github.uploads_url}{path}", headers={**headers, **more}, data=data, timeout=5
        )
        for data, more in ((b"", {"Content-Type": "application/zip"}), (b"PK", {}))
    )

    assert [one.status_code for one in (here, empty, untyped)] == [404, 400, 422]
    assert len(github.violations) == 3
    github.violations.clear()


def test_a_push_may_leave_the_files_as_they_are(github: FakeGitHub) -> None:
    github.add_pull_request(7, files={"a.py": ""})
    github.push(7, "d" * 40)
    github.add_label(7, "a")
    github.add_label(7, "a")

    assert ask(github, "GET", "/pulls/7/files").json()[0]["filename"] == "a.py"
    assert ask(github, "GET", "/pulls/7").json()["head"]["sha"] == "d" * 40
    assert len(ask(github, "GET", "/issues/7/labels").json()) == 1
    assert len(ask(github, "GET", "/issues/7/events").json()) == 2


def test_lost_things_are_not_found(github: FakeGitHub) -> None:
    github.add_pull_request(7)
    paths = ("/issues/8", "/releases/9", "/actions/workflows/9/runs", "/actions/artifacts/1/zip")
    expired = github.add_artifact(5, "old", b"PK", expired=True)

    assert {ask(github, "GET", path).status_code for path in paths} == {404}
    assert ask(github, "GET", f"/actions/artifacts/{expired}/zip").status_code == 410
    assert ask(github, "GET", f"/actions/artifacts/{expired}/tar").status_code == 404
