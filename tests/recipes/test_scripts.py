"""The shell scripts in workflows: linted, and those that decide or publish are run.

`gh` is played by a script that writes down what it is asked.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.recipes.library import FILES, recipe, title
from tests.recipes.walk import ROOT
from tests.recipes.workflow import read_workflow

SCRIPTS = {
    f"{title(path)} {job.id} {number}": step.run
    for path in FILES
    for job in read_workflow(path).jobs
    for number, step in enumerate(job.steps, 1)
    if step.run
}
GH = """#!/bin/sh
printf '%s\\n' "gh $*" >> "$CALLS"
case "$*" in
  *-X\\ PATCH*v1\\ *) exit "${NO_SUCH_TAG:-0}" ;;
  *git/trees*) echo tree-sha ;;
  *git/commits*) echo commit-sha ;;
esac
"""


def script(name: str, job: str, words: str) -> str:
    """Return the script of a job that has those words in it."""
    (found,) = (step.run for step in recipe(name).job(job).steps if words in step.run)
    return found


def run(text: str, folder: Path, environment: Mapping[str, str]) -> int:
    """Run a script as the runner does where no `shell:` is named."""
    return subprocess.run(
        ["bash", "-e", "-c", text],
        cwd=folder,
        env={"PATH": os.defpath, "HOME": str(folder), **environment},
        check=False,
    ).returncode


def test_shellcheck_has_nothing_to_say_of_any_script(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.sh" for number in range(len(SCRIPTS))]
    for path, text in zip(paths, SCRIPTS.values(), strict=True):
        path.write_text(text, "utf-8")

    program = Path(sys.executable).with_name("shellcheck")
    done = subprocess.run(
        [program, "--shell=bash", *paths], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + str(list(SCRIPTS))


def test_no_script_has_an_expression_in_it() -> None:
    assert [name for name, text in SCRIPTS.items() if "${{" in text] == []


@pytest.mark.parametrize(
    ("event", "path", "wheels"),
    [
        pytest.param("pull_request", "docs/page.txt", "false", id="A FILE OF THE DOCUMENTATION"),
        pytest.param("pull_request", "src/README.md", "false", id="A PAGE ELSEWHERE"),
        pytest.param("pull_request", "src/fast.c", "true", id="CODE"),
        pytest.param("push", "docs/page.txt", "true", id="A PUSH LEAVES A BASELINE BEHIND"),
    ],
)
def test_the_required_check_is_spared_for_documentation_only(
    event: str, path: str, wheels: str, tmp_path: Path
) -> None:
    folder, output = tmp_path / "checkout", tmp_path / "output"
    (folder / path).parent.mkdir(parents=True)
    commit = "git -c user.name=a -c user.email=a@example.com commit -q --allow-empty -m"
    assert (
        run(f"git init -q\n{commit} base\ntouch {path}\ngit add {path}\n{commit} head", folder, {})
        == 0
    )

    code = run(
        script("required-check/wheels", "changes", "git diff"),
        folder,
        {"GITHUB_EVENT_NAME": event, "GITHUB_OUTPUT": str(output)},
    )

    assert code == 0
    assert output.read_text("utf-8") == f"wheels={wheels}\n"


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """A machine whose `gh` writes its calls to this file."""
    program = tmp_path / "bin/gh"
    program.parent.mkdir()
    program.write_text(GH, "utf-8")
    program.chmod(0o755)
    return tmp_path / "calls"


def asked(text: str, calls: Path, **environment: str) -> list[str]:
    """Run a script on that machine; return what `gh` was asked."""
    folder = calls.parent
    settings = {
        "PATH": f"{folder / 'bin'}:{os.defpath}",
        "CALLS": str(calls),
        "GITHUB_REPOSITORY": "org/wheel-ceiling-action",
        "GITHUB_SHA": "tagged-sha",
        "GITHUB_OUTPUT": str(folder / "output"),
    }
    assert run(text, folder, {**settings, **environment}) == 0
    return calls.read_text("utf-8").splitlines() if calls.exists() else []


def test_the_release_commit_stands_on_the_tagged_one_and_takes_its_tag(calls: Path) -> None:
    git = "repos/org/wheel-ceiling-action/git"

    tree, commit, tag = asked(script("release", "commit", "git/trees"), calls, TAG="v1.2.3")

    assert tree.startswith(f"gh api {git}/trees -f base_tree=tagged-sha -f tree[][path]=action.yml")
    assert "-F tree[][content]=@action.yml" in tree
    assert commit.startswith(f"gh api {git}/commits -f message=Release v1.2.3 -f tree=tree-sha")
    assert "-f parents[]=tagged-sha" in commit
    assert tag == f"gh api -X PATCH {git}/refs/tags/v1.2.3 -f sha=commit-sha -F force=true"
    assert (calls.parent / "output").read_text("utf-8") == "sha=commit-sha\n"


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        pytest.param("v1.2.3", "", id="A RELEASE"),
        pytest.param("v1.2.3rc1", " --prerelease", id="A CANDIDATE"),
    ],
)
def test_a_release_is_drafted_then_filled_then_published(tag: str, kind: str, calls: Path) -> None:
    (calls.parent / "dist").mkdir()
    (calls.parent / "dist/a.whl").touch()

    assert asked(script("release", "release", "gh release"), calls, TAG=tag) == [
        f"gh release create {tag} --draft --verify-tag --title {tag} --generate-notes{kind}",
        f"gh release upload {tag} dist/a.whl wheel-ceiling-report/wheel-ceiling.json",
        f"gh release edit {tag} --draft=false",
    ]


REFS = "repos/org/wheel-ceiling-action/git/refs"
MOVE = f"gh api -X PATCH {REFS}/tags/v1 -f sha=commit-sha -F force=true"


@pytest.mark.parametrize(
    ("tag", "no_such_tag", "expected"),
    [
        pytest.param("v1.2.3", "0", [MOVE], id="IT IS MOVED"),
        pytest.param(
            "v1.0.0",
            "1",
            [MOVE, f"gh api {REFS} -f ref=refs/tags/v1 -f sha=commit-sha"],
            id="THE FIRST TIME IT IS MADE",
        ),
        pytest.param("v1.2.3rc1", "0", [], id="A CANDIDATE LEAVES IT"),
    ],
)
def test_the_floating_tag_follows_releases(
    tag: str, no_such_tag: str, expected: list[str], calls: Path
) -> None:
    text = script("release", "release", "refs/tags")

    assert asked(text, calls, TAG=tag, SHA="commit-sha", NO_SUCH_TAG=no_such_tag) == expected


def test_a_release_reaches_nobody_before_its_gate_and_its_image() -> None:
    workflow = recipe("release")

    for name in ("pypi", "release"):
        needed = {job.id for job in workflow.needed_by(workflow.job(name))}
        assert needed >= {"test", "wheel-ceiling", "image", "commit"}


def test_the_recipe_for_tags_drafts_fills_and_publishes(calls: Path) -> None:
    (calls.parent / "dist").mkdir()
    (calls.parent / "dist/a.whl").touch()

    said = asked(script("tag-build/release", "release", "gh release"), calls, TAG="v2.0")

    assert [line.split()[2] for line in said] == ["create", "upload", "edit"]
    assert "dist/a.whl wheel-ceiling-report/wheel-ceiling.json" in said[1]


def test_the_base_of_the_image_can_be_found_in_the_dockerfile() -> None:
    line = next(
        line.strip()
        for line in script("release", "image", "imagetools").splitlines()
        if "Dockerfile" in line
    )
    command = line.removeprefix("base=$(").removesuffix(")")

    found = subprocess.run(
        ["bash", "-ec", command], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert found.stdout.startswith("python:3.")
    assert len(found.stdout.splitlines()) == 1
