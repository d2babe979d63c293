"""What the build step made, from disk and from artifacts; nothing found is never a pass."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.elf_bytes import ElfSpec, elf_bytes
from tests.github.fake import FakeGitHub
from tests.sources.on_github import RUN, inside, left_behind
from tests.wheel_files import zip_bytes
from wheel_ceiling.errors import CouldNotJudge, NothingFound, WrongCall
from wheel_ceiling.model import BuildOutput, ElfKind
from wheel_ceiling.sources.built_libraries import open_libraries
from wheel_ceiling.sources.harvest import Harvest
from wheel_ceiling.sources.library_inventory import write_library_inventory
from wheel_ceiling.sources.world import World

LIBRARY = elf_bytes(ElfSpec(needed=("libc.so.6",), code=b"\x90" * 64, exports=("one",)))
OTHER = elf_bytes(ElfSpec(needed=("libm.so.6",), code=b"\x91" * 64))
PROGRAM = elf_bytes(ElfSpec(kind=ElfKind.EXECUTABLE, interpreter="/lib/ld.so"))
OBJECT = elf_bytes(ElfSpec(kind=ElfKind.OBJECT))
DAMAGED = LIBRARY[:40]


@pytest.fixture
def tree(world: World) -> Path:
    """A build tree with everything that lies about in one."""
    out = world.folder / "out"
    files = {
        "ray/_raylet.so": LIBRARY,
        "ray/core/raylet": PROGRAM,
        "ray/core/x.o": OBJECT,
        "lib/libx.a": b"!<arch>\n" + OBJECT,
        "notes.txt": b"text",
        "empty.so": b"",
    }
    for path, data in files.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)
    return out


def paths(output: BuildOutput) -> list[str]:
    return [facts.path for facts in output.libraries]


@pytest.mark.parametrize("text", ["out", "out/", "o*"])
def test_a_folder_is_searched_for_libraries_and_programs(
    world: World, tree: Path, text: str
) -> None:
    assert tree.is_dir()

    found = open_libraries(text, world)

    assert paths(found) == ["out/ray/_raylet.so", "out/ray/core/raylet"]
    assert found.source == text
    assert found.libraries[0].exports == ()
    assert found.libraries[0].export_count == 1


@pytest.mark.parametrize("text", ["out/ray/_raylet.so", "out/**/*.so", "out/r*/*.so"])
def test_a_glob_or_a_file_names_libraries(world: World, tree: Path, text: str) -> None:
    assert tree.is_dir()
    assert paths(open_libraries(text, world)) == ["out/ray/_raylet.so"]


def test_absolute_paths_are_understood(world: World, tree: Path) -> None:
    found = open_libraries(str(tree / "ray"), replace(world, folder=Path()))

    assert paths(found)[0] == str(tree / "ray/_raylet.so")


def test_links_are_followed_once_however_they_turn(world: World, tree: Path) -> None:
    (tree / "ray/again").symlink_to("..")
    (world.folder / "bazel-bin").symlink_to("out/ray")
    (tree / "ray/core/_raylet.so").symlink_to("../_raylet.so")
    (tree / "ray/core/dangling.so").symlink_to("nowhere")
    (tree / "ray/core/another_name.so").symlink_to("../_raylet.so")

    found = paths(open_libraries("bazel-bin/", world))

    assert sorted(path.rpartition("/")[2] for path in found) == [
        "_raylet.so",
        "another_name.so",
        "raylet",
    ]
    assert "bazel-bin/_raylet.so" in found


def test_a_damaged_library_is_named_and_hides_no_other(world: World, tree: Path) -> None:
    (tree / "broken.so").write_bytes(DAMAGED)

    found = open_libraries("out/", world)

    assert paths(found) == ["out/ray/_raylet.so", "out/ray/core/raylet"]
    [problem] = found.problems
    assert problem.path == "out/broken.so"
    assert "'out/broken.so' is a damaged ELF file" in problem.message


def test_what_may_not_be_looked_into_is_named(
    world: World, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("wheel_ceiling.sources.harvest.os.scandir", refuse)

    [problem] = open_libraries("out/", world).problems

    assert tree.is_dir()
    assert problem.message == "out/ cannot be looked into: Permission denied."


def test_a_file_that_may_not_be_read_is_named(
    world: World, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, _mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)

    [problem] = open_libraries("out/ray/_raylet.so", world).problems

    assert tree.is_dir()
    assert problem.message == "out/ray/_raylet.so cannot be read: Permission denied."


NOTHING = ["out/lib/", "out/notes.txt", "out/ray/core/x.o", "out/empty.so", "out/*.txt", "no*where"]


@pytest.mark.parametrize("text", NOTHING)
def test_a_source_without_a_library_is_no_source(world: World, tree: Path, text: str) -> None:
    assert tree.is_dir()

    with pytest.raises(NothingFound, match="has no built library"):
        open_libraries(text, world)


def test_a_place_that_is_not_there_is_named(world: World) -> None:
    with pytest.raises(NothingFound, match=r"nowhere/ does not exist"):
        open_libraries("nowhere/", world)
    with pytest.raises(NothingFound, match="cannot be looked at"):
        open_libraries("x" * 300, world)


def test_a_tree_without_end_is_refused(tree: Path) -> None:
    with pytest.raises(CouldNotJudge, match="more than 2 files"):
        Harvest(most_files=2).take(tree, "out")
    with pytest.raises(CouldNotJudge, match="more than 1 built libraries"):
        Harvest(most_libraries=1).take(tree, "out")


def test_an_inventory_stands_for_the_libraries(world: World, tree: Path) -> None:
    assert tree.is_dir()
    build = open_libraries("out/", world)
    write_library_inventory(build, world.folder / "built.json")

    assert open_libraries("built.json", world) == replace(build, source="built.json")


def test_an_empty_inventory_is_no_source(world: World) -> None:
    write_library_inventory(BuildOutput("out/"), world.folder / "built.json")

    with pytest.raises(NothingFound, match="has no built library"):
        open_libraries("built.json", world)


@pytest.mark.parametrize("text", ["run", "release:v1", "branch:main", "ray==1.0", "auto", "none"])
def test_only_what_holds_libraries_is_a_source(world: World, text: str) -> None:
    with pytest.raises(WrongCall, match="names no built libraries"):
        open_libraries(text, world)


def test_an_artifact_holds_libraries_at_any_depth(github: FakeGitHub, world: World) -> None:
    files = {"a/ray/_raylet.so": LIBRARY, "a/x.o": OBJECT, "a/readme": b"", "r": b"text" * 9}
    github.add_artifact(RUN, "native", zip_bytes(files))
    github.add_artifact(RUN, "other", zip_bytes({"other.so": OTHER}))

    found = open_libraries("run/native", inside(github, world))

    assert paths(found) == ["a/ray/_raylet.so"]
    assert found.source == f"run:{RUN}/native"
    assert left_behind(world) == []


def test_artifacts_of_several_legs_are_put_together(github: FakeGitHub, world: World) -> None:
    build = BuildOutput("out/", open_build(world, {"x.so": OTHER}).libraries)
    write_library_inventory(build, world.folder / "built-libraries.json")
    recorded = (world.folder / "built-libraries.json").read_bytes()
    github.add_artifact(RUN, "native-1", zip_bytes({"_raylet.so": LIBRARY}))
    github.add_artifact(RUN, "native-2", zip_bytes({"b.json": recorded, "c.json": b"{}"}))
    github.add_artifact(RUN, "native-3", recorded, raw=True, filename="built-libraries.json")
    github.add_artifact(RUN, "native-4.so", OTHER, raw=True)

    found = open_libraries("run:7/native-*", inside(github, world))

    assert paths(found) == ["_raylet.so", "made/x.so", "native-4.so"]


def open_build(world: World, files: dict[str, bytes]) -> BuildOutput:
    (world.folder / "made").mkdir()
    for name, data in files.items():
        (world.folder / "made" / name).write_bytes(data)
    return open_libraries("made", world)


def test_a_damaged_library_in_an_artifact_is_named(github: FakeGitHub, world: World) -> None:
    files = {"broken.so": DAMAGED, "_raylet.so": LIBRARY}
    github.add_artifact(RUN, "native", zip_bytes(files))

    found = open_libraries("run/native", inside(github, world))

    assert paths(found) == ["_raylet.so"]
    assert [problem.path for problem in found.problems] == ["broken.so"]


def test_an_artifact_without_libraries_is_no_source(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "native", zip_bytes({"x.o": OBJECT, "readme.txt": b"x"}))

    with pytest.raises(NothingFound, match="has no built library: 1 artifact looked at"):
        open_libraries("run/native", inside(github, world))


def test_an_artifact_that_is_gone_says_so(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "native", zip_bytes({"x.so": OTHER}), expired=True)

    with pytest.raises(NothingFound, match="the artifact has expired"):
        open_libraries("run/native", inside(github, world))
    with pytest.raises(NothingFound, match="there is none"):
        open_libraries("run/x", inside(github, world))


def test_a_damaged_artifact_is_trouble(github: FakeGitHub, world: World) -> None:
    github.add_artifact(RUN, "native", zip_bytes({"x.so": OTHER})[:-30])

    with pytest.raises(CouldNotJudge):
        open_libraries("run/native", inside(github, world))


def test_an_artifact_of_nothing_but_json_is_not_read_without_end(
    github: FakeGitHub, world: World
) -> None:
    files = {f"{number}.json": b"{}" for number in range(101)}
    github.add_artifact(RUN, "native", zip_bytes(files))

    with pytest.raises(CouldNotJudge, match="has 101 JSON files"):
        open_libraries("run/native", inside(github, world))


def test_outside_of_a_run_one_must_be_named(github: FakeGitHub, world: World) -> None:
    with pytest.raises(WrongCall, match="no current workflow run"):
        open_libraries("run/native", inside(github, world, run_id=0))
    with pytest.raises(WrongCall, match="only inside GitHub Actions") as caught:
        open_libraries("run/native", world)
    assert "record --libraries; if a folder of that name is meant" in caught.value.hint


@pytest.mark.parametrize("text", ["https://me:pw@example.org/a.so", "https://example.org/a-1.whl"])
def test_an_address_is_no_source_and_is_not_repeated(world: World, text: str) -> None:
    with pytest.raises(WrongCall, match="an address is no place") as caught:
        open_libraries(text, world)
    assert "example.org" not in caught.value.message + caught.value.hint
