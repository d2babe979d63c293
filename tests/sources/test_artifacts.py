"""The wheels of a workflow run, from a server that behaves as GitHub does."""

import io
import zipfile
import zlib
from collections.abc import Callable
from hashlib import sha256

import pytest
from msgspec.structs import replace

from tests.github.fake import FakeGitHub, Reply
from tests.sources.on_github import (
    ARM,
    LINUX,
    MAC,
    RUN,
    inside,
    large,
    left_behind,
    names,
    noise,
    offer_of,
    wheel,
    zipped,
)
from tests.sources.test_downloads import Heard
from tests.wheel_files import wheel_bytes, zip_bytes
from wheel_ceiling.errors import (
    CouldNotJudge,
    NothingFound,
    SourceUnreachable,
    UnreadableWheel,
    WrongCall,
)
from wheel_ceiling.github.artifacts import list_artifacts
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.occasion import TriggeringRun
from wheel_ceiling.model import BuildOutput
from wheel_ceiling.sources import containers
from wheel_ceiling.sources.artifacts import open_run
from wheel_ceiling.sources.containers import Container
from wheel_ceiling.sources.contents import Inner
from wheel_ceiling.sources.library_inventory import encode_library_inventory
from wheel_ceiling.sources.search import Search
from wheel_ceiling.sources.shelves import open_source
from wheel_ceiling.sources.spec import InRun
from wheel_ceiling.sources.world import World


def test_a_zip_of_wheels_is_read_at_any_depth(github: FakeGitHub, world: World) -> None:
    data = zip_bytes({"a/b/" + LINUX: wheel(LINUX), MAC: wheel(MAC), "a/readme.txt": b""})
    github.add_artifact(RUN, "wheels", data)

    shelf = open_source("run", inside(github, world))

    assert names(shelf) == [MAC, LINUX]
    assert shelf.source == f"run:{RUN}"
    assert shelf.problems == ()
    assert [offer.read().filename for offer in shelf.offers] == [MAC, LINUX]
    assert left_behind(world) == []


def test_auto_is_the_current_run(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "wheels", zipped(LINUX))
    (world.folder / "dist").mkdir()

    assert open_source("auto", inside(github, world)).source == f"run:{RUN}"


def test_auto_is_the_run_that_triggered_this_one(github: FakeGitHub, world: World) -> None:
    github.add_run(id=5, event="pull_request")
    github.add_artifact(5, "wheels", zipped(LINUX))
    triggering = TriggeringRun(5, "pull_request", "success", "a" * 40, "topic", "fork/demo")

    shelf = open_source("auto", inside(github, world, triggering=triggering))

    assert shelf.source == "run:5"


def test_a_wheel_that_was_uploaded_as_it_is(github: FakeGitHub, world: World) -> None:
    data = large(LINUX)
    github.add_artifact(RUN, LINUX, data, raw=True)

    shelf = open_source("run", inside(github, world))

    [offer] = shelf.offers
    assert offer.name.filename == LINUX
    assert offer.size == len(data)
    assert offer.read().filename_is_valid


def test_its_name_may_be_known_to_the_server_only(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "the-wheel", large(LINUX), raw=True, filename=LINUX)
    github.add_artifact(RUN, "another", large(ARM), raw=True, filename="../../" + ARM)
    github.add_artifact(RUN, "third", large(MAC), raw=True, filename=MAC)

    shelf = open_source("run", inside(github, world), ("*linux*",))

    assert names(shelf) == [ARM, LINUX]


def test_a_wheel_without_any_name_tells_it_by_its_metadata(
    github: FakeGitHub, world: World
) -> None:
    github.add_artifact(RUN, "mystery", large(LINUX), raw=True)

    [offer] = open_source("run", inside(github, world)).offers

    assert offer.name.project == "demo"
    assert not offer.read().filename_is_valid


def test_a_wheel_that_holds_wheels_is_one_wheel(github: FakeGitHub, world: World) -> None:
    data = wheel_bytes(LINUX, {"demo/bundled/pip-1.0-py3-none-any.whl": noise(300_000)})
    github.add_artifact(RUN, LINUX, data, raw=True)

    assert names(open_source("run", inside(github, world))) == [LINUX]


