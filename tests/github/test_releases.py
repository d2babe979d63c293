import hashlib
from pathlib import Path

import pytest

from tests.github.connecting import QUICK, connected
from tests.github.fake import FakeGitHub, Reply
from wheel_ceiling.errors import CouldNotJudge, NothingFound, SourceUnreachable
from wheel_ceiling.github.connection import Forbidden, Patience
from wheel_ceiling.github.releases import (
    Asset,
    Release,
    attach_asset,
    fetch_asset,
    list_releases,
    release_of_tag,
)
from wheel_ceiling.github.trouble import NotAsPromised, Refused

DATA = b'{"wheels": []}'
SHA256 = hashlib.sha256(DATA).hexdigest()
PLACE = "https://github.com/octo/demo/releases/download/x"
RELEASES = "/repos/octo/demo/releases"
NAME = "wheel-ceiling.json"


def quiet(_count: int) -> None:
    """Tell nobody."""


def only_asset(github: FakeGitHub, data: bytes = DATA) -> Asset:
    github.add_release("v1", assets={NAME: data})
    (asset,) = release_of_tag(connected(github), "v1").assets
    github.seen.clear()
    return asset


def test_releases_are_listed_newest_first_without_drafts(github: FakeGitHub) -> None:
    github.permissions["contents"] = "write"
    old = github.add_release("v1", created_at="2026-01-01T00:00:00Z")
    github.add_release("v3", draft=True, created_at="2026-03-01T00:00:00Z")
    new = github.add_release("v2rc1", prerelease=True, created_at="2026-02-01T00:00:00Z")
    releases = list_releases(connected(github))
    assert [one.id for one in releases] == [new, old]
    assert [one.is_prerelease for one in releases] == [True, False]


def test_a_release_is_told_with_what_can_be_fetched_from_it(github: FakeGitHub) -> None:
    number = github.add_release("v1", title="One", immutable=True, assets={NAME: DATA})
    without_digest = github.add_asset(number, "a.whl", b"x", digest=False)
    github.add_asset(number, "b.whl", b"half", state="open")
    asset = github.assets(number)[0].id
    assert list_releases(connected(github)) == (
        Release(
            id=number,
            tag="v1",
            title="One",
            is_draft=False,
            is_prerelease=False,
            is_immutable=True,
            url="https://github.com/octo/demo/releases/tag/v1",
            assets=(Asset(asset, NAME, len(DATA), SHA256), Asset(without_digest, "a.whl", 1, "")),
        ),
    )


def test_fields_that_an_older_server_leaves_out_cost_no_requests(github: FakeGitHub) -> None:
    row = {
        "id": 1,
        "tag_name": "v1",
        "draft": False,
        "prerelease": False,
        "html_url": "https://git.example.org/x",
        "upload_url": "https://git.example.org/up{?name,label}",
        "created_at": "2026-01-01T00:00:00Z",
        "name": None,
    }
    github.trouble("GET", RELEASES, Reply(200, body=[row]))
    (release,) = list_releases(connected(github))
    assert (release.title, release.is_immutable, release.assets) == ("", False, ())
    assert len(github.seen) == 1


def test_as_many_releases_are_listed_as_asked_for(github: FakeGitHub) -> None:
    for number in range(205):
        github.add_release(f"v{number}")
    assert len(list_releases(connected(github))) == 205
    assert len(github.seen) == 3
    github.seen.clear()
    tags = [one.tag for one in list_releases(connected(github), 101)]
    assert (len(tags), tags[0], tags[-1]) == (101, "v204", "v104")
    assert len(github.seen) == 2


def test_no_release_is_an_empty_list(github: FakeGitHub) -> None:
    assert list_releases(connected(github)) == ()


def test_a_list_that_is_not_shown_is_not_an_empty_one(github: FakeGitHub) -> None:
    github.trouble("GET", RELEASES, 404)
    with pytest.raises(Forbidden) as caught:
        list_releases(connected(github))
    assert caught.value.permission == "contents: read"


