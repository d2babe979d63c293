import gc

from wheel_ceiling.collecting import collect_seldom


def test_garbage_in_circles_is_looked_for_seldom_and_not_never() -> None:
    before = gc.get_threshold()
    try:
        collect_seldom()

        assert gc.isenabled()
        assert gc.get_threshold()[0] > 10_000
    finally:
        gc.set_threshold(*before)
