"""What was built, asked for through GitHub's door; a pull request cannot soften that."""

import pytest

from tests.action.stage import BASE_SHA, HEAD_SHA, Stage
from tests.action.wheels import NAME, cached, meant, rebuilt
from tests.github.fake import WORKFLOW

ASKED = b'[tool.wheel-ceiling]\nbuilt-libraries = "run/built-libraries"\n'
CERTAIN = "certain: not the library that was built"
OWN_GATE = "changes its own gate"


def opened(stage: Stage, base: bytes, head: bytes, files: dict[str, str] | None = None) -> None:
    stage.github.add_file(BASE_SHA, "pyproject.toml", base)
    stage.github.add_file(HEAD_SHA, "pyproject.toml", head)
    stage.open_pull_request(files=files or {})


def workspace(stage: Stage, path: str, data: bytes) -> None:
    target = stage.folder / f"run{stage.plays + 1}" / "ws" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def test_the_built_library_in_an_artifact_tells_a_rebuild_for_certain(stage: Stage) -> None:
    opened(stage, ASKED, ASKED)
    stage.build({"ray/_raylet.so": cached()}, "built-libraries")
    stage.build({NAME: rebuilt()})

    outcome = stage.on_pull_request()

    assert outcome.code == 1
    assert CERTAIN in outcome.summary
    assert "the built one lies unused at `ray/ray/_raylet.so`" in stage.comments[0]
    assert "Held against what the build step made: 1 library" in outcome.summary


def test_the_built_library_in_its_place_passes(stage: Stage) -> None:
    opened(stage, ASKED, ASKED)
    stage.build({"ray/_raylet.so": cached()}, "built-libraries")
    stage.build({NAME: meant()})

    assert stage.on_pull_request(baseline="none").code == 0


def test_an_artifact_that_is_not_there_is_no_pass(stage: Stage) -> None:
    opened(stage, ASKED, ASKED)
    stage.build({NAME: meant()})

    outcome = stage.on_pull_request(baseline="none")

    assert outcome.code == 3
    assert "no artifact of the run is called so; there is wheels" in outcome.summary


def test_a_pull_request_that_no_longer_asks_is_asked_all_the_same(stage: Stage) -> None:
    opened(stage, ASKED, b"", {"pyproject.toml": "@@ -1 +1 @@\n-a\n+b"})
    stage.build({"ray/_raylet.so": cached()}, "built-libraries")
    stage.build({NAME: rebuilt()})

    outcome = stage.on_pull_request()

    assert CERTAIN in outcome.summary
    assert OWN_GATE in outcome.summary.splitlines()[0]


def test_an_empty_input_of_the_step_does_not_silence_the_settings(stage: Stage) -> None:
    opened(stage, ASKED, ASKED)
    stage.build({NAME: meant()})

    assert stage.on_pull_request(baseline="none", built_libraries=" ").code == 3


@pytest.mark.parametrize("text", ["none", "auto", "run", "release", "pypi:ray"])
def test_no_other_source_stands_for_nothing(stage: Stage, text: str) -> None:
    opened(stage, ASKED, ASKED)
    stage.build({NAME: meant()})

    outcome = stage.on_pull_request(built_libraries=text)

    assert outcome.code == 2
    assert "names no built libraries" in outcome.log


def test_a_step_that_takes_the_input_away_is_told(stage: Stage) -> None:
    patch = "@@ -1,2 +1,1 @@\n         with:\n-          built-libraries: run/built-libraries"
    opened(stage, b"", b"", {WORKFLOW: patch})
    stage.build({NAME: meant()})

    assert f"{OWN_GATE}: the step in `{WORKFLOW}`" in stage.on_pull_request().summary


@pytest.mark.parametrize("named", ["native/", "./native", "native/ray/_raylet.so"])
def test_libraries_that_lie_in_the_repository_are_a_part_of_the_gate(
    stage: Stage, named: str
) -> None:
    asked = f'[tool.wheel-ceiling]\nbuilt-libraries = "{named}"\n'.encode()
    opened(stage, asked, asked, {"native/ray/_raylet.so": "", "nativexx": ""})
    workspace(stage, "native/ray/_raylet.so", cached())
    stage.build({NAME: meant()})

    first = stage.on_pull_request().summary.splitlines()[0]

    assert OWN_GATE in first
    assert named in first


def test_where_the_base_may_not_be_seen_what_the_head_asks_for_holds(stage: Stage) -> None:
    stage.github.permissions.pop("contents")
    stage.open_pull_request()
    workspace(stage, "pyproject.toml", ASKED)
    stage.build({"ray/_raylet.so": cached()}, "built-libraries")
    stage.build({NAME: rebuilt()})

    assert CERTAIN in stage.on_pull_request(baseline="none").summary


def test_recording_writes_the_inventory_for_the_gate(stage: Stage) -> None:
    stage.open_pull_request()
    workspace(stage, "native/_raylet.so", cached())

    recorded = stage.on_pull_request(mode="record-libraries", built_libraries="native/")

    assert recorded.code == 0
    assert '"libraries_version": 1' in recorded.text("inventory")


def test_recording_leaves_out_a_damaged_library_that_is_allowed(stage: Stage) -> None:
    allow = (
        b'[[tool.wheel-ceiling.allow]]\nrule = "unreadable"\nlibrary = "*/broken.so"\n'
        b'reason = "a test"\n'
    )
    opened(stage, allow, allow)
    workspace(stage, "native/_raylet.so", cached())
    workspace(stage, "native/broken.so", cached()[:40])

    recorded = stage.on_pull_request(mode="record-libraries", built_libraries="native/")

    assert recorded.code == 0
    assert "Allowed: a test." in recorded.log
    assert '"libraries_version": 1' in recorded.text("inventory")


def test_recording_needs_a_place_and_something_in_it(stage: Stage) -> None:
    stage.open_pull_request()

    assert stage.on_pull_request(mode="record-libraries").code == 2

    missing = stage.on_pull_request(mode="record-libraries", built_libraries="native/")

    assert missing.code == 3
    assert "native/ does not exist." in missing.annotations[0]
    assert "inventory" not in missing.outputs
