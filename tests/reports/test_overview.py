import pytest

from tests.build import DEBIAN, RED_HAT, comparison, library, wheel
from tests.reports.stories import NEW, OLD, compared, filename
from wheel_ceiling.model import SectionSizes
from wheel_ceiling.reports.overview import short_names, toolchain_names, wheel_rows
from wheel_ceiling.wheels.names import parse_name


def short(*filenames: str) -> list[str]:
    labels = [label for name in filenames if (label := parse_name(name))]
    return list(short_names(labels).values())


def test_rows_say_what_changed_in_each_wheel() -> None:
    first, *_ = wheel_rows(compared(NEW, OLD))

    assert (first.label, first.size, first.ceiling, first.promise, first.state) == (
        "cp39-cp39-manylinux2014_x86_64",
        "16.4 MB → 48.9 MB",
        "2.17 → 2.29",
        "2.17",
        "",
    )
    assert [row.is_changed for row in first.libraries] == [True, False]


def test_pythons_are_in_the_order_of_their_numbers() -> None:
    labels = [row.label.partition("-")[0] for row in wheel_rows(compared(NEW, OLD))]

    assert labels == ["cp39", "cp310", "cp311", "cp312"]


def test_wheels_on_one_side_only_say_so() -> None:
    rows = wheel_rows(compared(NEW[:2], OLD[1:3]))

    assert [(row.label.partition("-")[0], row.state) for row in rows] == [
        ("cp39", "added"),
        ("cp310", ""),
        ("cp311", "dropped"),
    ]


def test_without_a_baseline_nothing_is_added() -> None:
    assert [row.state for row in wheel_rows(comparison(NEW))] == [""] * 4


def test_libraries_on_one_side_only_say_so() -> None:
    [row] = wheel_rows(
        comparison(
            wheel(filename("cp39"), library("b.so")),
            wheel(filename("cp39", "2.8.0"), library("a.so")),
        )
    )

    assert [(one.path, one.state) for one in row.libraries] == [
        ("a.so", "dropped"),
        ("b.so", "added"),
    ]


def test_symbols_count_as_debug_information() -> None:
    [row] = wheel_rows(
        comparison(
            wheel(filename("cp39"), library(sections=SectionSizes(debug=5_000, symbols=1_000)))
        )
    )

    assert row.libraries[0].debug == "6.0 kB"


@pytest.mark.parametrize(
    ("filenames", "labels"),
    [
        (["ray-1-cp39-cp39-linux_x86_64.whl"], ["cp39-cp39-linux_x86_64"]),
        (["ray-1-2-cp39-abi3-linux_x86_64.whl"], ["2-cp39-abi3-linux_x86_64"]),
        (
            ["ray-1-cp39-cp39-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"],
            ["cp39-cp39-manylinux_2_17_x86_64"],
        ),
        (
            ["ray-1-cp39-cp39-manylinux_2_5_x86_64.musllinux_1_1_x86_64.whl"],
            ["cp39-cp39-manylinux_2_5_x86_64.musllinux_1_1_x86_64"],
        ),
        (
            ["ray-1-py3-none-any.whl", "ray-2-py3-none-any.whl"],
            ["ray-1-py3-none-any.whl", "ray-2-py3-none-any.whl"],
        ),
        (
            ["ray-1-py3-none-any.whl", "Ray_Cpp-2-py3-none-any.whl"],
            ["ray py3-none-any", "ray-cpp py3-none-any"],
        ),
        (
            ["ray-1-py3-none-any.whl", "ray-2-py3-none-any.whl", "x-2-py3-none-any.whl"],
            ["ray-1-py3-none-any.whl", "ray-2-py3-none-any.whl", "x-2-py3-none-any.whl"],
        ),
    ],
)
def test_wheels_of_one_release_are_called_by_their_tags(
    filenames: list[str], labels: list[str]
) -> None:
    assert short(*filenames) == labels


def test_compilers_are_named_in_short() -> None:
    assert toolchain_names([RED_HAT, DEBIAN, DEBIAN, "who knows"]) == (
        "GCC 10.2.1 (Red Hat), GCC 12.2.0 (Debian)"
    )
