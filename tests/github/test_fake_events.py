"""Events are GitHub's examples, and a step finds on the runner what it finds on GitHub's."""

import json
from pathlib import Path

import pytest

from tests.github.fake import (
    BASE_SHA,
    FORK,
    HEAD_SHA,
    MERGE_SHA,
    FakeGitHub,
    payload,
    runner_environment,
)
from tests.github.fake.events import NAMES
from tests.github.fake.exchange import Json, table


@pytest.mark.parametrize("name", NAMES)
def test_every_event_is_about_the_repository_of_the_fake(name: str) -> None:
    event = payload(name)

    assert table(event["repository"])["full_name"] == "octo/demo"
    assert table(event["repository"])["default_branch"] == "main"
    assert "Codertocat/" not in json.dumps(event)


def test_fields_are_set_by_path() -> None:
    event = payload("pull_request-opened", number=7, **{"pull_request.labels": [], "new": 1})
    other = payload("pull_request-opened", **{"pull_request.number": 8})

    assert (event["number"], table(event["pull_request"])["number"]) == (7, 7)
    assert (table(event["pull_request"])["labels"], event["new"]) == ([], 1)
    assert (other["number"], table(other["pull_request"])["number"]) == (2, 8)
    with pytest.raises(KeyError, match="pul_request"):
        payload("push", **{"pul_request.number": 1})


def test_forks_are_forks() -> None:
    pull_request = table(payload("pull_request-from-fork")["pull_request"])
    run = table(payload("workflow_run-from-fork")["workflow_run"])
    gone = table(payload("workflow_run-from-deleted-fork")["workflow_run"])
    lost = table(payload("pull_request-from-deleted-fork")["pull_request"])

    assert table(table(pull_request["head"])["repo"])["full_name"] == FORK
    assert table(table(pull_request["base"])["repo"])["full_name"] == "octo/demo"
    assert (table(run["head_repository"])["full_name"], run["pull_requests"]) == (FORK, [])
    assert (gone["head_repository"], table(lost["head"])["repo"]) == (None, None)
    assert run["event"] == "pull_request"


PLACES = {
    "pull_request-opened": ("pull_request", MERGE_SHA, "refs/pull/2/merge", "2/merge"),
    "push": ("push", HEAD_SHA, "refs/heads/main", "main"),
    "push-tag": ("push", HEAD_SHA, "refs/tags/simple-tag", "simple-tag"),
    "release-published": ("release", BASE_SHA, "refs/tags/0.0.1", "0.0.1"),
    "workflow_run-completed": ("workflow_run", BASE_SHA, "refs/heads/main", "main"),
    "workflow_dispatch": ("workflow_dispatch", BASE_SHA, "refs/heads/main", "main"),
    "merge_group-checks_requested": (
        "merge_group",
        HEAD_SHA,
        "refs/heads/gh-readonly-queue/main/pr-104-929f8209d40f77f4abc622a499c93a83babdbe64",
        "gh-readonly-queue/main/pr-104-929f8209d40f77f4abc622a499c93a83babdbe64",
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_the_runner_says_which_commit(github: FakeGitHub, tmp_path: Path, name: str) -> None:
    event, sha, ref, ref_name = PLACES[name]
    environment = runner_environment(github, tmp_path, event, payload(name))

    assert environment["GITHUB_EVENT_NAME"] == event
    assert environment["GITHUB_SHA"] == sha
    assert environment["GITHUB_REF"] == ref
    assert environment["GITHUB_REF_NAME"] == ref_name
    assert environment["GITHUB_REF_TYPE"] == ("tag" if ref.startswith("refs/tags") else "branch")
    assert environment["GITHUB_HEAD_REF"] == ("topic" if event == "pull_request" else "")


def test_the_runner_has_files_and_inputs(github: FakeGitHub, tmp_path: Path) -> None:
    event: Json = payload("push")
    environment = runner_environment(
        github, tmp_path, "push", event, **{"INPUT_FAIL-ON": "never", "GITHUB_RUN_ATTEMPT": "2"}
    )
    files = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE")

    assert [Path(environment[name]).read_bytes() for name in files] == [b""] * 5
    assert json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_text("utf-8")) == event
    for name in ("GITHUB_WORKSPACE", "RUNNER_TEMP", "HOME"):
        assert Path(environment[name]).is_relative_to(tmp_path)
        assert Path(environment[name]).is_dir()
    assert environment["INPUT_FAIL-ON"] == "never"
    assert environment["GITHUB_RUN_ATTEMPT"] == "2"
    assert environment["INPUT_TOKEN"] == github.token
    assert environment["GITHUB_API_URL"] == github.api_url
