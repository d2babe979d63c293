"""PyGithub can talk to every route of the fake, and finds there what a test put there."""

from pathlib import Path

import pytest
from github import Github, GithubException
from github.Repository import Repository

from tests.github.fake import BASE_SHA, FORK, HEAD_SHA, WORKFLOW, FakeGitHub

PATCH = "@@ -1,2 +1,3 @@\n kept\n+new\n last"
ADDED = "@@ -0,0 +1 @@\n+new"
REMOVED = "@@ -1 +0,0 @@\n-old\n\\ No newline at end of file"


def test_it_is_there_at_once_and_gone_at_once(github: FakeGitHub, pygithub: Github) -> None:
    assert pygithub.get_repo("octo/demo").default_branch == "main"
    assert pygithub.get_rate_limit().rate.remaining == 999
    with pytest.raises(GithubException, match="Resource not accessible by integration"):
        assert pygithub.get_user().login
    assert [str(seen) for seen in github.seen] == [
        "GET /repos/octo/demo",
        "GET /rate_limit",
        "GET /user",
    ]


def test_runs_are_filtered_as_asked(github: FakeGitHub, octo_demo: Repository) -> None:
    older = github.add_run(id=5)
    newer = github.add_run(head_repository=FORK)
    github.add_run(event="pull_request", head_branch="topic", head_sha=BASE_SHA)
    running = github.add_run(conclusion="")
    other = github.add_run(path=".github/workflows/docs.yml", head_repository="")
    workflow = octo_demo.get_workflow("build.yml")
    good = workflow.get_runs(branch="main", event="push", status="success")

    assert [run.id for run in good] == [newer, older]
    assert [run.head_repository.full_name for run in good] == [FORK, "octo/demo"]
    assert [run.id for run in octo_demo.get_workflow_runs(event="push", status="success")] == [
        other,
        newer,
        older,
    ]
    assert [run.id for run in octo_demo.get_workflow_runs(status="in_progress")] == [running]
    assert len([*octo_demo.get_workflow_runs(head_sha=BASE_SHA)]) == 1
    assert [run.id for run in octo_demo.get_workflow("docs.yml").get_runs()] == [other]
    assert workflow.path == WORKFLOW
    assert octo_demo.get_workflow_run(older).head_sha == HEAD_SHA


def test_a_run_names_its_pull_requests(github: FakeGitHub, octo_demo: Repository) -> None:
    github.add_pull_request(7)
    run = github.add_run(event="pull_request", pull_requests=(7,))

    assert [one.number for one in octo_demo.get_workflow_run(run).pull_requests] == [7]


def test_artifacts_are_listed(github: FakeGitHub, octo_demo: Repository) -> None:
    run = github.add_run()
    names = [f"wheels-{number}" for number in range(31)]
    for name in names:
        github.add_artifact(run, name, b"PK")
    github.add_artifact(run + 1, "of another run", b"PK", digest=False, expired=True)
    listed = [*octo_demo.get_workflow_run(run).get_artifacts()]

    assert [artifact.name for artifact in listed] == names[::-1]
    assert listed[0].digest.startswith("sha256:")
    assert listed[0].workflow_run.head_sha == HEAD_SHA
    [other] = octo_demo.get_artifacts(name="of another run")
    assert other.expired
    assert "digest" not in other.raw_data
    assert octo_demo.get_artifact(other.id).name == "of another run"


def test_releases_are_listed_newest_first(github: FakeGitHub, octo_demo: Repository) -> None:
    first = github.add_release("v1", created_at="2026-02-01T00:00:00Z")
    github.add_release("v0.9.1", created_at="2026-01-01T00:00:00Z")
    github.add_release("v2rc1", prerelease=True, immutable=True)
    github.add_release("v3", draft=True)

    assert [one.tag_name for one in octo_demo.get_releases()] == ["v2rc1", "v1", "v0.9.1"]
    assert octo_demo.get_latest_release().id == first
    assert octo_demo.get_release("v2rc1").immutable
    assert octo_demo.get_release(first).name == "v1"
    with pytest.raises(GithubException, match="Not Found"):
        assert octo_demo.get_release("v3").title