def test_one_request_of_the_api_for_each_artifact(github: FakeGitHub, world: World) -> None:
    wheels = [f"demo-1.{number}-py3-none-any.whl" for number in range(25)]
    for number, filename in enumerate(wheels):
        github.add_artifact(RUN, f"wheels-{number}", zip_bytes({filename: large(filename)}))
    heard = Heard()

    shelf = open_source("run", replace(inside(github, world), progress=heard))

    assert len(shelf.offers) == 25
    assert len(github.seen) == 26
    assert sorted(name for name, _ in heard.begun) == sorted(f"wheels-{n}" for n in range(25))
    assert sum(heard.counts) == sum(size for _, size in heard.begun)


# what is in a large artifact that is not fetched, and how many requests the storage saw
NOT_FETCHED = {
    "a zip of other files": zip_bytes({"docs/index.html": noise(400_000)}),
    "a source distribution": zip_bytes({"demo-1.0.tar.gz": noise(400_000)}),
}


@pytest.mark.parametrize("data", NOT_FETCHED.values(), ids=NOT_FETCHED)
def test_a_large_artifact_without_wheels_is_not_fetched(
    github: FakeGitHub, world: World, data: bytes
) -> None:
    github.add_artifact(RUN, "other", data)
    github.add_artifact(RUN, "wheels", zipped(LINUX))

    shelf = open_source("run", inside(github, world))

    assert names(shelf) == [LINUX]
    asked = [seen for seen in github.blob_seen if "other" in seen.path]
    assert [seen.headers["Range"] for seen in asked] == [
        f"bytes={len(data) - 256 * 1024}-{len(data) - 1}"
    ]
    assert shelf.ignored == ("Not judged, since they hold no wheel: artifacts other.",)


@pytest.mark.parametrize("name", ["demo.tar.gz", "report.json", "README.md", "index.HTML"])
def test_a_large_file_of_another_kind_is_not_fetched(
    github: FakeGitHub, world: World, name: str
) -> None:
    github.add_artifact(RUN, name, noise(400_000), raw=True)
    github.add_artifact(RUN, "wheels", zipped(LINUX))

    assert names(open_source("run", inside(github, world))) == [LINUX]
    assert [seen.path for seen in github.blob_seen if "Range" not in seen.headers] == [
        "/blobs/2/wheels.zip"
    ]


def test_a_server_without_ranges_is_asked_for_everything(github: FakeGitHub, world: World) -> None:
    github.blobs.ranges = False
    github.add_artifact(RUN, "other", zip_bytes({"index.html": noise(400_000)}))
    github.add_artifact(RUN, "wheels", zip_bytes({LINUX: large(LINUX)}))

    assert names(open_source("run", inside(github, world))) == [LINUX]


def test_a_directory_that_is_longer_than_the_end_is_read_in_the_whole(
    github: FakeGitHub, world: World
) -> None:
    litter = {f"{number:0200d}": b"" for number in range(2_000)}
    github.add_artifact(RUN, "wheels", zip_bytes({LINUX: large(LINUX), **litter}))

    assert names(open_source("run", inside(github, world))) == [LINUX]


def test_only_the_artifacts_of_a_pattern_are_looked_at(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "wheels-linux", zipped(LINUX))
    github.add_artifact(RUN, "debug-wheels", zipped(LINUX, seed=1))

    shelf = open_source("run/wheels-*", inside(github, world))

    assert names(shelf) == [LINUX]
    assert shelf.source == f"run:{RUN}/wheels-*"
    assert len(github.calls("GET", "*/zip")) == 1


def test_only_the_wheels_of_the_globs_are_fetched(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "linux", zip_bytes({LINUX: large(LINUX)}))
    github.add_artifact(RUN, "mac", zip_bytes({MAC: large(MAC)}))

    shelf = open_source("run", inside(github, world), ("*macosx*",))

    assert names(shelf) == [MAC]
    assert [seen.path for seen in github.blob_seen if "Range" not in seen.headers] == [
        "/blobs/2/mac.zip"
    ]


def test_a_wheel_in_two_artifacts_is_one(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "linux", zipped(LINUX))
    github.add_artifact(RUN, "mac", zipped(MAC))
    github.add_artifact(RUN, "merged", zipped(LINUX, MAC, folder="all/"))

    shelf = open_source("run", inside(github, world))

    assert names(shelf) == [MAC, LINUX]
    assert shelf.problems == ()


