import pytest

from tests.build import NAME, OLD_NAME, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, Severity
from wheel_ceiling.rules.library_moved import RULE


def named(soname: str, path: str) -> ElfFacts:
    return library(path, "2.17", soname=soname)


CHANGED = pair(library("ray/ray/_raylet.so", build_id="7"), library("ray/_raylet.so", build_id="7"))
SILENT = {
    "in its place": pair(library(), library()),
    "auditwheel's folder moved out of the package": pair(
        library("ray.libs/libz-01234567.so.1"), library("ray/.libs/libz-89abcdef.so.1")
    ),
    "a version more": pair(
        named("libq.so.2", "ray/libq.so.2"), named("libq.so.1", "ray/libq.so.1")
    ),
    "platlib is where it always was": pair(
        library("ray-2.9.0.data/platlib/ray/x.so"), library("ray/x.so")
    ),
    "no baseline": comparison(wheel(NAME, library("ray/ray/_raylet.so"))),
}


def test_both_places_are_told() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.WARNING
    assert finding.library == "ray/ray/_raylet.so"
    assert finding.message == "ray/ray/_raylet.so was ray/_raylet.so in the baseline."


def test_a_folder_that_moved_is_one_finding() -> None:
    [finding] = RULE.check(
        comparison(
            wheel(NAME, named("a", "new/a.so"), named("b", "new/b.so")),
            wheel(OLD_NAME, named("a", "old/a.so"), named("b", "old/b.so")),
        )
    )

    assert finding.library == ""
    assert finding.message == "new/a.so was old/a.so in the baseline, and 1 other alike."
    assert finding.evidence == (("old/a.so", "new/a.so"), ("old/b.so", "new/b.so"))


@pytest.mark.parametrize("what", SILENT)
def test_it_is_silent(what: str) -> None:
    case: Comparison = SILENT[what]

    assert not list(RULE.check(case))
