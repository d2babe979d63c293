"""The command line, called in a folder of its own with what it printed kept."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from msgspec import Struct

from wheel_ceiling.cli import Surroundings, main

TODAY = "2026-11-20"
# Nobody listens on port 9 (discard) here: asking an index fails at once, as without a network.
NO_NETWORK = "http://127.0.0.1:9/simple/"


class Outcome(Struct, frozen=True):
    """What a user sees of one call."""

    code: int
    out: str
    err: str


def call(
    folder: Path,
    *words: str,
    environment: Mapping[str, str] | None = None,
    pasted: TextIO | None = None,
) -> Outcome:
    """Run `wheel-ceiling` with these words; nothing outside of the folder is read or written."""
    out, err = io.StringIO(), io.StringIO()
    surroundings = Surroundings(
        {
            "PIP_INDEX_URL": NO_NETWORK,
            "PIP_CONFIG_FILE": "/dev/null",
            "WHEEL_CEILING_CACHE": str(folder / "cache"),
            **(environment or {}),
        },
        folder,
        out,
        err,
        columns=100,
        today=TODAY,
        input=pasted or io.StringIO(),
    )
    code = main(words, surroundings)
    return Outcome(code, out.getvalue(), err.getvalue())
