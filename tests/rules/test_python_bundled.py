import pytest

from tests.build import NAME, OLD_NAME, comparison, library, pair, wheel
from wheel_ceiling.facts.cpython import minors_with
from wheel_ceiling.facts.packed import rows
from wheel_ceiling.model import Comparison, ElfFacts, Severity
from wheel_ceiling.rules.python_bundled import RULE

OF_PYTHON = tuple(
    name
    for name, _ in rows("cpython-exports.tsv.gz")
    if name.startswith("Py") and minors_with(name)
)[:60]


def static(*names: str) -> ElfFacts:
    return library(python_exports=names)


def holding(path: str, **facts: object) -> Comparison:
    return comparison(wheel(NAME, library(), library(path, **facts)), wheel(OLD_NAME, library()))  # type: ignore[arg-type]


CHANGED = holding("ray.libs/libpython3-1a2b3c4d.10.so.1.0")


@pytest.mark.parametrize(
    "path",
    [
        "ray.libs/libpython3-1a2b3c4d.10.so.1.0",
        "ray/libpython3.10.so",
        "ray/lib/libpython3.6m.so.1.0",
    ],
)
def test_libpython_in_a_wheel_is_an_error(path: str) -> None:
    [finding] = RULE.check(holding(path))

    assert finding.severity is Severity.ERROR
    assert finding.library == path
    assert "is a second Python" in finding.message


def test_it_is_known_by_its_soname_too() -> None:
    assert len(list(RULE.check(holding("ray/libp.so", soname="libpython3.10.so.1.0")))) == 1


def test_a_static_python_is_a_warning() -> None:
    [finding] = RULE.check(pair(static(*OF_PYTHON), static()))

    assert finding.severity is Severity.WARNING
    assert "was linked with a static libpython" in finding.message
    assert "libpython*.a" in finding.fix


@pytest.mark.parametrize(
    "case",
    [
        pair(static(*OF_PYTHON[:40]), static()),
        # Pillow's _imaging exports 37 functions called PyImaging_...
        pair(static(*(f"PyImaging_{number}" for number in range(80))), static()),
        pair(static(*OF_PYTHON), static(*OF_PYTHON)),
        holding("ray/libpythonic.so"),
        holding("ray/python_util.so"),
        comparison(
            wheel(NAME, library("ray.libs/libpython3-1a2b3c4d.11.so.1.0")),
            wheel(OLD_NAME, library("ray.libs/libpython3-99999999.10.so.1.0")),
        ),
    ],
)
def test_modules_with_names_like_pythons_are_no_python(case: Comparison) -> None:
    assert not list(RULE.check(case))
