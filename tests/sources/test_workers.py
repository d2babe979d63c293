"""Wheels are fetched and read side by side, and nobody can tell by what comes back."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest

from tests.build import wheel
from wheel_ceiling.errors import SourceUnreachable, UnreadableWheel
from wheel_ceiling.model import Wheel, WheelName
from wheel_ceiling.sources.cores import usable_cores
from wheel_ceiling.sources.kept import Steps
from wheel_ceiling.sources.offer import Offer
from wheel_ceiling.sources.workers import Outcome, read_offers

PARENT = os.getpid()
LARGE = 10 * 1024**2
SOON = 20
HERE = Path("here.whl")


def name(number: int) -> str:
    return f"ray-2.9.{number}-cp310-cp310-manylinux2014_x86_64.whl"


def read_it(number: int) -> Wheel:
    return wheel(name(number), size=os.getpid())


def fail(_number: int) -> Wheel:
    raise UnreadableWheel("It is damaged.", "Build it again.")


def die(number: int) -> Wheel:
    if os.getpid() != PARENT:
        os.kill(os.getpid(), signal.SIGKILL)
    return read_it(number)


def interrupt(number: int) -> Wheel:
    if number:
        signal.pause()
    time.sleep(0.3)  # until both have begun
    os.kill(PARENT, signal.SIGINT)
    signal.pause()
    raise AssertionError


def nothing_known(_number: int) -> None: ...


def nothing_to_fetch(_number: int) -> Path:
    return HERE


class Here(Steps, frozen=True):
    """A wheel that is read by its number."""

    is_here: ClassVar[bool] = True

    number: int
    look: Callable[[int], Wheel] = read_it
    remember: Callable[[int], Wheel | None] = nothing_known

    def recall(self) -> Wheel | None:
        return self.remember(self.number)

    def fetch(self) -> Path:
        return Path(str(self.number))

    def read(self, path: Path) -> Wheel:
        assert path == Path(str(self.number))
        return self.look(self.number)


class Away(Steps, frozen=True):
    """A wheel that must be fetched, and is read by its number."""

    is_here: ClassVar[bool] = False

    number: int
    get: Callable[[int], Wheel | Path]
    look: Callable[[int], Wheel] = read_it

    def recall(self) -> None: ...

    def fetch(self) -> Wheel | Path:
        return self.get(self.number)

    def read(self, path: Path) -> Wheel:
        assert path == HERE
        return self.look(self.number)


def offer(read: Here | Away, size: int = LARGE) -> Offer:
    return Offer(WheelName(name(read.number), "ray", f"2.9.{read.number}"), read, size=size)


def filenames(outcomes: list[Outcome]) -> list[str]:
    return [outcome.filename for outcome in outcomes if isinstance(outcome, Wheel)]


def readers(outcomes: list[Outcome]) -> set[int]:
    return {outcome.size for outcome in outcomes if isinstance(outcome, Wheel)}


@pytest.mark.parametrize("count", [2, 3, 20])
def test_the_order_is_that_of_asking_however_many_read(count: int) -> None:
    offers = [offer(Here(number), LARGE * (1 + number % 3)) for number in range(9)]

    outcomes = read_offers(offers, count)

    assert filenames(outcomes) == [name(number) for number in range(9)]
    assert PARENT not in readers(outcomes)
    assert len(readers(outcomes)) <= count


@pytest.mark.parametrize(
    ("sizes", "count"), [([LARGE] * 3, 1), ([100] * 3, 2), ([LARGE], 2), ([], 2)]
)
def test_where_it_would_not_pay_nothing_is_forked(sizes: list[int], count: int) -> None:
    outcomes = read_offers([offer(Here(n), size) for n, size in enumerate(sizes)], count)

    assert len(outcomes) == len(sizes)
    assert readers(outcomes) <= {PARENT}


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_where_forking_is_not_to_be_had_or_not_safe_all_is_read_here(platform: str) -> None:
    outcomes = read_offers([offer(Here(1)), offer(Here(2))], 2, platform)

    assert readers(outcomes) == {PARENT}


def test_with_another_thread_about_nothing_is_forked() -> None:
    with somebody_about():
        outcomes = read_offers([offer(Here(1)), offer(Here(2))], 2)

    assert readers(outcomes) == {PARENT}


@contextmanager
def somebody_about() -> Iterator[None]:
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    yield
    over.set()
    thread.join()


def test_where_the_system_has_no_more_processes_all_is_read_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)

    assert readers(read_offers([offer(Here(1)), offer(Here(2))], 2)) == {PARENT}


def test_facts_at_hand_are_taken_here() -> None:
    in_hand = Offer(WheelName(name(0), "ray", "2.9.0"), lambda: read_it(0), size=LARGE)

    outcomes = read_offers([in_hand, offer(Here(1)), offer(Here(2))], 2)

    assert isinstance(outcomes[0], Wheel)
    assert outcomes[0].size == PARENT
    assert filenames(outcomes) == [name(0), name(1), name(2)]


def test_what_is_known_is_recalled_here_and_by_several_at_a_time() -> None:
    both = threading.Barrier(2, timeout=SOON)

    def remember(number: int) -> Wheel:
        both.wait()
        return read_it(number)

    outcomes = read_offers([offer(Here(number, fail, remember)) for number in range(4)], 2)

    assert filenames(outcomes) == [name(number) for number in range(4)]
    assert readers(outcomes) == {PARENT}


@pytest.mark.parametrize("count", [1, 2])
def test_an_unreadable_wheel_is_told_and_keeps_no_other_from_being_read(count: int) -> None:
    outcomes = read_offers([offer(Here(0)), offer(Here(1, fail)), offer(Here(2))], count)

    assert filenames(outcomes) == [name(0), name(2)]
    assert isinstance(outcomes[1], UnreadableWheel)
    assert outcomes[1].hint == "Build it again."


def test_what_a_killed_reader_did_not_read_is_read_here() -> None:
    outcomes = read_offers([offer(Here(0)), offer(Here(1, die)), offer(Here(2))], 3)

    assert filenames(outcomes) == [name(0), name(1), name(2)]
    assert isinstance(outcomes[1], Wheel)
    assert outcomes[1].size == PARENT


def test_when_all_readers_were_killed_the_rest_is_read_here() -> None:
    outcomes = read_offers([offer(Here(number, die)) for number in range(6)], 2)

    assert filenames(outcomes) == [name(number) for number in range(6)]
    assert readers(outcomes) == {PARENT}


def test_an_interrupt_leaves_no_reader_behind() -> None:
    with pytest.raises(KeyboardInterrupt):
        read_offers([offer(Here(0, interrupt)), offer(Here(1, interrupt))], 2)

    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("count", [1, 2])
def test_wheels_that_arrive_in_any_order_are_told_in_that_of_asking(count: int) -> None:
    second_is_here = threading.Event()

    def get(number: int) -> Wheel | Path:
        if number == 0:
            assert second_is_here.wait(SOON)
        if number == 1:
            second_is_here.set()
        return read_it(number) if number == 2 else HERE

    offers = [offer(Away(number, get)) for number in range(7)]

    assert filenames(read_offers([*offers, offer(Here(7))], count)) == [name(n) for n in range(8)]


def test_the_next_is_fetched_while_one_is_read() -> None:
    last_is_here = threading.Event()

    def read_when_the_last_is_here(number: int) -> Wheel:
        assert last_is_here.wait(SOON)
        return read_it(number)

    def get(number: int) -> Path:
        if number == 3:
            last_is_here.set()
        return HERE

    outcomes = read_offers(
        [offer(Away(number, get, read_when_the_last_is_here)) for number in range(4)], 1
    )

    assert filenames(outcomes) == [name(number) for number in range(4)]


def test_what_was_fetched_is_read_by_as_many_as_there_are_cores() -> None:
    outcomes = read_offers([offer(Away(n, nothing_to_fetch), 0) for n in range(4)], 2)

    assert filenames(outcomes) == [name(number) for number in range(4)]
    assert PARENT not in readers(outcomes)


def test_a_server_is_asked_for_a_few_at_a_time() -> None:
    lock = threading.Lock()
    asked: list[int] = []
    most: list[int] = []

    def get(number: int) -> Wheel:
        with lock:
            asked.append(number)
            most.append(len(asked))
        time.sleep(0.02)
        with lock:
            asked.remove(number)
        return read_it(number)

    read_offers([offer(Away(number, get)) for number in range(20)], 2)

    assert 1 < max(most) <= 4


def test_what_cannot_be_had_is_told_in_its_place() -> None:
    def get(number: int) -> Path:
        if number % 2:
            raise SourceUnreachable(f"{name(number)} cannot be reached.")
        return HERE

    outcomes = read_offers([offer(Away(number, get)) for number in range(6)], 2)

    assert filenames(outcomes) == [name(0), name(2), name(4)]
    assert [str(outcomes[n]) for n in (1, 3, 5)] == [
        f"{name(n)} cannot be reached." for n in (1, 3, 5)
    ]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_mistake_of_ours_on_a_thread_is_made_once_more_where_it_is_seen() -> None:
    def get(number: int) -> Path:
        if number == 1:
            raise ZeroDivisionError
        return HERE

    with pytest.raises(ZeroDivisionError):
        read_offers([offer(Away(number, get)) for number in range(3)], 2)


def test_an_interrupt_waits_for_no_server() -> None:
    answered = threading.Event()

    def get(number: int) -> Wheel:
        if number == 1:
            os.kill(PARENT, signal.SIGINT)
        answered.wait(SOON)
        return read_it(number)

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        read_offers([offer(Away(number, get)) for number in range(3)], 2)

    assert time.monotonic() - begun < SOON / 2
    answered.set()


def test_there_is_a_core() -> None:
    assert usable_cores() >= 1


def test_elsewhere_than_on_linux_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")

    assert usable_cores() == 1


def test_steps_that_say_nothing_are_a_mistake_of_ours() -> None:
    for take in (Steps().recall, Steps().fetch, partial(Steps().read, HERE)):
        with pytest.raises(NotImplementedError):
            take()
