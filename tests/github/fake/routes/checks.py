"""Check runs and commit statuses."""

import re

from msgspec.structs import replace

from tests.github.fake import documents
from tests.github.fake.exchange import Answer, Call, Json, rows, table, wrong
from tests.github.fake.records import CheckRun, Status
from tests.github.fake.repository import Repository
from tests.github.fake.routes.route import REPOSITORY, below, found, page_of
from tests.github.fake.specification import specification

READ = "checks:read"
WRITE = "checks:write"
LONGEST_DESCRIPTION = 140
LONGEST_TITLE = 255
LONGEST_OUTPUT = 65_535
LONGEST_MESSAGE = 64 * 1024
MOST_ANNOTATIONS = 50


def create_check_run(here: Repository, call: Call) -> Answer:
    _check_commit(call.text("head_sha"))
    check_run = CheckRun(
        here.new_id(), call.text("name"), call.text("head_sha"), call.text("started_at", here.now())
    )
    _apply(here, check_run, call)
    here.check_runs.append(check_run)
    return Answer(_check_run(here, check_run), 201)


def update_check_run(here: Repository, call: Call) -> Answer:
    check_run = _check_run_of(here, call)
    _apply(here, check_run, call)
    check_run.updates += 1
    return Answer(_check_run(here, check_run))


def get_check_run(here: Repository, call: Call) -> Answer:
    return Answer(_check_run(here, _check_run_of(here, call)))


def list_annotations(here: Repository, call: Call) -> Answer:
    page, headers = page_of(here, call, _check_run_of(here, call).annotations)
    told = [specification().make("check-annotation") | one for one in page]
    return Answer(told, headers=headers)


def list_check_runs(here: Repository, call: Call) -> Answer:
    name, status = call.query.get("check_name"), call.query.get("status")
    chosen = [
        one
        for one in reversed(here.check_runs)
        if one.head_sha == call.values["ref"]
        and name in {None, one.name}
        and status in {None, one.status}
    ]
    page, headers = page_of(here, call, chosen)
    told = [_check_run(here, one) for one in page]
    return Answer({"total_count": len(chosen), "check_runs": told}, headers=headers)


def create_status(here: Repository, call: Call) -> Answer:
    _check_commit(call.values["sha"])
    if len(call.text("description")) > LONGEST_DESCRIPTION:
        raise wrong(f"description is too long (maximum is {LONGEST_DESCRIPTION} characters)")
    status = Status(
        id=here.new_id(),
        sha=call.values["sha"],
        state=call.text("state"),
        context=call.text("context", "default"),
        description=call.text("description"),
        target_url=call.text("target_url"),
        created_at=here.now(),
        login=here.login,
    )
    here.statuses.append(status)
    return Answer(_status(here, status), 201)


def list_statuses(here: Repository, call: Call) -> Answer:
    """Newest first."""
    chosen = [one for one in reversed(here.statuses) if one.sha == call.values["ref"]]
    page, headers = page_of(here, call, chosen)
    return Answer([_status(here, one) for one in page], headers=headers)


def get_combined_status(here: Repository, call: Call) -> Answer:
    """The last status of each context; all of them together."""
    sha = call.values["ref"]
    last = {one.context: one for one in here.statuses if one.sha == sha}
    states = {one.state for one in last.values()}
    bad = states & {"error", "failure"}
    state = "failure" if bad else "pending" if "pending" in states or not states else "success"
    return Answer(
        specification().make(
            "combined-commit-status",
            state=state,
            sha=sha,
            total_count=len(last),
            statuses=[_status(here, one) for one in last.values()],
            repository=documents.repository(here, here.name),
            url=f"{here.url}/commits/{sha}/status",
            commit_url=f"{here.url}/commits/{sha}",
        )
    )


def _check_commit(sha: str) -> None:
    if not re.fullmatch(r"[0-9a-f]{40}", sha):
        raise wrong(f"No commit found for SHA: {sha}")


def _check_run_of(here: Repository, call: Call) -> CheckRun:
    number = call.number("check_run_id")
    return found([one for one in here.check_runs if one.id == number])


