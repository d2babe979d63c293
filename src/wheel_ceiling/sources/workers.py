"""Several wheels at the same time: some are fetched while others are read, by as many as cores.

What is known already is recalled first, and sent through no other process. Then readers are forked,
and only then threads begin that fetch and that wait for the readers: a process that has threads
cannot be forked safely. What to do next is decided here, on the thread of who asked. Outcomes are
in the order of asking; whatever a thread or a reader did not do, since it was killed or came upon
a wheel that cannot be read, is done here at the end.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.model import Wheel
from wheel_ceiling.sources.errands import Errands
from wheel_ceiling.sources.kept import Steps
from wheel_ceiling.sources.offer import Offer
from wheel_ceiling.sources.readers import Reader, forked_readers
from wheel_ceiling.sources.recorded import decode_wheel

Outcome = Wheel | CouldNotJudge

# Less than that is read before a process has begun.
_WORTH_IT = 4 * 1024**2
# Servers are not ours alone.
_MOST_FETCHED = 4


def read_offers(
    offers: Sequence[Offer], workers: int, platform: str = sys.platform
) -> list[Outcome]:
    """Return the facts of each wheel, or why there are none, in the order of the offers."""
    steps = {
        number: offer.read for number, offer in enumerate(offers) if isinstance(offer.read, Steps)
    }
    found: dict[int, Outcome] = dict(_recalled(steps, workers))
    left = sorted(steps.keys() - found, key=lambda number: (-offers[number].size, number))
    if len(left) > 1:
        # Windows cannot fork, and macOS's own libraries do not bear it (CPython, "Contexts and
        # start methods" of multiprocessing).
        pays = platform == "linux" and _is_much(offers[number].size for number in left)
        unknown = {number: steps[number] for number in left}
        import wheel_ceiling.wheels.read  # noqa: F401 - or each reader would load it for itself

        with forked_readers(unknown, min(workers, len(left)) if pays else 0) as readers:
            found.update(_Round(unknown, readers).read())
    for number, offer in enumerate(offers):
        if number not in found:
            found[number] = _outcome(offer.read)
    return [found[number] for number in range(len(offers))]


def _is_much(sizes: Iterator[int]) -> bool:
    known = list(sizes)
    return 0 in known or sum(known) >= _WORTH_IT


def _outcome(read: Callable[[], Wheel]) -> Outcome:
    try:
        return read()
    except CouldNotJudge as error:
        return error


def _recalled(steps: Mapping[int, Steps], workers: int) -> Iterator[tuple[int, Wheel]]:
    """Yield what is known; a digest leaves the interpreter to others while it is made."""
    waiting = deque(steps)
    errands = Errands[tuple[int, Wheel | None]]()
    with errands:
        while waiting or errands.under_way:
            while waiting and errands.under_way < workers:
                number = waiting.popleft()
                errands.send(partial(_recall, number, steps[number]), (number, None))
            number, known = errands.next()
            if known:
                yield number, known


def _recall(number: int, step: Steps) -> tuple[int, Wheel | None]:
    return number, step.recall()


class _Round:
    """Wheels that nothing is known of, and the readers for them; without one they are read here."""

    def __init__(self, steps: Mapping[int, Steps], readers: Sequence[Reader]) -> None:
        """Those that are here are read in the order of the steps, others as they arrive."""
        self._steps = steps
        self._away = deque(sorted(number for number, step in steps.items() if not step.is_here))
        self._fetching = 0
        self._ready: deque[tuple[int, Path]] = deque()
        self._idle = list(readers)
        self._alive = len(readers)
        self._errands = Errands[Callable[[], None]]()
        self._found: dict[int, Outcome] = {}

    def read(self) -> dict[int, Outcome]:
        """Return what could be found; what is missing must be asked for once more."""
        for number in (number for number, step in self._steps.items() if step.is_here):
            self._take(number, self._steps[number].fetch())
        with self._errands:
            while self._away or self._ready or self._errands.under_way:
                self._send_for_more()
                self._hand_out()
                if self._ready and not self._alive:
                    number, path = self._ready.popleft()
                    self._found[number] = _outcome(partial(self._steps[number].read, path))
                elif self._errands.under_way:
                    self._errands.next()()
        return self._found

    def _send_for_more(self) -> None:
        while self._away and self._fetching < _MOST_FETCHED:
            self._fetching += 1
            self._errands.send(partial(self._fetch, self._away.popleft()), self._fetch_in_vain)

    def _hand_out(self) -> None:
        while self._ready and self._idle:
            ask = partial(self._ask, self._idle.pop(), *self._ready.popleft())
            self._errands.send(ask, self._lose_reader)

    # On a thread: what these two return is called on the thread of who asked.

    def _fetch(self, number: int) -> Callable[[], None]:
        try:
            return partial(self._fetched, number, self._steps[number].fetch())
        except CouldNotJudge as error:
            return partial(self._fetched, number, error)

    def _ask(self, reader: Reader, number: int, path: Path) -> Callable[[], None]:
        with suppress(EOFError, OSError):
            return partial(self._told, reader, number, reader.read(number, path))
        return self._lose_reader

    def _fetched(self, number: int, got: Outcome | Path) -> None:
        self._fetching -= 1
        self._take(number, got)

    def _fetch_in_vain(self) -> None:
        self._fetching -= 1

    def _take(self, number: int, got: Outcome | Path) -> None:
        if isinstance(got, Wheel | CouldNotJudge):
            self._found[number] = got
        else:
            self._ready.append((number, got))

    def _told(self, reader: Reader, number: int, facts: bytes) -> None:
        self._idle.append(reader)
        self._hand_out()  # before the facts are decoded: the reader need not wait for that
        if facts:
            self._found[number] = decode_wheel(facts)

    def _lose_reader(self) -> None:
        self._alive -= 1
