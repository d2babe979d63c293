"""Workflow commands and command files: the only code that prints in the Action.

The runner reads every line of a step as a possible command, and names from wheels are in these
lines. Nothing that is printed or written here can become a command, an output or a file of
commands that we did not mean.
"""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from wheel_ceiling.amounts import counted
from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.github.excerpt import whole_lines

MOST_ANNOTATIONS = 9
"""The runner keeps ten of a type per step, and says nothing of the rest: the tenth is ours."""
MOST_MESSAGE = 4096
"""The runner cuts longer messages (actions/runner, ExecutionContext.cs)."""
MOST_SUMMARY = 1024 * 1024
"""Bytes per step; a larger summary is dropped whole (actions/runner, FileCommandManager.cs)."""

_SUMMARY_ENDING = (
    "\n\n_The job summary ends here: GitHub takes 1 MiB of it. "
    "The JSON report of this run has everything._\n"
)
# What a terminal or a log would obey: everything but the tabulator and the line end.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)


class Level(StrEnum):
    """What an annotation weighs, the heaviest first."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Commands:
    """What one step says to its runner. In a terminal, where files are missing, it only prints."""

    def __init__(
        self,
        out: TextIO,
        environment: Mapping[str, str],
        word: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        self._out = out
        self._files = {
            name: environment.get(name, "") for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
        }
        self._word = word
        self._annotations = 0
        self._left_out: list[Level] = []
        self._summary_is_full = False

    def annotate(
        self, level: str, message: str, title: str = "", path: str = "", line: int = 0
    ) -> None:
        """Show a finding beside the code; those after the ninth are counted, see `finish`."""
        if self._annotations >= MOST_ANNOTATIONS:
            self._left_out.append(Level(level))
            return
        self._annotations += 1
        properties = {"title": title}
        if path:
            properties |= {"file": path, "line": str(line) if line > 0 else ""}
        self._command(Level(level), message, properties)

    def notice(self, message: str, title: str = "") -> None:
        """Show what everybody must see, such as a missing permission; it is not counted."""
        self._command(Level.NOTICE, message, {"title": title})

    def finish(self) -> None:
        """Say how many annotations were left out, once, as heavy as the heaviest of them."""
        if not self._left_out:
            return
        heaviest = min(self._left_out, key=list(Level).index)
        rest = counted(len(self._left_out), "finding is", "findings are")
        self._command(heaviest, f"{rest} not shown here; the job summary has them all.", {})
        self._left_out.clear()

    def say(self, text: str) -> None:
        """Print free text of many lines, none of which the runner obeys."""
        word = self._word()
        self._print(f"::stop-commands::{word}")
        try:
            self._print(_neutral(text))
        finally:
            self._print(f"::{word}::")

    def mask(self, secret: str) -> None:
        """Have the runner write *** wherever the secret appears in the log."""
        if secret:
            self._print(f"::add-mask::{_escaped(_plain(secret))}")

    def set_output(self, name: str, value: str) -> None:
        """Set an output of the step; raises CouldNotJudge where its file cannot be written."""
        value = _encodable(value)
        delimiter = f"ghadelimiter_{self._word()}"
        while delimiter in value or delimiter in name:
            delimiter = f"ghadelimiter_{self._word()}"
        self._append("GITHUB_OUTPUT", f"{name}<<{delimiter}\n{value}\n{delimiter}\n")

    def add_summary(self, text: str) -> None:
        """Add to the job summary; raises CouldNotJudge where its file cannot be written."""
        if self._summary_is_full:
            return
        data = f"{_encodable(text)}\n".encode()
        room = MOST_SUMMARY - self._size("GITHUB_STEP_SUMMARY") - len(_SUMMARY_ENDING.encode())
        if len(data) > room:
            self._summary_is_full = True
            data = (whole_lines(data, room) + _SUMMARY_ENDING).encode() if room >= 0 else b""
        self._append("GITHUB_STEP_SUMMARY", data.decode())

    def _command(self, level: Level, message: str, properties: Mapping[str, str]) -> None:
        said = ",".join(
            f"{name}={_escaped(_neutral(value), ':,')}"
            for name, value in properties.items()
            if value
        )
        self._print(f"::{level}{' ' if said else ''}{said}::{_cut(_escaped(_neutral(message)))}")

    def _print(self, line: str) -> None:
        self._out.write(f"{line}\n")
        self._out.flush()

    def _size(self, variable: str) -> int:
        path = self._files[variable]
        with _file_trouble(variable):
            return Path(path).stat().st_size if path and Path(path).exists() else 0

    def _append(self, variable: str, text: str) -> None:
        if path := self._files[variable]:
            with _file_trouble(variable), Path(path).open("a", encoding="utf-8", newline="") as out:
                out.write(text)


@contextmanager
def _file_trouble(variable: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CouldNotJudge(
            f"The file that {variable} names could not be written: {error.strerror or error}.",
            "The runner makes this file for every step; look at the free space of its disk.",
        ) from error


def _encodable(text: str) -> str:
    """Return the text without the lone surrogates that stand for undecodable file names."""
    return text.encode("utf-8", "replace").decode()


def _plain(text: str) -> str:
    r"""Return the text with \n alone as line end, and without what would steer a terminal."""
    lines = _encodable(text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", lines)


def _neutral(text: str) -> str:
    """Return text that holds no command: neither `::` first in a line nor `##[` anywhere."""
    return _COMMAND.sub(r"\1: ", _plain(text)).replace("##[", "# #[")


def _escaped(text: str, also: str = "") -> str:
    """Return the text as the runner unescapes it (actions/toolkit, core/src/command.ts)."""
    for character in f"%\r\n{also}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _cut(escaped: str) -> str:
    """Return at most what the runner shows, no escape cut in two."""
    if len(escaped) <= MOST_MESSAGE:
        return escaped
    head = escaped[: MOST_MESSAGE - 1]
    torn = head.rfind("%", len(head) - 2)
    return f"{head if torn < 0 else head[:torn]}…"
