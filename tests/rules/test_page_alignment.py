import pytest

from tests.build import NAME, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, Severity
from wheel_ceiling.rules.page_alignment import RULE


def aligned(alignment: int, machine: str = "aarch64", *flags: str) -> ElfFacts:
    return library(alignment=alignment, machine=machine, flags=flags)


CHANGED = pair(aligned(4_096), aligned(65_536))
TOLD = {
    "numpy 1.19.1 for aarch64": (
        CHANGED,
        (
            "ray/_raylet.so is aligned for pages of 4,096 bytes and cannot be loaded where pages "
            "have 64 KB (RHEL 7 and 8 and their relatives)."
        ),
    ),
    "16 KB": (pair(aligned(16_384), aligned(65_536)), "aligned for pages of 16,384 bytes and"),
    "ppc64le": (
        pair(aligned(4_096, "ppc64le"), aligned(65_536, "ppc64le")),
        "where pages have 64 KB (most of its systems).",
    ),
    "x86": (
        pair(aligned(1_024, "x86_64"), aligned(4_096, "x86_64")),
        (
            "aligned for pages of 1,024 bytes and cannot be loaded where pages have 4 KB, which is "
            "everywhere."
        ),
    ),
    "patchelf 0.18": (
        pair(aligned(4_096, "x86_64", "misplaced-segment"), aligned(4_096, "x86_64")),
        (
            "whose place in the file and address differ modulo its alignment, which glibc before "
            "2.35 refuses."
        ),
    ),
    "strip after patchelf": (
        pair(aligned(4_096, "x86_64", "off-page-segment"), aligned(4_096, "x86_64")),
        "differ modulo the size of a page, which no loader accepts.",
    ),
    "another fault than before": (
        pair(aligned(65_536, "aarch64", "misplaced-segment"), aligned(4_096)),
        "has a segment whose place",
    ),
}
SILENT = {
    "for 64 KB": pair(aligned(65_536), aligned(65_536)),
    "for more": pair(aligned(2_097_152), aligned(65_536)),
    "x86 for 4 KB": pair(aligned(4_096, "x86_64"), aligned(2_097_152, "x86_64")),
    "as before": pair(aligned(4_096), aligned(4_096)),
    "better than before": pair(aligned(65_536), aligned(4_096)),
    "an inventory that does not say": pair(aligned(4_096), aligned(0)),
    "nothing to load": pair(aligned(0), aligned(65_536)),
    "another system": comparison(wheel("a-1-cp310-cp310-macosx_11_0_arm64.whl", aligned(4_096))),
}


@pytest.mark.parametrize("what", TOLD)
def test_it_says_where_the_file_cannot_be_loaded(what: str) -> None:
    case, words = TOLD[what]

    [finding] = RULE.check(case)

    assert finding.severity is Severity.ERROR
    assert words in finding.message


def test_without_a_baseline_it_warns() -> None:
    [finding] = RULE.check(comparison(wheel(NAME.replace("x86_64", "aarch64"), aligned(4_096))))

    assert finding.severity is Severity.WARNING
    assert finding.evidence == (("p_align", "4096"),)


@pytest.mark.parametrize("what", SILENT)
def test_it_is_silent(what: str) -> None:
    case: Comparison = SILENT[what]

    assert not list(RULE.check(case))
