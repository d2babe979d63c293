"""What a container step finds on the runner: files, folders and variables.

The layout is the one that the runner mounts into a container (actions/runner,
ContainerActionHandler.cs): `_temp` with the command files and the event, `ws` the workspace.
"""

import json
from pathlib import Path

from msgspec import Struct

from tests.github.fake.exchange import Json, table
from tests.github.fake.repository import BASE_SHA, WORKFLOW, Repository

MERGE_SHA = "c" * 40
"""The merge of a pull request with its base, which is what GITHUB_SHA says there."""
RUN_ID = 289782999
_COMMAND_FILES = {
    "GITHUB_OUTPUT": "set_output_x",
    "GITHUB_ENV": "set_env_x",
    "GITHUB_PATH": "add_path_x",
    "GITHUB_STATE": "save_state_x",
    "GITHUB_STEP_SUMMARY": "step_summary_x",
}


class _Place(Struct, frozen=True):
    """Which commit a run is about, and by which name."""

    ref: str
    sha: str
    head_ref: str = ""
    base_ref: str = ""


def runner_environment(
    github: Repository, folder: Path, event_name: str, payload: Json, **more: str
) -> dict[str, str]:
    """Write the files of a step below the folder and return its whole environment.

    `more` wins: `**{"INPUT_FAIL-ON": "never", "GITHUB_RUN_ATTEMPT": "2"}`. Inputs that a workflow
    leaves out are there as well on the runner, with the default that action.yml gives them.
    """
    temp, workspace = folder / "_temp", folder / "ws"
    commands, workflow = temp / "_runner_file_commands", temp / "_github_workflow"
    for path in (workspace, commands, workflow, temp / "_github_home"):
        path.mkdir(parents=True, exist_ok=True)
    for name in _COMMAND_FILES.values():
        (commands / name).touch()
    event = workflow / "event.json"
    event.write_text(json.dumps(payload), "utf-8")
    files = {name: str(commands / file) for name, file in _COMMAND_FILES.items()}
    return {
        **_about_run(github, event_name),
        **_about_place(_place(github, event_name, payload)),
        **files,
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_WORKSPACE": str(workspace),
        "HOME": str(temp / "_github_home"),
        "RUNNER_TEMP": str(temp),
        "INPUT_TOKEN": github.token,
        **more,
    }


def _about_run(github: Repository, event_name: str) -> dict[str, str]:
    owner = github.name.partition("/")[0]
    return {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_ACTION": "__self",
        "GITHUB_ACTOR": owner,
        "GITHUB_API_URL": github.api_url,
        "GITHUB_EVENT_NAME": event_name,
        "GITHUB_GRAPHQL_URL": github.api_url.replace("/v3", "/graphql"),
        "GITHUB_JOB": "wheel-ceiling",
        "GITHUB_REPOSITORY": github.name,
        "GITHUB_REPOSITORY_OWNER": owner,
        "GITHUB_RETENTION_DAYS": "90",
        "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_RUN_ID": str(RUN_ID),
        "GITHUB_RUN_NUMBER": "1",
        "GITHUB_SERVER_URL": github.server_url,
        "GITHUB_TRIGGERING_ACTOR": owner,
        "GITHUB_WORKFLOW": "Build",
        "RUNNER_ARCH": "X64",
        "RUNNER_ENVIRONMENT": "github-hosted",
        "RUNNER_NAME": "GitHub Actions 1",
        "RUNNER_OS": "Linux",
        "RUNNER_TOOL_CACHE": "/opt/hostedtoolcache",
    }


def _about_place(place: _Place) -> dict[str, str]:
    return {
        "GITHUB_BASE_REF": place.base_ref,
        "GITHUB_HEAD_REF": place.head_ref,
        "GITHUB_REF": place.ref,
        "GITHUB_REF_NAME": place.ref.split("/", 2)[2],
        "GITHUB_REF_PROTECTED": "false",
        "GITHUB_REF_TYPE": "tag" if place.ref.startswith("refs/tags/") else "branch",
        "GITHUB_SHA": place.sha,
        "GITHUB_WORKFLOW_REF": f"octo/demo/{WORKFLOW}@{place.ref}",
        "GITHUB_WORKFLOW_SHA": place.sha,
    }


def _place(github: Repository, event_name: str, payload: Json) -> _Place:
    """Return what GitHub sets, by event (docs: Events that trigger workflows)."""
    default = f"refs/heads/{github.default_branch}"
    if event_name in {"pull_request", "pull_request_review"}:
        return _place_of_pull_request(table(payload["pull_request"]))
    if event_name == "push":
        return _Place(str(payload["ref"]), str(payload["after"]))
    if event_name == "merge_group":
        group = table(payload["merge_group"])
        return _Place(str(group["head_ref"]), str(group["head_sha"]))
    if event_name == "release":
        return _Place(f"refs/tags/{table(payload['release'])['tag_name']}", BASE_SHA)
    return _Place(str(payload.get("ref", default)), BASE_SHA)


def _place_of_pull_request(pull_request: Json) -> _Place:
    head, base = table(pull_request["head"]), table(pull_request["base"])
    return _Place(
        ref=f"refs/pull/{pull_request['number']}/merge",
        sha=MERGE_SHA,
        head_ref=str(head["ref"]),
        base_ref=str(base["ref"]),
    )
