"""What a call cost, said at its end to who wants to know."""

import argparse
import textwrap
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
        print(textwrap.fill(str(parsed.tally), surroundings.width), file=surroundings.err)
