import json
from pathlib import Path

import pytest

from wheel_ceiling.errors import WrongCall
from wheel_ceiling.github.occasion import (
    MOST_EVENT_BYTES,
    Occasion,
    TriggeringRun,
    read_occasion,
)

PAYLOADS = Path(__file__).parent / "fake" / "payloads"
SHA = "c" * 40
ENVIRONMENT = {
    "GITHUB_REPOSITORY": "octo/demo",
    "GITHUB_API_URL": "https://api.github.com",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_RUN_ID": "77",
    "GITHUB_RUN_ATTEMPT": "2",
    "GITHUB_WORKFLOW_REF": "octo/demo/.github/workflows/build.yml@refs/heads/main",
    "GITHUB_JOB": "gate",
    "GITHUB_SHA": SHA,
    "GITHUB_REF": "refs/heads/main",
}
Event = dict[str, object]


def of_payload(file: str, **environment: str) -> Occasion:
    """Read one of GitHub's own examples, in the repository that it is about."""
    path = PAYLOADS / file
    repository = json.loads(path.read_text("utf-8"))["repository"]["full_name"]
    given = {
        "GITHUB_EVENT_NAME": file.partition("-")[0].removesuffix(".json"),
        "GITHUB_EVENT_PATH": str(path),
        "GITHUB_REPOSITORY": repository,
    }
    return read_occasion({**ENVIRONMENT, **given, **environment})


def of_event(folder: Path, name: str, event: object) -> Occasion:
    path = folder / "event.json"
    path.write_text(json.dumps(event), "utf-8")
    given = {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}
    return read_occasion({**ENVIRONMENT, **given})


def test_a_pull_request_shows_its_own_head_and_not_the_merge_commit() -> None:
    occasion = of_payload("pull_request-opened.json", GITHUB_REF="refs/pull/2/merge")
    assert occasion == Occasion(
        repository="Codertocat/Hello-World",
        event="pull_request",
        action="opened",
        run_id=77,
        run_attempt=2,
        workflow=".github/workflows/build.yml",
        job="gate",
        head_sha="ec26c3e57ca3a959ca5aad62de7213c562f8c821",
        merge_sha="c" * 40,
        base_sha="f95f852bd8fca8fcc58a9a2d6c842781e32a215e",
        ref="refs/pull/2/merge",
        pull_request=2,
        head_repository="Codertocat/Hello-World",
        default_branch="master",
    )
    assert not occasion.is_fork
    assert occasion.tag == ""


LABELS = {"LABELED": "labeled", "UNLABELED": "unlabeled", "SYNCHRONIZE": "synchronize"}


@pytest.mark.parametrize("action", LABELS.values(), ids=LABELS)
def test_what_happened_to_a_pull_request_is_told(action: str) -> None:
    occasion = of_payload(f"pull_request-{action}.json")
    assert (occasion.action, occasion.pull_request) == (action, 2)


def test_the_target_of_a_pull_request_is_read_like_the_pull_request() -> None:
    occasion = of_payload("pull_request-opened.json", GITHUB_EVENT_NAME="pull_request_target")
    assert occasion.pull_request == 2
    assert occasion.head_sha == "ec26c3e57ca3a959ca5aad62de7213c562f8c821"


def test_a_merge_group_names_its_own_two_commits() -> None:
    occasion = of_payload("merge_group-checks_requested.json")
    assert occasion.head_sha == "2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d"
    assert occasion.base_sha == "380387fbc80638b734a49e1be1c4dfec1c01b33c"
    assert not occasion.pull_request


def test_a_workflow_run_event_is_about_the_run_that_triggered_it() -> None:
    occasion = of_payload("workflow_run-completed.json")
    assert occasion.triggering == TriggeringRun(
        id=289782451,
        event="repository_dispatch",
        conclusion="success",
        head_sha="3484a3fb816e0859fd6e1cea078d76385ff50625",
        head_branch="master",
        head_repository="octo-org/octo-repo",
        workflow_id=2823525,
        workflow=".github/workflows/test.yml",
    )
    assert occasion.head_sha == "3484a3fb816e0859fd6e1cea078d76385ff50625"
    assert occasion.run_id == 77


