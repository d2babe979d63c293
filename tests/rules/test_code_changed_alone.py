import pytest
from msgspec.structs import replace

from tests.build import NAME, OLD_NAME, comparison, library, wheel
from wheel_ceiling.diagnose import diagnose
from wheel_ceiling.model import Comparison, ElfFacts, ElfKind, Finding, Severity, SourceChanges
from wheel_ceiling.rules.code_changed_alone import RULE

UNCHANGED = SourceChanges(base="v2.8.0", head="a" * 40, other_count=3)
NATIVE = replace(UNCHANGED, native=("src/a.c",))
UNKNOWN = replace(UNCHANGED, unknown="GitHub did not tell.")
NOBODY_ASKED = SourceChanges()


def code(digest: str, path: str = "ray/_raylet.so", **facts: object) -> ElfFacts:
    return library(path, "2.17", code_digest=digest, **facts)


def two_sides(
    built: tuple[ElfFacts, ...], baseline: tuple[ElfFacts, ...], sources: SourceChanges = UNCHANGED
) -> Comparison:
    sides = comparison(wheel(NAME, *built), wheel(OLD_NAME, *baseline))
    return replace(sides, sources=sources)


OLD = (code("sections:1"), code("sections:2", "ray/b.so"), code("sections:3", "ray/c.so"))


def test_a_wheel_with_other_code_from_the_same_sources_is_told_once() -> None:
    built = (code("sections:7"), code("sections:8", "ray/b.so"), code("sections:3", "ray/c.so"))

    [finding] = RULE.check(two_sides(built, OLD))

    assert finding.severity is Severity.NOTE
    assert finding.library == ""
    assert finding.message == (
        "The code of ray/_raylet.so, ray/b.so changed, although no native source did between "
        "v2.8.0 and aaaaaaaa."
    )
    assert finding.evidence == (
        ("ray/_raylet.so", "its code differs"),
        ("ray/b.so", "its code differs"),
    )


OTHER = (code("sections:9"), *OLD[1:])
CHANGED = two_sides(OTHER, OLD)


def test_a_single_library_is_named_as_the_place() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.library == "ray/_raylet.so"


@pytest.mark.parametrize(
    "case",
    [
        two_sides(OTHER, OLD, NATIVE),
        two_sides(OTHER, OLD, UNKNOWN),
        two_sides(OTHER, OLD, NOBODY_ASKED),
        two_sides(OLD, OLD),
        two_sides((code("sections:1", build_id="new"),), (code("sections:1", build_id="old"),)),
        two_sides((code(""),), (code("sections:1"),)),
        two_sides((code("segments:2"),), (code("sections:1"),)),
        two_sides(
            (code("sections:2", kind=ElfKind.OBJECT),), (code("sections:1", kind=ElfKind.OBJECT),)
        ),
        replace(comparison(wheel(NAME, *OTHER)), sources=UNCHANGED),
    ],
    ids=[
        "a native source changed",
        "unknown",
        "nobody asked",
        "same code",
        "only the build-id",
        "no digest",
        "digests of other things",
        "object files",
        "no baseline",
    ],
)
def test_it_is_silent(case: Comparison) -> None:
    assert list(RULE.check(case)) == []


def test_each_file_can_be_evidence_for_a_diagnosis() -> None:
    built = (code("sections:7"), code("sections:8", "ray/b.so"), OLD[2])
    [finding] = RULE.check(two_sides(built, OLD))
    raised = [
        Finding("host-toolchain", Severity.ERROR, NAME, path, "Ubuntu's compiler made it.", "")
        for path in ("ray/b.so", "ray/c.so")
    ]

    assert [one.library for one in diagnose([finding])] == []
    assert "ray/b.so" in [one.library for one in diagnose([finding, *raised])]
