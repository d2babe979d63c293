"""What GitHub says of this run: the variables of the runner, and the file of the event.

Both are read once. Every field is typed by hand; what is missing, null or odd counts as absent.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from wheel_ceiling.errors import WrongCall

# GitHub sends no larger payloads: docs, "webhook-events-and-payloads".
MOST_EVENT_BYTES = 25 * 1024 * 1024
_API_URL = "https://api.github.com"
_SERVER_URL = "https://github.com"
_REPOSITORY = re.compile(r"[\w.-]{1,100}/[\w.-]{1,100}", re.ASCII)
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NUMBER = re.compile(r"[0-9]{1,18}")
_OUTSIDE = "These variables are set by GitHub's runner; elsewhere use the command wheel-ceiling."

Fields = Mapping[str, object]


class TriggeringRun(Struct, frozen=True):
    """The run that a workflow_run event is about."""

    id: int
    event: str
    conclusion: str
    head_sha: str
    head_branch: str
    head_repository: str
    """Empty: the fork was deleted."""
    workflow_id: int = 0
    workflow: str = ""
    """The path of the workflow's file: .github/workflows/build.yml"""
    attempt: int = 1


class Occasion(Struct, frozen=True):
    """What GitHub says of this run. Empty text and 0 say that there is none."""

    repository: str
    api_url: str = _API_URL
    server_url: str = _SERVER_URL
    event: str = ""
    action: str = ""
    """What happened to the thing that the event is about: opened, synchronize, labeled, …"""
    run_id: int = 0
    run_attempt: int = 1
    workflow: str = ""
    """The path of the workflow's file: .github/workflows/build.yml"""
    job: str = ""
    head_sha: str = ""
    """The commit that people see; for a pull request that is not the merge commit."""
    merge_sha: str = ""
    """The merge of a pull request into its base: what its workflows check out and build."""
    base_sha: str = ""
    ref: str = ""
    pull_request: int = 0
    head_repository: str = ""
    """Of the pull request; empty with one: its fork was deleted."""
    default_branch: str = ""
    release_id: int = 0
    release_tag: str = ""
    triggering: TriggeringRun | None = None

    @property
    def is_fork(self) -> bool:
        """Whether a pull request comes from another repository, or from one that is gone."""
        if not self.pull_request:
            return False
        return self.head_repository.casefold() != self.repository.casefold()

    @property
    def tag(self) -> str:
        """The tag that is built or released."""
        if self.ref.startswith("refs/tags/"):
            return self.ref.removeprefix("refs/tags/")
        return self.release_tag

    @property
    def run_url(self) -> str:
        return f"{self.server_url}/{self.repository}/actions/runs/{self.run_id}"


def read_occasion(environment: Mapping[str, str]) -> Occasion:
    """Return the occasion; raises WrongCall where GitHub's variables or event file are damaged."""
    event = _read_event(environment.get("GITHUB_EVENT_PATH", ""))
    name = environment.get("GITHUB_EVENT_NAME", "")
    pull = _table(event, "pull_request") if name.startswith("pull_request") else {}
    group = _table(event, "merge_group") if name == "merge_group" else {}
    release = _table(event, "release") if name == "release" else {}
    triggering = _triggering(_table(event, "workflow_run")) if name == "workflow_run" else None
    head, base = _table(pull, "head"), _table(pull, "base")
    return Occasion(
        repository=_repository(environment),
        api_url=_address(environment, "GITHUB_API_URL", _API_URL),
        server_url=_address(environment, "GITHUB_SERVER_URL", _SERVER_URL),
        event=name,
        action=_text(event, "action"),
        run_id=_counted(environment.get("GITHUB_RUN_ID", "")),
        run_attempt=_counted(environment.get("GITHUB_RUN_ATTEMPT", "")) or 1,
        workflow=_workflow(environment.get("GITHUB_WORKFLOW_REF", "")),
        job=environment.get("GITHUB_JOB", ""),
        head_sha=_sha(head, "sha")
        or _sha(group, "head_sha")
        or (triggering.head_sha if triggering else "")
        or _sha(environment, "GITHUB_SHA"),
        merge_sha=_sha(environment, "GITHUB_SHA") if name == "pull_request" else "",
        base_sha=_sha(base, "sha") or _sha(group, "base_sha"),
        ref=environment.get("GITHUB_REF", ""),
        pull_request=_number(pull, "number"),
        head_repository=_text(_table(head, "repo"), "full_name"),
        default_branch=_text(_table(event, "repository"), "default_branch"),
        release_id=_number(release, "id"),
        release_tag=_text(release, "tag_name"),
        triggering=triggering,
    )


def _read_event(place: str) -> Fields:
    if not place:
        return {}
    try:
        with Path(place).open("rb") as file:
            text = file.read(MOST_EVENT_BYTES + 1)
        event = json.loads(text) if len(text) <= MOST_EVENT_BYTES else None
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise WrongCall(
            f"{place} cannot be read: {error.strerror or error}.",
            "GITHUB_EVENT_PATH is set by GitHub's runner to the file of the event.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise _no_event(place) from error
    if not isinstance(event, dict):
        raise _no_event(place)
    return event


def _no_event(place: str) -> WrongCall:
    return WrongCall(
        f"{place} is no event of GitHub: it holds no JSON object of at most 25 MiB.",
        "GITHUB_EVENT_PATH is set by GitHub's runner; let nothing else write to that file.",
    )


def _repository(environment: Mapping[str, str]) -> str:
    repository = environment.get("GITHUB_REPOSITORY", "")
    if not repository:
        raise WrongCall("GITHUB_REPOSITORY is not set.", _OUTSIDE)
    if not _REPOSITORY.fullmatch(repository):
        raise WrongCall(f"GITHUB_REPOSITORY is {repository!r}, which is no owner/name.", _OUTSIDE)
    return repository


def _address(environment: Mapping[str, str], name: str, usual: str) -> str:
    address = environment.get(name, "").rstrip("/") or usual
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise WrongCall(f"{name} is no http or https address.", _OUTSIDE)
    return address


def _workflow(reference: str) -> str:
    """Return the path in ``owner/name/path@ref``."""
    *_, path = ["", *reference.partition("@")[0].split("/", 2)[2:]]
    return path


def _triggering(run: Fields) -> TriggeringRun | None:
    if not _number(run, "id"):
        return None
    return TriggeringRun(
        id=_number(run, "id"),
        event=_text(run, "event"),
        conclusion=_text(run, "conclusion"),
        head_sha=_sha(run, "head_sha"),
        head_branch=_text(run, "head_branch"),
        head_repository=_text(_table(run, "head_repository"), "full_name"),
        workflow_id=_number(run, "workflow_id"),
        workflow=_text(run, "path").partition("@")[0],
        attempt=_number(run, "run_attempt") or 1,
    )


def _table(fields: Fields, key: str) -> Fields:
    value = fields.get(key)
    return value if isinstance(value, dict) else {}


def _text(fields: Fields, key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else ""


def _sha(fields: Fields, key: str) -> str:
    text = _text(fields, key)
    return text if _SHA.fullmatch(text) else ""


def _number(fields: Fields, key: str) -> int:
    value = fields.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _counted(text: str) -> int:
    return int(text) if _NUMBER.fullmatch(text) else 0
