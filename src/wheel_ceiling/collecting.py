"""How often Python looks for objects that nobody but themselves holds on to."""

import gc

# Facts are hundreds of thousands of small objects that stay, and the search looks at them anew
# whenever 700 more have come (the default): 4 % of a run's time, measured on one and on 60 wheels.
_SELDOM = 100_000


def collect_seldom() -> None:
    """Look for garbage in circles seldom: a run is short and makes little of it."""
    gc.set_threshold(_SELDOM)
