"""Pull requests and what they change."""

import hashlib
import re
from urllib.parse import quote

from tests.github.fake import documents
from tests.github.fake.exchange import Answer, Call, Json
from tests.github.fake.records import PullRequest
from tests.github.fake.repository import Repository
from tests.github.fake.routes.route import below, found, page_of

READ = "pull-requests:read"


def list_pull_requests(here: Repository, call: Call) -> Answer:
    """Newest first; `head` is owner:branch, and anything else is no filter to GitHub."""
    state = call.query.get("state", "open")
    head = call.query.get("head", "")
    base = call.query.get("base")
    chosen = [
        one
        for one in reversed(here.pull_requests.values())
        if state in {one.state, "all"}
        and (":" not in head or head == _label(one))
        and base in {None, one.base_ref}
    ]
    page, headers = page_of(here, call, chosen)
    return Answer([documents.pull_request(here, one) for one in page], headers=headers)


def get_pull_request(here: Repository, call: Call) -> Answer:
    return Answer(documents.pull_request(here, pull_request_of(here, call), "pull-request"))


def list_files(here: Repository, call: Call) -> Answer:
    known = pull_request_of(here, call)
    page, headers = page_of(here, call, [*known.files])
    files = [file_entry(here, known.head_sha, path, known.files[path]) for path in page]
    return Answer(files, headers=headers)


def list_of_commit(here: Repository, call: Call) -> Answer:
    sha = call.values["commit_sha"]
    chosen = [
        one for one in here.pull_requests.values() if sha in {one.head_sha, *one.earlier_heads}
    ]
    page, headers = page_of(here, call, chosen)
    return Answer([documents.pull_request(here, one) for one in page], headers=headers)


def pull_request_of(here: Repository, call: Call, name: str = "pull_number") -> PullRequest:
    number = call.number(name)
    return found([one for one in here.pull_requests.values() if one.number == number])


def file_entry(here: Repository, head: str, path: str, patch: str) -> Json:
    """Return a changed file; GitHub leaves the hunks out where it cannot show them."""
    lines = patch.splitlines()
    added = sum(line.startswith("+") for line in lines)
    deleted = sum(line.startswith("-") for line in lines)
    page = f"{here.server_url}/{here.name}/blob/{head}/{quote(path)}"
    entry: Json = {
        "sha": hashlib.sha1(patch.encode(), usedforsecurity=False).hexdigest(),
        "filename": path,
        "status": _status(patch),
        "additions": added,
        "deletions": deleted,
        "changes": added + deleted,
        "blob_url": page,
        "raw_url": page.replace("/blob/", "/raw/"),
        "contents_url": f"{here.url}/contents/{quote(path)}?ref={head}",
    }
    return entry | ({"patch": patch} if patch else {})


def _status(patch: str) -> str:
    if re.match(r"@@ -0,0 ", patch):
        return "added"
    return "removed" if re.match(r"@@ -\S+ \+0,0 ", patch) else "modified"


def _label(known: PullRequest) -> str:
    return f"{known.head_repository.partition('/')[0]}:{known.head_ref}"


ROUTES = (
    below("GET", "/pulls", list_pull_requests, READ),
    below("GET", "/pulls/{pull_number}", get_pull_request, READ),
    below("GET", "/pulls/{pull_number}/files", list_files, READ),
    below("GET", "/commits/{commit_sha}/pulls", list_of_commit, READ),
)
