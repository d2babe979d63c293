"""Every workflow that this repository holds: its own, and those of the recipes."""

from pathlib import Path

from tests.recipes.walk import ROOT
from tests.recipes.workflow import Workflow, read_workflow

RECIPES = ROOT / "docs/recipes"
OWN = ROOT / ".github/workflows"
FOLDERS = (OWN, *sorted(path for path in RECIPES.iterdir() if path.is_dir()))
FILES = tuple(path for folder in FOLDERS for path in sorted(folder.iterdir()))
PAGES = tuple(sorted(RECIPES.glob("*.md")))


def title(path: Path) -> str:
    """Return a short name for a test's case."""
    return str(path.relative_to(ROOT))


def folder_of(path: Path) -> tuple[Workflow, ...]:
    """Return the workflows of a folder."""
    return tuple(read_workflow(file) for file in sorted(path.iterdir()))


def recipe(name: str) -> Workflow:
    """Return the recipe called like `forks/wheels`, or our own workflow called like `ci`."""
    folder, _, file = name.rpartition("/")
    return read_workflow((RECIPES / folder if folder else OWN) / f"{file}.yml")
