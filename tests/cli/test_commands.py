"""Each command as a user calls it, on the demo's wheels."""

import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.build import NAME
from tests.cli.terminal import call
from tests.elf_bytes import ElfSpec, elf_bytes
from tests.wheel_files import write_wheel
from wheel_ceiling import __version__

DEMO = Path(__file__).parents[2] / "demo" / "wheels"
BUILT, BASELINE = str(DEMO / "built"), str(DEMO / "baseline")


def test_a_failing_check_ends_with_1_and_names_the_file(tmp_path: Path) -> None:
    outcome = call(tmp_path, "check", BUILT, "--baseline", BASELINE)

    assert outcome.code == 1
    assert "ray/_raylet.so" in outcome.out
    assert "GLIBC_2.29" in outcome.out


def test_report_only_ends_with_0(tmp_path: Path) -> None:
    assert call(tmp_path, "check", BUILT, "--baseline", BASELINE, "--fail-on", "never").code == 0


def test_the_json_says_what_the_exit_code_says(tmp_path: Path) -> None:
    outcome = call(tmp_path, "check", BUILT, "--baseline", BASELINE, "--format", "json")

    document = json.loads(outcome.out)
    assert document["verdict"] == "fail"
    assert document["exit_code"] == outcome.code == 1


def test_the_page_is_a_whole_one(tmp_path: Path) -> None:
    words = (BUILT, "--baseline", BASELINE, "--format", "html", "--output", "report.html")
    outcome = call(tmp_path, "check", *words)

    page = (tmp_path / "report.html").read_text("utf-8")
    assert outcome.code == 1
    assert page.startswith("<!doctype html>")
    assert "ray/_raylet.so" in page


def test_the_sarif_is_what_code_scanning_takes_and_is_of_checks_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (BUILT, "--baseline", BASELINE, "--format", "sarif")
    outcome = call(tmp_path, "check", *words, "--output", "report.sarif")

    assert outcome.code == 1
    log = json.loads((tmp_path / "report.sarif").read_text("utf-8"))
    assert log["version"] == "2.1.0"
    assert log["runs"][0]["results"][0]["ruleId"] == "silent-rebuild"
    assert call(tmp_path, "diff", BASELINE, BUILT, "--format", "sarif").code == 2
    assert "invalid choice: 'sarif'" in capsys.readouterr().err


def test_a_report_goes_to_the_file_that_was_named(tmp_path: Path) -> None:
    words = ("check", BUILT, "--baseline", BASELINE, "--format", "markdown")
    outcome = call(tmp_path, *words, "--output", "report.md")

    assert outcome.code == 1
    assert outcome.out == ""
    assert outcome.err == "report.md: verdict: fail\n"
    assert "`ray/_raylet.so`" in (tmp_path / "report.md").read_text("utf-8")


def test_the_allow_blocks_accept_what_was_found_once_reasons_are_written(tmp_path: Path) -> None:
    words = ("check", BUILT, "--baseline", BASELINE)
    blocks = call(tmp_path, *words, "--print-allow").out
    assert tomllib.loads(blocks)["tool"]["wheel-ceiling"]["allow"][0]["reason"] == ""

    (tmp_path / "pyproject.toml").write_text(blocks, "utf-8")
    assert call(tmp_path, *words).code == 2

    (tmp_path / "pyproject.toml").write_text(blocks.replace('""', '"on purpose"'), "utf-8")
    assert call(tmp_path, *words).code == 0


def test_settings_are_read_and_an_option_wins(tmp_path: Path) -> None:
    text = f'[tool.wheel-ceiling]\nwheels = "{BUILT}"\nbaseline = "{BASELINE}"\nfail-on = "never"\n'
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")

    assert call(tmp_path, "check").code == 0
    assert call(tmp_path, "check", "--fail-on", "error").code == 1
    assert call(tmp_path, "check", BASELINE, "--fail-on", "error").code == 0


def test_a_diff_of_a_source_with_itself_says_so(tmp_path: Path) -> None:
    outcome = call(tmp_path, "diff", BUILT, BUILT)

    assert outcome.code == 0
    assert "othing differs" in outcome.out


def test_a_diff_tells_what_differs_and_does_not_judge(tmp_path: Path) -> None:
    outcome = call(tmp_path, "diff", BASELINE, BUILT)

    assert outcome.code == 0
    assert "2.29" in outcome.out
    assert "_PyGen_Send" in outcome.out


def test_show_tells_the_facts(tmp_path: Path) -> None:
    outcome = call(tmp_path, "show", BUILT)

    assert outcome.code == 0
    assert "ray/ray/_raylet.so" in outcome.out


def test_show_as_json_has_the_names_of_symbols(tmp_path: Path) -> None:
    document = json.loads(call(tmp_path, "show", BUILT, "--format", "json").out)

    [wheel] = document["wheels"]
    [outer, _inner] = wheel["libraries"]
    assert outer["ceiling"]["GLIBC"] == "2.29"
    assert "PyInit__raylet" in outer["exports"]["names"]
    assert wheel["files"][1]["path"] == "ray/_raylet.so"
    assert wheel["files"][1]["size"] == outer["size"]


