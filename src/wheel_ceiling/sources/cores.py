"""How many wheels are worth reading at the same time."""

import os
import sys


def usable_cores() -> int:
    """Return how many processes can run at the same time."""
    # What is forked elsewhere may meet libraries that cannot bear it.
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