TWICE = {
    "in two artifacts": {"a": zipped(LINUX, seed=1), "b": zipped(LINUX, seed=2)},
    "in two folders": {"a": zip_bytes({f"{n}/{LINUX}": wheel(LINUX, n) for n in (1, 2)})},
}


@pytest.mark.parametrize("artifacts", TWICE.values(), ids=TWICE)
def test_two_wheels_of_one_name_are_a_problem(
    github: FakeGitHub, world: World, artifacts: dict[str, bytes]
) -> None:
    for name, data in artifacts.items():
        github.add_artifact(RUN, name, data)

    [problem] = open_source("run", inside(github, world)).problems

    assert problem.message == f"{LINUX} was found twice, with different content."


def test_two_members_of_one_name_are_both_read(github: FakeGitHub, world: World) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(LINUX, wheel(LINUX, 1))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(LINUX, wheel(LINUX, 2))
    github.add_artifact(RUN, "wheels", out.getvalue())

    [problem] = open_source("run", inside(github, world)).problems

    assert "found twice" in problem.message


def test_the_newest_of_a_name_counts(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "wheels", zipped(LINUX, seed=1))
    github.add_artifact(RUN, "wheels", zipped(LINUX, seed=2))

    shelf = open_source("run", inside(github, world))

    assert shelf.problems == ()
    assert offer_of(shelf, LINUX).size == len(wheel(LINUX, 2))


def _encrypted(data: bytes) -> bytes:
    """Set the flag in both headers of the only member."""
    directory = data.rindex(b"PK\x01\x02")
    changed = bytearray(data)
    changed[6] |= 1
    changed[directory + 8] |= 1
    return bytes(changed)


def _lying(data: bytes) -> bytes:
    """Let the directory say that the only member is smaller than it is."""
    place = data.rindex(b"PK\x01\x02") + 24
    changed = bytearray(data)
    changed[place : place + 4] = (5).to_bytes(4, "little")
    return bytes(changed)


def _rotten(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :]


ONE = zipped(LINUX)
# what is stored by which name, and what the problem says
BAD = {
    "encrypted": ("wheels", _encrypted(ONE), f"Artifact wheels has an encrypted member, '{LINUX}'"),
    "lying about sizes": ("wheels", _lying(ONE), f"member '{LINUX}'"),
    "rotten": ("wheels", _rotten(ONE), f"member '{LINUX}'"),
    "cut": ("wheels", ONE[:-10], "Artifact wheels is a damaged zip."),
    "cut, and large": ("wheels", zip_bytes({LINUX: large(LINUX)})[:-10], "is a damaged zip."),
    "cut, with a dot in its name": (
        "wheels-3.11",
        zip_bytes({LINUX: large(LINUX)})[:-5_000],
        "Artifact wheels-3.11 is a damaged zip.",
    ),
    "cut, and called a zip": ("w.zip", zip_bytes({LINUX: large(LINUX)})[:-10], "is a damaged zip."),
    "an inner wheel that is none": ("wheels", zip_bytes({LINUX: b"no"}), f"{LINUX} is no zip"),
    "a wheel that is none": (LINUX, b"no", f"{LINUX} is no zip"),
    "a large wheel that is none": (LINUX, noise(400_000), f"{LINUX} is no zip"),
    "a wheel that was cut": (LINUX, large(LINUX)[:-30], f"{LINUX} is no zip"),
}


@pytest.mark.parametrize(("name", "data", "said"), BAD.values(), ids=BAD)
def test_a_bad_artifact_is_a_problem_and_the_others_are_read(
    github: FakeGitHub, world: World, name: str, data: bytes, said: str
) -> None:
    github.add_artifact(RUN, name, data, raw=name == LINUX)
    github.add_artifact(RUN, "good", zipped(MAC))

    shelf = open_source("run", inside(github, world))

    assert names(shelf) == [MAC]
    [problem] = shelf.problems
    assert said in problem.message
    assert problem.hint
    assert left_behind(world) == []


def test_a_member_beyond_the_limit_is_a_problem(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "wheels", zip_bytes({LINUX: large(LINUX)}))
    limited = replace(world, limits=replace(world.limits, download=1_000))

    [problem] = open_source("run", inside(github, limited)).problems

    assert "more than 1000" in problem.message


