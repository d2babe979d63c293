"""Build jobs that record their own wheels: then no wheel travels to the job that judges."""

import gzip
import json
from hashlib import sha256

import pytest

from tests.github.fake import FakeGitHub
from tests.sources.on_github import (
    ARM,
    LINUX,
    MAC,
    RUN,
    inside,
    large,
    left_behind,
    names,
    offer_of,
    recorded,
    wheel,
)
from tests.wheel_files import zip_bytes
from wheel_ceiling.errors import CouldNotJudge, NothingFound
from wheel_ceiling.model import Settings
from wheel_ceiling.opening import open_built
from wheel_ceiling.sources.shelves import open_source
from wheel_ceiling.sources.world import World


def fetched_whole(github: FakeGitHub) -> list[str]:
    """The artifacts that the storage was asked for from their beginning to their end."""
    return [
        seen.path.rpartition("/")[2] for seen in github.blob_seen if "Range" not in seen.headers
    ]


def test_sixty_legs_and_no_wheel_travels(github: FakeGitHub, world: World) -> None:
    wheels = {f"demo-1.{number}-py3-none-any.whl": number for number in range(60)}
    for filename, number in wheels.items():
        data = large(filename, number)
        inventory = zip_bytes({"inventory.json": recorded(world, {filename: data})})
        github.add_artifact(RUN, f"wheels-{number:02}", zip_bytes({filename: data}))
        github.add_artifact(RUN, f"wheel-ceiling-{number:02}", inventory)

    built = open_built(Settings(), inside(github, world))

    assert {wheel.filename for wheel in built.wheels} == set(wheels)
    assert built.problems == ()
    assert fetched_whole(github) == [f"wheel-ceiling-{number:02}.zip" for number in range(60)]
    ends = [seen for seen in github.blob_seen if "Range" in seen.headers]
    assert len(ends) == 60
    # Two pages of artifacts, an inventory and the end of a wheel for each leg.
    assert len(github.seen) == 2 + 60 + 60


def test_raw_wheels_and_compressed_inventories(github: FakeGitHub, world: World) -> None:
    data = large(LINUX)
    packed = gzip.compress(recorded(world, {LINUX: data}))
    github.add_artifact(RUN, LINUX, data, raw=True)
    github.add_artifact(RUN, "wheel-ceiling-linux.json.gz", packed, raw=True)

    shelf = open_source("run", inside(github, world))

    assert names(shelf) == [LINUX]
    assert shelf.ignored == ()
    assert fetched_whole(github) == ["wheel-ceiling-linux.json.gz"]
    assert len(github.seen) == 2


def test_a_raw_wheel_of_another_digest_is_fetched(github: FakeGitHub, world: World) -> None:
    real = large(LINUX, 2)
    told = json.loads(recorded(world, {LINUX: large(LINUX, 1)}))
    told["wheels"][0]["size"] = len(real)
    github.add_artifact(RUN, LINUX, real, raw=True)
    inventory = zip_bytes({"a.json": json.dumps(told).encode()})
    github.add_artifact(RUN, "wheel-ceiling", inventory)

    [problem] = open_source("run", inside(github, world)).problems

    assert "found twice, with different content" in problem.message


def test_a_wheel_of_another_size_is_fetched(github: FakeGitHub, world: World) -> None:
    told, real = large(LINUX), wheel(LINUX, 0, 300_001)
    github.add_artifact(RUN, "wheels", zip_bytes({LINUX: real}))
    github.add_artifact(RUN, "wheel-ceiling", zip_bytes({"a.json": recorded(world, {LINUX: told})}))

    [problem] = open_source("run", inside(github, world)).problems

    assert "found twice, with different content" in problem.message


def test_wheels_without_an_inventory_are_fetched_beside(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "linux", zip_bytes({LINUX: large(LINUX)}))
    github.add_artifact(RUN, "arm", zip_bytes({ARM: large(ARM)}))
    data = recorded(world, {LINUX: large(LINUX), MAC: wheel(MAC)})
    github.add_artifact(RUN, "wheel-ceiling", zip_bytes({"a/b/inventory.json": data}))

    shelf = open_source("run", inside(github, world), ("*linux*",))

    assert names(shelf) == [ARM, LINUX]
    assert fetched_whole(github) == ["wheel-ceiling.zip", "arm.zip"]
    assert left_behind(world) == []


def test_an_artifact_may_hold_wheels_and_their_inventory(github: FakeGitHub, world: World) -> None:
    files = {MAC: wheel(MAC), LINUX: wheel(LINUX), "a.json": recorded(world, {MAC: wheel(MAC)})}
    github.add_artifact(RUN, "wheel-ceiling-dist", zip_bytes(files))

    shelf = open_source("run", inside(github, world))

    assert names(shelf) == [MAC, LINUX]
    assert shelf.problems == ()


