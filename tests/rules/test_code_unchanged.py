import pytest
from msgspec.structs import replace

from tests.build import NAME, OLD_NAME, comparison, library, wheel
from wheel_ceiling.model import Comparison, ElfFacts, Severity, SourceChanges
from wheel_ceiling.rules.code_unchanged import RULE

SOURCES = SourceChanges(base="v2.8.0", head="a" * 40, native=("src/raylet.cc", "src/raylet.h"))


def code(digest: str, path: str = "ray/_raylet.so") -> ElfFacts:
    return library(path, "2.17", code_digest=digest)


def two_sides(
    built: tuple[ElfFacts, ...], baseline: tuple[ElfFacts, ...], sources: SourceChanges = SOURCES
) -> Comparison:
    sides = comparison(wheel(NAME, *built), wheel(OLD_NAME, *baseline))
    return replace(sides, sources=sources)


ONE = (code("sections:1"),)
CHANGED = two_sides(ONE, ONE)
TWO = (*ONE, code("sections:2", "ray/b.so"))


def test_a_changed_source_that_no_library_shows_is_told() -> None:
    [finding] = RULE.check(two_sides(TWO, TWO))

    assert finding.severity is Severity.WARNING
    assert finding.message == (
        "1 native source changed between v2.8.0 and aaaaaaaa (src/raylet.cc), and "
        f"{NAME} has nothing of it: all 2 of its libraries are byte for byte the baseline's code."
    )
    assert finding.evidence == (("src/raylet.cc", "changed"),)


def test_of_one_library_it_reads_well_too() -> None:
    [finding] = RULE.check(two_sides(ONE, ONE))

    assert finding.message.endswith("its only library is byte for byte the baseline's code.")


def sources(*native: str) -> SourceChanges:
    return replace(SOURCES, native=native)


@pytest.mark.parametrize(
    "case",
    [
        two_sides((code("sections:9"),), ONE),
        two_sides((code("sections:9"), *TWO[1:]), TWO),
        two_sides(TWO, ONE),
        two_sides((code(""),), (code(""),)),
        two_sides(ONE, ONE, replace(SOURCES, unknown="GitHub did not tell.")),
        two_sides(ONE, ONE, SourceChanges()),
        two_sides(ONE, ONE, sources("src/raylet.h", "CMakeLists.txt", "Cargo.lock")),
        two_sides(ONE, ONE, sources("tests/main.cc", "src/pool_test.go", "examples/a.c")),
        two_sides(ONE, ONE, sources("src/io_windows.c", "src/darwin_io.rs")),
        two_sides((), ()),
    ],
    ids=[
        "changed",
        "one-changed",
        "added",
        "no-digest",
        "unknown",
        "nobody-asked",
        "not-compiled",
        "not-packed",
        "other-system",
        "nothing-native",
    ],
)
def test_it_is_silent(case: Comparison) -> None:
    assert not list(RULE.check(case))
