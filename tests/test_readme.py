"""What the README says of the settings is what the program says of them."""

import re
from pathlib import Path

import pytest

from wheel_ceiling.inputs import ACTION_INPUTS, INPUTS, Input

README = Path(__file__).parent.parent / "README.md"


@pytest.mark.parametrize(
    ("mark", "head", "inputs"),
    [("inputs", "key", INPUTS), ("action-inputs", "input", ACTION_INPUTS)],
)
def test_the_readme_lists_every_input_as_the_program_knows_it(
    mark: str, head: str, inputs: tuple[Input, ...]
) -> None:
    text = README.read_text("utf-8")

    table = re.search(rf"<!-- {mark} -->\n(.*)<!-- /{mark} -->", text, re.DOTALL)
    rows = [f"| `{known.name}` | {known.default or 'none'} | {known.help} |" for known in inputs]
    expected = "\n".join([f"| {head} | default | |", "|---|---|---|", *rows, ""])
    assert table is not None
    assert table[1] == expected
