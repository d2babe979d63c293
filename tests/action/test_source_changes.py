"""Whether native sources changed since the release is evidence; not knowing it changes nothing."""

import io
import json
import zipfile
from collections.abc import Mapping

import pytest

from tests.action.stage import BASE_SHA, Outcome, Stage
from tests.action.wheels import NAME, RELEASED_NAME, artifact, rebuilt, released
from tests.elf_bytes import ElfSpec, elf_bytes
from tests.github.fake import Reply
from tests.github.fake.exchange import Json
from tests.github.fake.runner import MERGE_SHA
from tests.wheel_files import wheel_bytes

NOTE = "code-changed-alone"
SUBMODULE = f"@@ -1 +1 @@\n-Subproject commit {'1' * 40}\n+Subproject commit {'2' * 40}"
DOCS = {"README.md": "@@ -1 +1 @@\n-a\n+b", "ci/Dockerfile": ""}


def run(stage: Stage, wheels: Mapping[str, bytes] | None = None, **inputs: str) -> Outcome:
    stage.open_pull_request()
    stage.build({**(wheels or {NAME: rebuilt()})})
    return stage.on_pull_request(**inputs)


def sources(outcome: Outcome) -> Json:
    told = json.loads(outcome.text("report"))["sources"]
    assert isinstance(told, dict)
    return told


def notes(outcome: Outcome) -> list[str]:
    findings = json.loads(outcome.text("report"))["findings"]
    return [one["message"] for one in findings if one["rule"] == NOTE]


def asked(stage: Stage) -> list[str]:
    known = (*stage.github.calls("GET", "*/compare/*"), *stage.github.calls("GET", "*/git/*"))
    return [one.path.removeprefix("/repos/octo/demo") for one in known]


def test_code_that_changed_while_no_native_source_did_is_told(stage: Stage) -> None:
    stage.github.add_changes("v2.8.0", MERGE_SHA, DOCS)

    outcome = run(stage)

    assert outcome.code == 1
    (note,) = notes(outcome)
    assert note.endswith("although no native source did between v2.8.0 and cccccccc.")
    assert sources(outcome) == {
        "base": "v2.8.0",
        "head": MERGE_SHA,
        "native_changed": [],
        "other_changed": 2,
        "unknown": "",
    }
    assert asked(stage) == [f"/compare/v2.8.0...{MERGE_SHA}"]


@pytest.mark.parametrize(
    ("files", "moved", "native"),
    [
        ({**DOCS, "src/raylet.cc": ""}, {}, "src/raylet.cc"),
        ({"deps/arrow": SUBMODULE}, {}, "deps/arrow"),
        ({}, {"doc/old.txt": "src/raylet.cc"}, "doc/old.txt"),
    ],
    ids=["changed", "submodule", "moved"],
)
def test_a_native_source_that_changed_explains_it(
    stage: Stage, files: dict[str, str], moved: dict[str, str], native: str
) -> None:
    stage.github.add_changes("v2.8.0", MERGE_SHA, files, moved=moved)

    outcome = run(stage)

    assert outcome.code == 1
    assert notes(outcome) == []
    assert sources(outcome)["native_changed"] == [native]


def test_the_base_commits_globs_say_what_counts(stage: Stage) -> None:
    chosen = b'[tool.wheel-ceiling]\nnative-sources = ["README.md"]\n'
    stage.github.add_file(BASE_SHA, "pyproject.toml", chosen)
    stage.github.add_changes("v2.8.0", MERGE_SHA, DOCS)

    outcome = run(stage)

    assert sources(outcome)["native_changed"] == ["README.md"]


def same_code() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(released())) as archive:
        files = {"ray/__init__.py": b"", "ray/_raylet.so": archive.read("ray/_raylet.so")}
    return {NAME: wheel_bytes(NAME, files)}


def test_same_code_is_said(stage: Stage) -> None:
    stage.github.add_changes("v2.8.0", MERGE_SHA, DOCS)

    outcome = run(stage, same_code())

    assert outcome.code == 0
    assert "1 of 1 library is byte-for-byte the released file." in outcome.summary
    assert sources(outcome)["other_changed"] == 2


def test_same_code_needs_no_answer(stage: Stage) -> None:
    stage.github.trouble("GET", "*/compare/*", Reply(403))

    outcome = run(stage, same_code())

    assert outcome.code == 0
    assert "is not known" not in outcome.summary
    assert set(map(str, sources(outcome).values())) == {"", "[]", "0"}


def test_a_changed_source_that_no_library_shows_is_told(stage: Stage) -> None:
    stage.github.add_changes("v2.8.0", MERGE_SHA, {"src/raylet.cc": ""})

    outcome = run(stage, same_code())

    assert outcome.outputs["verdict"] == "warn"
    assert "has nothing of it" in outcome.summary


@pytest.mark.parametrize("answers", [[403], [404], [500] * 3])
def test_what_could_not_be_asked_is_said_and_changes_no_verdict(
    stage: Stage, answers: list[int]
) -> None:
    stage.github.trouble("GET", "*/compare/*", *map(Reply, answers))

    outcome = run(stage)

    assert outcome.code == 1
    assert notes(outcome) == []
    assert outcome.outputs["verdict"] == "fail"
    assert "Whether native sources changed since the baseline is not known: " in outcome.summary


