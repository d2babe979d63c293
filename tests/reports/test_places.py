import pytest

from wheel_ceiling.reports.places import places, platform_of

X86 = "manylinux2014_x86_64"
FIVE = [f"ray-2.9.0-{tag}-{X86}.whl" for tag in ("cp310-cp310", "cp39-cp39", "cp313-cp313t")]
FIVE += [f"ray-2.9.0-1-cp39-cp39-{end}.whl" for end in ("win_amd64", "musllinux_1_2_i686")]


def test_a_few_wheels_are_named() -> None:
    assert [str(place) for place in places(FIVE[:4])] == FIVE[:4]


def test_many_are_told_by_platform() -> None:
    assert [str(place) for place in places(FIVE)] == [
        f"{X86}: cp39, cp310, cp313-cp313t",
        "win_amd64: cp39",
        "musllinux_1_2_i686: cp39",
    ]


def test_where_one_is_no_wheels_name_all_are_named() -> None:
    assert [str(place) for place in places([*FIVE, "what"])] == [*FIVE, "what"]


@pytest.mark.parametrize(("name", "platform"), [(FIVE[0], X86), ("what", "what"), ("", "")])
def test_the_platform_is_the_last_part_of_the_name(name: str, platform: str) -> None:
    assert platform_of(name) == platform