def test_a_large_one_of_our_own_wheels_is_fetched_once(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "wheel-ceiling-dist", zip_bytes({LINUX: large(LINUX)}))

    assert names(open_source("run", inside(github, world))) == [LINUX]
    assert fetched_whole(github) == ["wheel-ceiling-dist.zip"]
    assert len(github.calls("GET", "*/zip")) == 1


OTHER_DOCUMENTS = {
    "a report": b'{"schema_version": 1, "findings": []}',
    "a list": b"[1, 2]",
    "a text": b'"inventory_version"',
}


@pytest.mark.parametrize("data", OTHER_DOCUMENTS.values(), ids=OTHER_DOCUMENTS)
def test_other_documents_are_passed_over(github: FakeGitHub, world: World, data: bytes) -> None:
    github.add_artifact(RUN, "wheel-ceiling-report", zip_bytes({"report.json": data}))
    github.add_artifact(RUN, "wheels", zip_bytes({LINUX: wheel(LINUX)}))

    shelf = open_source("run", inside(github, world))

    assert names(shelf) == [LINUX]
    assert shelf.problems == ()


def test_documents_elsewhere_are_not_looked_at(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "other", zip_bytes({"a.json": recorded(world, {LINUX: wheel(LINUX)})}))

    with pytest.raises(NothingFound):
        open_source("run", inside(github, world))


