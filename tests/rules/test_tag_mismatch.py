import pytest
from msgspec.structs import replace

from tests.build import NAME, OLD_NAME, comparison, library, wheel
from wheel_ceiling.model import Comparison, Settings, Severity, Wheel
from wheel_ceiling.rules.tag_mismatch import RULE
from wheel_ceiling.wheels.names import expand_tags

PURE = "ray-2.9.0-py3-none-any.whl"
LOCAL = "ray-2.9.0-cp310-cp310-linux_x86_64.whl"
OLD_PURE = "ray-2.8.0-py3-none-any.whl"


def declaring(*tags: str, name: str = NAME) -> Wheel:
    return wheel(name, library(), declared_tags=expand_tags(list(tags)))


LINUX = "cp310-cp310-linux_x86_64"
AGREED = {
    "an alias": comparison(declaring("cp310-cp310-manylinux_2_17_x86_64")),
    "both spellings": comparison(
        declaring("cp310-cp310-manylinux_2_17_x86_64", "cp310-cp310-manylinux2014_x86_64")
    ),
    # maturin writes one line with compressed sets
    "one compressed line": comparison(
        declaring(
            "cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64",
            name="ray-2.9.0-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        )
    ),
    "a pure wheel": comparison(wheel(PURE)),
}


def test_a_wheel_that_was_renamed_by_hand_is_an_error() -> None:
    [finding] = RULE.check(comparison(declaring(LINUX), wheel(OLD_NAME, library())))

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        f"{NAME} is named for cp310-cp310-manylinux_2_17_x86_64, and its WHEEL file says {LINUX}."
    )


def test_a_tag_that_only_the_name_has_is_named() -> None:
    name = "ray-2.9.0-py2.py3-none-manylinux2014_x86_64.whl"

    [finding] = RULE.check(comparison(declaring("py3-none-manylinux2014_x86_64", name=name)))

    assert "named for py2-none-manylinux_2_17_x86_64, and its WHEEL file says no other tag" in (
        finding.message
    )


def test_without_a_baseline_it_is_an_error_too() -> None:
    assert [one.severity for one in RULE.check(comparison(declaring(LINUX)))] == [Severity.ERROR]


def test_native_code_in_a_wheel_for_any_platform_is_an_error() -> None:
    [finding] = RULE.check(comparison(wheel(PURE, library("ray/tool"))))

    assert finding.severity is Severity.ERROR
    assert finding.message == (f"{PURE} is tagged for any platform and has native code: ray/tool.")


def test_a_wheel_file_without_tags_is_a_warning() -> None:
    [finding] = RULE.check(comparison(declaring()))

    assert finding.severity is Severity.WARNING
    assert "has no tag in its WHEEL file" in finding.message


def test_a_wheel_that_was_not_repaired_is_a_warning_until_max_glibc_judges_it() -> None:
    local = wheel(LOCAL, library())

    [finding] = RULE.check(comparison(local))

    assert finding.severity is Severity.WARNING
    assert finding.message == f"{LOCAL} was not repaired: linux_x86_64 promises no C library."
    assert not list(RULE.check(comparison(local, settings=Settings(max_glibc=(2, 17)))))
    assert not list(RULE.check(comparison(wheel(LOCAL))))


def test_a_name_that_pip_does_not_accept_is_an_error() -> None:
    nameless = replace(wheel(NAME, library()), filename_is_valid=False, declared_tags=())

    [finding] = RULE.check(comparison(nameless))

    assert finding.severity is Severity.ERROR
    assert "no file name that pip accepts" in finding.message


@pytest.mark.parametrize(
    "case",
    [
        comparison(declaring(LINUX), declaring(LINUX, name=OLD_NAME)),
        comparison(wheel(PURE, library("ray/tool")), wheel(OLD_PURE, library("ray/tool"))),
    ],
)
def test_what_the_last_release_had_already_is_a_note(case: Comparison) -> None:
    assert [finding.severity for finding in RULE.check(case)] == [Severity.NOTE]


@pytest.mark.parametrize("what", AGREED)
def test_it_is_silent(what: str) -> None:
    assert not list(RULE.check(AGREED[what]))