def test_assets_come_and_go(github: FakeGitHub, octo_demo: Repository, tmp_path: Path) -> None:
    github.permissions["contents"] = "write"
    github.redirects_assets = False
    release = octo_demo.get_release(github.add_release("v1", assets={"a.whl": b"PK-a"}))
    file = tmp_path / "any"
    file.write_bytes(b"PK-b")
    uploaded = release.upload_asset(str(file), name="b c.whl", content_type="application/zip")
    uploaded.download_asset(str(tmp_path / "back"))

    assert [asset.name for asset in release.get_assets()] == ["a.whl", "b.c.whl"]
    assert (tmp_path / "back").read_bytes() == b"PK-b"
    assert github.assets(release.id)[1].content_type == "application/zip"
    assert github.assets(release.id)[1].digest == uploaded.digest
    with pytest.raises(GithubException, match="already exists"):
        release.upload_asset(str(file), name="a.whl")
    octo_demo.get_release_asset(uploaded.id).delete_asset()
    assert [asset.name for asset in github.assets(release.id)] == ["a.whl"]


def test_immutable_releases_stay_as_they_are(
    github: FakeGitHub, octo_demo: Repository, tmp_path: Path
) -> None:
    github.permissions["contents"] = "write"
    release = octo_demo.get_release(
        github.add_release("v1", immutable=True, assets={"a.whl": b"PK"})
    )
    file = tmp_path / "any"
    file.write_bytes(b"PK")

    with pytest.raises(GithubException, match="immutable"):
        release.upload_asset(str(file))
    with pytest.raises(GithubException, match="immutable"):
        release.assets[0].delete_asset()


def test_files_are_read_at_a_reference(github: FakeGitHub, octo_demo: Repository) -> None:
    github.add_file("main", "pyproject.toml", b"[tool]")
    github.add_file(BASE_SHA, "docs/a.md", b"a")
    github.add_file(BASE_SHA, "docs/deep/b.md", b"b" * 1_000_001)
    folder = octo_demo.get_contents("docs", ref=BASE_SHA)
    file = octo_demo.get_contents("pyproject.toml")
    large = octo_demo.get_contents("docs/deep/b.md", ref=BASE_SHA)

    assert isinstance(folder, list)
    assert [(one.type, one.name) for one in folder] == [("file", "a.md"), ("dir", "deep")]
    assert not isinstance(file, list)
    assert file.decoded_content == b"[tool]"
    assert not isinstance(large, list)
    assert (large.encoding, large.size) == ("none", 1_000_001)
    for path, ref in (("pyproject.toml", "v0"), ("setup.py", "main")):
        with pytest.raises(GithubException, match=r"404"):
            octo_demo.get_contents(path, ref=ref)


def test_pull_requests_are_found(github: FakeGitHub, octo_demo: Repository) -> None:
    github.add_pull_request(7, head_repository=FORK, files={"a.py": PATCH, "b.so": ""})
    github.add_pull_request(8, head_sha="d" * 40, state="closed", head_repository="")
    github.push(7, "e" * 40, {"a.py": PATCH, "n.py": ADDED, "o.py": REMOVED, "b.so": ""})
    known = octo_demo.get_pull(7)
    files = [*known.get_files()]

    assert (known.head.repo.full_name, known.additions, known.deletions) == (FORK, 2, 1)
    assert [one.status for one in files] == ["modified", "added", "removed", "modified"]
    assert [one.patch for one in files] == [PATCH, ADDED, REMOVED, None]
    assert [one.number for one in octo_demo.get_pulls(head="stranger:topic")] == [7]
    assert not [*octo_demo.get_pulls(head="octo:topic")]
    assert [one.number for one in octo_demo.get_pulls(state="all", base="main")] == [8, 7]
    assert octo_demo.get_pull(8).head.repo is None
    assert [one.number for one in octo_demo.get_commit(HEAD_SHA).get_pulls()] == [7]
    assert octo_demo.compare(BASE_SHA, "e" * 40).files[0].filename == "a.py"


def test_labels_are_read_with_who_set_them(github: FakeGitHub, octo_demo: Repository) -> None:
    github.add_pull_request(7)
    github.add_label(7, "accept", "first")
    github.remove_label(7, "accept")
    github.add_label(7, "accept", "second", at="2026-03-05T00:00:00Z")
    issue = octo_demo.get_issue(7)

    assert issue.title == "Pull request 7"
    assert [label.name for label in issue.get_labels()] == ["accept"]
    assert [label.name for label in octo_demo.get_pull(7).labels] == ["accept"]
    for events in (issue.get_timeline(), issue.get_events()):
        assert [(one.event, one.actor.login) for one in events] == [
            ("labeled", "first"),
            ("unlabeled", "maintainer"),
            ("labeled", "second"),
        ]