def test_show_as_a_tree_tells_who_needs_whom(tmp_path: Path) -> None:
    outcome = call(tmp_path, "show", BUILT, "--tree")

    assert outcome.code == 0
    assert "The system's, and how many files need each:" in outcome.out


def test_record_writes_an_inventory_with_its_verdict(tmp_path: Path) -> None:
    outcome = call(tmp_path, "record", BASELINE, "-o", "wheel-ceiling.json")

    assert outcome.code == 0
    assert outcome.err == "wheel-ceiling.json: 1 wheel, verdict pass\n"
    assert json.loads((tmp_path / "wheel-ceiling.json").read_text("utf-8"))["verdict"] == "pass"


def test_record_compares_with_the_baseline_that_is_named(tmp_path: Path) -> None:
    alone = call(tmp_path, "record", BUILT, "--baseline", "none", "-o", "a.json")
    compared = call(tmp_path, "record", BUILT, "--baseline", BASELINE, "-o", "b.json")

    assert (alone.code, compared.code) == (0, 0)
    assert json.loads((tmp_path / "b.json").read_text("utf-8"))["verdict"] == "fail"


def test_a_committed_inventory_is_the_baseline_of_auto(tmp_path: Path) -> None:
    call(tmp_path, "record", BASELINE, "-o", "wheel-ceiling.json")

    outcome = call(tmp_path, "check", BUILT)

    assert outcome.code == 1
    assert "wheel-ceiling.json" in outcome.out


def test_explain_prints_the_page_of_a_rule(tmp_path: Path) -> None:
    outcome = call(tmp_path, "explain", "ceiling-above-tag")

    assert outcome.code == 0
    assert "Why it matters" in outcome.out


def test_the_version_says_what_inflates(tmp_path: Path) -> None:
    outcome = call(tmp_path, "--version")

    assert outcome.code == 0
    assert outcome.out.startswith(f"wheel-ceiling {__version__} (inflates with ")


def test_the_version_is_told_beside_other_words_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert call(tmp_path, "--version", "check").code == 0

    assert capsys.readouterr().out.startswith(f"wheel-ceiling {__version__} (inflates with ")


