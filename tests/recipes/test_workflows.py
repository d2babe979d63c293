"""Our own workflows and those of the recipes would run, and would be allowed what they do."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.recipes.faults import faults, pins
from tests.recipes.library import FILES, FOLDERS, OWN, RECIPES, folder_of, recipe, title
from tests.recipes.walk import ROOT, action_steps
from tests.recipes.workflow import ACTION, read_workflow
from tests.recipes.yaml_values import load, mapping, words


@pytest.mark.parametrize("path", FILES, ids=title)
def test_a_workflow_has_no_fault(path: Path) -> None:
    assert faults(read_workflow(path), folder_of(path.parent)) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=title)
def test_every_folder_of_workflows_runs_our_action(folder: Path) -> None:
    assert any(action_steps(workflow, called_with={}) for workflow in folder_of(folder))


def test_one_action_is_pinned_at_one_commit_everywhere() -> None:
    found = {uses for path in FILES for uses in pins(path.read_text("utf-8"))}

    assert len({uses.partition("@")[0] for uses in found}) == len(found), sorted(found)
    assert found


def test_recipes_use_the_action_as_its_users_do() -> None:
    for path in (found for found in FILES if found.is_relative_to(RECIPES)):
        ours = re.findall(r"uses: (\S*wheel-ceiling\S*)", path.read_text("utf-8"))

        assert set(ours) <= {f"{ACTION}@v1", f"{ACTION}/pip@v1"}, title(path)


def test_our_own_workflows_use_the_action_of_the_same_commit() -> None:
    for path in OWN.iterdir():
        uses = [step.step.uses for step in action_steps(read_workflow(path), called_with={})]

        assert uses == ["./"], title(path)


@pytest.mark.parametrize("name", ["ci", "release"])
def test_every_supported_python_is_tested(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    supported = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))

    assert [leg["python"] for leg in recipe(name).job("test").legs] == supported


def test_the_gate_has_one_name_in_every_recipe() -> None:
    names = {
        str(step.job.raw["name"])
        for path in FILES
        if path.is_relative_to(RECIPES)
        for step in action_steps(read_workflow(path), called_with={})
        if step.mode == "check"
    }

    assert names == {"wheel-ceiling"}


def test_dependabot_looks_wherever_something_is_pinned() -> None:
    listed = load(ROOT / ".github/dependabot.yml")["updates"]
    assert isinstance(listed, list)
    updates = [mapping(one, "updates") for one in listed]
    folders = {
        str(one["package-ecosystem"]): words(one.get("directories", one.get("directory")), "")
        for one in updates
    }

    assert set(folders["github-actions"]) >= {"/", "/docs/recipes/*"}
    assert [(ROOT / folder[1:] / "dev.txt").is_file() for folder in folders["pip"]] == [True]
    assert [(ROOT / folder[1:] / "Dockerfile").is_file() for folder in folders["docker"]] == [True]
    assert all("cooldown" in one for one in updates)
