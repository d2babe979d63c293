"""Recording on a release: what is attached is the next release's baseline."""

import json

import pytest

from tests.action.stage import Outcome, Stage
from tests.action.wheels import NAME, meant, rebuilt
from tests.github.fake.events import payload


def released(stage: Stage, wheel: bytes, **inputs: str) -> tuple[Outcome, int]:
    stage.github.permissions["contents"] = "write"
    stage.next_run()
    release = stage.github.add_release("v2.9.0")
    stage.build({NAME: wheel})
    event = payload("release-published", **{"release.id": release, "release.tag_name": "v2.9.0"})
    return stage.play("release", event, mode="record", **inputs), release


def test_the_inventory_of_a_good_release_is_attached_to_it(stage: Stage) -> None:
    outcome, release = released(stage, meant())

    assert outcome.code == 0
    (asset,) = stage.github.assets(release)
    assert asset.name == "wheel-ceiling.json"
    assert json.loads(asset.data)["verdict"] == "pass"


def test_a_release_that_fails_is_not_recorded_as_a_baseline(stage: Stage) -> None:
    outcome, release = released(stage, rebuilt())

    assert outcome.code == 0
    assert stage.github.assets(release) == []
    assert "not attached" in outcome.annotations[0]
    assert json.loads(outcome.text("inventory"))["verdict"] == "fail"


def test_the_next_pull_request_is_compared_with_what_was_attached(stage: Stage) -> None:
    released(stage, meant())
    later = NAME.replace("2.9.0", "2.10.0")
    stage.open_pull_request()
    stage.next_run()
    stage.build({later: meant(later)})

    outcome = stage.on_pull_request()

    assert outcome.outputs["baseline"] == "release:v2.9.0"
    assert outcome.code == 0


@pytest.mark.parametrize(("trouble", "code"), [(403, 3), (500, 3)])
def test_what_could_not_be_attached_is_said(stage: Stage, trouble: int, code: int) -> None:
    stage.github.trouble("POST", "*assets*", *[trouble] * 9)

    outcome, _ = released(stage, meant())

    assert outcome.code == code
    assert outcome.annotations[0].startswith("::error")


def test_wheels_that_cannot_be_read_are_not_on_record(stage: Stage) -> None:
    outcome, release = released(stage, b"PK\x03\x04 nothing")

    assert outcome.code == 3
    assert stage.github.assets(release) == []


def test_a_run_that_never_fails_attaches_no_fault_either(stage: Stage) -> None:
    outcome, release = released(stage, rebuilt(), fail_on="never")

    assert stage.github.assets(release) == []
    assert json.loads(outcome.text("inventory"))["verdict"] == "fail"
