"""The linters that the projects of our users run have nothing to say; and they can speak."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.recipes.library import FILES, RECIPES
from tests.recipes.walk import ROOT

GITHUB = ROOT / ".github"
FORMS = tuple(
    path for path in sorted((GITHUB / "ISSUE_TEMPLATE").iterdir()) if path.stem != "config"
)
SCHEMAS = {
    "github-workflows": FILES,
    "github-issue-forms": FORMS,
    "github-issue-config": (GITHUB / "ISSUE_TEMPLATE/config.yml",),
    "dependabot": (GITHUB / "dependabot.yml",),
}
ZIZMOR = ("zizmor", "--offline", "--no-progress", "--persona=pedantic")
ZIZMOR_WITH_OURS = (*ZIZMOR, f"--config={GITHUB / 'zizmor.yml'}")
YAMLLINT = ("yamllint", "--strict", f"--config-file={ROOT / '.yamllint'}")
PULL_REQUEST = RECIPES / "pull-request/wheels.yml"


def lint(command: Sequence[str], paths: Sequence[Path]) -> tuple[int, str]:
    program = Path(sys.executable).with_name(command[0])
    done = subprocess.run(
        [program, *command[1:], *paths], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_have_the_shape_that_github_asks_for(schema: str) -> None:
    code, said = lint(("check-jsonschema", f"--builtin-schema=vendor.{schema}"), SCHEMAS[schema])

    assert code == 0, said


def test_zizmor_has_nothing_to_say_even_when_it_is_pedantic() -> None:
    code, said = lint(ZIZMOR_WITH_OURS, [*FILES, GITHUB / "dependabot.yml"])

    assert code == 0, said


def test_zizmor_speaks_of_recipes_without_our_exception() -> None:
    code, said = lint((*ZIZMOR, "--no-config"), [PULL_REQUEST])

    assert code != 0
    assert "unpinned-uses" in said


def test_our_exception_is_for_our_action_only(tmp_path: Path) -> None:
    text = PULL_REQUEST.read_text("utf-8")
    path = tmp_path / "wheels.yml"
    path.write_text(text.replace("org/wheel-ceiling-action@v1", "org/other@v1"), "utf-8")

    code, said = lint(ZIZMOR_WITH_OURS, [path])

    assert code != 0
    assert "unpinned-uses" in said


def test_yamllint_has_nothing_to_say() -> None:
    code, said = lint(YAMLLINT, [GITHUB, RECIPES])

    assert code == 0, said


@pytest.mark.parametrize(
    ("command", "right", "wrong"),
    [
        pytest.param(YAMLLINT, "on:\n", "on: \n", id="YAMLLINT: A BLANK AT THE END OF A LINE"),
        pytest.param(
            ("check-jsonschema", "--builtin-schema=vendor.github-workflows"),
            "runs-on",
            "run-on",
            id="CHECK-JSONSCHEMA: AN UNKNOWN KEY",
        ),
        pytest.param(
            ZIZMOR_WITH_OURS,
            "persist-credentials: false",
            "fetch-depth: 1",
            id="ZIZMOR: A TOKEN LEFT BEHIND",
        ),
    ],
)
def test_a_linter_finds_what_is_planted(
    command: tuple[str, ...], right: str, wrong: str, tmp_path: Path
) -> None:
    path = tmp_path / "wheels.yml"
    path.write_text(PULL_REQUEST.read_text("utf-8").replace(right, wrong), "utf-8")

    code, said = lint(command, [path])

    assert code != 0, said
