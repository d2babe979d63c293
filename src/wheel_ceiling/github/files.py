"""Files of the repository, at any commit."""

import base64
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlencode

from msgspec import Meta, Struct

from wheel_ceiling.amounts import human_size
from wheel_ceiling.errors import CouldNotJudge, NothingFound, WrongCall
from wheel_ceiling.github.answers import ask
from wheel_ceiling.github.arrival import Blob
from wheel_ceiling.github.blobs import Download
from wheel_ceiling.github.connection import Connection

# docs, "repository-contents": above it the API says size and name only.
MOST_BYTES = 1024 * 1024
MOST_NAMES = 1_000
"""GitHub lists no more of a folder, and does not say so (docs, "repository-contents")."""
_PERMISSION = "contents: read"
_TOO_LARGE = "The file must have at most 1 MiB; larger ones belong to a release."


class _File(Struct):
    type: str
    size: Annotated[int, Meta(ge=0)]
    encoding: str = ""
    content: str = ""


class _Entry(Struct):
    name: str


def fetch_file(
    connection: Connection, path: str, ref: str, target: Path, *, is_listed: bool = False
) -> None:
    """Put a file of any size there, as it is at that commit.

    Raises NothingFound; SourceUnreachable for one that was listed and is not given.
    """
    _insist_on_path(path)
    blob = Blob(
        what=f"{path} at {ref}",
        path=f"/contents/{quote(path)}?{urlencode({'ref': ref})}",
        permission=_PERMISSION,
        # docs, "repository-contents": in this form up to 100 MB.
        accept="application/vnd.github.raw+json",
        is_listed=is_listed,
    )
    Download(connection, blob).fetch(target, lambda _count: None)


def names_at(connection: Connection, ref: str) -> frozenset[str]:
    """Return what lies at the top of the repository at that commit, at most MOST_NAMES.

    Raises Forbidden where the token may not see it: every commit has a top.
    """
    with connection.asking_known(f"The files at {ref[:8]}", _PERMISSION):
        rows = ask(connection, "/contents/", list[_Entry], {"ref": ref})
    return frozenset(row.name for row in rows)


def file_at(connection: Connection, path: str, ref: str) -> bytes:
    """Return what a small file holds at that commit, branch or tag; raises NothingFound."""
    _insist_on_path(path)
    what = f"{path} at {ref}"
    with connection.asking(what, _PERMISSION):
        found = ask(connection, f"/contents/{quote(path)}", _File, {"ref": ref})
        data = base64.b64decode(found.content)
    if found.type != "file":
        raise NothingFound(
            f"{what} is no file: GitHub calls it {found.type!r}.", "Put a file there."
        )
    if found.size > MOST_BYTES:
        raise CouldNotJudge(f"{what} has {human_size(found.size)}, which is too much.", _TOO_LARGE)
    if len(data) != found.size:
        raise connection.question(what, _PERMISSION).unreachable("the answer is not the whole file")
    return data


def _insist_on_path(path: str) -> None:
    # A client of HTTP takes dots for steps, and would ask for something else.
    if not path or {"", ".", ".."} & {*path.split("/")}:
        raise WrongCall(f"{path!r} is no path of a file in a repository.", "Write folder/file.")
