"""How a library came to lie where it lies."""

import pytest

from wheel_ceiling.facts.places import cause_of_place

RIGHT = "ray/_raylet.so"
CAUSES = {
    (RIGHT, "ray/ray/_raylet.so"): "unpacked one folder too deep",
    ("a/b/x.so", "a/b/b/x.so"): "unpacked one folder too deep",
    ("a/b/x.so", "a/b/a/b/x.so"): "unpacked 2 folders too deep",
    (RIGHT, "build/lib.linux-x86_64-3.10/ray/_raylet.so"): "a build folder was packed",
    (RIGHT, "build/temp.linux-x86_64-3.10/_raylet.so"): "a build folder was packed",
    (RIGHT, "_raylet.so"): "unpacked at the top of the wheel, outside of its package",
    ("python/ray/x.so", "ray/x.so"): "unpacked without its outer folders",
    (RIGHT, "python/ray/_raylet.so"): "unpacked one folder too deep",
    ("_raylet.so", "ray/_raylet.so"): "unpacked one folder too deep",
}


@pytest.mark.parametrize(("places", "cause"), CAUSES.items(), ids=str)
def test_the_place_tells_what_happened(places: tuple[str, str], cause: str) -> None:
    right, lies_at = places

    assert cause_of_place(right, lies_at) == f"{cause}: the built one lies unused at {lies_at}"


def test_a_place_that_tells_nothing_is_only_named() -> None:
    assert cause_of_place("a/x.so", "b/x.so") == "the built one lies unused at b/x.so"


def test_a_library_that_is_nowhere_was_never_packed() -> None:
    assert cause_of_place(RIGHT, "") == "the built library was never packed"
