from collections.abc import Iterator

import pytest

from tests.build import NAME, OLD_NAME, comparison, library, wheel
from wheel_ceiling.model import Comparison, Fault, Severity
from wheel_ceiling.rules.rule import Basis, Rule

ADDED = NAME.replace("cp310", "cp311")


def find_flags(comparison: Comparison) -> Iterator[Fault]:
    """Say of every library which flags it has."""
    for one in comparison.built.wheels:
        for file in one.loaded:
            for flag in file.flags:
                yield Fault(Severity.ERROR, one.filename, f"{file.path}: {flag}.", file.path, flag)


def rule(basis: Basis, severity: Severity = Severity.ERROR) -> Rule:
    return Rule("flags", basis, (severity,), "Remove it.", "It has flags.\n\nMore.", find_flags)


def flags(basis: Basis, case: Comparison) -> list[tuple[str, str, str]]:
    found = rule(basis).check(case)
    return [(finding.library, finding.message.split()[-1], finding.severity) for finding in found]


BUILT = wheel(
    NAME,
    library("ray.libs/liba-01234567.so", flags=("x.", "y.")),
    library("ray/new.so", flags=("x.", "z.")),
)
BASELINE = wheel(OLD_NAME, library("ray.libs/liba-89abcdef.so", flags=("x.",)))


def test_new_is_what_the_paired_file_had_not_and_a_new_files_whole_wheel_had_not() -> None:
    assert flags(Basis.NEW, comparison(BUILT, BASELINE)) == [
        ("ray.libs/liba-01234567.so", "y..", Severity.ERROR),
        ("ray/new.so", "z..", Severity.ERROR),
    ]


@pytest.mark.parametrize(
    "case",
    [comparison(BUILT), comparison([BUILT], []), comparison(BUILT, wheel("b-1-py3-none-any.whl"))],
)
def test_new_warns_at_most_where_there_is_nothing_to_hold_against(case: Comparison) -> None:
    found = flags(Basis.NEW, case)

    assert len(found) == 4
    assert {severity for _, _, severity in found} == {Severity.WARNING}


def test_a_wheel_that_the_baseline_lacks_may_have_what_the_same_file_of_another_had() -> None:
    added = wheel(ADDED, library("ray.libs/liba-01010101.so", flags=("x.", "y.")))

    assert flags(Basis.NEW, comparison([BUILT, added], BASELINE))[2:] == [
        ("ray.libs/liba-01010101.so", "y..", Severity.WARNING)
    ]


def test_absolute_needs_no_baseline_and_takes_no_excuse() -> None:
    assert len(flags(Basis.ABSOLUTE, comparison(BUILT))) == 4
    assert len(flags(Basis.ABSOLUTE, comparison(BUILT, BUILT))) == 4


def test_comparing_is_silent_without_a_baseline() -> None:
    assert flags(Basis.COMPARING, comparison(BUILT)) == []
    assert len(flags(Basis.COMPARING, comparison(BUILT, BASELINE))) == 4


def test_a_finding_is_signed_with_the_rules_name_and_fix_unless_the_case_has_its_own() -> None:
    def find(_: Comparison) -> Iterator[Fault]:
        yield Fault(Severity.NOTE, NAME, "One.")
        yield Fault(Severity.NOTE, NAME, "Two.", fix="Do this.")

    signed = Rule("own", Basis.ABSOLUTE, (Severity.NOTE,), "Do that.", "Title.\nMore.", find)

    found = list(signed.check(comparison(BUILT)))

    assert [(one.rule, one.fix) for one in found] == [("own", "Do that."), ("own", "Do this.")]
    assert signed.title == "Title."
