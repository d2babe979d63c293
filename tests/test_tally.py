import os

from wheel_ceiling.tally import Tally


def test_nothing_was_done() -> None:
    assert str(Tally()) == "Network: 0 answers, 0 bytes; 0 wheels inspected, 0 known."


def test_everything_is_counted() -> None:
    tally = Tally()
    for _ in range(3):
        tally.request()
    tally.arrived(1_000_000)
    tally.arrived(200_000)
    tally.wheel("aa", was_known=False)
    tally.wheel("bb", was_known=True)
    tally.wheel("cc", was_known=True)
    tally.compared(12, 15)

    assert str(tally) == (
        "Network: 3 answers, 1.2 MB; 1 wheel inspected, 2 known; 12 of 15 libraries unchanged."
    )


def test_a_wheel_that_was_inspected_is_not_counted_as_known_too() -> None:
    tally = Tally()
    tally.wheel("aa", was_known=False)
    tally.wheel("aa", was_known=True)

    assert (tally.inspected, tally.known) == (1, 0)


def test_forked_processes_count_with_the_one_that_forked_them() -> None:
    tally = Tally.shared()
    child = os.fork()
    if child == 0:
        tally.wheel("bb", was_known=False)
        os._exit(0)
    os.waitpid(child, 0)
    tally.wheel("aa", was_known=False)

    assert tally.inspected == 2
    tally.close()
    assert tally.inspected == 2


def test_wheels_beyond_all_measure_are_not_waited_for() -> None:
    tally = Tally.shared()
    for number in range(10_000):
        tally.wheel(str(number), was_known=True)
    tally.close()

    assert 1_000 < tally.known <= 10_000
