"""What action.yml and pip/action.yml say, read as the runner reads them."""

from collections.abc import Mapping
from pathlib import Path

from tests.recipes.yaml_values import load, mapping, text

ROOT = Path(__file__).parent.parent.parent
ACTION = ROOT / "action.yml"
PIP_ACTION = ROOT / "pip" / "action.yml"
TOKEN = "${{ github.token }}"


def runs_of(path: Path) -> Mapping[str, object]:
    """Return what the action is made of."""
    return mapping(load(path)["runs"], path.name)


def steps_of(path: Path) -> tuple[Mapping[str, object], ...]:
    """Return the steps of a composite action."""
    steps = runs_of(path)["steps"]
    assert isinstance(steps, list)
    return tuple(mapping(step, path.name) for step in steps)


def values_of(path: Path, part: str, key: str) -> Mapping[str, str]:
    """Return one thing that is said of each input or output; empty where it is not said."""
    known = mapping(load(path)[part], path.name)
    return {name: text(mapping(one, name).get(key), name) for name, one in known.items()}


def default_inputs(path: Path, token: str) -> Mapping[str, str]:
    """Return what the runner fills in: every input of the file, empty without a default."""
    defaults = values_of(path, "inputs", "default")
    return {name: default.replace(TOKEN, token) for name, default in defaults.items()}
