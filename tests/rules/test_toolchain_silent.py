import pytest
from msgspec.structs import replace

from tests.build import NAME, RED_HAT, UBUNTU, comparison, library, pair, wheel
from wheel_ceiling.model import ElfFacts, Severity
from wheel_ceiling.rules.toolchain_silent import RULE

FOUND_BY_RUST = "rustc, commit 4b91a6ea7258"
MARKS = ("gmon", "hash-gnu")


def before(*words: str, marks: tuple[str, ...] = MARKS) -> ElfFacts:
    return library(compilers=words or (RED_HAT,), code_digest="sections:1", marks=marks)


def after(*words: str, marks: tuple[str, ...] = MARKS) -> ElfFacts:
    return library(compilers=words, code_digest="sections:2", marks=marks)


CHANGED = pair(after(), before())
SILENT = {
    "only stripped": pair(replace(after(), code_digest="sections:1"), before()),
    "code that nobody digested": pair(replace(after(), code_digest=""), before()),
    "no digest before": pair(after(), replace(before(), code_digest="")),
    "it still speaks": pair(after(UBUNTU), before()),
    "it never spoke": pair(after(), before(FOUND_BY_RUST)),
    "no baseline": comparison(wheel(NAME, after())),
}


def test_what_was_said_before_is_told() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.WARNING
    assert finding.library == "ray/_raylet.so"
    assert finding.message == (
        "ray/_raylet.so names no compiler any more, and its code is not the baseline's, which said "
        f"{RED_HAT}. What strip leaves of its making is as before."
    )


def test_what_rust_keeps_in_its_data_is_no_word_of_a_compiler() -> None:
    assert list(RULE.check(pair(after(FOUND_BY_RUST), before(RED_HAT, "rustc version 1.8"))))


def test_marks_show_that_it_was_linked_elsewhere() -> None:
    built = after(marks=("gmon", "hash-gnu", "linux-3.2.0", "plt.got"))
    [finding] = RULE.check(pair(built, before(marks=("gmon", "hash-gnu", "jcr"))))

    assert finding.message.endswith(
        "It was linked in another way than before: it has linux-3.2.0 and .plt.got (Debian, Ubuntu "
        "and Alpine; hardly ever Red Hat's toolsets) now, and it no longer has .jcr (start files "
        "of a GCC before 7)."
    )
    assert finding.evidence[1:] == (
        ("marks-before", "gmon, hash-gnu, jcr"),
        ("marks-now", "gmon, hash-gnu, linux-3.2.0, plt.got"),
    )


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (("gmon", "hash-gnu", "plt.sec"), " now."),
        (("gmon",), "it no longer has a GNU hash table alone."),
        ((), f"which said {RED_HAT}."),
    ],
)
def test_marks_of_one_side_only_are_told_as_such(now: tuple[str, ...], end: str) -> None:
    [finding] = RULE.check(pair(after(marks=now), before()))

    assert finding.message.endswith(end)


@pytest.mark.parametrize("what", SILENT)
def test_it_is_silent(what: str) -> None:
    assert not list(RULE.check(SILENT[what]))
