"""The pages of the recipes: all listed, every link leads somewhere, no permission unexplained."""

import re
from pathlib import Path

import pytest

from tests.recipes.library import FOLDERS, OWN, PAGES, RECIPES, folder_of, title
from tests.recipes.walk import ROOT, action_steps, contract
from wheel_ceiling.inputs import ACTION_INPUTS, INPUTS

INDEX = RECIPES / "README.md"
RECIPE_FOLDERS = tuple(folder for folder in FOLDERS if folder != OWN)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_ORGANISATION = re.compile(r"(?<![\w.-])([\w-]+)/wheel-ceiling-action")


def test_every_recipe_has_a_page_and_every_page_a_recipe() -> None:
    pages = {page.stem for page in PAGES} - {INDEX.stem}

    assert pages == {folder.name for folder in RECIPE_FOLDERS}


def test_the_index_lists_every_recipe_once() -> None:
    rows = re.findall(r"^\|.*\| \[([\w-]+)\]\(\1\.md\)", INDEX.read_text("utf-8"), re.MULTILINE)

    assert sorted(rows) == [folder.name for folder in RECIPE_FOLDERS]


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = [link for link in _LINK.findall(page.read_text("utf-8")) if "://" not in link]

    assert links
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("folder", RECIPE_FOLDERS, ids=title)
def test_a_page_links_every_workflow_of_its_recipe(folder: Path) -> None:
    page = (RECIPES / f"{folder.name}.md").read_text("utf-8")

    assert [
        path.name for path in folder.iterdir() if f"({folder.name}/{path.name})" not in page
    ] == []


@pytest.mark.parametrize("folder", RECIPE_FOLDERS, ids=title)
def test_a_page_says_what_each_permission_is_for(folder: Path) -> None:
    said = re.findall(
        r"^- `([a-z-]+: (?:read|write))`(?: \(`\w+`\))?: \w",
        (RECIPES / f"{folder.name}.md").read_text("utf-8"),
        re.MULTILINE,
    )

    granted = {
        f"{name}: {level}"
        for workflow in folder_of(folder)
        for job in workflow.jobs
        for name, level in job.permissions.items()
    }
    asked = {
        f"{name}: {level}"
        for workflow in folder_of(folder)
        for step in action_steps(workflow, called_with={})
        for name, level in step.permissions.items()
    }
    assert asked <= set(said) <= granted


def test_pages_link_workflows_and_repeat_none() -> None:
    assert [page.name for page in PAGES if re.search("```ya?ml", page.read_text("utf-8"))] == []


def test_the_index_names_every_input_output_and_exit_code() -> None:
    text = INDEX.read_text("utf-8")

    named = [*(known.name for known in (*INPUTS, *ACTION_INPUTS)), *contract().outputs]
    assert [name for name in named if f"`{name}`" not in text] == []
    assert all(f"{code} " in text for code in range(4))


def test_the_organisation_is_called_the_same_everywhere() -> None:
    texts = [path.read_text("utf-8") for path in (*PAGES, *RECIPES.glob("*/*.yml"))]
    texts += [path.read_text("utf-8") for path in (ROOT / ".github").rglob("*.*")]

    named = {name for text in texts for name in _ORGANISATION.findall(text)}
    assert named == {"org"}
