"""One run of the Action, from its environment to its exit code."""

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TextIO

from msgspec.structs import replace

from wheel_ceiling.action.checking import check_wheels
from wheel_ceiling.action.inputs import Mode, read_choices
from wheel_ceiling.action.job import Job
from wheel_ceiling.action.publishing import tell_trouble
from wheel_ceiling.action.recording import record_libraries, record_wheels
from wheel_ceiling.action.second import publish_report
from wheel_ceiling.collecting import collect_seldom
from wheel_ceiling.errors import WheelCeilingError
from wheel_ceiling.github.commands import Commands
from wheel_ceiling.github.connection import Connection, Patience
from wheel_ceiling.github.occasion import read_occasion
from wheel_ceiling.sources.world import CACHE_VARIABLE, World
from wheel_ceiling.tally import Tally

_STOPPED = 143

_MODES: Mapping[Mode, Callable[[Job], int]] = {
    Mode.CHECK: check_wheels,
    Mode.RECORD: record_wheels,
    Mode.RECORD_LIBRARIES: record_libraries,
    Mode.PUBLISH: publish_report,
}


def run() -> None:
    """Run as the container's first process, which has no handlers of its own for signals."""
    collect_seldom()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    sys.exit(main(os.environ, sys.stdout))


def main(environment: Mapping[str, str], out: TextIO, patience: Patience | None = None) -> int:
    """Return the exit code of one run."""
    commands = Commands(out, environment)
    if token := environment.get("INPUT_TOKEN", "").strip():
        commands.mask(token)
    workspace = Path(environment.get("GITHUB_WORKSPACE") or ".")
    try:
        with tempfile.TemporaryDirectory(dir=environment.get("RUNNER_TEMP") or None) as folder:
            job = _prepare(environment, commands, workspace, Path(folder), patience)
            with closing(job.world.tally):
                code = _MODES[job.choices.mode](job)
            commands.say(str(job.world.tally))
            return code
    except WheelCeilingError as error:
        tell_trouble(commands, error)
        return error.exit_code


def _prepare(
    environment: Mapping[str, str],
    commands: Commands,
    workspace: Path,
    temporary: Path,
    patience: Patience | None,
) -> Job:
    choices = read_choices(environment)
    occasion, tally = read_occasion(environment), Tally.shared()
    connection = Connection(occasion, choices.token, patience or Patience(), tally)
    world = World.of(environment, workspace)
    cache = world.cache if environment.get(CACHE_VARIABLE) else temporary / "cache"
    return Job(
        choices=choices,
        connection=connection,
        commands=commands,
        world=replace(world, cache=cache, connection=connection, tally=tally),
        workspace=workspace,
        temporary=temporary,
        today=datetime.now(UTC).date().isoformat(),
    )


def _stop(_number: int, _frame: FrameType | None) -> None:
    """End now: the runner waits ten seconds at most; files are whole or not there."""
    sys.exit(_STOPPED)
