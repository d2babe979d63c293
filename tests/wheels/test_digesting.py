import threading

import pytest

from wheel_ceiling.wheels import digesting
from wheel_ceiling.wheels.digesting import helper


def who_helps(work: int) -> int:
    with helper(work) as somebody:
        return somebody.submit(threading.get_ident).result()


def test_a_large_wheel_is_read_by_two() -> None:
    assert who_helps(10 * 1024**2) != threading.get_ident()


def test_a_small_wheel_is_read_before_a_thread_has_begun() -> None:
    assert who_helps(50_000) == threading.get_ident()


def test_a_process_that_is_alone_has_no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digesting, "_executors", [])
    digesting.work_alone()

    assert who_helps(10 * 1024**2) == threading.get_ident()
