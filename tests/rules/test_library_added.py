import pytest

from tests.build import NAME, OLD_NAME, PATH, comparison, library, wheel
from wheel_ceiling.model import Comparison, ElfKind, Severity
from wheel_ceiling.rules.library_added import RULE

MODULE = "ray/html/_difflib.cpython-310-x86_64-linux-gnu.so"
ELSEWHERE = "other/_difflib.cpython-310-x86_64-linux-gnu.so"


def with_new(*paths: str) -> Comparison:
    return comparison(
        wheel(NAME, library(PATH), *map(library, paths)), wheel(OLD_NAME, library(PATH))
    )


CHANGED = with_new("ray.libs/libavif-4aef22a8.so.16.3.0")
SEVERITIES = [
    # lxml 6.0: a module more in a package that was there
    (with_new(MODULE), [Severity.NOTE]),
    (with_new(ELSEWHERE), [Severity.WARNING]),
    (with_new("ray/ray/_raylet2.so"), [Severity.WARNING]),
    (with_new(MODULE, "ray.libs/libx.so"), [Severity.WARNING, Severity.NOTE]),
]
SILENT = [
    with_new(),
    comparison(wheel(NAME, library(PATH)), wheel(OLD_NAME, library(PATH), library(MODULE))),
    comparison(
        wheel(NAME, library(PATH), library("ray/x.o", kind=ElfKind.OBJECT)),
        wheel(OLD_NAME, library(PATH)),
    ),
    comparison(wheel(NAME, library(PATH))),
]


def test_a_new_bundled_library_is_named() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.WARNING
    assert finding.library == "ray.libs/libavif-4aef22a8.so.16.3.0"
    assert finding.message == (
        f"{NAME} has 1 file with native code that the baseline lacks: "
        "ray.libs/libavif-4aef22a8.so.16.3.0."
    )


def test_several_are_one_finding() -> None:
    [finding] = RULE.check(with_new("ray/liba.so", "ray/libb.so"))

    assert finding.library == ""
    assert "has 2 files with native code that the baseline lacks" in finding.message


@pytest.mark.parametrize(("case", "severities"), SEVERITIES)
def test_a_module_of_a_known_package_is_ordinary(
    case: Comparison, severities: list[Severity]
) -> None:
    assert [finding.severity for finding in RULE.check(case)] == severities


@pytest.mark.parametrize("case", SILENT)
def test_it_is_silent(case: Comparison) -> None:
    assert not list(RULE.check(case))
