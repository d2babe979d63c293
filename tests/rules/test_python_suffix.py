import pytest

from tests.build import NAME, OLD_NAME, comparison, library, wheel
from wheel_ceiling.model import Comparison, Severity
from wheel_ceiling.rules.python_suffix import RULE

CP310 = "cp310-cp310-manylinux2014_x86_64"
CP37 = "cp37-cp37m-manylinux2014_x86_64"
CP313T = "cp313-cp313t-manylinux2014_x86_64"
ABI3 = "cp38-abi3-manylinux2014_x86_64"
PYPY = "pp39-pypy39_pp73-manylinux2014_x86_64"
ANY = "py3-none-manylinux2014_x86_64"
WINDOWS = "cp310-cp310-win_amd64"


def importing(module: str, tag: str) -> Comparison:
    return comparison(wheel(f"ray-2.9.0-{tag}.whl", library(f"ray/{module}.so")))


FITTING = [
    ("x.cpython-310-x86_64-linux-gnu", CP310),
    ("x.cpython-310", CP310),
    ("x.abi3", CP310),
    ("x", CP310),
    ("x.cpython-37m-x86_64-linux-gnu", CP37),
    ("x.abi3", CP37),
    ("x.cpython-313t-x86_64-linux-gnu", CP313T),
    ("x.abi3", ABI3),
    ("x.pypy39-pp73-x86_64-linux-gnu", PYPY),
    ("x.graalpy-230-38-native-x86_64-linux", CP310),
    # a library that ctypes loads by its path may be named for the Python that built it
    ("x.cpython-310-x86_64-linux-gnu", ANY),
    ("x.cpython-39-x86_64-linux-gnu", WINDOWS),
]
NOT_FITTING = [
    ("x.cpython-39-x86_64-linux-gnu", CP310),
    ("x.cpython-310d-x86_64-linux-gnu", CP310),
    ("x.cpython-313-x86_64-linux-gnu", CP313T),
    ("x.abi3", CP313T),
    ("x.abi3", PYPY),
    ("x.abi3t", ABI3),
    ("x.pypy39-pp73-x86_64-linux-gnu", CP310),
    ("x.cpython-38-x86_64-linux-gnu", ABI3),
]


def test_a_module_that_is_left_over_from_another_python_is_an_error() -> None:
    [finding] = RULE.check(importing("x.cpython-39-x86_64-linux-gnu", CP310))

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "ray/x.cpython-39-x86_64-linux-gnu.so is named for cpython-39-x86_64-linux-gnu, and the "
        "wheel is for cp310-cp310."
    )


@pytest.mark.parametrize(("module", "tag"), FITTING)
def test_the_wheels_python_imports_it(module: str, tag: str) -> None:
    assert not list(RULE.check(importing(module, tag)))


@pytest.mark.parametrize(("module", "tag"), NOT_FITTING)
def test_the_wheels_python_does_not_import_it(module: str, tag: str) -> None:
    assert len(list(RULE.check(importing(module, tag)))) == 1


def test_what_the_last_release_did_is_no_excuse() -> None:
    module = library("ray/x.cpython-39-x86_64-linux-gnu.so")

    assert len(list(RULE.check(comparison(wheel(NAME, module), wheel(OLD_NAME, module))))) == 1


RIGHT, LEFT_OVER = "x/x.cpython-310-x86_64-linux-gnu.so", "x/x.cpython-39-x86_64-linux-gnu.so"


def released(*before: str) -> Comparison:
    built = wheel(NAME, library(RIGHT), library(LEFT_OVER))
    return comparison(built, wheel(OLD_NAME, *map(library, before)))


def test_what_every_release_leaves_over_beside_the_right_module_is_a_warning() -> None:
    [finding] = RULE.check(released(RIGHT, LEFT_OVER))

    assert finding.severity is Severity.WARNING
    assert finding.message.endswith("cp310-cp310; the right one lies beside it.")


@pytest.mark.parametrize("before", [(RIGHT,), ()])
def test_what_is_newly_left_over_is_an_error_also_beside_the_right_module(
    before: tuple[str, ...],
) -> None:
    [finding] = RULE.check(released(*before))

    assert finding.severity is Severity.ERROR
