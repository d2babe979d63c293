"""What the README says of the settings is what the program says of them."""

import re
from pathlib import Path

from wheel_ceiling.settings import INPUTS

README = Path(__file__).parent.parent / "README.md"


def test_the_readme_lists_every_input_as_the_program_knows_it() -> None:
    text = README.read_text("utf-8")

    table = re.search(r"<!-- inputs -->\n(.*)<!-- /inputs -->", text, re.DOTALL)
    rows = [f"| `{known.name}` | {known.default or 'none'} | {known.help} |" for known in INPUTS]
    expected = "\n".join(["| key | default | |", "|---|---|---|", *rows, ""])
    assert table is not None
    assert table[1] == expected
