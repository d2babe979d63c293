"""Files of the repository, its tags, and what differs between two commits."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from tests.github.fake.exchange import Answer, Call, Json, Refused
from tests.github.fake.records import Compared
from tests.github.fake.repository import Repository
from tests.github.fake.routes.pull_requests import file_entry
from tests.github.fake.routes.route import below, found, page_of
from tests.github.fake.specification import specification

READ = "contents:read"
MOST_COMPARED = 300
"""Files of a comparison (docs, "Compare two commits"); only its first page has any."""
LARGEST_FOLDER = 1_000
"""More of a folder is not listed, and nothing says so (docs, the same page)."""
LARGEST_INLINE = 1_000_000
"""Above this the JSON has no content (docs: REST API endpoints for repository contents)."""


def get_contents(here: Repository, call: Call) -> Answer:
    ref = call.query.get("ref") or here.default_branch
    path = call.values["path"].strip("/")
    files = here.contents.at(ref)
    if not files:
        raise Refused(404, f"No commit found for the ref {ref}")
    if path not in files:
        return Answer(_folder(here, files, path, ref))
    data = files[path]
    if call.accepts(".raw"):
        return Answer(data, kind="application/vnd.github.raw+json; charset=utf-8")
    return Answer(_file(here, path, ref, data))


def compare(here: Repository, call: Call) -> Answer:
    """Known are the two ends of each pull request, and what a test says that differs."""
    base, _, head = call.values["basehead"].partition("...")
    known = found([*_compared(here, base, head)])
    # The pages are those of the commits, of which the fake shows none.
    page_of(here, call, ())
    is_first = call.query.get("page", "1") == "1"
    paths = [*known.files, *known.moved][:MOST_COMPARED] if is_first else []
    return Answer(
        specification().make(
            "commit-comparison",
            url=f"{here.url}/compare/{base}...{head}",
            status="diverged" if known.behind_by else "ahead",
            ahead_by=1,
            behind_by=known.behind_by,
            total_commits=1,
            files=[_difference(here, known, path) for path in paths],
        )
    )


def matching_references(here: Repository, call: Call) -> Answer:
    """Return the tags that begin so, by name; no such tag is an empty list."""
    start = f"refs/{call.values['ref']}"
    tags = {f"refs/tags/{tag}" for tag in (*here.tags, *(one.tag for one in here.releases))}
    return Answer([_reference(here, ref) for ref in sorted(tags) if ref.startswith(start)])


def _compared(here: Repository, base: str, head: str) -> Iterator[Compared]:
    yield from (one for one in here.compared if (one.base, one.head) == (base, head))
    for one in here.pull_requests.values():
        if base in {one.base_sha, one.base_ref} and head in {one.head_sha, one.head_ref}:
            yield Compared(base, head, one.files)


def _difference(here: Repository, known: Compared, path: str) -> Json:
    entry = file_entry(here, known.head, path, known.files.get(path, ""))
    if path not in known.moved:
        return entry
    return entry | {"status": "renamed", "previous_filename": known.moved[path]}


def _reference(here: Repository, ref: str) -> Json:
    sha = hashlib.sha1(ref.encode(), usedforsecurity=False).hexdigest()
    made = {"type": "commit", "sha": sha, "url": f"{here.url}/git/commits/{sha}"}
    return {"ref": ref, "node_id": "R", "url": f"{here.url}/git/{quote(ref)}", "object": made}


def _folder(here: Repository, files: Mapping[str, bytes], path: str, ref: str) -> list[Json]:
    prefix = f"{path}/" if path else ""
    below_it = {name: data for name, data in files.items() if name.startswith(prefix)}
    if not below_it:
        raise Refused(404)
    entries: dict[str, Json] = {}
    for name, data in below_it.items():
        first, _, rest = name.removeprefix(prefix).partition("/")
        entry = _entry(here, prefix + first, ref, b"" if rest else data)
        entries[first] = entry | {"type": "dir" if rest else "file"}
    return [*entries.values()][:LARGEST_FOLDER]


def _file(here: Repository, path: str, ref: str, data: bytes) -> Json:
    if len(data) > LARGEST_INLINE:
        return _entry(here, path, ref, data) | {"content": "", "encoding": "none"}
    content = base64.encodebytes(data).decode()
    return _entry(here, path, ref, data) | {"content": content, "encoding": "base64"}


def _entry(here: Repository, path: str, ref: str, data: bytes) -> Json:
    sha = hashlib.sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()
    url = f"{here.url}/contents/{quote(path)}?ref={quote(ref, safe='')}"
    page = f"{here.server_url}/{here.name}/blob/{ref}/{path}"
    return {
        "type": "file",
        "name": path.rpartition("/")[2],
        "path": path,
        "size": len(data),
        "sha": sha,
        "url": url,
        "html_url": page,
        "git_url": f"{here.url}/git/blobs/{sha}",
        "download_url": page,
        "_links": {"self": url, "git": f"{here.url}/git/blobs/{sha}", "html": page},
    }


ROUTES = (
    below("GET", "/contents/{path}", get_contents, READ),
    below("GET", "/compare/{basehead}", compare, READ),
    below("GET", "/git/matching-refs/{ref}", matching_references, READ),
)
