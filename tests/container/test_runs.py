"""The Action in its container, from outside: exit codes, files, signals."""

import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.container.engine import Runner, cancel
from tests.elf_bytes import ElfSpec, elf_bytes
from tests.github.fake import BASE_SHA, HEAD_SHA, WORKFLOW, FakeGitHub
from tests.wheel_files import wheel_bytes, zip_bytes
from wheel_ceiling.model import VersionNeed

RUN = 4242
PULL_REQUEST = 7
RUNNER_USER = 1001
"""Whose the workspace is on the runners of GitHub."""


def wheel(version: str, glibc: str) -> tuple[str, bytes]:
    name = f"demo-{version}-cp310-cp310-manylinux2014_x86_64.whl"
    need = VersionNeed("libc.so.6", f"GLIBC_{glibc}", ("memcpy",))
    library = elf_bytes(ElfSpec(needed=("libc.so.6",), version_needs=(need,)))
    return name, wheel_bytes(name, {"demo/core.cpython-310-x86_64-linux-gnu.so": library})


def artifact(version: str, glibc: str) -> bytes:
    return zip_bytes(dict([wheel(version, glibc)]))


@pytest.fixture
def job(runner: Runner, github: FakeGitHub) -> Runner:
    """Return a job of a pull request, with a last release to compare with."""
    github.add_release("v1.0", assets=dict([wheel("1.0", "2.17")]))
    github.add_pull_request(PULL_REQUEST, files={})
    github.add_run(id=RUN, event="pull_request", head_branch="topic", conclusion="")
    (runner.workspace / "README.md").write_text("a checkout", "utf-8")
    if not os.getuid():
        os.chown(runner.workspace, RUNNER_USER, RUNNER_USER)
    return replace(
        runner, environment=variables_of(github), event=event_of(github), token=github.token
    )


def variables_of(github: FakeGitHub) -> Mapping[str, str]:
    return {
        "GITHUB_API_URL": github.api_url,
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_JOB": "wheel-ceiling",
        "GITHUB_REF": f"refs/pull/{PULL_REQUEST}/merge",
        "GITHUB_REPOSITORY": github.name,
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_RUN_ID": str(RUN),
        "GITHUB_SERVER_URL": github.server_url,
        "GITHUB_SHA": "0" * 40,
        "GITHUB_WORKFLOW_REF": f"{github.name}/{WORKFLOW}@refs/pull/{PULL_REQUEST}/merge",
    }


def event_of(github: FakeGitHub) -> Mapping[str, object]:
    return {
        "action": "synchronize",
        "number": PULL_REQUEST,
        "pull_request": {
            "number": PULL_REQUEST,
            "head": {"sha": HEAD_SHA, "ref": "topic", "repo": {"full_name": github.name}},
            "base": {"sha": BASE_SHA, "ref": "main", "repo": {"full_name": github.name}},
        },
        "repository": {"full_name": github.name, "default_branch": "main"},
    }


@pytest.mark.parametrize(
    ("glibc", "inputs", "exit_code"),
    [
        pytest.param("2.17", {}, 0, id="PASS"),
        pytest.param("2.29", {}, 1, id="FAIL"),
        pytest.param("2.17", {"fail-on": "sometimes"}, 2, id="WRONG_INPUT"),
        pytest.param("", {}, 3, id="NO_WHEELS"),
    ],
)
def test_the_exit_code_is_the_verdict(
    job: Runner, github: FakeGitHub, glibc: str, inputs: Mapping[str, str], exit_code: int
) -> None:
    if glibc:
        github.add_artifact(RUN, "wheels", artifact("1.1", glibc))

    ended = job.run(inputs)

    assert ended.exit_code == exit_code, ended.log
    assert ended.outputs.get("verdict") == {0: "pass", 1: "fail", 2: "unjudged", 3: "unjudged"}.get(
        exit_code
    )
    assert "Traceback" not in ended.log


def test_a_failing_run_leaves_its_report_and_nothing_else(job: Runner, github: FakeGitHub) -> None:
    github.add_artifact(RUN, "wheels", artifact("1.1", "2.29"))

    ended = job.run({"report-to": "sarif"})

    assert ended.exit_code == 1, ended.log
    papers = {ended.outputs[name] for name in ("report", "markdown", "sarif", "inventory")}
    assert all((job.workspace / paper).is_file() for paper in papers)
    assert {path.name for path in job.workspace.iterdir()} == {"README.md", "wheel-ceiling-report"}
    assert owners(job.workspace / "wheel-ceiling-report") == owners(job.workspace, deep=False)
    assert [path for path in job.temporary.iterdir() if not path.name.startswith("_")] == []
    assert list((job.temporary / "_github_home").iterdir()) == []


def owners(folder: Path, *, deep: bool = True) -> set[tuple[int, int]]:
    found = [folder, *(folder.rglob("*") if deep else ())]
    return {(path.stat().st_uid, path.stat().st_gid) for path in found}


def test_the_summary_the_annotations_and_the_comment_say_what_was_found(
    job: Runner, github: FakeGitHub
) -> None:
    github.add_artifact(RUN, "wheels", artifact("1.1", "2.29"))

    ended = job.run()

    [comment] = github.comments(PULL_REQUEST)
    assert "GLIBC_2.29" in ended.summary
    assert "GLIBC_2.29" in comment.body
    assert "::error " in ended.log
    assert ended.outputs["comment-url"].startswith(github.server_url)
    assert ended.outputs["findings"] != "0"


def test_the_blob_host_never_sees_the_token(job: Runner, github: FakeGitHub) -> None:
    github.add_artifact(RUN, "wheels", artifact("1.1", "2.17"))

    job.run()

    assert github.blob_seen
    assert not [seen for seen in github.blob_seen if github.token in str(seen)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("place", ["/repos/*/artifacts", "/blobs/*"], ids=["API", "BLOBS"])
def test_a_cancelled_job_ends_at_once(
    job: Runner, github: FakeGitHub, number: signal.Signals, place: str
) -> None:
    """A first process has no handlers of its own; the runner waits 7.5 s and 2.5 s more."""
    github.add_artifact(RUN, "wheels", artifact("1.1", "2.17"))
    github.trouble("GET", place, "silent", "silent", "silent")

    with job.start() as process:
        wait_for(lambda: any(is_at(seen.path, place) for seen in (*github.seen, *github.blob_seen)))
        took = cancel(process, number)

    assert took < 5
    assert process.returncode not in {0, 1}


def is_at(path: str, place: str) -> bool:
    return path.endswith("/artifacts") if place.endswith("/artifacts") else "/blobs/" in path


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)