DAMAGED = {
    "no JSON": b"{",
    "a version to come": b'{"inventory_version": 99}',
    "fields missing": b'{"inventory_version": 1}',
    "not compressed": b"\x1f\x8b no gzip",
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_inventory_is_a_problem(github: FakeGitHub, world: World, data: bytes) -> None:
    github.add_artifact(RUN, "wheel-ceiling-linux", zip_bytes({"inventory.json": data}))
    github.add_artifact(RUN, "wheels", zip_bytes({LINUX: wheel(LINUX)}))

    shelf = open_source("run", inside(github, world))

    assert names(shelf) == [LINUX]
    [problem] = shelf.problems
    assert "inventory.json in artifact wheel-ceiling-linux" in problem.message


def test_a_damaged_zip_of_inventories_is_a_problem(github: FakeGitHub, world: World) -> None:
    data = zip_bytes({"inventory.json": recorded(world, {LINUX: wheel(LINUX)})})
    github.add_artifact(RUN, "wheel-ceiling-linux", data[:-5])
    github.add_artifact(RUN, "wheels", zip_bytes({LINUX: wheel(LINUX)}))

    [problem] = open_source("run", inside(github, world)).problems

    assert problem.message == "Artifact wheel-ceiling-linux is a damaged zip."


def test_what_inventories_say_of_one_wheel_must_agree(github: FakeGitHub, world: World) -> None:
    for number in (1, 2, 1):
        data = recorded(world, {LINUX: wheel(LINUX, number)})
        github.add_artifact(RUN, f"wheel-ceiling-{number}", zip_bytes({"inventory.json": data}))

    [problem] = open_source("run", inside(github, world)).problems

    assert "found twice, with different content" in problem.message


def test_problems_travel_and_verdicts_do_not_matter(github: FakeGitHub, world: World) -> None:
    problem = {"wheel": MAC, "message": "It is damaged.", "hint": "Build it again."}
    data = recorded(world, {LINUX: wheel(LINUX)}, verdict="fail", problems=[problem])
    github.add_artifact(RUN, "wheel-ceiling", zip_bytes({"inventory.json": data}))

    built = open_built(Settings(), inside(github, world))

    assert [wheel.filename for wheel in built.wheels] == [LINUX]
    assert [problem.message for problem in built.problems] == ["It is damaged."]


SUMMARIES = {
    "BY ITS NAME": ("run:7", "wheel-ceiling-report", "wheel-ceiling.json", ""),
    "BY ITS NAME, OF A PATTERN": ("run:7/w*", "wheel-ceiling-report-a", "wheel-ceiling.json", ""),
    "BESIDE A REPORT": ("run:7", "wheel-ceiling", "wheel-ceiling.json", "report.json"),
    "BESIDE A HANDOVER": ("run:7", "wheel-ceiling", "a/wheel-ceiling.json", "a/handover.json"),
}


@pytest.mark.parametrize(
    ("source", "name", "path", "other"), SUMMARIES.values(), ids=SUMMARIES.keys()
)
def test_what_this_run_reported_of_itself_is_no_source(
    *, github: FakeGitHub, world: World, source: str, name: str, path: str, other: str
) -> None:
    """A gate that runs again finds what its first attempt left behind."""
    old = recorded(world, {LINUX: wheel(LINUX, 1)}, source=source)
    files = {path: old, other: b"{}"} if other else {path: old}
    github.add_artifact(RUN, name, zip_bytes(files))
    github.add_artifact(RUN, "wheels", zip_bytes({LINUX: wheel(LINUX, 2)}))

    shelf = open_source("run", inside(github, world))

    assert shelf.problems == ()
    assert offer_of(shelf, LINUX).sha256 == sha256(wheel(LINUX, 2)).hexdigest()


@pytest.mark.parametrize("other", ["b/report.json", "other.json"])
def test_a_build_job_may_record_from_an_artifact_of_its_run(
    github: FakeGitHub, world: World, other: str
) -> None:
    told = recorded(world, {LINUX: wheel(LINUX)}, source="run:7/wheels-a")
    files = {"a/wheel-ceiling.json": told, other: b"{}"}
    github.add_artifact(RUN, "wheel-ceiling-a", zip_bytes(files))
    github.add_artifact(RUN, "wheels-a", zip_bytes({LINUX: wheel(LINUX)}))
    there = inside(github, world)

    assert names(open_source("run/wheel-ceiling-*", there)) == [LINUX]
    assert fetched_whole(github) == ["wheel-ceiling-a.zip"]
    assert open_source("run", there).problems == ()


def test_what_was_recorded_from_an_artifact_does_not_stand_for_its_newest(
    github: FakeGitHub, world: World
) -> None:
    told = recorded(world, {LINUX: wheel(LINUX, 1)}, source="run:7/wheels-a")
    github.add_artifact(RUN, "wheel-ceiling-a", zip_bytes({"wheel-ceiling.json": told}))
    github.add_artifact(RUN, "wheels-a", zip_bytes({LINUX: wheel(LINUX, 2)}))

    [problem] = open_source("run", inside(github, world)).problems

    assert "found twice, with different content" in problem.message


def test_only_the_own_report_is_left(github: FakeGitHub, world: World) -> None:
    old = recorded(world, {LINUX: wheel(LINUX)}, source="run:7")
    github.add_artifact(RUN, "wheel-ceiling-report", zip_bytes({"wheel-ceiling.json": old}))

    with pytest.raises(NothingFound) as caught:
        open_source("run", inside(github, world))

    assert caught.value.message == (
        "Workflow run 7 has no wheels: 1 artifact looked at (wheel-ceiling-report). "
        "wheel-ceiling-report: what an earlier attempt reported, the wheels of which are gone."
    )


def test_in_a_run_that_is_over_the_gate_speaks_for_all(github: FakeGitHub, world: World) -> None:
    github.add_run(id=70)
    leg = recorded(world, {LINUX: wheel(LINUX)}, verdict="fail")
    gate = recorded(world, {LINUX: wheel(LINUX), MAC: wheel(MAC)}, source="run:70", verdict="warn")
    other = recorded(world, {ARM: wheel(ARM)}, source="run:7")
    for name, data in {"-leg": leg, "-report": gate, "-other": other}.items():
        github.add_artifact(70, f"wheel-ceiling{name}", zip_bytes({"inventory.json": data}))

    shelf = open_source("run:70", inside(github, world))

    assert names(shelf) == [MAC, LINUX]
    assert shelf.verdict == ""


def test_in_a_run_that_is_over_a_leg_that_records_an_artifact_speaks_for_itself(
    github: FakeGitHub, world: World
) -> None:
    github.add_run(id=70)
    for name, filename in {"a": LINUX, "b": MAC}.items():
        told = recorded(world, {filename: wheel(filename)}, source=f"run:70/wheels-{name}")
        github.add_artifact(70, f"wheel-ceiling-{name}", zip_bytes({"wheel-ceiling.json": told}))

    assert names(open_source("run:70", inside(github, world))) == [MAC, LINUX]


def test_a_failed_leg_of_another_run_is_told(github: FakeGitHub, world: World) -> None:
    github.add_run(id=70)
    data = recorded(world, {LINUX: wheel(LINUX)}, verdict="fail")
    github.add_artifact(70, "wheel-ceiling", zip_bytes({"inventory.json": data}))

    assert open_source("run:70", inside(github, world)).verdict == "fail"


def test_an_inventory_of_no_wheels_is_nothing(github: FakeGitHub, world: World) -> None:
    data = recorded(world, {LINUX: wheel(LINUX)})
    document = {**json.loads(data), "wheels": []}
    data = zip_bytes({"inventory.json": json.dumps(document).encode()})
    github.add_artifact(RUN, "wheel-ceiling", data)

    with pytest.raises(CouldNotJudge, match="has no wheels"):
        open_source("run", inside(github, world))


def test_a_server_in_trouble_is_left_alone(github: FakeGitHub, world: World) -> None:
    for number in range(9):
        github.add_artifact(RUN, f"wheel-ceiling-{number}", zip_bytes({"inventory.json": b"{}"}))
    github.trouble("GET", "*/zip", *[404] * 2, *[502] * 60)

    problems = open_source("run", inside(github, world)).problems

    assert len(problems) == 6
    assert "No more artifacts were asked for after 3" in problems[-1].message