def test_a_list_that_is_cut_proves_nothing(stage: Stage) -> None:
    stage.github.add_changes("v2.8.0", MERGE_SHA, {f"docs/{n}.md": "" for n in range(400)})

    outcome = run(stage)

    assert notes(outcome) == []
    assert "GitHub names the first 300 changed files only." in outcome.summary


def test_a_list_that_is_cut_and_holds_a_native_source_tells_enough(stage: Stage) -> None:
    many = {f"docs/{n}.md": "" for n in range(400)}
    stage.github.add_changes("v2.8.0", MERGE_SHA, {"a.c": "", **many})

    assert sources(run(stage))["unknown"] == ""


def test_what_only_the_base_has_is_not_told_by_github(stage: Stage) -> None:
    stage.github.add_changes("v2.8.0", MERGE_SHA, DOCS, behind_by=1)

    outcome = run(stage)

    assert notes(outcome) == []
    assert "v2.8.0 has commits that `cccccccc` lacks" in outcome.summary


def committed(stage: Stage, wheels: Mapping[str, bytes]) -> None:
    """Let the base commit hold an inventory of these wheels."""
    stage.open_pull_request()
    stage.build({**wheels})
    recorded = stage.on_pull_request(mode="record")
    stage.github.add_file(BASE_SHA, "wheel-ceiling.json", recorded.text("inventory").encode())
    stage.github.seen.clear()
    stage.run_id += 1


@pytest.mark.parametrize(
    ("tags", "found", "lookups"),
    [
        (["v2.8.0"], "v2.8.0", 1),
        (["v2.8.0rc1", "v2.8"], "v2.8", 2),
        (["2.8.0", "2.8.0.post1"], "2.8.0", 2),
        (["ray-2.8.0", "other-2.8.0"], "ray-2.8.0", 2),
        (["release-2.8.0"], "release-2.8.0", 2),
        (["ray-v2.8.0", "2.8.0"], "ray-v2.8.0", 2),
    ],
)
def test_the_tag_of_an_inventory_is_found_by_its_version(
    stage: Stage, tags: list[str], found: str, lookups: int
) -> None:
    committed(stage, {RELEASED_NAME: released()})
    stage.github.releases.clear()
    stage.github.tags += tags
    stage.github.add_changes(found, MERGE_SHA, DOCS)

    outcome = run(stage)

    assert sources(outcome)["base"] == found
    assert len(notes(outcome)) == 1
    assert len(asked(stage)) == lookups + 1 <= 3


def test_a_version_without_a_tag_is_said(stage: Stage) -> None:
    committed(stage, {RELEASED_NAME: released()})
    stage.github.releases.clear()
    stage.github.tags += ["v2.7.0", "other-2.8.0"]

    outcome = run(stage)

    assert notes(outcome) == []
    assert "`octo/demo` has no tag that stands for ray 2.8.0." in outcome.summary
    assert len(asked(stage)) == 2


def library(text: bytes) -> bytes:
    return elf_bytes(ElfSpec(needed=("libc.so.6",), code=text))


def monorepo(stage: Stage, changed: tuple[str, ...]) -> dict[str, bytes]:
    """Release a and b, each under a tag of its own; return both, built with some code changed."""
    stage.github.releases.clear()
    built: dict[str, bytes] = {}
    for name, version in (("a", "1.0"), ("b", "2.0")):
        tags = "cp310-cp310-manylinux2014_x86_64.whl"
        old = wheel_bytes(f"{name}-{version}-{tags}", {f"{name}/x.so": library(b"\x90" * 64)})
        code = (b"\xcc" if name in changed else b"\x90") * 64
        new = f"{name}-{version}.1-{tags}"
        built[new] = wheel_bytes(new, {f"{name}/x.so": library(code)})
        stage.github.add_release(f"{name}-{version}", assets={f"{name}-{version}-{tags}": old})
    return built


def test_of_several_projects_the_tag_of_the_changed_one_is_compared(stage: Stage) -> None:
    built = monorepo(stage, ("b",))
    stage.github.add_changes("b-2.0", MERGE_SHA, DOCS)

    outcome = run(stage, built)

    assert sources(outcome)["base"] == "b-2.0"
    assert [text.split(" changed")[0] for text in notes(outcome)] == ["The code of b/x.so"]
    assert "1 of 2 libraries is byte-for-byte the released file, and no native" in outcome.summary


def test_several_projects_of_several_tags_are_not_known(stage: Stage) -> None:
    outcome = run(stage, monorepo(stage, ("a", "b")))

    assert notes(outcome) == []
    assert asked(stage) == []
    assert "the baseline's wheels are of several commits, `a-1.0` and `b-2.0`." in outcome.summary


def test_wheels_of_another_run_are_of_a_commit_that_nobody_told(stage: Stage) -> None:
    other = stage.github.add_run(head_sha="e" * 40)
    stage.github.add_artifact(other, "wheels", artifact({NAME: rebuilt()}))
    stage.open_pull_request()

    outcome = stage.on_pull_request(wheels=f"run:{other}")

    assert outcome.code == 1
    assert asked(stage) == []
