"""The whole program on real wheel files."""

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.cli.terminal import NO_NETWORK, TODAY
from tests.elf_bytes import ElfSpec, elf_bytes
from tests.wheel_files import write_wheel
from wheel_ceiling.check import check, only_differences
from wheel_ceiling.errors import WrongSettings
from wheel_ceiling.model import Kind, NoBaseline, Report, Settings, Severity, Verdict, Waiver
from wheel_ceiling.sources.inventory import write_inventory
from wheel_ceiling.sources.world import Limits, World

DEMO = Path(__file__).parent.parent / "demo" / "wheels"
NAME = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"
GOOD = elf_bytes(ElfSpec(needed=("libc.so.6",)))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "cache", NO_NETWORK, tmp_path, limits=Limits(retries=0))


def run(world: World, built: str, baseline: str = "none", **chosen: object) -> Report:
    settings = Settings(wheels=(built,), baseline=baseline, today=TODAY, **chosen)  # type: ignore[arg-type]
    return check(settings, world)


def errors(report: Report) -> set[tuple[str, str]]:
    return {
        (finding.rule, finding.library)
        for finding in report.findings
        if finding.severity is Severity.ERROR
    }


def test_the_founding_incident_fails(world: World) -> None:
    report = run(world, str(DEMO / "built"), str(DEMO / "baseline"))

    assert report.verdict is Verdict.FAIL
    assert errors(report) >= {
        ("ceiling-above-tag", "ray/_raylet.so"),
        ("debug-info-appeared", "ray/_raylet.so"),
        ("host-toolchain", "ray/_raylet.so"),
        ("library-twice", "ray/ray/_raylet.so"),
        ("size-jumped", ""),
    }
    assert {diagnosis.library for diagnosis in report.diagnoses} == {"ray/_raylet.so"}


@pytest.mark.parametrize("side", ["built", "baseline"])
def test_a_wheel_compared_with_itself_gives_nothing_to_compare(world: World, side: str) -> None:
    report = run(world, str(DEMO / side), str(DEMO / side))

    assert only_differences(report).findings == ()


def test_both_sides_read_from_one_file_would_show(world: World) -> None:
    """A famous checker's comparison has opened the new file twice since 2020."""
    there = only_differences(run(world, str(DEMO / "built"), str(DEMO / "baseline")))
    back = only_differences(run(world, str(DEMO / "baseline"), str(DEMO / "built")))

    assert there.findings
    assert errors(there)
    assert {found.rule for found in there.findings} != {found.rule for found in back.findings}


