"""The label holds for one head, and for the findings that were shown when it was set."""

import pytest
from msgspec.structs import replace

from tests.build import TODAY, comparison
from wheel_ceiling.action.acceptance import (
    Acceptance,
    Memory,
    decode_memory,
    encode_memory,
    failing,
    honour,
    remember,
)
from wheel_ceiling.check import rejudged
from wheel_ceiling.model import Finding, Problem, Report, Settings, Severity, Verdict

LABEL = Acceptance(7, "maintainer", "wheel-ceiling: accept")
SET_AGAIN = replace(LABEL, event=8)
NOTHING = Memory()


def finding(rule: str, message: str = "it is so", severity: Severity = Severity.ERROR) -> Finding:
    return Finding(rule, severity, "x.whl", "x/y.so", message, "fix it")


GLIBC = finding("ceiling-above-tag", "asks for GLIBC_2.29")
SIZE = finding("size-jumped", "grew from 41.2 MB to 155.3 MB")
WARNING = finding("floor-raised", severity=Severity.WARNING)


def report(*findings: Finding, fail_on: str = "error") -> Report:
    compared = comparison((), (), Settings(today=TODAY, fail_on=fail_on))
    return rejudged(Report(Verdict.PASS, compared, findings))


def test_what_is_shown_is_accepted_by_name_and_the_check_passes() -> None:
    changed, memory = honour(report(GLIBC, SIZE), LABEL, remember(report(GLIBC, SIZE), NOTHING))

    assert changed.verdict is Verdict.PASS
    assert [one.waivers[0].reason for one in changed.findings] == [
        "@maintainer set the label `wheel-ceiling: accept`"
    ] * 2
    assert memory.event == LABEL.event


def test_a_finding_that_was_not_shown_when_the_label_was_set_ends_it() -> None:
    shown = remember(report(GLIBC), NOTHING)
    accepted, memory = honour(report(GLIBC), LABEL, shown)
    later, memory = honour(report(GLIBC, SIZE), LABEL, memory)

    assert accepted.verdict is Verdict.PASS
    assert later.verdict is Verdict.FAIL
    assert [one.rule for one in failing(later)] == ["size-jumped"]

    again, memory = honour(report(GLIBC, SIZE), LABEL, memory)
    assert again.verdict is Verdict.FAIL, "to be shown is not to be accepted"

    anew, _ = honour(report(GLIBC, SIZE), SET_AGAIN, memory)
    assert anew.verdict is Verdict.PASS


def test_what_nobody_was_shown_nobody_has_accepted() -> None:
    changed, memory = honour(report(GLIBC), LABEL, NOTHING)
    again, memory = honour(report(GLIBC), LABEL, memory)
    anew, _ = honour(report(GLIBC), SET_AGAIN, memory)

    assert changed.verdict is Verdict.FAIL
    assert changed.remarks[0].startswith(
        "The label `wheel-ceiling: accept` accepts what our comment on this commit had shown when "
        "@maintainer set it;"
    )
    assert again.verdict is Verdict.FAIL, "it was set before anything was shown"
    assert anew.verdict is Verdict.PASS


def test_what_is_remembered_stays_small_however_often_a_head_is_built() -> None:
    memory = NOTHING
    for number in range(1_000):
        _, memory = honour(report(finding(f"rule-{number}")), LABEL, memory)

    assert len(encode_memory(memory)) < 10_000


def test_a_few_bytes_more_are_the_same_finding_and_another_number_is_not() -> None:
    shown = remember(report(GLIBC, SIZE), NOTHING)
    more_bytes = replace(SIZE, message="grew from 41.2 MB to 155.4 MB")
    higher = replace(GLIBC, message="asks for GLIBC_2.34")

    assert honour(report(more_bytes), LABEL, shown)[0].verdict is Verdict.PASS
    assert honour(report(higher), LABEL, shown)[0].verdict is Verdict.FAIL


def test_warnings_are_accepted_only_where_they_fail_the_check() -> None:
    assert failing(report(WARNING)) == ()
    assert failing(report(WARNING, fail_on="warning")) == (WARNING,)
    assert failing(report(GLIBC, fail_on="never")) == ()


def test_what_could_not_be_judged_cannot_be_accepted() -> None:
    unjudged = replace(report(GLIBC), problems=(Problem("x.whl", "It is damaged.", ""),))

    changed, _ = honour(unjudged, LABEL, remember(report(GLIBC), NOTHING))

    assert changed.verdict is Verdict.UNJUDGED


def test_very_many_findings_are_accepted_as_a_whole() -> None:
    many = [finding(f"rule-{number}") for number in range(300)]
    shown = remember(report(*many), NOTHING)

    assert len(encode_memory(shown)) < 100
    assert honour(report(*many), LABEL, shown)[0].verdict is Verdict.PASS
    assert honour(report(*many[1:]), LABEL, shown)[0].verdict is Verdict.FAIL


MEMORIES = {
    "empty": NOTHING,
    "shown": remember(report(GLIBC, SIZE), NOTHING),
    "accepted": honour(report(GLIBC), LABEL, remember(report(GLIBC), NOTHING))[1],
}


@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES.keys())
def test_what_is_remembered_survives_the_comment(memory: Memory) -> None:
    assert decode_memory(encode_memory(memory)) == memory
    assert "--" not in encode_memory(memory), "it would end the HTML comment"


@pytest.mark.parametrize("text", ["", "!", "eA==", "W10=", "é"])
def test_an_edited_memory_is_forgotten(text: str) -> None:
    assert decode_memory(text) == NOTHING