def test_a_release_event_names_release_and_tag() -> None:
    occasion = of_payload("release-published.json", GITHUB_REF="refs/tags/0.0.1")
    assert (occasion.release_id, occasion.release_tag) == (17372790, "0.0.1")
    assert occasion.tag == "0.0.1"


def test_the_tag_of_a_release_is_known_where_the_reference_is_no_tag() -> None:
    assert of_payload("release-published.json").tag == "0.0.1"


PLAIN = {"PUSH": "push.json", "PUSH OF A TAG": "push-tag.json", "BY HAND": "workflow_dispatch.json"}


@pytest.mark.parametrize("file", PLAIN.values(), ids=PLAIN)
def test_other_events_say_what_the_environment_says(file: str) -> None:
    occasion = of_payload(file)
    assert (occasion.head_sha, occasion.base_sha, occasion.pull_request) == (SHA, "", 0)
    assert occasion.default_branch in {"main", "master"}
    assert not occasion.is_fork


def test_the_tag_of_a_pushed_tag_may_have_slashes() -> None:
    assert of_payload("push-tag.json", GITHUB_REF="refs/tags/py/1.0").tag == "py/1.0"


def test_a_comment_on_a_pull_request_is_no_pull_request(tmp_path: Path) -> None:
    event = {"action": "created", "issue": {"number": 5, "pull_request": {"url": "x"}}}
    occasion = of_event(tmp_path, "issue_comment", event)
    assert (occasion.pull_request, occasion.head_sha) == (0, SHA)


def test_without_an_event_file_the_environment_is_enough(tmp_path: Path) -> None:
    missing = {**ENVIRONMENT, "GITHUB_EVENT_PATH": str(tmp_path / "event.json")}
    for environment in (ENVIRONMENT, missing):
        occasion = read_occasion(environment)
        assert (occasion.repository, occasion.head_sha) == ("octo/demo", SHA)
        assert occasion.run_url == "https://github.com/octo/demo/actions/runs/77"


def test_the_repository_alone_is_an_occasion() -> None:
    assert read_occasion({"GITHUB_REPOSITORY": "octo/demo"}) == Occasion("octo/demo")


def test_addresses_of_an_enterprise_server_are_taken_over() -> None:
    occasion = read_occasion(
        {
            **ENVIRONMENT,
            "GITHUB_API_URL": "https://git.example.org/api/v3/",
            "GITHUB_SERVER_URL": "https://git.example.org",
        }
    )
    assert occasion.api_url == "https://git.example.org/api/v3"
    assert occasion.run_url == "https://git.example.org/octo/demo/actions/runs/77"


def pull_request(repo: object) -> Event:
    return {"pull_request": {"number": 3, "head": {"sha": SHA, "repo": repo}}}


FORKS = {
    "OTHER REPOSITORY": (pull_request({"full_name": "stranger/demo"}), True),
    "DELETED FORK": (pull_request(None), True),
    "SAME REPOSITORY": (pull_request({"full_name": "octo/demo"}), False),
    "SAME REPOSITORY, OTHER CASE": (pull_request({"full_name": "Octo/Demo"}), False),
}


@pytest.mark.parametrize("case", FORKS)
def test_a_fork_is_recognised(tmp_path: Path, case: str) -> None:
    event, is_fork = FORKS[case]
    assert of_event(tmp_path, "pull_request", event).is_fork == is_fork


def test_a_triggering_run_may_have_lost_its_fork(tmp_path: Path) -> None:
    run = {
        "id": 9,
        "event": "pull_request",
        "head_sha": SHA,
        "head_repository": None,
        "run_attempt": 3,
    }
    occasion = of_event(tmp_path, "workflow_run", {"workflow_run": run})
    assert occasion.triggering == TriggeringRun(9, "pull_request", "", SHA, "", "", attempt=3)


