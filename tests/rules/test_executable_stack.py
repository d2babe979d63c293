import pytest

from tests.build import NAME, OLD_NAME, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, ElfKind, Severity
from wheel_ceiling.rules.executable_stack import RULE

STACK = ("executable-stack", "relro")
MUSL = "cp310-cp310-musllinux_1_2_x86_64.whl"


def flagged(*flags: str, kind: ElfKind = ElfKind.LIBRARY) -> ElfFacts:
    return library(flags=flags, kind=kind)


CHANGED = pair(flagged(*STACK), flagged("relro"))
SILENT = [
    pair(flagged("relro"), flagged("relro")),
    pair(flagged(*STACK), flagged(*STACK)),
    pair(flagged("relro"), flagged(*STACK)),
    comparison(wheel("a-1-cp310-cp310-macosx_11_0_arm64.whl", flagged(*STACK))),
]


def test_glibc_refuses_a_library_that_asks_for_it() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "ray/_raylet.so asks for an executable stack, which glibc refuses since 2.41."
    )


@pytest.mark.parametrize(
    "case",
    [
        pair(flagged(*STACK, kind=ElfKind.EXECUTABLE), flagged(kind=ElfKind.EXECUTABLE)),
        comparison(
            wheel(f"ray-2.9.0-{MUSL}", flagged(*STACK)), wheel(f"ray-2.8.0-{MUSL}", flagged())
        ),
        comparison(wheel(NAME, flagged(*STACK))),
        comparison(
            [wheel(NAME, flagged()), wheel(NAME.replace("cp310", "cp311"), flagged(*STACK))],
            wheel(OLD_NAME, flagged()),
        ),
    ],
)
def test_programs_musl_and_what_cannot_be_compared_are_warnings(case: Comparison) -> None:
    [finding] = RULE.check(case)

    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize("case", SILENT)
def test_it_is_silent(case: Comparison) -> None:
    assert not list(RULE.check(case))
