"""The pages of `explain` on their way out: for whom they are made, and where they go."""

import argparse
import re
from collections.abc import Iterable

from wheel_ceiling.cli.commands import write_out
from wheel_ceiling.cli.surroundings import Surroundings
from wheel_ceiling.errors import WrongCall
from wheel_ceiling.reports.explanation import MACHINES, Asked, Page, render_explanation

_PYTHON = re.compile(r"(?:cp|python)?3\.?(\d{1,2})(t?)")
# What other tools call the machines.
_MACHINES = {"amd64": "x86_64", "arm64": "aarch64", "armhf": "armv7l", "i386": "i686"}
_LONGEST_WORD = 100


def asked_for(parsed: argparse.Namespace, surroundings: Surroundings) -> Asked:
    """Return for which machine and Python something is explained; raises WrongCall."""
    minor, is_threaded = _python(parsed.python)
    return Asked(_machine(parsed.machine), minor, surroundings.today, is_threaded)


def print_page(page: Page, parsed: argparse.Namespace, surroundings: Surroundings) -> None:
    """Print the page, or write it to the file that was named."""
    colour = has_colour(parsed, surroundings)
    text = render_explanation(page, parsed.format, surroundings.width, colour=colour)
    write_out(text, parsed, surroundings, "written")


def has_colour(parsed: argparse.Namespace, surroundings: Surroundings) -> bool:
    """Whether the text goes to a terminal that wants colour."""
    return surroundings.has_colour and not parsed.output


def short(text: str) -> str:
    """Return the beginning of a word in quotes."""
    return repr(text[:_LONGEST_WORD])


def _machine(text: str) -> str:
    """Return the machine as wheel tags spell it; raises WrongCall for one without a table."""
    machine = _MACHINES.get(text, text)
    if machine not in MACHINES:
        raise WrongCall(f"Nothing is known of the machine {short(text)}.", _one_of(MACHINES))
    return machine


def _python(text: str) -> tuple[int, bool]:
    """Return 13 and whether it is free-threaded for ``3.13t``; 0 for no Python in particular."""
    match = _PYTHON.fullmatch(text)
    if text and not match:
        raise WrongCall(f"{short(text)} is no Python 3.", "Write it as 3.10 or cp310.")
    return (int(match[1]), bool(match[2])) if match else (0, False)


def _one_of(names: Iterable[str]) -> str:
    return f"Known are {', '.join(names)}."