def test_no_wheels_cannot_be_judged(world: World, tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()

    report = run(world, "dist/")

    assert report.verdict is Verdict.UNJUDGED
    assert "dist" in report.problems[0].message


def test_an_unreadable_wheel_does_not_hide_the_others(world: World, tmp_path: Path) -> None:
    shutil.copytree(DEMO / "built", tmp_path / "dist")
    (tmp_path / "dist" / "broken-1-py3-none-any.whl").write_bytes(b"PK no zip")

    report = run(world, "dist/", fail_on="never")

    assert report.verdict is Verdict.UNJUDGED
    assert [problem.wheel for problem in report.problems] == ["broken-1-py3-none-any.whl"]
    assert ("ceiling-above-tag", "ray/_raylet.so") in errors(report)


def test_a_baseline_that_cannot_be_asked_is_no_pass(world: World, tmp_path: Path) -> None:
    write_wheel(tmp_path / "dist", NAME, {"ray/_raylet.so": GOOD})

    report = run(world, "dist/", "auto")

    assert report.verdict is Verdict.UNJUDGED
    assert isinstance(report.comparison.baseline, NoBaseline)
    assert report.problems[0].hint


def test_the_same_file_name_with_two_contents_is_a_problem(world: World, tmp_path: Path) -> None:
    write_wheel(tmp_path / "one", NAME, {"ray/_raylet.so": GOOD})
    write_wheel(tmp_path / "two", NAME, {"ray/_raylet.so": GOOD + b"x"})

    report = check(Settings(("one/", "two/"), "none", today=TODAY), world)

    assert "found twice, with different content" in report.problems[0].message


def test_the_same_file_from_two_sources_is_one_wheel(world: World, tmp_path: Path) -> None:
    write_wheel(tmp_path / "one", NAME, {"ray/_raylet.so": GOOD})
    shutil.copytree(tmp_path / "one", tmp_path / "two")

    report = check(Settings(("one/", "two/"), "none", today=TODAY), world)

    assert not report.problems
    assert len(report.comparison.built.wheels) == 1


def test_a_damaged_member_is_no_pass_until_it_is_allowed(world: World, tmp_path: Path) -> None:
    write_wheel(tmp_path / "dist", NAME, {"ray/tests/broken.so": GOOD[:-100], "ray/_r.so": GOOD})
    allowed = Waiver("unreadable", "it is a test's data", "ray/tests/*")

    refused = run(world, "dist/")
    accepted = run(world, "dist/", waivers=(allowed,))

    assert refused.verdict is Verdict.UNJUDGED
    assert "ray/tests/broken.so" in refused.problems[0].message
    assert accepted.problems == ()
    assert any("Allowed: it is a test's data." in remark for remark in accepted.remarks)


def test_a_failed_inventory_is_no_baseline_unless_told_to(world: World, tmp_path: Path) -> None:
    bad = run(world, str(DEMO / "built"))
    write_inventory(bad.comparison.built, bad.verdict.value, tmp_path / "bad.json")

    refused = run(world, str(DEMO / "built"), "bad.json")
    used = run(world, str(DEMO / "built"), "bad.json", use_failed_baseline=True)

    assert any("recorded with the verdict fail" in problem.message for problem in refused.problems)
    assert used.problems == ()


def test_a_recorded_baseline_gives_the_same_findings_as_its_wheels(
    world: World, tmp_path: Path
) -> None:
    good = run(world, str(DEMO / "baseline"))
    write_inventory(good.comparison.built, good.verdict.value, tmp_path / "wheel-ceiling.json.gz")

    by_record = run(world, str(DEMO / "built"), "wheel-ceiling.json.gz")
    by_wheels = run(world, str(DEMO / "built"), str(DEMO / "baseline"))

    assert by_record.findings == by_wheels.findings


def test_a_waiver_for_a_rule_that_does_not_exist_is_a_mistake(world: World) -> None:
    with pytest.raises(WrongSettings) as raised:
        run(world, "dist/", waivers=(Waiver("size-jump", "typing error"),))

    assert raised.value.hint == "Did you mean size-jumped?"


PURE = "ray-2.9.0-py3-none-any.whl"
WINDOWS = "ray-2.9.0-cp310-cp310-win_amd64.whl"
MAC = "ray-2.9.0-cp310-cp310-macosx_11_0_arm64.whl"
PYODIDE = "ray-2.9.0-cp312-cp312-pyodide_2024_0_wasm32.whl"
EMPTY_LINUX = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"


@pytest.mark.parametrize(
    ("filename", "said"),
    [
        (PURE, "is pure Python"),
        (WINDOWS, "not judged for glibc"),
        (MAC, "not judged for glibc"),
        (PYODIDE, "not judged for glibc"),
        (EMPTY_LINUX, "has no ELF file that can be loaded"),
    ],
)
def test_wheels_without_native_code_for_linux_pass_with_a_sentence(
    world: World, tmp_path: Path, filename: str, said: str
) -> None:
    write_wheel(tmp_path / "dist", filename, {"ray/__init__.py": b""})

    report = run(world, "dist/")

    assert report.verdict is Verdict.PASS
    assert any(said in remark for remark in report.remarks)


def test_source_distributions_are_passed_over_with_a_sentence(world: World, tmp_path: Path) -> None:
    write_wheel(tmp_path / "dist", NAME, {"ray/_raylet.so": GOOD})
    (tmp_path / "dist" / "ray-2.9.0.tar.gz").write_bytes(b"")

    report = run(world, "dist/")

    assert not report.problems
    assert any("ray-2.9.0.tar.gz" in remark for remark in report.remarks)


def test_what_was_built_and_is_in_no_wheel_is_remarked(world: World, tmp_path: Path) -> None:
    write_wheel(tmp_path / "dist", NAME, {"ray/_raylet.so": GOOD})
    (tmp_path / "out").mkdir()
    (tmp_path / "out/_raylet.so").write_bytes(GOOD)
    (tmp_path / "out/test_tool.so").write_bytes(elf_bytes(ElfSpec(code=b"\x90" * 32)))

    report = run(world, "dist/", built_libraries=("out/",))

    assert report.findings == ()
    assert report.remarks == ("1 built library is in no wheel: out/test_tool.so.",)
    assert run(world, "nowhere/", built_libraries=("out/",)).remarks == ()


def test_built_libraries_that_cannot_be_had_are_no_pass(world: World, tmp_path: Path) -> None:
    write_wheel(tmp_path / "dist", NAME, {"ray/_raylet.so": GOOD})
    (tmp_path / "out").mkdir()

    report = run(world, "dist/", built_libraries=("out/", "elsewhere/"))

    assert report.verdict is Verdict.UNJUDGED
    assert [problem.message for problem in report.problems] == [
        "out/ has no built library: 0 files looked at. Object files and static archives are none.",
        "elsewhere/ does not exist.",
    ]


def test_a_damaged_built_library_can_be_allowed(world: World, tmp_path: Path) -> None:
    write_wheel(tmp_path / "dist", NAME, {"ray/_raylet.so": GOOD})
    (tmp_path / "out").mkdir()
    (tmp_path / "out/_raylet.so").write_bytes(GOOD)
    (tmp_path / "out/broken.so").write_bytes(GOOD[:40])
    allowed = (Waiver("unreadable", "test data", "out/broken.so"),)

    assert run(world, "dist/", built_libraries=("out/",)).verdict is Verdict.UNJUDGED
    report = run(world, "dist/", built_libraries=("out/",), waivers=allowed)
    assert report.verdict is Verdict.PASS


def test_of_several_projects_the_one_without_a_baseline_is_named(
    world: World, tmp_path: Path
) -> None:
    for name in (NAME, "other-2.0-py3-none-any.whl"):
        write_wheel(tmp_path / "dist", name, {"x.py": b""})
    write_wheel(tmp_path / "old", NAME.replace("2.9.0", "2.8.0"), {"x.py": b""})

    report = run(world, "dist", "old")

    assert "other 2.0 has no baseline: rules that compare did not speak of it." in report.remarks
    assert not any(remark.startswith("ray") and "baseline" in remark for remark in report.remarks)


def test_the_very_library_that_was_built_is_no_rebuild(world: World, tmp_path: Path) -> None:
    shutil.copytree(DEMO / "built", tmp_path / "dist")
    with zipfile.ZipFile(next((DEMO / "built").iterdir())) as wheel:
        (tmp_path / "_raylet.so").write_bytes(wheel.read("ray/_raylet.so"))

    report = run(world, "dist", str(DEMO / "baseline"), built_libraries=("_raylet.so",))

    kinds = {one.kind for one in report.diagnoses if one.library == "ray/_raylet.so"}
    assert kinds == {Kind.LEAKED_HOST_ARTIFACT}
