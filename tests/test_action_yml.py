"""action.yml, pip/action.yml and the Dockerfile say what the program and the runner need."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.container.metadata import ACTION, PIP_ACTION, ROOT, runs_of, steps_of, values_of
from tests.recipes.yaml_values import load, texts
from wheel_ceiling.inputs import ACTION_INPUTS, INPUTS

BOTH = pytest.mark.parametrize("path", [ACTION, PIP_ACTION], ids=["DOCKER", "PIP"])
SHELLCHECK = Path(sys.executable).parent / "shellcheck"
README = (ROOT / "README.md").read_text("utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


@BOTH
def test_the_inputs_are_those_of_the_program_in_its_words(path: Path) -> None:
    assert list(values_of(path, "inputs", "description").items()) == [
        *((known.name, f"{known.help} Default: {known.default or 'none'}.") for known in INPUTS),
        *((known.name, known.help) for known in ACTION_INPUTS),
    ]


@BOTH
def test_only_what_pyproject_toml_cannot_say_has_a_default(path: Path) -> None:
    """The runner fills defaults in, and what comes from the workflow wins over the settings."""
    assert values_of(path, "inputs", "default") == {
        **dict.fromkeys((known.name for known in INPUTS), ""),
        **{known.name: known.default for known in ACTION_INPUTS},
    }


@BOTH
def test_no_input_becomes_the_command_line(path: Path) -> None:
    """Without `args:` the runner takes these two for it (ContainerActionHandler.cs)."""
    assert not {"args", "entrypoint"} & {
        name.lower() for name in values_of(path, "inputs", "default")
    }


def test_the_action_can_be_listed() -> None:
    assert {"name", "description", "author", "branding"} <= set(load(ACTION))


def test_the_image_is_built_here_or_named_by_digest() -> None:
    runs = runs_of(ACTION)

    assert set(runs) == {"using", "image"}
    assert re.fullmatch(r"Dockerfile|docker://[^@\s]+@sha256:[0-9a-f]{64}", str(runs["image"]))


def test_both_variants_have_the_same_outputs() -> None:
    here, there = (values_of(path, "outputs", "description") for path in (ACTION, PIP_ACTION))

    assert list(here.items()) == list(there.items())


def test_the_readme_lists_every_output() -> None:
    outputs = values_of(ACTION, "outputs", "description")
    rows = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in outputs.items())

    assert f"| output | |\n|---|---|\n{rows}<!-- /outputs -->" in README


def test_the_variant_without_docker_hands_on_every_output() -> None:
    values = values_of(PIP_ACTION, "outputs", "value")

    assert values == {name: f"${{{{ steps.run.outputs.{name} }}}}" for name in values}


def test_the_variant_without_docker_hands_on_every_input() -> None:
    [last] = [step for step in steps_of(PIP_ACTION) if step.get("id") == "run"]
    given = {key: known for key, known in texts(last["env"], "env").items() if key != "PYTHON"}

    assert given == {
        f"INPUT_{known.name.upper()}": f"${{{{ inputs.{known.name} }}}}"
        for known in (*INPUTS, *ACTION_INPUTS)
    }


def test_no_script_is_put_together_from_expressions() -> None:
    assert not [step for step in steps_of(PIP_ACTION) if "${{" in str(step["run"])]


@pytest.mark.parametrize("number", range(2), ids=["SET_UP", "RUN"])
def test_the_scripts_please_shellcheck(number: int) -> None:
    step = steps_of(PIP_ACTION)[number]

    checked = subprocess.run(
        (SHELLCHECK, "--shell=bash", "-"),
        check=False,
        input=str(step["run"]),
        capture_output=True,
        text=True,
    )

    assert step["shell"] == "bash"
    assert checked.stdout == ""


def test_the_entrypoint_is_no_shell_and_imports_nothing_from_the_workspace() -> None:
    [entrypoint] = re.findall(r"^ENTRYPOINT (\[.*\])$", DOCKERFILE, re.MULTILINE)
    program, *options = json.loads(entrypoint)

    assert program.endswith("/bin/python")
    assert options[0] == "-I"
    assert options[-2:] == ["-m", "wheel_ceiling.action"]


def test_the_image_leaves_user_and_folder_to_the_runner() -> None:
    final = DOCKERFILE.rpartition("\nFROM ")[2]

    assert "USER" not in re.findall(r"^([A-Z]+) ", DOCKERFILE, re.MULTILINE)
    assert "WORKDIR" not in re.findall(r"^([A-Z]+) ", final, re.MULTILINE)


def test_the_base_can_be_chosen_and_no_frontend_is_fetched() -> None:
    base = re.compile(r"^ARG BASE=python:3\.\d+-slim(@sha256:[0-9a-f]{64})?$", re.MULTILINE)

    assert base.search(DOCKERFILE)
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${BASE}"}
    assert "syntax=" not in DOCKERFILE


def test_the_engine_gets_exactly_the_files_that_are_copied() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copies = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)

    assert "*" in lines
    assert sorted(line[1:] for line in lines if line.startswith("!")) == sorted(
        name for copied in copies for name in copied.split()
    )


def test_the_locked_build_backend_is_the_one_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    locked = (ROOT / "requirements" / "build.txt").read_text("utf-8")

    assert project["build-system"]["requires"] == [
        name.replace("flit-core", "flit_core")
        for name in re.findall(r"^([\w.=-]+) \\$", locked, re.MULTILINE)
    ]
