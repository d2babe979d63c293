"""What a crash looks like from outside: not like a verdict, and not like a command to the runner.

Imports nothing of ours, so that it is in force before anything of ours can go wrong.
"""

import os
import secrets
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

CRASHED = 3
"""Python's own 1 would say that the verdict is fail."""


def expect_crashes(end: Callable[[int], object] = os._exit) -> None:
    """Let every exception that nobody expected end the program with 3."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _tell(kind, error, trace)
        end(CRASHED)

    sys.excepthook = hook


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    # A traceback may hold a foreign name, and the runner obeys commands in any line.
    word = secrets.token_hex(16)
    told = "".join(traceback.format_exception(kind, error, trace)).replace("##[", "# #[")
    sys.stdout.write(f"::stop-commands::{word}\n{told}\n::{word}::\n")
    sys.stdout.write("::error::wheel-ceiling crashed; please report it with the lines above.\n")
    sys.stdout.flush()
