"""The variant without Docker, its steps run by bash as the runner runs them."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.container.metadata import PIP_ACTION, ROOT
from tests.container.walker import Walker

WHEELS = ROOT / "demo" / "wheels" / "built"
# Takes the part of `python3`: makes no environment and installs nothing, but writes down what it
# was asked; what is not about that is done by the Python that runs the tests.
STAND_IN = f"""#!/usr/bin/env bash
echo "$*" >> "$ASKED"
case "$*" in
"-I -m venv "*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
"-I -m pip "*) ;;
*) exec {sys.executable} "$@" ;;
esac
"""
REPOSITORY = {"GITHUB_REPOSITORY": "octo/demo"}
NO_INDEX = STAND_IN.replace('"-I -m pip "*) ;;', '"-I -m pip "*) exit 1 ;;')
TOO_OLD = "#!/usr/bin/env bash\nexit 1\n"


def walker_with(folder: Path, python: str) -> Walker:
    """Return a job on a machine whose `python3` is this script."""
    program = folder / "bin" / "python3"
    program.parent.mkdir()
    program.write_text(python, "utf-8")
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.defpath}"
    return Walker(PIP_ACTION, folder, {**REPOSITORY, "PATH": path, "ASKED": str(folder / "asked")})


def test_everything_is_installed_by_hash_and_the_action_from_its_own_files(tmp_path: Path) -> None:
    walker = walker_with(tmp_path, STAND_IN)
    walker.walk({"fail-on": "sometimes"})

    source = f"{PIP_ACTION.parent}/.."
    _, venv, locked, own, run = (tmp_path / "asked").read_text("utf-8").splitlines()
    assert venv == f"-I -m venv {tmp_path}/temp/wheel-ceiling-venv"
    assert "--no-deps --only-binary :all: --require-hashes" in locked
    assert locked.endswith(
        f"-r {source}/requirements/runtime.txt -r {source}/requirements/build.txt"
    )
    assert own.endswith(f"--no-deps --no-index --no-build-isolation {source}")
    assert run == "-I -u -X utf8 -m wheel_ceiling.action"


def test_a_python_that_is_too_old_is_named_before_anything_is_done(tmp_path: Path) -> None:
    walked = walker_with(tmp_path, TOO_OLD).walk({})

    assert walked.exit_code == 2
    assert "::error title=wheel-ceiling::Python 3.11 or newer is needed" in walked.log
    assert set(walked.outputs.values()) == {""}


def test_a_failed_installation_is_no_verdict(tmp_path: Path) -> None:
    walked = walker_with(tmp_path, NO_INDEX).walk({})

    assert walked.exit_code == 3
    assert "::error title=wheel-ceiling::wheel-ceiling could not be installed" in walked.log


def test_the_verdict_and_the_outputs_come_through(tmp_path: Path) -> None:
    walker = walker_with(tmp_path, STAND_IN)
    shutil.copytree(WHEELS, walker.workspace / "dist")

    walked = walker.walk({"wheels": "dist", "baseline": "none"})

    assert walked.exit_code == 1, walked.log
    assert walked.outputs["verdict"] == "fail"
    assert (walker.workspace / walked.outputs["report"]).is_file()


def test_an_input_with_a_hyphen_arrives(tmp_path: Path) -> None:
    walked = walker_with(tmp_path, STAND_IN).walk({"fail-on": "sometimes"})

    assert walked.exit_code == 2
    assert "'sometimes'" in walked.log


@pytest.mark.network
def test_it_runs_from_what_the_lock_file_names(tmp_path: Path) -> None:
    machine = Path(sys.executable).resolve().parent
    walker = Walker(
        PIP_ACTION, tmp_path, {**REPOSITORY, "PATH": f"{machine}{os.pathsep}{os.defpath}"}
    )

    walked = walker.walk({"fail-on": "sometimes"})

    assert walked.exit_code == 2, walked.log
    assert "'sometimes'" in walked.log
