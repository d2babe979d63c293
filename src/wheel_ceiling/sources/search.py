"""What is looked for on GitHub, and through which connection."""

from collections.abc import Callable

from msgspec import Struct

from wheel_ceiling.errors import WrongCall
from wheel_ceiling.github.connection import Connection
from wheel_ceiling.github.occasion import Occasion
from wheel_ceiling.model import WheelName
from wheel_ceiling.sources.offer import every_wheel
from wheel_ceiling.sources.spec import OnGitHub
from wheel_ceiling.sources.world import World


class Search(Struct, frozen=True):
    """Which wheels are looked for, and in whose name."""

    connection: Connection
    world: World
    only: tuple[str, ...] = ()
    likely: Callable[[WheelName], bool] = every_wheel
    """Wheels that are read while the artifact that holds them is at hand; others when asked for.

    A link to an artifact holds for a minute, so that coming back for a wheel is a request more.
    """

    @property
    def occasion(self) -> Occasion:
        return self.connection.occasion

    @property
    def run_id(self) -> int:
        """The run whose wheels are judged: the current one, or the one that triggered it."""
        triggering = self.occasion.triggering
        return triggering.id if triggering else self.occasion.run_id


def search_github(
    spec: OnGitHub,
    world: World,
    only: tuple[str, ...] = (),
    likely: Callable[[WheelName], bool] = every_wheel,
) -> Search:
    """Return the search; raises WrongCall outside of GitHub Actions."""
    if world.connection is None:
        raise WrongCall(
            f"'{spec}' exists only inside GitHub Actions.",
            f"Use pypi:NAME or a folder; if a folder of that name is meant, write ./{spec}",
        )
    return Search(world.connection, world, only, likely)
