"""Several wheels at the same time: those on this disk, by as many processes as there are cores.

Threads would not do: half of the work holds the interpreter's lock. The processes are forked, so
that nothing is imported anew, and only facts come back. What comes back is put in the order of
asking, and whatever a process did not do, because it was killed, is done here.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Protocol

from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.model import Wheel
from wheel_ceiling.sources.offer import Offer
from wheel_ceiling.wheels.digesting import work_alone

Outcome = Wheel | CouldNotJudge

# Less than that is read before a process has begun.
_WORTH_IT = 4 * 1024**2


def read_offers(
    offers: Sequence[Offer], workers: int, platform: str = sys.platform
) -> list[Outcome]:
    """Return the facts of each wheel, or why there are none, in the order of the offers."""
    here = [number for number, offer in enumerate(offers) if offer.is_here]
    # Windows cannot fork, and macOS's own libraries do not bear it (CPython, "Contexts and start
    # methods" of multiprocessing).
    shares = _shares(offers, here, workers) if platform == "linux" else []
    found: dict[int, Outcome] = {}
    if len(shares) > 1:
        found.update(_read_by_others(offers, shares))
    for number, offer in enumerate(offers):
        if number not in found:
            found[number] = _read(offer)
    return [found[number] for number in range(len(offers))]


def _shares(offers: Sequence[Offer], here: Sequence[int], workers: int) -> list[list[int]]:
    """Return which worker reads which wheels: the largest first, to whom has least."""
    if sum(offers[number].size for number in here) < _WORTH_IT:
        return []
    count = min(workers, len(here))
    shares: list[list[int]] = [[] for _ in range(count)]
    sizes = [0] * count
    for number in sorted(here, key=lambda number: -offers[number].size):
        least = sizes.index(min(sizes))
        shares[least].append(number)
        sizes[least] += offers[number].size
    return shares


def _read(offer: Offer) -> Outcome:
    try:
        return offer.read()
    except CouldNotJudge as error:
        return error


def _read_by_others(offers: Sequence[Offer], shares: Sequence[Sequence[int]]) -> dict[int, Outcome]:
    import multiprocessing

    context = multiprocessing.get_context("fork")
    pipes = [context.Pipe(duplex=False) for _ in shares]
    workers = [
        context.Process(target=_work_alone, args=(offers, share, sender.send), daemon=True)
        for share, (_, sender) in zip(shares, pipes, strict=True)
    ]
    try:
        for worker, (_, sender) in zip(workers, pipes, strict=True):
            worker.start()
            sender.close()  # so that the pipe ends when the workers do
        return dict(_received([receiver for receiver, _ in pipes]))
    finally:
        for worker in (worker for worker in workers if worker.pid):
            worker.terminate()
            worker.join()


class _Pipe(Protocol):
    def fileno(self) -> int: ...
    def recv(self) -> tuple[int, Outcome]: ...


def _received(pipes: Sequence[_Pipe]) -> Iterator[tuple[int, Outcome]]:
    from multiprocessing.connection import wait

    left = {pipe.fileno(): pipe for pipe in pipes}
    while left:
        for number in (number for number in wait(list(left)) if isinstance(number, int)):
            try:
                yield left[number].recv()
            except (EOFError, OSError):
                del left[number]


def _work_alone(
    offers: Sequence[Offer], share: Sequence[int], send: Callable[[tuple[int, Outcome]], None]
) -> None:
    work_alone()
    work(offers, share, send)


def work(
    offers: Sequence[Offer], share: Sequence[int], send: Callable[[tuple[int, Outcome]], None]
) -> None:
    """Read a share of the wheels; an interrupt ends it without a word: the parent has its own.

    What went wrong is not sent: it goes wrong once more where it was asked for.
    """
    with suppress(KeyboardInterrupt, BrokenPipeError):
        for number in share:
            outcome = _read(offers[number])
            if isinstance(outcome, Wheel):
                send((number, outcome))
