import pytest

from tests.build import NAME, OLD_NAME, comparison, library, needs, pair, wheel
from wheel_ceiling.model import Comparison, Severity
from wheel_ceiling.rules.ceiling_raised import RULE

CHANGED = pair(library(glibc="2.17"), library(glibc="2.14"))
SAME = pair(library(glibc="2.17"), library(glibc="2.17"))
LOWERED = pair(library(glibc="2.14"), library(glibc="2.17"))
NOT_TEXT_ORDER = pair(library(glibc="2.9"), library(glibc="2.10"))
NO_BASELINE = comparison(wheel(NAME, library(glibc="2.29")))
ASKED_FOR_NOTHING_BEFORE = pair(library(glibc="2.17"), library(version_needs=()))
TAG_ROSE_TOO = comparison(
    wheel("ray-2.9.0-cp310-cp310-manylinux_2_28_x86_64.whl", library(glibc="2.28")),
    wheel(OLD_NAME, library(glibc="2.17")),
)
SIBLING_HAD_IT = comparison(
    wheel(NAME, library("a.so", "2.17"), library("b.so", "2.17")),
    wheel(OLD_NAME, library("a.so", "2.17"), library("b.so", "2.5")),
)


def test_it_names_both_ceilings_the_library_and_the_symbols() -> None:
    [finding] = RULE.check(
        pair(
            library(version_needs=needs({"GLIBC_2.16 libc.so.6": ["getauxval", "secure_getenv"]})),
            library(glibc="2.5"),
        )
    )

    assert finding.severity is Severity.WARNING
    assert finding.library == "ray/_raylet.so"
    assert finding.message == (
        f"{NAME} asks for GLIBC_2.16 (ray/_raylet.so), where the baseline asked for GLIBC_2.5; "
        "its tag promises 2.17 as before."
    )
    assert finding.evidence == (("ray/_raylet.so", "getauxval, secure_getenv"),)


def test_several_libraries_are_counted() -> None:
    [finding] = RULE.check(
        comparison(
            wheel(NAME, library("a.so", "2.17"), library("b.so", "2.17")),
            wheel(OLD_NAME, library("a.so", "2.5"), library("b.so", "2.5")),
        )
    )

    assert "asks for GLIBC_2.17 (a.so and 1 more)" in finding.message


def test_a_wheel_that_was_not_repaired_promises_nothing() -> None:
    [finding] = RULE.check(
        comparison(
            wheel("ray-2.9.0-cp310-cp310-linux_x86_64.whl", library(glibc="2.29")),
            wheel("ray-2.8.0-cp310-cp310-linux_x86_64.whl", library(glibc="2.17")),
        )
    )

    assert "its tag promises none as before" in finding.message


@pytest.mark.parametrize(
    "case",
    [
        SAME,
        LOWERED,
        NOT_TEXT_ORDER,
        NO_BASELINE,
        ASKED_FOR_NOTHING_BEFORE,
        TAG_ROSE_TOO,
        SIBLING_HAD_IT,
    ],
)
def test_it_is_silent(case: Comparison) -> None:
    assert not list(RULE.check(case))
