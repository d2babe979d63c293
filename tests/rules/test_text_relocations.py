import pytest

from tests.build import NAME, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, ElfKind, Severity
from wheel_ceiling.rules.text_relocations import RULE


def flagged(*flags: str, machine: str = "x86_64", kind: ElfKind = ElfKind.LIBRARY) -> ElfFacts:
    return library(flags=flags, machine=machine, kind=kind)


CHANGED = pair(flagged("textrel"), flagged())
SILENT = [
    pair(flagged("textrel"), flagged("textrel")),
    pair(flagged(), flagged("textrel")),
    pair(flagged("textrel", kind=ElfKind.EXECUTABLE), flagged(kind=ElfKind.EXECUTABLE)),
    comparison(wheel("a-1-cp310-cp310-macosx_11_0_arm64.whl", flagged("textrel"))),
]


def test_linkers_of_64_bit_machines_must_be_told_to_make_them() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "ray/_raylet.so has text relocations (DT_TEXTREL), which SELinux forbids to confined "
        "services."
    )


@pytest.mark.parametrize(
    "case",
    [
        pair(flagged("textrel", machine="i686"), flagged(machine="i686")),
        comparison(wheel(NAME, flagged("textrel"))),
    ],
)
def test_32_bit_machines_and_what_cannot_be_compared_are_warnings(case: Comparison) -> None:
    [finding] = RULE.check(case)

    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize("case", SILENT)
def test_it_is_silent(case: Comparison) -> None:
    assert not list(RULE.check(case))
