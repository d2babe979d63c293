"""What is wrong is told in lines that fit the terminal, and whole where it is to be copied."""

import io
from pathlib import Path

import pytest

from tests.cli.terminal import TODAY
from wheel_ceiling.cli import Surroundings
from wheel_ceiling.cli.complain import complain
from wheel_ceiling.errors import WheelCeilingError

COMMAND = "`pip download --no-deps --only-binary :all: --platform manylinux2014_x86_64 ray==2.9.0`"


def told(message: str, hint: str = "", columns: int = 60) -> list[str]:
    err = io.StringIO()
    surroundings = Surroundings({}, Path(), io.StringIO(), err, columns, TODAY)
    complain(WheelCeilingError(message, hint), surroundings)
    return err.getvalue().splitlines()


def test_long_messages_are_wrapped_and_hints_indented() -> None:
    lines = told("a word " * 30, "and advice " * 30)

    assert max(map(len, lines)) <= 60
    assert lines[0].startswith("wheel-ceiling: a word")
    assert all(line.startswith("  ") for line in lines[1:])
    assert " ".join(lines).split()[1:] == [*["a", "word"] * 30, *["and", "advice"] * 30]


def test_a_short_message_is_one_line() -> None:
    assert told("There is none.", "Build it.") == ["wheel-ceiling: There is none.", "  Build it."]


@pytest.mark.parametrize("kept", [COMMAND, "https://example.org/" + "x-y/" * 30])
def test_what_is_there_to_be_copied_is_not_broken(kept: str) -> None:
    assert f"  {kept}" in told(
        "Nothing was found.", f"Fetch the wheel first, then try {kept} again."
    )
