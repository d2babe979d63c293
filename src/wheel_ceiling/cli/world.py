"""The world that the sources may touch, as the terminal chose it."""

import argparse

from msgspec.structs import replace

from wheel_ceiling.cli.surroundings import Surroundings
from wheel_ceiling.sources.world import World


def build_world(parsed: argparse.Namespace, surroundings: Surroundings) -> World:
    """Return where to look and what to remember; progress only where somebody watches."""
    world = World.of(surroundings.environment, surroundings.folder)
    if parsed.cache:
        world = replace(world, cache=surroundings.folder / parsed.cache)
    if tally := vars(parsed).get("tally"):
        world = replace(world, tally=tally)
    if surroundings.err.isatty() and not parsed.quiet:
        from wheel_ceiling.cli.progress import Bars

        world = replace(world, progress=Bars(surroundings.err))
    return world
