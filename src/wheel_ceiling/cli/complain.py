"""How the terminal is told that something is wrong."""

from wheel_ceiling.cli.surroundings import Surroundings
from wheel_ceiling.errors import WheelCeilingError


def complain(error: WheelCeilingError, surroundings: Surroundings) -> None:
    """Print the message and what to do about it, with foreign control characters made visible."""
    from wheel_ceiling.reports.foreign import clean

    print(f"wheel-ceiling: {clean(error.message)}", file=surroundings.err)
    if error.hint:
        print(f"  {clean(error.hint)}", file=surroundings.err)
