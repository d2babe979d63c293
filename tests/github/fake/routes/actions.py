"""Runs, workflows and artifacts."""

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from tests.github.fake import documents
from tests.github.fake.exchange import Answer, Call, Json, Refused
from tests.github.fake.records import Artifact, Run
from tests.github.fake.repository import Repository
from tests.github.fake.routes.route import below, found, page_of
from tests.github.fake.specification import specification

READ = "actions:read"


def list_runs(here: Repository, call: Call) -> Answer:
    return _runs(here, call, here.runs)


def list_runs_of_workflow(here: Repository, call: Call) -> Answer:
    path = _workflow(here, call.values["workflow_id"])
    return _runs(here, call, [run for run in here.runs if run.path == path])


def get_workflow(here: Repository, call: Call) -> Answer:
    path = _workflow(here, call.values["workflow_id"])
    number = here.workflow_id(path)
    url = f"{here.url}/actions/workflows/{number}"
    return Answer(specification().make("workflow", id=number, name=path, path=path, url=url))


def get_run(here: Repository, call: Call) -> Answer:
    return Answer(_run(here, _run_of(here, call.number("run_id"))))


def list_artifacts_of_run(here: Repository, call: Call) -> Answer:
    run_id = call.number("run_id")
    _run_of(here, run_id)
    return _artifacts(here, call, [one for one in here.artifacts if one.run_id == run_id])


def list_artifacts(here: Repository, call: Call) -> Answer:
    return _artifacts(here, call, here.artifacts)


def get_artifact(here: Repository, call: Call) -> Answer:
    return Answer(_artifact(here, _artifact_of(here, call)))


def download_artifact(here: Repository, call: Call) -> Answer:
    """Name the place where the blob host has it, for a while."""
    artifact = _artifact_of(here, call)
    if call.values["archive_format"] != "zip":
        raise Refused(404)
    if artifact.expired:
        raise Refused(410, "Artifact has expired")
    kind = "application/octet-stream" if artifact.raw else "application/zip"
    return Answer(
        status=302,
        headers={"Location": here.blobs.offer(artifact.data, artifact.filename, kind)},
    )


def _workflow(here: Repository, name: str) -> str:
    """Return the path of the workflow that is asked for by number or by file name."""
    known = {str(here.workflow_id(path)): path for path in here.workflows}
    known |= {path.rpartition("/")[2]: path for path in here.workflows}
    if name not in known:
        raise Refused(404)
    return known[name]


def _run_of(here: Repository, run_id: int) -> Run:
    return found([run for run in here.runs if run.id == run_id])


def _artifact_of(here: Repository, call: Call) -> Artifact:
    artifact_id = call.number("artifact_id")
    return found([one for one in here.artifacts if one.id == artifact_id])


def _runs(here: Repository, call: Call, runs: Sequence[Run]) -> Answer:
    """Newest first, filtered as asked."""
    chosen = sorted(filter(_filter(call.query), runs), key=lambda run: run.created_at, reverse=True)
    page, headers = page_of(here, call, chosen)
    rows = [_run(here, run) for run in page]
    return Answer({"total_count": len(chosen), "workflow_runs": rows}, headers=headers)


def _filter(query: Mapping[str, str]) -> Callable[[Run], bool]:
    """Return the filters of the two lists; a branch filter does not look at the repository."""
    asked = {name: query.get(name) for name in ("branch", "event", "head_sha", "status")}

    def passes(run: Run) -> bool:
        states = {run.conclusion, "completed"} if run.conclusion else {"in_progress"}
        said = {"branch": {run.head_branch}, "event": {run.event}, "head_sha": {run.head_sha}}
        said["status"] = states
        return all(asked[name] in {None, *values} for name, values in said.items())

    return passes


def _run(here: Repository, run: Run) -> Json:
    url = f"{here.url}/actions/runs/{run.id}"
    head = run.head_repository
    return specification().make(
        "workflow-run",
        id=run.id,
        name=run.path,
        path=run.path,
        event=run.event,
        status="completed" if run.conclusion else "in_progress",
        conclusion=run.conclusion or None,
        head_branch=run.head_branch,
        head_sha=run.head_sha,
        head_repository=documents.repository(here, head) if head else None,
        repository=documents.repository(here, here.name),
        workflow_id=run.workflow_id,
        run_number=1,
        run_attempt=run.run_attempt,
        created_at=run.created_at,
        updated_at=run.created_at,
        run_started_at=run.created_at,
        pull_requests=[_pull_request(here, number) for number in run.pull_requests],
        url=url,
        artifacts_url=f"{url}/artifacts",
        workflow_url=f"{here.url}/actions/workflows/{run.workflow_id}",
        html_url=f"{here.server_url}/{here.name}/actions/runs/{run.id}",
    )


def _pull_request(here: Repository, number: int) -> Json:
    known = here.pull_requests[number]
    repository = {"id": documents.number_of(here.name), "url": here.url, "name": "demo"}
    return {
        "id": documents.number_of(str(number)),
        "number": number,
        "url": f"{here.url}/pulls/{number}",
        "head": {"ref": known.head_ref, "sha": known.head_sha, "repo": repository},
        "base": {"ref": known.base_ref, "sha": known.base_sha, "repo": repository},
    }


def _artifacts(here: Repository, call: Call, artifacts: Sequence[Artifact]) -> Answer:
    """Newest first unless asked otherwise; a name is an exact one."""
    name = call.query.get("name")
    newest_first = call.query.get("direction", "desc") == "desc"
    chosen = sorted(
        (one for one in artifacts if name in {None, one.name}),
        key=lambda one: one.id,
        reverse=newest_first,
    )
    page, headers = page_of(here, call, chosen)
    rows = [_artifact(here, one) for one in page]
    return Answer({"total_count": len(chosen), "artifacts": rows}, headers=headers)


def _artifact(here: Repository, artifact: Artifact) -> Json:
    url = f"{here.url}/actions/artifacts/{artifact.id}"
    told: Json = {"digest": artifact.digest} if artifact.has_digest else {}
    return told | specification().make(
        "artifact",
        id=artifact.id,
        name=artifact.name,
        size_in_bytes=len(artifact.data),
        expired=artifact.expired,
        created_at=artifact.created_at,
        updated_at=artifact.created_at,
        expires_at="2026-05-30T12:00:00Z",
        url=url,
        archive_download_url=f"{url}/zip",
        workflow_run=_origin(here, artifact),
    )


def _origin(here: Repository, artifact: Artifact) -> Json | None:
    runs = [run for run in here.runs if run.id == artifact.run_id]
    if not runs:
        return None
    return {
        "id": runs[0].id,
        "repository_id": documents.number_of(here.name),
        "head_repository_id": documents.number_of(runs[0].head_repository),
        "head_branch": runs[0].head_branch,
        "head_sha": runs[0].head_sha,
    }


ROUTES = (
    below("GET", "/actions/runs", list_runs, READ),
    below("GET", "/actions/runs/{run_id}", get_run, READ),
    below("GET", "/actions/workflows/{workflow_id}", get_workflow, READ),
    below("GET", "/actions/workflows/{workflow_id}/runs", list_runs_of_workflow, READ),
    replace(
        below("GET", "/actions/runs/{run_id}/artifacts", list_artifacts_of_run, READ),
        open_when_public=True,
    ),
    replace(below("GET", "/actions/artifacts", list_artifacts, READ), open_when_public=True),
    below("GET", "/actions/artifacts/{artifact_id}", get_artifact, READ),
    below("GET", "/actions/artifacts/{artifact_id}/{archive_format}", download_artifact, READ),
)
