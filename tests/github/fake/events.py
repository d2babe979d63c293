"""Events as the runner writes them down: GitHub's own examples, moved to octo/demo."""

import json
from functools import cache
from pathlib import Path

from tests.github.fake.exchange import Json
from tests.github.fake.records import NAME
from tests.github.fake.repository import BASE_SHA, HEAD_SHA, WORKFLOW

PAYLOADS = Path(__file__).with_name("payloads")
FORK = "stranger/demo"
NO_SHA = "0" * 40
_OWNER, _NAME = NAME.split("/")
# The examples are about several repositories; here they are about the one of the fake.
_MOVED = {
    "Codertocat/Hello-World": NAME,
    "octo-org/octo-repo": NAME,
    '"octo-repo"': f'"{_NAME}"',
    '"Hello-World"': f'"{_NAME}"',
    "octo-org": _OWNER,
    '"login": "Codertocat"': f'"login": "{_OWNER}"',
    '"master"': '"main"',
    "heads/master": "heads/main",
    "Codertocat:": f"{_OWNER}:",
    ".github/workflows/test.yml": WORKFLOW,
}
_ENDS = {
    "pull_request.head.sha": HEAD_SHA,
    "pull_request.head.ref": "topic",
    "pull_request.base.sha": BASE_SHA,
}
_RUN = {
    "workflow_run.event": "pull_request",
    "workflow_run.head_sha": HEAD_SHA,
    "workflow_run.head_branch": "topic",
}
_CHANGES: dict[str, Json] = {
    "pull_request-opened": {**_ENDS},
    "pull_request-synchronize": {**_ENDS},
    "pull_request-labeled": {**_ENDS},
    "pull_request-unlabeled": {**_ENDS},
    "push": {"after": HEAD_SHA},
    # Every tag in the examples is deleted.
    "push-tag": {"created": True, "deleted": False, "before": NO_SHA, "after": HEAD_SHA},
    "workflow_run-completed": {**_RUN},
    "merge_group-checks_requested": {
        "merge_group.head_sha": HEAD_SHA,
        "merge_group.base_sha": BASE_SHA,
    },
}
# A name of ours: the example that it is, and what is different.
_MADE: dict[str, tuple[str, Json]] = {
    "pull_request-from-fork": (
        "pull_request-opened",
        {
            "pull_request.head.repo.full_name": FORK,
            "pull_request.head.repo.fork": True,
            "pull_request.head.repo.owner.login": "stranger",
            "pull_request.head.user.login": "stranger",
            "pull_request.head.label": "stranger:topic",
        },
    ),
    "pull_request-from-deleted-fork": ("pull_request-opened", {"pull_request.head.repo": None}),
    "workflow_run-from-fork": (
        "workflow_run-completed",
        {
            "workflow_run.head_repository.full_name": FORK,
            "workflow_run.head_repository.fork": True,
            "workflow_run.head_repository.owner.login": "stranger",
            "workflow_run.pull_requests": [],
        },
    ),
    "workflow_run-from-deleted-fork": (
        "workflow_run-completed",
        {"workflow_run.head_repository": None, "workflow_run.pull_requests": []},
    ),
}
NAMES = tuple(sorted({path.stem for path in PAYLOADS.glob("*.json")} | _MADE.keys()))


def payload(name: str, **changes: object) -> Json:
    """Return the event, with fields set by dotted path: `**{"pull_request.number": 7}`.

    What a path goes through must be there; its last part may be new. Setting `number` of a pull
    request's event sets `pull_request.number`, too.
    """
    example, made = _MADE.get(name, (name, {}))
    event = _load(example)
    if "number" in changes and "pull_request" in event:
        changes = {"pull_request.number": changes["number"], **changes}
    for path, value in {**_CHANGES.get(example, {}), **made, **changes}.items():
        _set(event, path, value)
    return event


def _load(example: str) -> Json:
    event = json.loads(_text(example))
    assert isinstance(event, dict)
    return event


@cache
def _text(example: str) -> str:
    text = (PAYLOADS / f"{example}.json").read_text("utf-8")
    for old, new in _MOVED.items():
        text = text.replace(old, new)
    return text


def _set(event: Json, path: str, value: object) -> None:
    *steps, last = path.split(".")
    for step in steps:
        below = event[step]
        assert isinstance(below, dict), path
        event = below
    event[last] = value
