"""What a call cost, said at its end to who wants to know."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from wheel_ceiling.cli.surroundings import Surroundings


@contextmanager
def counting(parsed: argparse.Namespace, surroundings: Surroundings) -> Iterator[None]:
    """Let the world of the call count, and print the counts, with `--verbose`."""
    if not vars(parsed).get("verbose"):
        yield
        return
    from wheel_ceiling.tally import Tally

    parsed.tally = Tally.shared()
    try:
        yield
    finally:
        parsed.tally.close()
        print(parsed.tally, file=surroundings.err)