def test_what_is_unreadable_in_the_same_way_is_said_once(github: FakeGitHub, world: World) -> None:
    data = zip_bytes({LINUX: wheel(LINUX), MAC: wheel(MAC), "last": b"x"})
    place = data.rindex(b"PK\x01\x02") + 8
    github.add_artifact(RUN, "wheels", data[:place] + b"\x01" + data[place + 1 :])

    [problem] = open_source("run", inside(github, world)).problems

    assert problem.message == "Artifact wheels has an encrypted member, 'last'."


def test_an_odd_artifact_without_wheels_is_none_of_our_business(
    github: FakeGitHub, world: World
) -> None:
    github.add_artifact(RUN, "odd", _encrypted(zip_bytes({"secret": b"x"})))
    github.add_artifact(RUN, "readme.txt", b"hello", raw=True)
    github.add_artifact(RUN, "wheels", zipped(LINUX))

    shelf = open_source("run", inside(github, world))

    assert shelf.problems == ()
    assert shelf.ignored == ("Not judged, since they hold no wheel: artifacts odd, readme.txt.",)


def test_an_artifact_with_the_inventory_of_built_libraries_is_no_artifact_without_wheels(
    github: FakeGitHub, world: World
) -> None:
    inventory = encode_library_inventory(BuildOutput("out/"))
    files = {"notes.json": b"{}", "bad.json": b"{", "native.json": inventory}
    github.add_artifact(RUN, "native", zip_bytes(files))
    github.add_artifact(RUN, "single.json", inventory, raw=True)
    files = {"built-libraries.json": inventory, "noise": noise(400_000)}
    github.add_artifact(RUN, "large", zip_bytes(files))
    github.add_artifact(RUN, "other", zip_bytes({"notes.json": b"{}"}))
    github.add_artifact(RUN, "wheels", zipped(LINUX))

    shelf = open_source("run", inside(github, world))

    assert shelf.problems == ()
    assert names(shelf) == [LINUX]
    assert shelf.ignored == ("Not judged, since they hold no wheel: artifacts other.",)


def test_names_that_mean_something_elsewhere_are_only_names(
    github: FakeGitHub, world: World
) -> None:
    data = zip_bytes({f"../../../{LINUX}": wheel(LINUX), f"C:\\x\\{MAC}": wheel(MAC)})
    github.add_artifact(RUN, "a\nb", data)

    assert names(open_source("run", inside(github, world))) == [MAC, LINUX]


def test_wheels_are_not_read_twice(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "wheels", zipped(LINUX))
    there = inside(github, world)
    first = open_source("run", there).offers[0].read()
    kept = sorted(world.cache.glob("facts/*/*"))

    assert open_source("run", there).offers[0].read() == first
    assert sorted(world.cache.glob("facts/*/*")) == kept


@pytest.mark.parametrize("raw", [True, False])
def test_what_is_not_likely_is_fetched_when_it_is_read(
    github: FakeGitHub, world: World, *, raw: bool
) -> None:
    data = large(LINUX)
    github.add_artifact(RUN, LINUX, data if raw else zip_bytes({LINUX: data}), raw=raw)
    there = inside(github, world)
    assert there.connection
    search = Search(there.connection, there, likely=lambda _name: False)

    [offer] = open_run(InRun(), search).offers
    asked = len(github.blob_seen)

    assert (offer.name.filename, offer.size) == (LINUX, len(data))
    assert bool(offer.sha256) == raw
    assert offer.read().sha256
    assert len(github.blob_seen) == asked + 1
    assert left_behind(world) == []


# the artifacts, the pattern, the globs, and what the sentence says
NOTHING = {
    "no artifacts": ({}, "run", (), "Workflow run 7 has no wheels: it has no artifacts."),
    "another pattern": (
        {"docs": b"x", "sdist": b"x"},
        "run/wheels-*",
        (),
        "none of its artifacts (docs, sdist) is called 'wheels-*'.",
    ),
    "no wheels": (
        {"docs": b"x", "sdist": b"x"},
        "run",
        (),
        "Workflow run 7 has no wheels: 2 artifacts looked at (docs, sdist).",
    ),
    "other wheels": (
        {"wheels": zipped(LINUX)},
        "run",
        ("*win*",),
        "run:7: the only wheel does not match '*win*'.",
    ),
}


