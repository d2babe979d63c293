import pytest

from tests.build import NAME, OLD_NAME, comparison, library, wheel
from wheel_ceiling.model import ElfKind, Severity
from wheel_ceiling.rules.wrong_architecture import RULE

ARM = library(machine="aarch64")
FITTING = [
    (NAME, "x86_64"),
    ("a-1-cp310-cp310-manylinux2014_i686.whl", "i686"),
    ("a-1-cp310-cp310-linux_armv6l.whl", "armv7l"),
    ("a-1-cp310-cp310-manylinux_2_17_x86_64.manylinux_2_17_aarch64.whl", "aarch64"),
    ("a-1-cp310-cp310-macosx_11_0_arm64.whl", "x86_64"),
    ("a-1-py3-none-any.whl", "x86_64"),
    # code for graphics cards and boards is data here: triton, esptool
    (NAME, "EM_CUDA"),
    (NAME, "EM_XTENSA"),
]


def test_a_file_for_another_processor_is_an_error() -> None:
    [finding] = RULE.check(comparison(wheel(NAME, ARM)))

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "ray/_raylet.so is made for aarch64, and the wheel's tag names x86_64."
    )


def test_another_class_of_the_same_family_is_an_error_too() -> None:
    assert len(list(RULE.check(comparison(wheel(NAME, library(machine="i686")))))) == 1


def test_what_the_last_release_had_already_beside_code_of_its_own_is_a_warning() -> None:
    own = library("ray/own.so")
    [finding] = RULE.check(comparison(wheel(NAME, ARM, own), wheel(OLD_NAME, ARM, own)))

    assert finding.severity is Severity.WARNING


def test_a_wheel_with_nothing_for_its_own_processor_is_an_error_however_old() -> None:
    """sqlite-vec 0.1.6 for aarch64 held 32-bit ARM code, and so did 0.1.5."""
    [finding] = RULE.check(comparison(wheel(NAME, ARM), wheel(OLD_NAME, ARM)))

    assert finding.severity is Severity.ERROR


def test_a_file_whose_processor_changed_is_an_error() -> None:
    [finding] = RULE.check(comparison(wheel(NAME, ARM), wheel(OLD_NAME, library())))

    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(("name", "machine"), FITTING)
def test_it_is_silent(name: str, machine: str) -> None:
    assert not list(RULE.check(comparison(wheel(name, library(machine=machine)))))


def test_object_files_are_not_loaded() -> None:
    file = library(machine="aarch64", kind=ElfKind.OBJECT)

    assert not list(RULE.check(comparison(wheel(NAME, file))))
