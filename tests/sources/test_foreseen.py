"""What a baseline tells of the built wheels before they are read: nothing but what is true."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from tests.build import TODAY
from tests.elf_bytes import ElfSpec, elf_bytes
from tests.github.fake import FakeGitHub
from tests.sources.on_github import inside
from tests.wheel_files import write_wheel
from tests.wheels.elf.files import FULL
from wheel_ceiling.check import check
from wheel_ceiling.model import Inventory, Report, Settings, Wheel
from wheel_ceiling.opening import open_built
from wheel_ceiling.reports.document import render_json
from wheel_ceiling.sources.foreseen import foresee
from wheel_ceiling.sources.inventory import encode_inventory, read_inventory, write_inventory
from wheel_ceiling.sources.known import NOBODY_KNOWS
from wheel_ceiling.sources.world import World
from wheel_ceiling.tally import Tally

NEW = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"
OLD = "ray-2.8.0-cp310-cp310-manylinux2014_x86_64.whl"
MUSL = "ray-2.9.0-cp310-cp310-musllinux_1_1_x86_64.whl"
SAME = elf_bytes(replace(FULL, rodata=Random(0).randbytes(200_000)))
OTHER = elf_bytes(ElfSpec(soname="libother.so", exports=("other",)))
MEMBERS = {"ray/__init__.py": b"", "ray/_same.so": SAME, "ray/_other.so": OTHER}
TOLD = "../old.json"
SETTINGS = Settings(wheels=("dist/",), baseline=TOLD, today=TODAY)
MARK = "told by the inventory"


def read(world: World, filename: str, folder: str) -> Wheel:
    built = open_built(Settings(wheels=(folder,)), world)
    [wheel] = [wheel for wheel in built.wheels if wheel.filename == filename]
    return wheel


def record(world: World, *wheels: Wheel) -> None:
    write_inventory(Inventory("old/", wheels), "pass", world.folder / TOLD)


def marked(wheel: Wheel) -> Wheel:
    """The wheel with a word in its facts by which they are known wherever they come to."""
    libraries = (replace(facts, interpreter=MARK) for facts in wheel.libraries)
    return replace(wheel, libraries=tuple(libraries))


def marks(report: Report) -> list[str]:
    """The built files whose facts the inventory told."""
    wheels = report.comparison.built.wheels
    libraries = [facts for wheel in wheels for facts in wheel.libraries]
    return [facts.path for facts in libraries if facts.interpreter == MARK]


@pytest.fixture(autouse=True)
def built(world: World) -> None:
    """A new wheel, and an old one with one of its libraries."""
    write_wheel(world.folder / "dist", NEW, MEMBERS)
    write_wheel(world.folder / "old", OLD, {"ray/_same.so": SAME})


def checked(world: World, settings: Settings = SETTINGS) -> tuple[Report, Tally]:
    tally = Tally()
    return check(settings, replace(world, tally=tally)), tally


def test_a_wheel_that_is_in_the_inventory_is_digested_and_no_more(world: World) -> None:
    record(world, read(world, NEW, "dist/"))

    report, tally = checked(world)

    assert (tally.inspected, tally.known) == (0, 1)
    assert report.comparison.unchanged == (2, 2)


def test_files_that_are_in_the_inventory_are_not_understood_again(world: World) -> None:
    record(world, marked(read(world, OLD, "old/")))

    report, tally = checked(world)

    assert marks(report) == ["ray/_same.so"]
    assert (tally.inspected, tally.known) == (1, 0)


@pytest.mark.parametrize("filename", [NEW, MUSL])
@pytest.mark.parametrize("is_same_wheel", [True, False])
def test_the_report_is_that_of_wheels_that_were_read(
    world: World, filename: str, *, is_same_wheel: bool
) -> None:
    write_wheel(world.folder / "dist", filename, MEMBERS)
    write_wheel(world.folder / "old", filename.replace("2.9.0", "2.8.0"), {"ray/_same.so": SAME})
    where, name = ("dist/", filename) if is_same_wheel else ("old/", filename.replace("9.0", "8.0"))
    wheel = read(world, name, where)
    record(world, replace(wheel, reader="another"))
    settings = replace(SETTINGS, wheels=(f"dist/{filename}",))
    first, tally = checked(replace(world, cache=world.folder / "a"), settings)
    assert tally.known == 0
    record(world, wheel)

    second, _ = checked(replace(world, cache=world.folder / "b"), settings)

    assert render_json(second) == render_json(first)


def test_facts_of_another_reader_are_not_believed(world: World) -> None:
    record(world, replace(marked(read(world, OLD, "old/")), reader="another"))

    report, _ = checked(world)

    assert marks(report) == []


def test_the_names_of_symbols_are_read_where_somebody_asks_for_them(world: World) -> None:
    record(world, marked(read(world, NEW, "dist/")))

    report, _ = checked(world, replace(SETTINGS, forbidden=("other",)))

    assert marks(report) == []
    assert any(finding.rule == "forbidden-library" for finding in report.findings)


def test_musl_wheels_are_read_for_the_names_of_their_symbols(world: World) -> None:
    write_wheel(world.folder / "dist", MUSL, MEMBERS)
    record(world, marked(read(world, MUSL, "dist/")))

    report, _ = checked(world, replace(SETTINGS, wheels=(f"dist/{MUSL}",)))

    assert marks(report) == []


@pytest.mark.parametrize("baseline", ["auto", "wheel-ceiling.json", "../work/wheel-ceiling.json"])
def test_what_lies_in_the_tree_tells_nothing(world: World, baseline: str) -> None:
    """Whoever wants the change that is judged may have written it."""
    record(world, marked(read(world, NEW, "dist/")))
    (world.folder / TOLD).rename(world.folder / "wheel-ceiling.json")

    report, _ = checked(world, replace(SETTINGS, baseline=baseline))

    assert marks(report) == []


@pytest.mark.parametrize("variable", ["CI", "GITHUB_ACTIONS", "TF_BUILD", "JENKINS_URL"])
def test_where_a_machine_runs_it_for_others_nothing_is_told(world: World, variable: str) -> None:
    record(world, marked(read(world, NEW, "dist/")))
    for_others = World.of({variable: "true"}, world.folder).is_for_others

    report, _ = checked(replace(world, is_for_others=for_others))

    assert marks(report) == []


def test_what_was_told_once_is_told_nobody_else(world: World) -> None:
    """Neither those who are told nothing, nor those who are told other things."""
    noise = {"ray/noise.bin": Random(1).randbytes(1_200_000)}
    write_wheel(world.folder / "dist", NEW, {**MEMBERS, **noise})
    old = read(replace(world, cache=world.folder / "other"), OLD, "old/")
    lie = (replace(facts, interpreter=MARK, exports=(), export_count=0) for facts in old.libraries)
    record(world, replace(old, libraries=tuple(lie)))
    first, _ = checked(world)
    assert marks(first) == ["ray/_same.so"]

    untold, _ = checked(world, replace(SETTINGS, baseline="none"))
    record(world, old)
    told_otherwise, _ = checked(world)

    assert marks(untold) == []
    assert marks(told_otherwise) == []


def test_what_a_built_inventory_tells_says_nothing_of_the_baseline(world: World) -> None:
    """A build job may have written it; the baseline's own bytes are here."""
    record(world, marked(read(world, NEW, "dist/")))
    settings = replace(SETTINGS, wheels=(TOLD,), baseline=f"old/{OLD}")

    report, _ = checked(world, settings)

    assert len(marks(report)) == 2
    baseline = report.comparison.baseline
    assert isinstance(baseline, Inventory)
    assert [facts.interpreter for facts in baseline.wheels[0].libraries] != [MARK]


