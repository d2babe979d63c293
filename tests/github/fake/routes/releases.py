"""Releases and the files attached to them."""

import re

from msgspec.structs import replace

from tests.github.fake import documents
from tests.github.fake.exchange import Answer, Call, Json, Refused, wrong
from tests.github.fake.records import Asset, Release
from tests.github.fake.repository import Repository
from tests.github.fake.routes.route import below, found, page_of
from tests.github.fake.specification import specification

READ = "contents:read"
WRITE = "contents:write"


def list_releases(here: Repository, call: Call) -> Answer:
    """Newest first; drafts are for those who may write."""
    chosen = sorted(_visible(here), key=lambda one: (one.created_at, one.id), reverse=True)
    page, headers = page_of(here, call, chosen)
    return Answer([_release(here, one) for one in page], headers=headers)


def get_latest(here: Repository, _call: Call) -> Answer:
    """The newest by its time, and neither a draft nor a prerelease."""
    chosen = [one for one in here.releases if not (one.draft or one.prerelease)]
    return Answer(
        _release(here, found(sorted(chosen, key=lambda one: one.created_at, reverse=True)))
    )


def get_by_tag(here: Repository, call: Call) -> Answer:
    """A draft has no tag yet."""
    tag = call.values["tag"]
    return Answer(
        _release(here, found([one for one in here.releases if one.tag == tag and not one.draft]))
    )


def get_release(here: Repository, call: Call) -> Answer:
    return Answer(_release(here, _release_of(here, call)))


def list_assets(here: Repository, call: Call) -> Answer:
    page, headers = page_of(here, call, _release_of(here, call).assets)
    return Answer([_asset(here, one) for one in page], headers=headers)


def upload_asset(here: Repository, call: Call) -> Answer:
    release = _release_of(here, call)
    call.query.get("label")
    if not call.seen.headers.get("Content-Type"):
        raise wrong("an asset needs a Content-Type")
    if not call.seen.body:
        raise Refused(400, "Bad Content-Length", violation=True)
    if release.immutable:
        raise Refused(422, "Cannot upload assets to an immutable release.")
    # GitHub puts dots for what it does not like in a file's name.
    name = re.sub(r"[^\w.+~@-]+", ".", call.query["name"])
    if any(asset.name == name for asset in release.assets):
        raise Refused(422, "Validation Failed: ReleaseAsset.name already exists")
    added = here.add_asset(release.id, name, call.seen.body, login=here.login)
    asset = found([asset for asset in release.assets if asset.id == added])
    asset.content_type = call.seen.headers["Content-Type"]
    return Answer(_asset(here, asset), 201)


def get_asset(here: Repository, call: Call) -> Answer:
    """JSON, or the bytes for those who ask for them: from here, or from the blob host."""
    _, asset = _asset_of(here, call)
    if not call.accepts("application/octet-stream"):
        return Answer(_asset(here, asset))
    if not here.redirects_assets:
        return Answer(asset.data, kind="application/octet-stream")
    place = here.blobs.offer(asset.data, asset.name, "application/octet-stream")
    return Answer(status=302, headers={"Location": place})


def delete_asset(here: Repository, call: Call) -> Answer:
    release, asset = _asset_of(here, call)
    if release.immutable:
        raise Refused(422, "Cannot delete assets of an immutable release.")
    release.assets.remove(asset)
    return Answer(status=204)


def _visible(here: Repository) -> list[Release]:
    may_write = here.permissions.get("contents") == "write"
    return [one for one in here.releases if may_write or not one.draft]


def _release_of(here: Repository, call: Call) -> Release:
    number = call.number("release_id")
    return found([one for one in _visible(here) if one.id == number])


def _asset_of(here: Repository, call: Call) -> tuple[Release, Asset]:
    number = call.number("asset_id")
    return found(
        [(one, asset) for one in _visible(here) for asset in one.assets if asset.id == number]
    )


def _release(here: Repository, release: Release) -> Json:
    url = f"{here.url}/releases/{release.id}"
    return specification().make(
        "release",
        id=release.id,
        tag_name=release.tag,
        name=release.title,
        target_commitish=here.default_branch,
        draft=release.draft,
        prerelease=release.prerelease,
        immutable=release.immutable,
        created_at=release.created_at,
        published_at=None if release.draft else release.created_at,
        author=documents.user("octocat"),
        assets=[_asset(here, one) for one in release.assets],
        url=url,
        assets_url=f"{url}/assets",
        upload_url=f"{here.uploads_url}/releases/{release.id}/assets{{?name,label}}",
        html_url=f"{here.server_url}/{here.name}/releases/tag/{release.tag}",
    )


def _asset(here: Repository, asset: Asset) -> Json:
    return specification().make(
        "release-asset",
        id=asset.id,
        name=asset.name,
        label="",
        size=len(asset.data),
        state=asset.state,
        digest=asset.digest,
        content_type=asset.content_type,
        created_at=asset.created_at,
        updated_at=asset.created_at,
        uploader=documents.user(asset.login),
        url=f"{here.url}/releases/assets/{asset.id}",
        browser_download_url=f"{here.server_url}/{here.name}/releases/download/x/{asset.name}",
    )


ROUTES = (
    below("GET", "/releases", list_releases, READ),
    below("GET", "/releases/latest", get_latest, READ),
    below("GET", "/releases/tags/{tag}", get_by_tag, READ),
    below("GET", "/releases/{release_id}", get_release, READ),
    below("GET", "/releases/{release_id}/assets", list_assets, READ),
    replace(below("POST", "/releases/{release_id}/assets", upload_asset, WRITE), upload=True),
    below("GET", "/releases/assets/{asset_id}", get_asset, READ),
    below("DELETE", "/releases/assets/{asset_id}", delete_asset, WRITE),
)