ODD = {
    "NO LIST": {},
    "NO RELEASE": [{}],
    "NULL": [None],
    "NO TIME": [{"id": 1, "tag_name": "v1", "created_at": "yesterday"}],
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_an_odd_list_is_not_believed(github: FakeGitHub, body: object) -> None:
    github.trouble("GET", RELEASES, Reply(200, body=body))
    with pytest.raises(SourceUnreachable, match="cannot be understood"):
        list_releases(connected(github))


def test_a_tag_may_have_slashes(github: FakeGitHub) -> None:
    number = github.add_release("py/v1.0")
    assert release_of_tag(connected(github), "py/v1.0").id == number
    assert github.seen[0].target.endswith("/releases/tags/py%2Fv1.0")


def test_a_tag_without_a_release_is_not_found(github: FakeGitHub) -> None:
    github.add_release("v2", draft=True)
    for tag in ("v1", "v2"):
        with pytest.raises(NothingFound, match=f"The release {tag} could not be found"):
            release_of_tag(connected(github), tag)


def test_a_tag_of_dots_leads_nowhere_else(github: FakeGitHub) -> None:
    github.trouble("GET", "/repos/*", Reply(200, body=[]))
    with pytest.raises(SourceUnreachable, match="cannot be understood"):
        release_of_tag(connected(github), "..")


HOSTS = {"BLOB HOST": True, "API": False}


@pytest.mark.parametrize("case", HOSTS)
def test_an_asset_comes_from_the_api_or_from_the_blob_host(
    github: FakeGitHub, tmp_path: Path, case: str
) -> None:
    github.redirects_assets = HOSTS[case]
    asset = only_asset(github)
    counts: list[int] = []
    fetch_asset(connected(github), asset, tmp_path / "x", counts.append)
    assert (tmp_path / "x").read_bytes() == DATA
    assert sum(counts) == len(DATA)
    assert [seen.authorization for seen in github.seen] == [f"Bearer {github.token}"]
    assert len(github.blob_seen) == HOSTS[case]


def test_a_large_asset_from_the_api_is_streamed(github: FakeGitHub, tmp_path: Path) -> None:
    github.redirects_assets = False
    asset = only_asset(github, bytes(2 * 1024 * 1024))
    sizes: list[int] = []
    fetch_asset(connected(github), asset, tmp_path / "x", sizes.append)
    assert max(sizes) == 256 * 1024


def test_a_slow_asset_from_the_api_is_asked_for_again(github: FakeGitHub, tmp_path: Path) -> None:
    github.redirects_assets = False
    asset = only_asset(github)
    github.trouble("GET", f"{RELEASES}/assets/*", "slow")
    fetch_asset(connected(github), asset, tmp_path / "x", quiet)
    assert (tmp_path / "x").read_bytes() == DATA


def test_an_asset_that_is_not_as_promised_is_not_kept(github: FakeGitHub, tmp_path: Path) -> None:
    asset = only_asset(github)
    github.trouble("GET", "/blobs/*", Reply(200, {}, DATA.upper(), "application/octet-stream"))
    with pytest.raises(NotAsPromised, match=f"file '{NAME}' did not come as GitHub promised"):
        fetch_asset(connected(github), asset, tmp_path / "x", quiet)
    assert not (tmp_path / "x").exists()


def test_the_size_of_an_asset_counts_where_there_is_no_digest(
    github: FakeGitHub, tmp_path: Path
) -> None:
    asset = only_asset(github)
    github.trouble("GET", "/blobs/*", Reply(200, {}, DATA + b"!", "application/octet-stream"))
    with pytest.raises(NotAsPromised, match="more than 14 bytes"):
        fetch_asset(connected(github), Asset(asset.id, NAME, 14, ""), tmp_path / "x", quiet)


ABSENT = {
    "404 OF THE API": (f"{RELEASES}/assets/*", 404),
    "410 OF THE API": (f"{RELEASES}/assets/*", 410),
    "404 OF THE STORAGE": ("/blobs/*", 404),
    "410 OF THE STORAGE": ("/blobs/*", 410),
}


@pytest.mark.parametrize(("path", "status"), ABSENT.values(), ids=ABSENT)
def test_what_is_listed_and_not_given_is_trouble_and_not_absent(
    github: FakeGitHub, tmp_path: Path, path: str, status: int
) -> None:
    asset = only_asset(github)
    github.trouble("GET", path, status)
    with pytest.raises(SourceUnreachable, match=f"GitHub lists it and answers HTTP {status}"):
        fetch_asset(connected(github), asset, tmp_path / "x", quiet)
    assert not (tmp_path / "x").exists()


def draft(github: FakeGitHub, *, immutable: bool = False) -> int:
    github.permissions["contents"] = "write"
    return github.add_release("v1", immutable=immutable)


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    path = tmp_path / "inventory.json"
    path.write_bytes(DATA)
    return path


def test_a_file_is_attached_under_its_name(github: FakeGitHub, inventory: Path) -> None:
    number = draft(github)
    assert attach_asset(connected(github), number, inventory, NAME) == f"{PLACE}/{NAME}"
    (asset,) = github.assets(number)
    assert (asset.name, asset.data) == (NAME, DATA)


def test_a_file_of_the_same_name_is_replaced(github: FakeGitHub, inventory: Path) -> None:
    number = draft(github)
    github.add_asset(number, NAME, b"old")
    github.add_asset(number, "other.json", b"other")
    attach_asset(connected(github), number, inventory, NAME)
    assert {one.name: one.data for one in github.assets(number)} == {
        NAME: DATA,
        "other.json": b"other",
    }


def test_a_half_sent_file_is_replaced(github: FakeGitHub, inventory: Path) -> None:
    number = draft(github)
    github.add_asset(number, NAME, DATA, state="open")
    attach_asset(connected(github), number, inventory, NAME)
    assert [one.state for one in github.assets(number)] == ["uploaded"]


def test_what_is_attached_already_is_not_sent_again(github: FakeGitHub, inventory: Path) -> None:
    number = draft(github, immutable=True)
    github.add_asset(number, NAME, DATA)
    assert attach_asset(connected(github), number, inventory, NAME) == f"{PLACE}/{NAME}"
    assert [seen.method for seen in github.seen] == ["GET"]


def test_an_immutable_release_takes_no_more(github: FakeGitHub, inventory: Path) -> None:
    number = draft(github, immutable=True)
    github.add_asset(number, NAME, b"old")
    with pytest.raises(CouldNotJudge, match="v1: it is immutable") as caught:
        attach_asset(connected(github), number, inventory, NAME)
    assert "draft" in caught.value.hint
    assert [one.data for one in github.assets(number)] == [b"old"]


def test_a_token_that_may_not_attach_is_told_so(github: FakeGitHub, inventory: Path) -> None:
    number = github.add_release("v1")
    with pytest.raises(Forbidden) as caught:
        attach_asset(connected(github), number, inventory, NAME)
    assert caught.value.permission == "contents: write"


def test_a_file_that_arrived_without_a_word_is_found_there(
    github: FakeGitHub, inventory: Path
) -> None:
    number = draft(github)
    github.trouble("POST", "*", "lost")
    assert attach_asset(connected(github), number, inventory, NAME) == f"{PLACE}/{NAME}"
    assert len(github.calls("POST")) == 1


LOST = {"REFUSED": (422, Refused), "TROUBLE": (502, SourceUnreachable)}


@pytest.mark.parametrize("case", LOST)
def test_a_file_that_did_not_arrive_is_trouble(
    github: FakeGitHub, inventory: Path, case: str
) -> None:
    status, kind = LOST[case]
    number = draft(github)
    github.trouble("POST", "*", status)
    with pytest.raises(kind, match=f"{NAME} of release {number} could not be written"):
        attach_asset(connected(github), number, inventory, NAME)
    assert len(github.calls("POST")) == 1


def test_uploads_have_time_outs(github: FakeGitHub, inventory: Path) -> None:
    number = draft(github)
    github.trouble("POST", "*", "silent")
    with pytest.raises(SourceUnreachable, match="did not answer in time"):
        attach_asset(connected(github, Patience(read=0.2, retries=0)), number, inventory, NAME)


def test_the_token_is_not_sent_to_another_host_for_uploads(
    github: FakeGitHub, inventory: Path
) -> None:
    number = draft(github)
    github.uploads_url = f"{github.blob_url}/blobs/up"
    with pytest.raises(SourceUnreachable, match="a host for it that the token is not for"):
        attach_asset(connected(github), number, inventory, NAME)
    assert github.blob_seen == []
    assert QUICK.retries > 0
