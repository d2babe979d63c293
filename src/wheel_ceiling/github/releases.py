"""Releases of the repository, and the files attached to them."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from math import ceil
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import msgspec
from msgspec import Meta, Struct

from wheel_ceiling.errors import CouldNotJudge, SourceUnreachable
from wheel_ceiling.github.answers import PER_PAGE, ask, ask_pages
from wheel_ceiling.github.arrival import Blob
from wheel_ceiling.github.blobs import Download, sha256_of
from wheel_ceiling.github.connection import Connection
from wheel_ceiling.github.trouble import Question, asking, refusal

_READ = "contents: read"
_WRITE = "contents: write"
_WHOLE = "uploaded"
_Id = Annotated[int, Meta(gt=0)]


class Asset(Struct, frozen=True):
    """A file attached to a release."""

    id: int
    name: str
    size: int
    sha256: str
    """Empty: unknown, as of everything uploaded before June 2025."""


class Release(Struct, frozen=True):
    """A release and what can be fetched from it."""

    id: int
    tag: str
    title: str
    is_draft: bool
    is_prerelease: bool
    is_immutable: bool
    url: str
    assets: tuple[Asset, ...]


class AssetRow(Struct):
    """An asset as the API shows it."""

    id: _Id
    name: str
    size: Annotated[int, Meta(ge=0)]
    state: str
    browser_download_url: str
    digest: str | None = None


class ReleaseRow(Struct):
    """A release as the API shows it."""

    id: _Id
    tag_name: str
    draft: bool
    prerelease: bool
    html_url: str
    upload_url: str
    created_at: Annotated[datetime, Meta(tz=True)]
    name: str | None = None
    immutable: bool = False
    assets: list[AssetRow] = []


def list_releases(connection: Connection, most: int = 300) -> tuple[Release, ...]:
    """Return the newest releases, newest first, without drafts."""
    with connection.asking_known("The list of releases", _READ):
        pages = ask_pages(connection, "/releases", list[ReleaseRow], ceil(most / PER_PAGE), {})
        rows = [row for page in pages for row in page if not row.draft]
    rows.sort(key=lambda row: row.created_at, reverse=True)
    return tuple(_release(row) for row in rows[:most])


def release_of_tag(connection: Connection, tag: str) -> Release:
    """Return the published release of the tag; raises NothingFound."""
    with connection.asking(f"The release {tag}", _READ):
        row = ask(connection, f"/releases/tags/{quote(tag, safe='')}", ReleaseRow, {})
    return _release(row)


def fetch_asset(
    connection: Connection, asset: Asset, path: Path, tell: Callable[[int], None]
) -> None:
    """Put the asset there, whole and checked or not at all."""
    blob = Blob(
        what=f"The release's file {asset.name!r}",
        path=f"/releases/assets/{asset.id}",
        permission=_READ,
        accept="application/octet-stream",
        size=asset.size,
        sha256=asset.sha256,
        is_listed=True,
    )
    Download(connection, blob).fetch(path, tell)


def attach_asset(connection: Connection, release_id: int, path: Path, name: str) -> str:
    """Attach the file, in place of one of that name, and return its address.

    What is attached already is not sent again; an immutable release takes no more.
    """
    question = connection.question(f"{name} of release {release_id}", _WRITE)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    row = _read(connection, question, release_id)
    if address := _attached(row, name, sha256):
        return address
    if row.immutable:
        raise CouldNotJudge(
            f"{name} cannot be attached to the release {row.tag_name}: it is immutable.",
            "Attach it while the release is a draft, and publish it afterwards.",
        )
    try:
        with asking(question):
            _delete(connection, row, name)
            return _upload(connection, question, row.upload_url, path, name)
    except SourceUnreachable:
        # The file may have arrived although the answer did not.
        if address := _attached(_read(connection, question, release_id), name, sha256):
            return address
        raise


def _read(connection: Connection, question: Question, release_id: int) -> ReleaseRow:
    with asking(question):
        return ask(connection, f"/releases/{release_id}", ReleaseRow, {})


def _attached(row: ReleaseRow, name: str, sha256: str) -> str:
    """Return the address of the asset if it is there and the same; empty if not."""
    found = (asset for asset in row.assets if asset.name == name and asset.state == _WHOLE)
    return next((one.browser_download_url for one in found if sha256_of(one.digest) == sha256), "")


def _delete(connection: Connection, row: ReleaseRow, name: str) -> None:
    repository = connection.repository()
    for asset in row.assets:
        if asset.name == name:
            address = f"{repository.url}/releases/assets/{asset.id}"
            repository.requester.requestJsonAndCheck("DELETE", address)


def _upload(
    connection: Connection, question: Question, template: str, path: Path, name: str
) -> str:
    """Send the file once. PyGithub would wait without end for the host of uploads."""
    url = template.partition("{")[0]
    if not connection.is_api(url):
        raise question.unreachable("GitHub names a host for it that the token is not for")
    headers = {**connection.authorization(url), "Content-Type": "application/octet-stream"}
    with path.open("rb") as file:
        response = connection.session().post(
            url,
            params={"name": name},
            data=file,
            headers=headers,
            timeout=connection.patience.timeout,
            allow_redirects=False,
        )
    if response.status_code != HTTPStatus.CREATED:
        raise refusal(question, response.status_code, response.headers)
    return msgspec.convert(response.json(), AssetRow).browser_download_url


def _release(row: ReleaseRow) -> Release:
    assets = (
        Asset(asset.id, asset.name, asset.size, sha256_of(asset.digest))
        for asset in row.assets
        # Others are uploads that never ended.
        if asset.state == _WHOLE
    )
    return Release(
        id=row.id,
        tag=row.tag_name,
        title=row.name or "",
        is_draft=row.draft,
        is_prerelease=row.prerelease,
        is_immutable=row.immutable,
        url=row.html_url,
        assets=tuple(assets),
    )