@pytest.mark.parametrize(("artifacts", "spec", "only", "said"), NOTHING.values(), ids=NOTHING)
def test_nothing_found_says_what_was_looked_at(
    *,
    github: FakeGitHub,
    world: World,
    artifacts: dict[str, bytes],
    spec: str,
    only: tuple[str, ...],
    said: str,
) -> None:
    for name, data in artifacts.items():
        github.add_artifact(RUN, name, data)

    with pytest.raises(NothingFound) as caught:
        open_source(spec, inside(github, world), only)

    assert said in caught.value.message
    assert caught.value.hint


def test_what_expired_is_said(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "old", zipped(LINUX), expired=True)
    there = inside(github, world)

    with pytest.raises(NothingFound, match=r"it has no other artifacts\. Expired: old\."):
        open_source("run", there)
    github.add_artifact(RUN, "docs", b"x")
    with pytest.raises(NothingFound, match=r"1 artifact looked at \(docs\)\. Expired: old\."):
        open_source("run", there)
    github.add_artifact(RUN, "wheels", zipped(LINUX))
    shelf = open_source("run/wheels", there)
    assert shelf.ignored == ("Expired, so that nobody can look into them: artifacts old.",)


def test_a_run_that_is_not_there(github: FakeGitHub, world: World) -> None:
    with pytest.raises(NothingFound, match="artifacts of run 99"):
        open_source("run:99", inside(github, world))


def test_no_current_run_is_a_wrong_call(github: FakeGitHub, world: World) -> None:
    with pytest.raises(WrongCall, match="no current workflow run"):
        open_source("run", inside(github, world, run_id=0))


@pytest.mark.parametrize("spec", ["run", "run:5/wheels-*", "release", "release:v1", "branch:main"])
def test_outside_of_github_there_are_no_such_sources(world: World, spec: str) -> None:
    with pytest.raises(WrongCall, match="exists only inside GitHub Actions") as caught:
        open_source(spec, world)

    assert repr(spec) in caught.value.message
    assert f"./{spec}" in caught.value.hint


def test_without_permission_nothing_else_is_asked(github: FakeGitHub, world: World) -> None:
    for number in range(5):
        github.add_artifact(RUN, f"wheels-{number}", zipped(LINUX))
    github.trouble("GET", "*/zip", Reply(403))

    with pytest.raises(Forbidden) as caught:
        open_source("run", inside(github, world))

    assert caught.value.permission == "actions: read"
    assert len(github.seen) == 2


def test_one_artifact_that_cannot_be_had_does_not_hide_the_others(
    github: FakeGitHub, world: World
) -> None:
    gone = github.add_artifact(RUN, "a-gone", zipped(LINUX))
    github.add_artifact(RUN, "b-there", zipped(MAC))
    github.trouble("GET", f"*/artifacts/{gone}/zip", Reply(410))

    shelf = open_source("run", inside(github, world))

    assert names(shelf) == [MAC]
    [problem] = shelf.problems
    assert "'a-gone'" in problem.message


def test_artifacts_that_are_gone_are_no_sign_of_a_server_in_trouble(
    github: FakeGitHub, world: World
) -> None:
    for number in range(4):
        github.add_artifact(RUN, f"gone-{number}", zipped(LINUX))
    github.add_artifact(RUN, "there", zipped(MAC))
    github.trouble("GET", "*/zip", *[410] * 4)

    shelf = open_source("run", inside(github, world))

    assert names(shelf) == [MAC]
    assert len(shelf.problems) == 4


def test_a_server_in_trouble_is_left_alone(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "a", zipped(MAC))
    for number in range(6):
        github.add_artifact(RUN, f"b{number}", zipped(LINUX))
    github.trouble("GET", "*/zip", "fine", *[Reply(502)] * 20)

    shelf = open_source("run", inside(github, world))

    assert names(shelf) == [MAC]
    assert [type(problem.message) for problem in shelf.problems] == [str] * 4
    assert shelf.problems[-1].message.endswith("not tried: b3, b4, b5.")


def test_changed_bytes_are_a_problem(github: FakeGitHub, world: World) -> None:
    number = github.add_artifact(RUN, "wheels", zipped(LINUX))
    github.before("GET", f"*/{number}/zip", lambda: _change(github, number))

    shelf = open_source("run", inside(github, world))

    assert shelf.offers == ()
    assert len(shelf.problems) == 1


def _change(github: FakeGitHub, number: int) -> None:
    artifact = next(one for one in github.artifacts if one.id == number)
    artifact.data = zipped(LINUX, seed=9)


