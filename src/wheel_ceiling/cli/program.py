"""One call from its words to its exit code."""

import io
import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType, TracebackType
from typing import NoReturn

from wheel_ceiling.cli.complain import complain
from wheel_ceiling.cli.counting import counting
from wheel_ceiling.cli.surroundings import Surroundings
from wheel_ceiling.cli.version import version
from wheel_ceiling.collecting import collect_seldom
from wheel_ceiling.errors import CouldNotJudge, WheelCeilingError

_INTERRUPTED = 130
_STOPPED = 143


def leave(code: int) -> NoReturn:
    """End the process without taking its millions of names apart; all files are closed by now."""
    sys.stderr.flush()
    os._exit(code)


def run(end: Callable[[int], NoReturn] = leave) -> None:
    """Run as a program, perhaps as the first process of a container, which has no handlers."""
    collect_seldom()
    # Closed ones are None (`>&-`).
    sys.stdout, sys.stderr = sys.stdout or io.StringIO(), sys.stderr or io.StringIO()
    signal.signal(signal.SIGTERM, _stop)
    surroundings = Surroundings(
        os.environ,
        Path.cwd(),
        sys.stdout,
        sys.stderr,
        shutil.get_terminal_size((100, 24)).columns,
        datetime.now(UTC).date().isoformat(),
        sys.stdin,
    )
    if end is leave:
        sys.excepthook = _crash
    try:
        code = main(sys.argv[1:], surroundings)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader went away (`| head`); point stdout elsewhere so that exiting stays quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    except OSError as error:
        # Whatever else can go wrong with files has a sentence of its own.
        complain(_unwritable(error), surroundings)
        code = CouldNotJudge.exit_code
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)  # as _stop does: what threads were about is cleared away
    end(code)


def _unwritable(error: OSError) -> CouldNotJudge:
    return CouldNotJudge(
        f"The answer cannot be written: {error.strerror or error}.",
        "Make room where it goes, or name another place with --output.",
    )


def _crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say what nobody expected, and end with 3: Python's own 1 would say that a wheel failed."""
    sys.__excepthook__(kind, error, trace)
    print("wheel-ceiling crashed; please report it with the lines above.", file=sys.stderr)
    leave(CouldNotJudge.exit_code)


def _stop(_number: int, _frame: FrameType | None) -> None:
    """End now, and with it whoever reads for this process."""
    sys.exit(_STOPPED)


def main(arguments: Sequence[str], surroundings: Surroundings) -> int:
    """Return the exit code of one call."""
    if list(arguments) == ["--version"]:
        print(version(), file=surroundings.out)
        return 0
    from wheel_ceiling.cli.parser import build_parser

    try:
        parsed = build_parser().parse_args(arguments)
    except SystemExit as error:  # argparse has printed what it had to say
        return int(error.code or 0)
    try:
        with counting(parsed, surroundings):
            return int(parsed.command(parsed, surroundings))
    except WheelCeilingError as error:
        complain(error, surroundings)
        return error.exit_code
