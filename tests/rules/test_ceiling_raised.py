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


def test_it_names_both_ceilings_the_library_the_symbols_and_why() -> None:
    [finding] = RULE.check(
        pair(
            library(
                version_needs=needs(
                    {"GLIBC_2.14 libc.so.6": ["memcpy"], "GLIBC_2.4 libc.so.6": ["read"]}
                )
            ),
            library(glibc="2.5"),
        )
    )

    assert finding.severity is Severity.NOTE
    assert finding.library == "ray/_raylet.so"
    assert finding.message == (
        "ray/_raylet.so asks for GLIBC_2.14 because of memcpy (libc): on x86_64, memcpy no longer "
        "tolerates overlapping memory; without it it is 2.4 again; the baseline asked for "
        "GLIBC_2.5 at most, and its tag promises 2.17 as before."
    )
    assert finding.fix.startswith("Check that the library is the one that your build made, and ")
    assert "Else: " in finding.fix
    assert finding.evidence == (
        (
            "GLIBC_2.14 of libc.so.6",
            "memcpy: On x86_64, memcpy no longer tolerates overlapping memory.",
        ),
    )


def test_a_rise_that_shuts_out_systems_in_support_is_a_warning() -> None:
    [finding] = RULE.check(pair(library(glibc="2.29"), library(glibc="2.17")))

    assert finding.severity is Severity.WARNING


def test_several_libraries_are_counted() -> None:
    [finding] = RULE.check(
        comparison(
            wheel(NAME, *(library(f"{letter}.so", "2.17") for letter in "abc")),
            wheel(OLD_NAME, *(library(f"{letter}.so", "2.5") for letter in "abc")),
        )
    )

    assert finding.library == "a.so"
    assert "; 2 other files ask for it, too; the baseline asked" in finding.message
    assert finding.evidence[1:] == (
        ("b.so", "asks for GLIBC_2.17"),
        ("c.so", "asks for GLIBC_2.17"),
    )


def test_a_wheel_that_was_not_repaired_promises_nothing_and_so_loses_systems() -> None:
    [finding] = RULE.check(
        comparison(
            wheel("ray-2.9.0-cp310-cp310-linux_x86_64.whl", library(glibc="2.29")),
            wheel("ray-2.8.0-cp310-cp310-linux_x86_64.whl", library(glibc="2.28")),
        )
    )

    assert finding.message.endswith(
        "and its tag promises none as before: it no longer loads on RHEL 8 and its relatives, and "
        "1 system out of support."
    )


def test_where_no_system_is_lost_none_is_named() -> None:
    [finding] = RULE.check(
        comparison(
            wheel("ray-2.9.0-cp310-cp310-linux_x86_64.whl", library(glibc="2.12")),
            wheel("ray-2.8.0-cp310-cp310-linux_x86_64.whl", library(glibc="2.5")),
        )
    )

    assert finding.message.endswith("and its tag promises none as before.")


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


def test_above_the_tag_causes_and_advice_are_left_to_the_rule_that_fails() -> None:
    [finding] = RULE.check(pair(library(glibc="2.29"), library(glibc="2.17")))

    assert finding.message == (
        "ray/_raylet.so asks for GLIBC_2.29; the baseline asked for GLIBC_2.17 at most, and its "
        "tag promises 2.17 as before."
    )
    assert "Else" not in finding.fix
    assert finding.evidence == ()