ODD: dict[str, tuple[str, Event]] = {
    "NULLS": ("pull_request", {"action": None, "pull_request": None, "repository": None}),
    "LISTS": ("pull_request", {"pull_request": [], "repository": [1]}),
    "NUMBERS AS TEXT": ("pull_request", {"pull_request": {"number": "3"}}),
    "TRUE FOR A NUMBER": ("pull_request", {"pull_request": {"number": True}}),
    "NEGATIVE NUMBER": ("pull_request", {"pull_request": {"number": -3}}),
    "A SHA THAT IS NONE": ("pull_request", {"pull_request": {"head": {"sha": "../../x"}}}),
    "NO TRIGGERING RUN": ("workflow_run", {"workflow_run": {"id": None}}),
    "NO MERGE GROUP": ("merge_group", {}),
    "NO RELEASE": ("release", {"release": {"id": "x", "tag_name": 1}}),
}


@pytest.mark.parametrize(("name", "event"), ODD.values(), ids=ODD)
def test_odd_fields_count_as_absent(tmp_path: Path, name: str, event: Event) -> None:
    occasion = of_event(tmp_path, name, event)
    assert (occasion.pull_request, occasion.release_id, occasion.triggering) == (0, 0, None)
    assert (occasion.head_sha, occasion.tag) == (SHA, "")
    assert (occasion.action, occasion.default_branch) == ("", "")


DAMAGED = {
    "CUT": b'{"action": "ope',
    "NO OBJECT": b"[]",
    "NO TEXT": b"\xff\xfe\xff",
    "EMPTY": b"",
    "DEEP": b"[" * 200_000,
    "TOO LARGE": b'"' + b"a" * MOST_EVENT_BYTES + b'"',
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_event_file_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "event.json"
    path.write_bytes(data)
    with pytest.raises(WrongCall, match=r"event\.json is no event of GitHub"):
        read_occasion({**ENVIRONMENT, "GITHUB_EVENT_PATH": str(path)})


def test_an_event_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match="cannot be read"):
        read_occasion({**ENVIRONMENT, "GITHUB_EVENT_PATH": str(tmp_path)})


WRONG = {
    "NO REPOSITORY": ("GITHUB_REPOSITORY", ""),
    "NO OWNER": ("GITHUB_REPOSITORY", "demo"),
    "A WAY OUT": ("GITHUB_REPOSITORY", "octo/demo/../other"),
    "NO WEB ADDRESS": ("GITHUB_API_URL", "file:///etc"),
    "NO HOST": ("GITHUB_API_URL", "https://"),
    "NO PORT": ("GITHUB_SERVER_URL", "https://host:port"),
}


@pytest.mark.parametrize(("name", "value"), WRONG.values(), ids=WRONG)
def test_a_variable_that_cannot_be_meant_is_named(name: str, value: str) -> None:
    with pytest.raises(WrongCall, match=name):
        read_occasion({**ENVIRONMENT, name: value})


NUMBERS = {
    "NONE": "",
    "NO NUMBER": "abc",
    "NEGATIVE": "-1",
    "HUGE": "9" * 5000,
    "OTHER DIGITS": "٣",
}


@pytest.mark.parametrize("text", NUMBERS.values(), ids=NUMBERS)
def test_a_run_number_that_is_none_counts_as_absent(text: str) -> None:
    environment = {**ENVIRONMENT, "GITHUB_RUN_ID": text, "GITHUB_RUN_ATTEMPT": text}
    occasion = read_occasion(environment)
    assert (occasion.run_id, occasion.run_attempt) == (0, 1)


WORKFLOWS = {
    "BRANCH": ("octo/demo/.github/workflows/a.yml@refs/heads/x@y", ".github/workflows/a.yml"),
    "TAG": ("octo/demo/.github/workflows/a.yaml@refs/tags/v1", ".github/workflows/a.yaml"),
    "ODD": ("octo/demo", ""),
    "NONE": ("", ""),
}


@pytest.mark.parametrize(("reference", "path"), WORKFLOWS.values(), ids=WORKFLOWS)
def test_the_path_of_the_workflow_is_read_from_its_reference(reference: str, path: str) -> None:
    assert read_occasion({**ENVIRONMENT, "GITHUB_WORKFLOW_REF": reference}).workflow == path