def test_a_workspace_on_github_tells_nothing(github: FakeGitHub, world: World) -> None:
    record(world, read(world, NEW, "dist/"))

    assert foresee(SETTINGS, inside(github, world)) == NOBODY_KNOWS


def test_the_inventory_of_a_release_tells_what_it_knows(github: FakeGitHub, world: World) -> None:
    inventory = Inventory("old/", (marked(read(world, NEW, "dist/")),))
    data = encode_inventory(inventory, "pass")
    github.add_release("v1", assets={"wheel-ceiling.json": data})
    settings = replace(SETTINGS, baseline="release:v1")

    report, _ = checked(inside(github, world), settings)

    assert len(marks(report)) == 2
    assert len(github.blob_seen) == 1


def test_the_wheels_of_a_release_are_not_fetched_for_it(github: FakeGitHub, world: World) -> None:
    data = (world.folder / "old" / OLD).read_bytes()
    github.add_release("v1", assets={OLD: data})

    known = foresee(replace(SETTINGS, baseline="release:v1"), inside(github, world))

    assert not known.wheels
    assert github.blob_seen == []


def _missing(_path: Path) -> None: ...


def _damaged(path: Path) -> None:
    path.write_text("[]")


@pytest.mark.parametrize("write", [_missing, _damaged])
def test_an_inventory_that_cannot_be_read_is_said_once(
    world: World, write: Callable[[Path], None]
) -> None:
    write(world.folder / TOLD)

    report, _ = checked(world)

    assert len(report.problems) == 1
    assert "old.json" in report.problems[0].message
    assert len(report.comparison.built.wheels) == 1


def test_a_second_run_that_is_told_the_same_inspects_nothing(world: World) -> None:
    noise = {"ray/noise.bin": Random(1).randbytes(1_200_000)}
    write_wheel(world.folder / "dist", NEW, {**MEMBERS, **noise})
    record(world, read(replace(world, cache=world.folder / "other"), OLD, "old/"))
    first, tally = checked(world)
    assert (tally.inspected, tally.known) == (1, 0)

    second, again = checked(world)
    whole = read(world, NEW, "dist/")

    assert (again.inspected, again.known) == (0, 1)
    assert render_json(second) == render_json(first)
    assert all(facts.has_names for facts in whole.libraries)


def test_an_inventory_is_decoded_as_it_was_recorded(world: World) -> None:
    wheel = read(world, NEW, "dist/")
    record(world, wheel)

    [found] = read_inventory(world.folder / TOLD).wheels

    assert (found.reader, [facts.sha256 for facts in found.libraries]) == (
        wheel.reader,
        [facts.sha256 for facts in wheel.libraries],
    )
    assert [facts.undefined_count for facts in found.libraries] == [
        len(facts.undefined) for facts in wheel.libraries
    ]
