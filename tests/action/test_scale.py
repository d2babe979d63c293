"""Large matrices: few requests, and no wheel that travels twice."""

from tests.action.stage import HEAD_SHA, Stage
from tests.action.wheels import meant, rebuilt
from tests.github.fake.events import payload
from tests.wheel_files import wheel_bytes
from wheel_ceiling.action.papers import FOLDER

PYTHONS = [f"cp3{minor}" for minor in range(8, 20)]
ARCHES = [
    "manylinux2014_x86_64",
    "manylinux2014_i686",
    "musllinux_1_2_x86_64",
    "win_amd64",
    "win32",
]


def names(count: int, version: str = "2.9.0") -> list[str]:
    every = [f"ray-{version}-{py}-{py}-{arch}.whl" for arch in ARCHES for py in PYTHONS]
    return every[:count]


def test_a_check_of_25_wheels_costs_under_60_requests(stage: Stage) -> None:
    stage.github.add_release(
        "v2.8.1", assets={name: wheel_bytes(name) for name in names(25, "2.8.1")}
    )
    stage.open_pull_request()
    for name in names(25):
        stage.build({name: meant(name)}, f"wheels-{name}")

    outcome = stage.on_pull_request()

    assert outcome.outputs["baseline"] == "release:v2.8.1"
    assert len(stage.github.seen) < 60, [str(seen) for seen in stage.github.seen]


def test_sixty_legs_send_their_inventories_and_no_wheel_travels_twice(stage: Stage) -> None:
    stage.open_pull_request()
    wheels = {name: meant(name) for name in names(59)}
    wheels["ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"] = rebuilt()
    for name, data in wheels.items():
        folder = stage.folder / f"run{stage.plays + 1}" / "ws" / "wheelhouse"
        folder.mkdir(parents=True)
        (folder / name).write_bytes(data)
        leg = stage.on_pull_request(mode="record", wheels="wheelhouse/")
        assert leg.code == 0, leg.log
        inventory = leg.workspace / leg.outputs["inventory"]
        stage.build({name: data}, f"wheels-{name}")
        stage.build({"wheel-ceiling.json": inventory.read_bytes()}, f"wheel-ceiling-{name}")
    stage.github.seen.clear()
    stage.github.blob_seen.clear()

    outcome = stage.on_pull_request()

    assert outcome.code == 1
    assert f"{len(wheels)} wheels" in outcome.summary
    fetched = [str(seen) for seen in stage.github.calls("GET", "*/actions/artifacts/*")]
    assert len(fetched) <= 2 * len(wheels)


def test_the_inventory_of_a_leg_is_small(stage: Stage) -> None:
    stage.open_pull_request()
    folder = stage.folder / "run1" / "ws" / "dist"
    folder.mkdir(parents=True)
    (folder / names(1)[0]).write_bytes(meant(names(1)[0]))

    leg = stage.on_pull_request(mode="record", wheels="dist/")

    assert (leg.workspace / leg.outputs["inventory"]).stat().st_size < 20_000
    assert [path.name for path in (leg.workspace / FOLDER).iterdir()] == ["wheel-ceiling.json"]
    assert stage.comments == []


def test_recording_asks_for_no_baseline_but_on_a_release(stage: Stage) -> None:
    event = payload("push", after=HEAD_SHA)
    stage.build({names(1)[0]: meant(names(1)[0])})

    stage.play("push", event, mode="record")

    assert stage.github.calls("GET", "*/releases*") == []
