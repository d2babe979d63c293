import pytest

from tests.build import NAME, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, ElfKind, Severity
from wheel_ceiling.rules.cpu_raised import RULE


def asking(*flags: str, kind: ElfKind = ElfKind.LIBRARY) -> ElfFacts:
    return library(flags=flags, kind=kind)


CHANGED = pair(asking("relro", "x86-64-v2"), asking("relro"))
SILENT = [
    pair(asking("relro"), asking("relro")),
    pair(asking("x86-64-v2"), asking("x86-64-v2")),
    pair(asking(), asking("x86-64-v3")),
]


def test_pyside6_6_10_0_came_from_an_image_that_compiles_for_newer_processors() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "ray/_raylet.so asks for a processor of x86-64-v2 (SSE4.2), which shuts out all before "
        "Intel's Nehalem (2008) and AMD's Bulldozer (2011); the wheel's tag promises every x86_64."
    )


def test_a_higher_level_than_before_is_told() -> None:
    [finding] = RULE.check(pair(asking("x86-64-v4"), asking("x86-64-v2")))

    assert "x86-64-v4 (AVX-512)" in finding.message


def test_programs_count_and_without_a_baseline_it_warns() -> None:
    case = comparison(wheel(NAME, asking("x86-64-v3", kind=ElfKind.EXECUTABLE)))

    [finding] = RULE.check(case)

    assert finding.severity is Severity.WARNING
    assert "x86-64-v3 (AVX2)" in finding.message


@pytest.mark.parametrize("case", SILENT)
def test_it_is_silent(case: Comparison) -> None:
    assert not list(RULE.check(case))
