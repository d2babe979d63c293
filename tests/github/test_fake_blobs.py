"""The host of the downloads wants no token, keeps no address for long and knows plain ranges."""

import pytest
import requests

from tests.github.asking import ask
from tests.github.fake import FakeGitHub

WHEEL = "demo-1.0-cp311-cp311-linux_x86_64.whl"


def locate(github: FakeGitHub, artifact: int) -> str:
    answer = ask(github, "GET", f"/actions/artifacts/{artifact}/zip")
    assert answer.status_code == 302
    return answer.headers["Location"]


def fetch(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers=headers, timeout=5)


@pytest.fixture
def location(github: FakeGitHub) -> str:
    return locate(github, github.add_artifact(5, "wheels", b"0123456789"))


def test_a_zip_says_that_it_is_one(location: str) -> None:
    answer = fetch(location)

    assert (answer.content, answer.headers["Content-Type"]) == (b"0123456789", "application/zip")
    assert answer.headers["Content-Disposition"].endswith("filename*=UTF-8''wheels.zip")


def test_a_raw_file_has_its_name(github: FakeGitHub) -> None:
    raw = github.add_artifact(5, WHEEL, b"PK", raw=True)
    evil = github.add_artifact(5, "evil", b"PK", filename="../../é vil.whl")
    answer, odd = fetch(locate(github, raw)), fetch(locate(github, evil))

    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert f'filename="{WHEEL}"' in answer.headers["Content-Disposition"]
    assert odd.headers["Content-Disposition"] == (
        "attachment; filename=\"../../_ vil.whl\"; filename*=UTF-8''..%2F..%2F%C3%A9%20vil.whl"
    )


def test_a_token_is_refused_and_a_violation(github: FakeGitHub, location: str) -> None:
    answer = fetch(location, Authorization=f"token {github.token}")

    assert (answer.status_code, "InvalidAuthenticationInfo" in answer.text) == (400, True)
    assert github.violations == ["GET /blobs/1/wheels.zip: Authorization was sent to the blob host"]
    github.violations.clear()


RANGES = {
    "all of it": ("bytes=0-", 206, b"0123456789", "bytes 0-9/10"),
    "the end": ("bytes=7-", 206, b"789", "bytes 7-9/10"),
    "a part": ("bytes=2-3", 206, b"23", "bytes 2-3/10"),
    "more than there is": ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
    "beyond": ("bytes=10-", 416, None, None),
    "backwards": ("bytes=3-2", 416, None, None),
    "suffix": ("bytes=-3", 400, None, None),
    "two": ("bytes=0-1,3-4", 400, None, None),
}


@pytest.mark.parametrize(("asked", "status", "body", "told"), RANGES.values(), ids=RANGES)
def test_ranges_are_azures(
    location: str, asked: str, status: int, body: bytes | None, told: str | None
) -> None:
    answer = fetch(location, Range=asked)

    assert (answer.status_code, answer.headers.get("Content-Range")) == (status, told)
    assert body is None or answer.content == body


def test_ranges_may_be_passed_over(github: FakeGitHub, location: str) -> None:
    github.blobs.ranges = False

    assert fetch(location, Range="bytes=7-").content == b"0123456789"


def test_addresses_do_not_last(github: FakeGitHub, location: str) -> None:
    good = fetch(location)
    unsigned = fetch(location.partition("?")[0])
    github.expire_locations()
    late = fetch(location)
    github.location_lifetime = 0
    never = fetch(locate(github, 1001))

    assert [one.status_code for one in (good, unsigned, late, never)] == [200, 403, 403, 403]
    assert "AuthenticationFailed" in late.text
    assert github.location_lifetime == 0


@pytest.mark.parametrize(("redirects", "status"), [(True, 302), (False, 200)])
def test_assets_come_from_either_host(github: FakeGitHub, redirects: bool, status: int) -> None:  # noqa: FBT001
    github.redirects_assets = redirects
    github.add_release("v1", assets={WHEEL: b"PK"})
    asset = github.assets(1001)[0].id
    answer = ask(github, "GET", f"/releases/assets/{asset}", Accept="application/octet-stream")
    place = answer.headers.get("Location", "")
    about = ask(github, "GET", f"/releases/assets/{asset}").json()

    assert answer.status_code == status
    assert (fetch(place).content if redirects else answer.content) == b"PK"
    assert place.startswith(github.blob_url) == redirects
    assert (about["name"], about["size"], about["state"]) == (WHEEL, 2, "uploaded")


def test_the_other_host_can_be_in_trouble_too(github: FakeGitHub, location: str) -> None:
    github.trouble("GET", "/blobs/*", 503, "cut", "lost")
    statuses = [fetch(location).status_code]
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        fetch(location)
    statuses += [fetch(location).status_code, fetch(location).status_code]

    assert statuses == [503, 502, 200]
    assert len(github.blob_seen) == 4


def test_files_can_be_had_raw(github: FakeGitHub) -> None:
    github.add_file("main", "a.toml", b"[tool]")
    answer = ask(github, "GET", "/contents/a.toml", Accept="application/vnd.github.raw+json")

    assert answer.content == b"[tool]"