def _apply(here: Repository, check_run: CheckRun, call: Call) -> None:
    """Take over what the call says; annotations are added to those that are there."""
    conclusion = call.text("conclusion")
    status = call.text("status", "completed" if conclusion else check_run.status)
    if status == "completed" and not (conclusion or check_run.conclusion):
        raise wrong("a completed check run needs a conclusion")
    output = table(call.fields.get("output", {}))
    _check_output(output)
    check_run.status = status
    for name in ("name", "conclusion", "details_url", "external_id", "completed_at"):
        setattr(check_run, name, call.text(name, getattr(check_run, name)))
    if status == "completed" and not check_run.completed_at:
        check_run.completed_at = here.now()
    for name in ("title", "summary", "text"):
        setattr(check_run, name, output.get(name, getattr(check_run, name)))
    check_run.annotations += rows(output.get("annotations", []))
    check_run.actions = rows(call.fields.get("actions", check_run.actions))


def _check_output(output: Json) -> None:
    longest = {"title": LONGEST_TITLE, "summary": LONGEST_OUTPUT, "text": LONGEST_OUTPUT}
    for name, most in longest.items():
        if len(str(output.get(name, ""))) > most:
            raise wrong(f"output.{name} is too long (maximum is {most} characters)")
    annotations = rows(output.get("annotations", []))
    if len(annotations) > MOST_ANNOTATIONS:
        raise wrong(f"more than {MOST_ANNOTATIONS} annotations in one request")
    for annotation in annotations:
        _check_annotation(annotation)


def _check_annotation(annotation: Json) -> None:
    first, last = int(str(annotation["start_line"])), int(str(annotation["end_line"]))
    if not 1 <= first <= last:
        raise wrong(f"an annotation from line {first} to line {last}")
    for name in ("message", "raw_details"):
        if len(str(annotation.get(name, "")).encode()) > LONGEST_MESSAGE:
            raise wrong(f"an annotation's {name} is above {LONGEST_MESSAGE} bytes")
    if not annotation["message"] or not annotation["path"]:
        raise wrong("an annotation without a message or a path")
    if first != last and {"start_column", "end_column"} & annotation.keys():
        raise wrong("columns are for annotations of one line")


def _check_run(here: Repository, check_run: CheckRun) -> Json:
    url = f"{here.url}/check-runs/{check_run.id}"
    page = f"{here.server_url}/{here.name}/runs/{check_run.id}"
    return specification().make(
        "check-run",
        id=check_run.id,
        name=check_run.name,
        head_sha=check_run.head_sha,
        status=check_run.status,
        conclusion=check_run.conclusion or None,
        started_at=check_run.started_at,
        completed_at=check_run.completed_at or None,
        external_id=check_run.external_id,
        check_suite={"id": 1},
        app=documents.app(here.login),
        output={
            "title": check_run.title or None,
            "summary": check_run.summary or None,
            "text": check_run.text or None,
            "annotations_count": len(check_run.annotations),
            "annotations_url": f"{url}/annotations",
        },
        url=url,
        html_url=page,
        details_url=check_run.details_url or page,
    )


def _status(here: Repository, status: Status) -> Json:
    return specification().make(
        "status",
        id=status.id,
        state=status.state,
        context=status.context,
        description=status.description or None,
        target_url=status.target_url or None,
        creator=documents.user(status.login),
        created_at=status.created_at,
        updated_at=status.created_at,
        url=f"{here.url}/statuses/{status.sha}",
    )


ROUTES = (
    below("POST", "/check-runs", create_check_run, WRITE),
    below("PATCH", "/check-runs/{check_run_id}", update_check_run, WRITE),
    below("GET", "/check-runs/{check_run_id}", get_check_run, READ),
    below("GET", "/check-runs/{check_run_id}/annotations", list_annotations, READ),
    below("GET", "/commits/{ref}/check-runs", list_check_runs, READ),
    below("POST", "/statuses/{sha}", create_status, "statuses:write"),
    below("GET", "/commits/{ref}/statuses", list_statuses, "statuses:read"),
    # PyGithub asks so.
    replace(
        below("GET", "/commits/{ref}/statuses", list_statuses, "statuses:read"),
        alias=f"{REPOSITORY}/statuses/{{ref}}",
    ),
    below("GET", "/commits/{ref}/status", get_combined_status, "statuses:read"),
)
