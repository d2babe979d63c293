"""Releases of this repository on GitHub."""

import gzip
from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from tests.github.fake import FakeGitHub, Reply
from tests.sources.on_github import (
    LINUX,
    MAC,
    inside,
    left_behind,
    names,
    offer_of,
    recorded,
    wheel,
)
from tests.sources.test_downloads import Heard
from wheel_ceiling.errors import CouldNotJudge, NothingFound, SourceUnreachable, UnreadableWheel
from wheel_ceiling.github.trouble import NotAsPromised
from wheel_ceiling.sources.shelves import open_source
from wheel_ceiling.sources.world import World

WHEELS = {LINUX: wheel(LINUX), MAC: wheel(MAC)}
SOME = {LINUX: b"x"}


def test_the_wheels_of_a_release_are_fetched_when_they_are_read(
    github: FakeGitHub, world: World
) -> None:
    github.add_release("v1.3.0", assets={**WHEELS, "demo-1.3.0.tar.gz": b"x"})

    shelf = open_source("release:v1.3.0", inside(github, world))

    assert shelf.source == "release:v1.3.0"
    assert names(shelf) == [MAC, LINUX]
    assert github.blob_seen == []
    offer = offer_of(shelf, LINUX)
    assert (offer.sha256, offer.size) == (offer.read().sha256, len(WHEELS[LINUX]))
    assert len(github.blob_seen) == 1
    offer.read()
    assert len(github.blob_seen) == 1


@pytest.mark.parametrize("digest", [True, False])
def test_downloads_are_kept_and_told(github: FakeGitHub, world: World, *, digest: bool) -> None:
    release = github.add_release("v1")
    github.add_asset(release, LINUX, WHEELS[LINUX], digest=digest)
    heard = Heard()
    there = inside(github, world)

    [offer] = open_source("release:v1", replace(there, progress=heard)).offers

    assert bool(offer.sha256) == digest
    assert offer.read().sha256 == offer.read().sha256
    assert heard.begun[0] == (LINUX, len(WHEELS[LINUX]))
    assert [path.name for path in world.cache.glob("wheels/*/*")] == [f"{offer.read().sha256}.whl"]
    assert left_behind(world) == []


@pytest.mark.parametrize("name", ["wheel-ceiling.json", "wheel-ceiling.json.gz"])
def test_an_attached_inventory_stands_for_the_wheels(
    github: FakeGitHub, world: World, name: str
) -> None:
    data = recorded(world, {LINUX: wheel(LINUX)}, verdict="warn")
    packed = gzip.compress(data) if name.endswith("gz") else data
    github.add_release("v1.3.0", assets={MAC: WHEELS[MAC], name: packed})

    shelf = open_source("release:v1.3.0", inside(github, world))

    assert names(shelf) == [LINUX]
    assert (shelf.source, shelf.verdict) == ("release:v1.3.0", "warn")
    assert shelf.offers[0].read().filename == LINUX
    assert len(github.blob_seen) == 1


def test_only_the_wheels_of_the_globs(github: FakeGitHub, world: World) -> None:
    github.add_release("v1", assets=WHEELS)
    there = inside(github, world)

    assert names(open_source("release:v1", there, ("*mac*",))) == [MAC]
    with pytest.raises(NothingFound, match=r"release:v1: none of the 2 wheels matches '\*win\*'"):
        open_source("release:v1", there, ("*win*",))


def test_an_asset_of_an_odd_name_tells_its_own(github: FakeGitHub, world: World) -> None:
    github.add_release("v1", assets={"odd.whl": WHEELS[LINUX], "bad.whl": b"no"})

    shelf = open_source("release:v1", inside(github, world))

    assert [offer.name.project for offer in shelf.offers] == ["", "demo"]
    with pytest.raises(UnreadableWheel, match=r"bad\.whl"):
        shelf.offers[0].read()


def test_a_release_of_nothing(github: FakeGitHub, world: World) -> None:
    github.add_release("v1", assets={"demo-1.tar.gz": b"x"})
    expected = r"release:v1 has neither wheels nor a wheel-ceiling\.json attached\."

    with pytest.raises(NothingFound, match=expected) as caught:
        open_source("release:v1", inside(github, world))
    assert caught.value.hint


