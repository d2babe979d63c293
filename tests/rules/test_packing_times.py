import pytest

from tests.build import NAME, OLD_NAME, comparison, library, wheel
from wheel_ceiling.model import Comparison, Member, Severity, Wheel
from wheel_ceiling.rules.packing_times import RULE

BUILT = "2024-05-12T10:00:00"
DAYS_BEFORE = "2024-04-30T09:00:00"
DAYS_AFTER = "2024-05-20T09:00:00"


def packed(name: str, times: dict[str, str]) -> Wheel:
    libraries = tuple(library(path) for path in times if ".so" in path)
    members = tuple(Member(path, 1, 1, 0, time) for path, time in times.items())
    return wheel(name, *libraries, members=members)


def libraries(odd: str, others: str = BUILT, number: int = 4) -> dict[str, str]:
    return {"ray/_raylet.so": odd, **{f"ray/x{one}.so": others for one in range(number)}}


def beside_nothing(times: dict[str, str]) -> Comparison:
    return comparison(packed(NAME, times), packed(OLD_NAME, libraries(BUILT)))


def sources(odd: str) -> dict[str, str]:
    return {"ray/_raylet.so": odd, **{f"ray/x{one}.py": BUILT for one in range(4)}}


CHANGED = beside_nothing(libraries(DAYS_BEFORE))


def test_an_older_library_among_others_that_agree_is_told() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.NOTE
    assert finding.message == (
        "ray/_raylet.so was last written 12 days before the others of its wheel, which were all "
        "written within a day of each other."
    )
    assert finding.evidence[0] == ("written", "2024-04-30 09:00:00")


def test_a_newer_one_is_told_too() -> None:
    [finding] = RULE.check(beside_nothing(libraries(DAYS_AFTER)))

    assert "7 days after the others" in finding.message


def test_an_only_library_is_held_against_all_files() -> None:
    [finding] = RULE.check(beside_nothing(sources(DAYS_BEFORE)))

    assert finding.library == "ray/_raylet.so"


@pytest.mark.parametrize(
    "times",
    [
        libraries(BUILT),
        libraries("2024-05-11T20:00:00"),
        libraries("", BUILT),
        libraries(DAYS_BEFORE, ""),
        libraries(DAYS_BEFORE, number=1),
        {**libraries(DAYS_BEFORE), "ray/y.so": DAYS_AFTER},
        {**libraries(BUILT), "ray.libs/libgomp-12345678.so.1": DAYS_BEFORE},
        {**sources(DAYS_BEFORE), "ray/old.py": "2011-09-25T16:58:00"},
        {**sources(BUILT), "ray-2.9.0.dist-info/WHEEL": DAYS_AFTER},
    ],
)
def test_it_is_silent_where_times_agree_or_tell_nothing(times: dict[str, str]) -> None:
    assert not list(RULE.check(beside_nothing(times)))


def test_what_was_so_before_is_no_news() -> None:
    both = libraries(DAYS_BEFORE)

    assert not list(RULE.check(comparison(packed(NAME, both), packed(OLD_NAME, both))))
