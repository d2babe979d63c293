"""A place in a file, and how far it goes."""

from typing import NamedTuple


class Stretch(NamedTuple):
    """Some bytes of a file, by their place: the first, and the one behind the last."""

    start: int
    stop: int

    @property
    def size(self) -> int:
        return self.stop - self.start
