import pytest

from tests.build import NAME, OLD_NAME, comparison, library, wheel
from wheel_ceiling.model import Comparison, ElfFacts, Severity
from wheel_ceiling.rules.library_twice import RULE

RAYLET = library("ray/_raylet.so", code_digest="rebuilt")
CACHED = library("ray/ray/_raylet.so", code_digest="cached")
OLD = library("ray/_raylet.so", code_digest="cached")


def beside(*files: ElfFacts) -> Comparison:
    return comparison(wheel(NAME, *files), wheel(OLD_NAME, files[0]))


CHANGED = comparison(wheel(NAME, RAYLET, CACHED), wheel(OLD_NAME, OLD))
TWICE = {
    "a build folder": beside(RAYLET, library("build/lib.linux-x86_64-3.10/ray/_raylet.so")),
    "at the top level": beside(RAYLET, library("_raylet.so")),
    "a doubled folder inside": beside(library("ray/core/x.so"), library("ray/core/core/x.so")),
    "the same code elsewhere": beside(
        library("ray/x.so", code_digest="7"), library("ray/old/x.so", code_digest="7")
    ),
    "the same build elsewhere": beside(
        library("ray/x.so", build_id="7"), library("ray/old/x.so", build_id="7")
    ),
    # copied by the build, and grafted by auditwheel once more
    "copied and grafted": beside(library("ray/libz.so.1"), library("ray.libs/libz-01234567.so.1")),
    "two spellings of one module": beside(
        library("ray/_raylet.cpython-310-x86_64-linux-gnu.so"), library("ray/_raylet.so")
    ),
}
ONCE = {
    "a family of links": beside(
        library("pyarrow/libarrow.so", code_digest="7"),
        library("pyarrow/libarrow.so.15", code_digest="7"),
        library("pyarrow/libarrow.so.15.0.0", code_digest="7"),
    ),
    # numpy has two libgfortran of different ABI
    "two versions in one folder": beside(
        library("numpy.libs/libgfortran-040039e1.so.5.0.0"),
        library("numpy.libs/libgfortran-91cc3cb1.so.3.0.0"),
    ),
    "modules that happen to have one name": beside(
        library("sklearn/a/_utils.so", code_digest="1"),
        library("sklearn/b/_utils.so", code_digest="2"),
    ),
    "modules for two Pythons": beside(
        library("x/y.cpython-310-x86_64-linux-gnu.so"),
        library("x/y.cpython-311-x86_64-linux-gnu.so"),
    ),
    "mypyc's modules": beside(
        library("0123456789abcdef0123__mypyc.cpython-310-x86_64-linux-gnu.so"),
        library("fedcba9876543210fedc__mypyc.cpython-310-x86_64-linux-gnu.so"),
    ),
}
NOT_NEW = comparison(
    wheel(NAME, library("t/include/a/x.so", code_digest="8"), library("t/b/x.so", code_digest="8")),
    wheel(
        OLD_NAME, library("t/include/a/x.so", code_digest="7"), library("t/b/x.so", code_digest="7")
    ),
)


def test_ray_was_unpacked_one_folder_too_deep() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.ERROR
    assert finding.library == "ray/ray/_raylet.so"
    assert finding.message == (
        "ray/ray/_raylet.so lies in the wheel beside ray/_raylet.so; their code is not the same."
    )
    assert finding.evidence == (("original", "ray/_raylet.so"), ("copy", "ray/ray/_raylet.so"))


def test_a_copy_at_the_top_level_is_the_copy_because_it_is_new() -> None:
    [finding] = RULE.check(TWICE["at the top level"])

    assert finding.library == "_raylet.so"


def test_copies_of_the_same_code_are_said_to_be_so() -> None:
    [finding] = RULE.check(TWICE["the same code elsewhere"])

    assert finding.message.endswith("their code is the same.")


def test_without_a_baseline_the_deeper_one_is_the_copy_and_it_is_a_warning() -> None:
    [finding] = RULE.check(comparison(wheel(NAME, CACHED, RAYLET)))

    assert finding.severity is Severity.WARNING
    assert finding.library == "ray/ray/_raylet.so"


@pytest.mark.parametrize("what", TWICE)
def test_a_library_is_there_twice(what: str) -> None:
    assert [finding.severity for finding in RULE.check(TWICE[what])] == [Severity.ERROR]


@pytest.mark.parametrize("what", ONCE)
def test_a_library_is_there_once(what: str) -> None:
    assert not list(RULE.check(ONCE[what]))


def test_copies_that_the_last_release_had_are_silent() -> None:
    assert not list(RULE.check(NOT_NEW))