def test_the_cache_folder_must_be_usable(github: FakeGitHub, world: World) -> None:
    world.cache.write_text("a file")
    github.add_artifact(RUN, "wheels", zipped(LINUX))

    with pytest.raises(CouldNotJudge, match="cache folder"):
        open_source("run", inside(github, world))
    assert github.seen == []


def test_an_api_that_does_not_answer_is_no_empty_run(github: FakeGitHub, world: World) -> None:
    github.trouble("GET", "*/artifacts", *[Reply(503)] * 9)

    with pytest.raises(SourceUnreachable):
        open_source("run", inside(github, world))


@pytest.mark.parametrize("inner", [Inner(9, LINUX, 1), Inner(1, LINUX, 1)])
def test_what_the_end_listed_must_be_there(github: FakeGitHub, world: World, inner: Inner) -> None:
    github.add_artifact(RUN, "wheels", zipped(LINUX, MAC))
    there = inside(github, world)
    assert there.connection
    [artifact] = list_artifacts(there.connection, RUN).artifacts
    container = Container(artifact, Search(there.connection, there))

    with (
        container.fetched() as whole,
        pytest.raises(UnreadableWheel, match="at its end, and it is not there"),
    ):
        container.read(whole, inner)


def stored(files: dict[str, bytes]) -> bytes:
    """A zip of files that are packed as they are, as upload-artifact does with level 0."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return out.getvalue()


@pytest.mark.parametrize("digest", [True, False])
@pytest.mark.parametrize("pack", [stored, zip_bytes])
def test_wheels_are_read_where_they_lie_in_the_artifact(
    github: FakeGitHub, world: World, pack: Callable[[dict[str, bytes]], bytes], *, digest: bool
) -> None:
    files = {LINUX: wheel(LINUX), MAC: wheel(MAC, seed=2, size=1_200_000)}
    github.add_artifact(RUN, "wheels", pack(files), digest=digest)

    for _ in range(2):  # what is known by its size is digested
        shelf = open_source("run", inside(github, world))

        read = [offer.read() for offer in shelf.offers]
        digests = {one.filename: one.sha256 for one in read}
        assert digests == {name: sha256(data).hexdigest() for name, data in files.items()}
        assert all(not one.record and not one.problems for one in read)
    assert left_behind(world) == []


def test_a_wheel_that_was_unpacked_to_disk_is_read_all_the_same(
    github: FakeGitHub, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "_IN_MEMORY", 1_000)
    data = wheel(LINUX, size=300_000)
    github.add_artifact(RUN, "wheels", zip_bytes({LINUX: data}))

    [offer] = open_source("run", inside(github, world)).offers

    assert offer.read().sha256 == sha256(data).hexdigest()
    assert left_behind(world) == []


def test_a_stored_wheel_is_held_against_its_checksum_where_the_artifact_has_no_digest(
    github: FakeGitHub, world: World
) -> None:
    data = stored({LINUX: wheel(LINUX)})
    crc = zlib.crc32(wheel(LINUX)).to_bytes(4, "little")
    github.add_artifact(RUN, "wheels", data.replace(crc, b"odd!"), digest=False)

    [problem] = open_source("run", inside(github, world)).problems

    assert "does not match its checksum" in problem.message


def test_a_stored_wheel_whose_sizes_differ_is_damaged(github: FakeGitHub, world: World) -> None:
    data = bytearray(stored({LINUX: wheel(LINUX)}))
    size = len(wheel(LINUX)).to_bytes(4, "little")
    places = [place for place in range(len(data)) if data[place : place + 4] == size]
    for place in (places[1], places[3]):  # that of the unpacked bytes, in both headers
        data[place : place + 4] = (len(wheel(LINUX)) + 1).to_bytes(4, "little")
    github.add_artifact(RUN, "wheels", bytes(data))

    [problem] = open_source("run", inside(github, world)).problems

    assert "unpacks to" in problem.message


def test_what_an_artifact_costs_is_counted(github: FakeGitHub, world: World) -> None:
    data = zip_bytes({LINUX: wheel(LINUX, size=400_000)})
    github.add_artifact(RUN, "wheels", data)
    there = inside(github, world)
    assert there.connection

    open_source("run", there)

    tally = there.connection.tally
    # The list, where the artifact is, its end, and all of it.
    assert tally.requests == 1 + 2 + 1
    assert tally.bytes >= len(data) + 256 * 1024
