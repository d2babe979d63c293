import pytest

from tests.build import NAME, OLD_NAME, PATH, comparison, library, wheel
from wheel_ceiling.model import Comparison, ElfKind, Severity
from wheel_ceiling.rules.library_dropped import RULE

OPTIONAL = "ray/_speedups.cpython-310-x86_64-linux-gnu.so"
CHANGED = comparison(wheel(NAME, library(PATH)), wheel(OLD_NAME, library(PATH), library(OPTIONAL)))
SILENT = {
    "nothing is gone": comparison(wheel(NAME, library(PATH)), wheel(OLD_NAME, library(PATH))),
    "one more": comparison(
        wheel(NAME, library(PATH), library(OPTIONAL)), wheel(OLD_NAME, library(PATH))
    ),
    "only its hash changed": comparison(
        wheel(NAME, library("ray.libs/libz-01234567.so.1")),
        wheel(OLD_NAME, library("ray.libs/libz-89abcdef.so.1")),
    ),
    "an object file": comparison(
        wheel(NAME, library(PATH)),
        wheel(OLD_NAME, library(PATH), library("ray/x.o", kind=ElfKind.OBJECT)),
    ),
    "no baseline": comparison(wheel(NAME)),
}


def test_an_optional_module_that_was_not_made_is_missed() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.WARNING
    assert finding.library == OPTIONAL
    assert finding.message == (
        f"{NAME} lacks 1 file with native code that the baseline has: {OPTIONAL}."
    )


def test_when_nothing_native_is_left_it_is_an_error() -> None:
    [finding] = RULE.check(
        comparison(wheel(NAME), wheel(OLD_NAME, library(PATH), library(OPTIONAL)))
    )

    assert finding.severity is Severity.ERROR
    assert finding.library == ""
    assert "lacks 2 files with native code" in finding.message
    assert finding.message.endswith("; it has none at all.")


def test_a_grafted_library_that_nothing_needs_any_more_is_a_note_of_its_own() -> None:
    """numpy 1.21.3 no longer had libz, and cffi 1.15.1 no libffi, in the folder of auditwheel."""
    libz = "ray.libs/libz-eb09ad1d.so.1.2.3"
    baseline = wheel(OLD_NAME, library(PATH), library(libz), library(OPTIONAL))

    missed, grafted = RULE.check(comparison(wheel(NAME, library(PATH)), baseline))

    assert (missed.severity, missed.library) == (Severity.WARNING, OPTIONAL)
    assert (grafted.severity, grafted.library) == (Severity.NOTE, libz)


@pytest.mark.parametrize("what", SILENT)
def test_it_is_silent(what: str) -> None:
    case: Comparison = SILENT[what]

    assert not list(RULE.check(case))
