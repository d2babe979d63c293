"""The artifacts of a workflow run: their list, and their bytes."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.github.answers import PER_PAGE, ask_pages
from wheel_ceiling.github.arrival import Blob
from wheel_ceiling.github.blobs import Download, sha256_of
from wheel_ceiling.github.connection import Connection

_PERMISSION = "actions: read"
_MOST_PAGES = 100


class Artifact(Struct, frozen=True):
    """What one upload step left: a zip, or with ``archive: false`` the file itself."""

    id: int
    name: str
    size: int
    sha256: str
    """Of the bytes as they were uploaded; empty: unknown."""
    run_id: int


class ArtifactListing(Struct, frozen=True):
    """The artifacts of a run that can be fetched, and the names of those that are gone."""

    artifacts: tuple[Artifact, ...]
    expired: tuple[str, ...]


class _Row(Struct):
    id: Annotated[int, Meta(gt=0)]
    name: str
    size_in_bytes: Annotated[int, Meta(ge=0)]
    expired: bool
    digest: str | None = None


class _Page(Struct):
    artifacts: list[_Row]


def list_artifacts(connection: Connection, run_id: int) -> ArtifactListing:
    """Return the newest artifact of each name, by name; re-run jobs leave several of one."""
    what = f"The list of artifacts of run {run_id}"
    path = f"/actions/runs/{run_id}/artifacts"
    with connection.asking(what, _PERMISSION):
        pages = list(ask_pages(connection, path, _Page, _MOST_PAGES, {}))
    rows = sorted((row for page in pages for row in page.artifacts), key=lambda row: row.id)
    if len(rows) >= _MOST_PAGES * PER_PAGE:
        raise CouldNotJudge(
            f"{what} has no end after {len(rows):,} entries.",
            "Let each job upload one artifact with all of its wheels.",
        )
    newest = {row.name: row for row in rows if not row.expired}
    gone = {row.name for row in rows} - newest.keys()
    return ArtifactListing(
        tuple(_artifact(newest[name], run_id) for name in sorted(newest)), tuple(sorted(gone))
    )


def _artifact(row: _Row, run_id: int) -> Artifact:
    return Artifact(row.id, row.name, row.size_in_bytes, sha256_of(row.digest), run_id)


def open_artifact(connection: Connection, artifact: Artifact) -> Download:
    """Return the bytes of an artifact, to be read from the end, or fetched, or both."""
    blob = Blob(
        what=f"The artifact {artifact.name!r} of run {artifact.run_id}",
        path=f"/actions/artifacts/{artifact.id}/zip",
        permission=_PERMISSION,
        # upload-artifact v3, the one that uploads no digest, sums up the sizes before zipping.
        size=artifact.size if artifact.sha256 else 0,
        sha256=artifact.sha256,
        is_listed=True,
    )
    return Download(connection, blob)


def fetch_artifact(
    connection: Connection, artifact: Artifact, path: Path, tell: Callable[[int], None]
) -> str:
    """Put the artifact there; return the file name that it is served with, empty for none."""
    return open_artifact(connection, artifact).fetch(path, tell)


def read_tail(connection: Connection, artifact: Artifact, most: int) -> bytes | None:
    """Return the last bytes of the artifact; None where the storage gives no part of it."""
    return open_artifact(connection, artifact).tail(most)