def test_a_release_that_is_not_there(github: FakeGitHub, world: World) -> None:
    with pytest.raises(NothingFound, match="The release v9"):
        open_source("release:v9", inside(github, world))


def test_a_damaged_inventory_is_an_error(github: FakeGitHub, world: World) -> None:
    github.add_release("v1", assets={"wheel-ceiling.json": b"{"})

    with pytest.raises(CouldNotJudge, match=r"wheel-ceiling\.json of release:v1 is no inventory"):
        open_source("release:v1", inside(github, world))
    assert left_behind(world) == []


def test_an_asset_that_is_not_what_github_says(github: FakeGitHub, world: World) -> None:
    release = github.add_release("v1", assets=WHEELS)
    shelf = open_source("release:v1", inside(github, world))
    github.assets(release)[0].data = bytes(len(WHEELS[LINUX]))

    with pytest.raises(NotAsPromised):
        offer_of(shelf, LINUX).read()
    assert left_behind(world) == []


def test_releases_that_cannot_be_asked_are_not_absent(github: FakeGitHub, world: World) -> None:
    github.permissions.pop("contents")

    with pytest.raises(SourceUnreachable, match="contents: read"):
        open_source("release", inside(github, world))


# the releases with what is attached to each, and the one that is chosen
LAST: Mapping[str, tuple[Mapping[str, Mapping[str, bytes]], str, str]] = {
    "the greatest": ({"v1.2": SOME, "v1.10": SOME, "v1.9": SOME}, "v1.10", "1.10 is the greatest"),
    "no version": ({"nightly": SOME, "v1.2": SOME}, "v1.2", "greatest final release"),
    "no prerelease": ({"v2.0rc1": SOME, "v1.2": SOME}, "v1.2", "greatest final release"),
    "prereleases only": ({"v2.0rc1": SOME, "v2.0a1": SOME}, "v2.0rc1", "No release is final."),
    "bare ones": ({"v3": {}, "v2": {"a.txt": b"x"}, "v1": SOME}, "v1", "greatest final release"),
}


@pytest.mark.parametrize(("releases", "tag", "reason"), LAST.values(), ids=LAST)
def test_the_last_release_is_chosen_by_version(
    github: FakeGitHub,
    world: World,
    releases: Mapping[str, Mapping[str, bytes]],
    tag: str,
    reason: str,
) -> None:
    for name, assets in releases.items():
        github.add_release(name, assets=assets)

    shelf = open_source("release", inside(github, world))

    assert shelf.source == f"release:{tag}"
    assert reason in shelf.reason


def test_drafts_and_what_is_marked_as_a_prerelease_are_not_the_last(
    github: FakeGitHub, world: World
) -> None:
    github.permissions["contents"] = "write"
    github.add_release("v1", assets=SOME)
    github.add_release("v2", assets=SOME, prerelease=True)
    github.add_release("v3", assets=SOME, draft=True)

    assert open_source("release", inside(github, world)).source == "release:v1"


def test_bare_releases_are_told_together(github: FakeGitHub, world: World) -> None:
    for number in range(1, 5):
        github.add_release(f"v{number}", assets=SOME if number == 1 else None)

    assert open_source("release", inside(github, world)).passed_over == (
        "release:v4, release:v3, release:v2 have neither wheels nor a wheel-ceiling.json attached.",
    )


def test_after_ten_releases_nobody_looks_further(github: FakeGitHub, world: World) -> None:
    github.add_release("v1", assets=SOME)
    for number in range(2, 12):
        github.add_release(f"v{number}")

    with pytest.raises(NothingFound, match="and 7 more have neither wheels"):
        open_source("release", inside(github, world))


def test_without_releases_nothing_is_found(github: FakeGitHub, world: World) -> None:
    expected = "There is no other release of octo/demo on GitHub to compare with."

    with pytest.raises(NothingFound, match=expected):
        open_source("release", inside(github, world))


def test_a_server_in_trouble_is_no_empty_list(github: FakeGitHub, world: World) -> None:
    github.trouble("GET", "*/releases", *[Reply(503)] * 9)

    with pytest.raises(SourceUnreachable):
        open_source("release", inside(github, world))