def test_the_version_loads_nothing_that_it_does_not_need() -> None:
    script = (
        "import sys; from wheel_ceiling.cli import main, Surroundings\n"
        "from pathlib import Path\n"
        "main(['--version'], Surroundings({}, Path(), sys.stdout, sys.stderr, 80, ''))\n"
        "print(*(name for name in sys.modules if name.startswith('wheel_ceiling.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )

    loaded = done.stdout.splitlines()[1].split()
    assert "wheel_ceiling.cli.version" in loaded
    assert not {"wheel_ceiling.model", "wheel_ceiling.settings"} & set(loaded)


def test_a_wheel_on_disk_is_shown_without_what_asks_servers(tmp_path: Path) -> None:
    script = (
        "import sys; from wheel_ceiling.cli import main, Surroundings\n"
        "from pathlib import Path\n"
        "main(['show', 'absent.whl'], Surroundings({}, Path(), sys.stdout, sys.stderr, 80, ''))\n"
        "print(*(name for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=tmp_path
    )

    servers = {"wheel_ceiling.sources.web", "wheel_ceiling.sources.artifacts", "requests", "github"}
    assert not servers & set(done.stdout.splitlines()[-1].split())


def test_help_tells_the_exit_codes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert call(tmp_path, "check", "--help").code == 0

    assert "3  could not judge" in capsys.readouterr().out


def test_there_is_nothing_to_allow_where_nothing_was_found(tmp_path: Path) -> None:
    outcome = call(tmp_path, "check", BASELINE, "--baseline", BASELINE, "--print-allow")

    assert outcome.out == "# There is nothing to allow.\n"


def test_a_diff_can_be_read_by_programs(tmp_path: Path) -> None:
    outcome = call(tmp_path, "diff", BASELINE, BUILT, "--format", "json")

    [pair] = json.loads(outcome.out)["pairs"]
    assert pair["baseline"].startswith("ray-2.8.0")


def cached(folder: Path) -> Path:
    """Put the library that the demo's build made where a build leaves it."""
    [path] = (DEMO / "built").iterdir()
    target = folder / "bazel-bin/python/ray/_raylet.so"
    target.parent.mkdir(parents=True)
    with zipfile.ZipFile(path) as archive:
        target.write_bytes(archive.read("ray/ray/_raylet.so"))
    return target


def test_what_was_built_is_recorded_and_what_was_packed_held_against_it(tmp_path: Path) -> None:
    cached(tmp_path)

    recorded = call(tmp_path, "record", "--libraries", "bazel-bin/", "-o", "built.json")
    words = ("--baseline", "none", "--built-libraries", "built.json")
    outcome = call(tmp_path, "check", BUILT, *words, "--format", "json")

    assert (recorded.code, recorded.err) == (0, "built.json: 1 library\n")
    document = json.loads(outcome.out)
    assert document["built_libraries"] == {"source": "built.json", "count": 1}
    assert document["diagnoses"][0]["confidence"] == "certain"
    assert document["diagnoses"][0]["cause"] == (
        "unpacked one folder too deep: the built one lies unused at ray/ray/_raylet.so"
    )


def test_the_demos_inventory_is_of_the_library_that_was_built(tmp_path: Path) -> None:
    cached(tmp_path)
    call(tmp_path, "record", "--libraries", "bazel-bin/", "-o", "built.json")

    made, kept = (
        json.loads(path.read_text("utf-8"))["libraries"][0]
        for path in (tmp_path / "built.json", DEMO.parent / "built-libraries.json")
    )
    assert kept["code_digest"]
    # Facts that the program learned to tell since are not in the one that is kept.
    assert {name: made[name] for name in kept} == kept


def test_a_damaged_library_that_is_allowed_is_left_out_of_the_record(tmp_path: Path) -> None:
    good = cached(tmp_path)
    (good.parent / "broken.so").write_bytes(good.read_bytes()[:40])
    words = ("record", "--libraries", "bazel-bin/", "-o", "built.json")

    refused = call(tmp_path, *words)
    allow = (
        '[[tool.wheel-ceiling.allow]]\nrule = "unreadable"\nlibrary = "*/broken.so"\n'
        'reason = "a test"\n'
    )
    (tmp_path / "pyproject.toml").write_text(allow, "utf-8")
    accepted = call(tmp_path, *words)

    assert refused.code == 3
    assert accepted.code == 0
    assert "Allowed: a test." in accepted.err
    assert accepted.err.endswith("built.json: 1 library\n")


JUDGING = [
    ("--max-glibc", "2.17"),
    ("--wheels", "*"),
    ("--baseline", BASELINE),
    ("--built-libraries", "bazel-bin/"),
    ("--use-failed-baseline",),
]


@pytest.mark.parametrize("option", JUDGING, ids=lambda option: option[0])
def test_recording_libraries_refuses_what_says_how_to_judge(
    option: tuple[str, ...], tmp_path: Path
) -> None:
    cached(tmp_path)

    outcome = call(tmp_path, "record", "--libraries", "bazel-bin/", "-o", "built.json", *option)

    assert outcome.code == 2
    assert f"takes no {option[0]}" in outcome.err
    assert not (tmp_path / "built.json").exists()


EMPTY = {
    "built-libraries": ("check", BUILT, "--baseline", BASELINE, "--built-libraries", ""),
    "max-glibc": ("check", BUILT, "--baseline", BASELINE, "--max-glibc", ""),
    "fail-on": ("check", BUILT, "--baseline", BASELINE, "--fail-on", " "),
    "baseline": ("check", BUILT, "--baseline", ""),
    "only": ("show", BUILT, "--wheels", ""),
    "wheels": ("check", ""),
}


@pytest.mark.parametrize("name", EMPTY)
def test_an_option_that_is_given_and_empty_is_a_wrong_call(name: str, tmp_path: Path) -> None:
    outcome = call(tmp_path, *EMPTY[name])

    assert outcome.code == 2
    assert f"{name}: '' is no value." in outcome.err


def test_libraries_that_could_not_be_read_were_held_against_nothing(tmp_path: Path) -> None:
    outcome = call(tmp_path, "check", BASELINE, "--baseline", "none", "--built-libraries", "no/")

    assert outcome.code == 3
    assert "Held against" not in outcome.out


def test_libraries_that_are_not_there_are_not_recorded(tmp_path: Path) -> None:
    outcome = call(tmp_path, "record", "--libraries", "bazel-bin/", "-o", "built.json")

    assert outcome.code == 3
    assert "bazel-bin/ does not exist." in outcome.err
    assert not (tmp_path / "built.json").exists()


def test_a_difference_of_two_sources_asks_for_no_build(tmp_path: Path) -> None:
    settings = '[tool.wheel-ceiling]\nbuilt-libraries = "nowhere/"\n'
    (tmp_path / "pyproject.toml").write_text(settings, "utf-8")

    assert call(tmp_path, "diff", BASELINE, BUILT).code == 0
    assert call(tmp_path, "check", BASELINE, "--baseline", "none").code == 3


def test_verbose_tells_at_the_end_what_was_done(tmp_path: Path) -> None:
    write_wheel(tmp_path / "dist", NAME, {"ray/a.so": elf_bytes(ElfSpec())})
    words = ("dist/", "--baseline", f"dist/{NAME}")

    told = call(tmp_path, "check", *words, "--verbose")
    quiet = call(tmp_path, "check", *words)

    assert told.err == (
        "Network: 0 answers, 0 bytes; 1 wheel inspected, 0 known; 1 of 1 library unchanged.\n"
    )
    assert (told.out, quiet.err) == (quiet.out, "")


def test_verbose_tells_it_although_the_call_fails(tmp_path: Path) -> None:
    outcome = call(tmp_path, "show", "nowhere/", "--verbose")

    assert outcome.code == 3
    assert outcome.err.endswith("Network: 0 answers, 0 bytes; 0 wheels inspected, 0 known.\n")
