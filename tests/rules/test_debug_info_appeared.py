import pytest

from tests.build import NAME, OLD_NAME, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, ElfKind, SectionSizes, Severity
from wheel_ceiling.rules.debug_info_appeared import RULE


def stripped(path: str = "ray/_raylet.so", size: int = 1_000_000) -> ElfFacts:
    return library(path, "2.17", size=size, sections=SectionSizes(code=size))


def unstripped(debug: int, path: str = "ray/_raylet.so", symbols: int = 0) -> ElfFacts:
    return library(
        path,
        "2.17",
        size=1_000_000 + debug + symbols,
        sections=SectionSizes(code=1_000_000, debug=debug, symbols=symbols),
    )


CHANGED = pair(unstripped(2_000_000), stripped())
AMONG_OTHERS = comparison(
    wheel(NAME, stripped("big.so", 9_000_000), unstripped(600_000)),
    wheel(OLD_NAME, stripped("big.so", 9_000_000), stripped()),
)
SEVERITIES = [
    (pair(unstripped(430_000), stripped()), Severity.ERROR),
    (pair(unstripped(0, symbols=430_000), stripped()), Severity.ERROR),
    (pair(unstripped(200_000), stripped()), Severity.WARNING),
    (AMONG_OTHERS, Severity.WARNING),
    # MarkupSafe's module with the symbol table that `strip` would have removed, and nothing else
    (pair(unstripped(0, symbols=60_000), stripped()), Severity.WARNING),
]
SILENT = {
    "stripped as before": pair(stripped(), stripped()),
    "unstripped as before": pair(unstripped(2_000_000), unstripped(1_900_000)),
    "a small share more": pair(unstripped(210_000), unstripped(40_000)),
    "a small share of one that was stripped": pair(unstripped(0, symbols=20_000), stripped()),
    "a few bytes more": pair(
        library(size=200_000, sections=SectionSizes(debug=100_000)),
        library(size=100_000, sections=SectionSizes(debug=1_000)),
    ),
    "a debug file beside the library": comparison(
        wheel(NAME, stripped(), library("ray/x.debug", kind=ElfKind.DEBUG, size=9_000_000)),
        wheel(OLD_NAME, stripped()),
    ),
    "no baseline": comparison(wheel(NAME, unstripped(2_000_000))),
}


def test_the_library_that_gained_most_is_named_with_both_numbers() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.ERROR
    assert finding.library == "ray/_raylet.so"
    assert finding.message == (
        "ray/_raylet.so carries 2.0 MB of debug information and symbol tables, where the "
        "baseline's carries 0 bytes; they are now 67% of the wheel's native code, and were 0%."
    )
    assert finding.evidence == (
        ("ray/_raylet.so", "+2.0 MB of debug information and symbol tables"),
    )


def test_a_new_library_can_bring_it() -> None:
    built = wheel(NAME, stripped(), unstripped(2_000_000, "ray/new.so"))

    [finding] = RULE.check(comparison(built, wheel(OLD_NAME, stripped())))

    assert finding.severity is Severity.ERROR
    assert finding.library == "ray/new.so"


def test_a_library_that_was_an_object_file_before_had_nothing_that_counts() -> None:
    before = library(kind=ElfKind.OBJECT, sections=SectionSizes(debug=2_000_000))

    assert [one.severity for one in RULE.check(pair(unstripped(2_000_000), before))] == [
        Severity.ERROR
    ]


def test_one_library_among_others_is_told_with_both_numbers() -> None:
    [finding] = RULE.check(AMONG_OTHERS)

    assert finding.message == (
        "ray/_raylet.so carries 600.0 kB of debug information and symbol tables, where the "
        "baseline's carries 0 bytes."
    )


@pytest.mark.parametrize(("case", "severity"), SEVERITIES)
def test_each_threshold(case: Comparison, severity: Severity) -> None:
    assert [finding.severity for finding in RULE.check(case)] == [severity]


@pytest.mark.parametrize("what", SILENT)
def test_it_is_silent(what: str) -> None:
    assert not list(RULE.check(SILENT[what]))
