"""Files of the repository, and what differs between two commits."""

import base64
import hashlib
from collections.abc import Mapping
from urllib.parse import quote

from tests.github.fake.exchange import Answer, Call, Json, Refused
from tests.github.fake.repository import Repository
from tests.github.fake.routes.pull_requests import file_entry
from tests.github.fake.routes.route import below, found, page_of
from tests.github.fake.specification import specification

READ = "contents:read"
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
    """Known are the two ends of each pull request."""
    base, _, head = call.values["basehead"].partition("...")
    known = found(
        [
            one
            for one in here.pull_requests.values()
            if base in {one.base_sha, one.base_ref} and head in {one.head_sha, one.head_ref}
        ]
    )
    # The pages are those of the commits, of which the fake shows none; the files come with each.
    page_of(here, call, ())
    return Answer(
        specification().make(
            "commit-comparison",
            url=f"{here.url}/compare/{base}...{head}",
            status="ahead",
            ahead_by=1,
            total_commits=1,
            files=[file_entry(here, known, path) for path in known.files],
        )
    )


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
)
