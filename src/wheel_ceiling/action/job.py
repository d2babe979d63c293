"""One run of the Action: what it was asked, what GitHub says of it, and what it may touch."""

from pathlib import Path

from msgspec import Struct

from wheel_ceiling.action.inputs import Choices, Mode
from wheel_ceiling.github.commands import Commands
from wheel_ceiling.github.connection import Connection
from wheel_ceiling.github.occasion import Occasion, TriggeringRun
from wheel_ceiling.sources.world import World

_TELLING = ("wheels", "only", "baseline", "fail-on", "max-glibc", "built-libraries")
"""The inputs in which gates of one job differ."""


class Job(Struct, frozen=True):
    """All that the modes of the Action have at hand."""

    choices: Choices
    connection: Connection
    commands: Commands
    world: World
    workspace: Path
    temporary: Path
    """A folder of ours that no later step looks at."""
    today: str
    """ISO 8601."""

    @property
    def occasion(self) -> Occasion:
        return self.connection.occasion

    @property
    def judged(self) -> TriggeringRun:
        """The run that judged: another one where this one only publishes."""
        occasion = self.occasion
        if self.choices.mode is Mode.PUBLISH and occasion.triggering:
            return occasion.triggering
        return TriggeringRun(
            id=occasion.run_id,
            event=occasion.event,
            conclusion="",
            head_sha=occasion.head_sha,
            head_branch="",
            head_repository=occasion.head_repository,
            workflow=occasion.workflow,
            attempt=occasion.run_attempt,
        )

    @property
    def gate_name(self) -> str:
        """What tells this gate from others of the run: legs of a matrix share their job's name."""
        chosen = [text for name in _TELLING for text in self.choices.gate[name]]
        return " ".join([self.occasion.job, *chosen])
