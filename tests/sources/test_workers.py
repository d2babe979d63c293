"""Wheels are read by several processes, and nobody can tell by what comes back."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable

import pytest

from tests.build import wheel
from wheel_ceiling.errors import UnreadableWheel
from wheel_ceiling.model import Wheel, WheelName
from wheel_ceiling.sources.cores import usable_cores
from wheel_ceiling.sources.offer import Offer
from wheel_ceiling.sources.workers import Outcome, read_offers, work

PARENT = os.getpid()
LARGE = 10 * 1024**2


def name(number: int) -> str:
    return f"ray-2.9.{number}-cp310-cp310-manylinux2014_x86_64.whl"


def offer(number: int, read: Callable[[int], Wheel], size: int = LARGE) -> Offer:
    label = WheelName(name(number), "ray", f"2.9.{number}")
    return Offer(label, lambda: read(number), size=size, is_here=True)


def read_it(number: int) -> Wheel:
    return wheel(name(number), size=os.getpid())


def filenames(outcomes: list[Outcome]) -> list[str]:
    return [outcome.filename for outcome in outcomes if isinstance(outcome, Wheel)]


def readers(outcomes: list[Outcome]) -> set[int]:
    return {outcome.size for outcome in outcomes if isinstance(outcome, Wheel)}


@pytest.mark.parametrize("count", [2, 3, 20])
def test_the_order_is_that_of_asking_however_many_read(count: int) -> None:
    offers = [offer(number, read_it, LARGE * (1 + number % 3)) for number in range(9)]

    outcomes = read_offers(offers, count)

    assert filenames(outcomes) == [name(number) for number in range(9)]
    assert PARENT not in readers(outcomes)
    assert len(readers(outcomes)) == min(count, 9)


@pytest.mark.parametrize(
    ("sizes", "count"), [([LARGE] * 3, 1), ([100] * 3, 2), ([LARGE], 2), ([], 2)]
)
def test_where_it_would_not_pay_nothing_is_forked(sizes: list[int], count: int) -> None:
    outcomes = read_offers([offer(n, read_it, size) for n, size in enumerate(sizes)], count)

    assert len(outcomes) == len(sizes)
    assert readers(outcomes) <= {PARENT}


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_where_forking_is_not_to_be_had_or_not_safe_all_is_read_here(platform: str) -> None:
    outcomes = read_offers([offer(1, read_it), offer(2, read_it)], 2, platform)

    assert readers(outcomes) == {PARENT}


def test_what_lies_elsewhere_is_read_here() -> None:
    elsewhere = Offer(WheelName(name(0), "ray", "2.9.0"), lambda: read_it(0), size=LARGE)

    outcomes = read_offers([elsewhere, offer(1, read_it), offer(2, read_it)], 2)

    assert isinstance(outcomes[0], Wheel)
    assert outcomes[0].size == PARENT
    assert filenames(outcomes) == [name(0), name(1), name(2)]


def test_an_unreadable_wheel_is_told_and_keeps_no_other_from_being_read() -> None:
    def fail(_number: int) -> Wheel:
        raise UnreadableWheel("It is damaged.", "Build it again.")

    outcomes = read_offers([offer(0, read_it), offer(1, fail), offer(2, read_it)], 2)

    assert filenames(outcomes) == [name(0), name(2)]
    assert isinstance(outcomes[1], UnreadableWheel)
    assert outcomes[1].hint == "Build it again."


def test_what_a_killed_worker_did_not_read_is_read_here() -> None:
    def die(number: int) -> Wheel:
        if os.getpid() != PARENT:
            os.kill(os.getpid(), signal.SIGKILL)
        return read_it(number)

    outcomes = read_offers([offer(0, read_it), offer(1, die), offer(2, read_it)], 3)

    assert filenames(outcomes) == [name(0), name(1), name(2)]
    assert isinstance(outcomes[1], Wheel)
    assert outcomes[1].size == PARENT


def test_an_interrupt_leaves_no_worker_behind() -> None:
    def interrupt(number: int) -> Wheel:
        if number:
            signal.pause()
        time.sleep(0.3)  # until both have begun
        os.kill(PARENT, signal.SIGINT)
        signal.pause()
        raise AssertionError

    with pytest.raises(KeyboardInterrupt):
        read_offers([offer(0, interrupt), offer(1, interrupt)], 2)

    assert multiprocessing.active_children() == []


def test_a_worker_sends_wheels_and_ends_quietly() -> None:
    def fail(_number: int) -> Wheel:
        raise UnreadableWheel("It is damaged.", "Build it again.")

    def interrupt(_number: int) -> Wheel:
        raise KeyboardInterrupt

    sent: list[int] = []
    offers = [offer(0, read_it), offer(1, fail), offer(2, read_it), offer(3, interrupt)]

    work(offers, [2, 1, 0, 3, 2], lambda answer: sent.append(answer[0]))

    assert sent == [2, 0]


def test_there_is_a_core() -> None:
    assert usable_cores() >= 1


def test_elsewhere_than_on_linux_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")

    assert usable_cores() == 1
