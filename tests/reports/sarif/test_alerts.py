"""By what an alert is known again in the next run, and by what it is told from others."""

import pytest
from msgspec.structs import replace

from tests.build import NAME, comparison, wheel
from tests.reports.stories import above_tag, rebuild, size_jumped
from wheel_ceiling.model import Diagnosis, Finding, Kind, Problem, Report, Severity, Verdict, Waiver
from wheel_ceiling.reports.sarif.alerts import alerts

FINDING = above_tag()
GRAFTED = "numpy.libs/libopenblas-0cf96a72.so"
NEEDS = "numpy/x.so and 2 other files need libfoo-0a1b2c3d.so.1, which is 1.5 MB (12 % of it)."


def told(*findings: Finding) -> Report:
    return Report(Verdict.FAIL, comparison(wheel(NAME)), findings=findings)


def fingerprint(finding: Finding) -> str:
    [alert] = alerts(told(finding))
    return alert.fingerprint


SAME = {
    "NEXT_RELEASE": (FINDING, replace(FINDING, wheel=NAME.replace("2.9.0", "2.10.0.dev3"))),
    "OTHER_PYTHON": (FINDING, replace(FINDING, wheel=NAME.replace("cp310", "cp312"))),
    "OTHER_SEVERITY": (FINDING, replace(FINDING, severity=Severity.WARNING)),
    "OTHER_FIX": (FINDING, replace(FINDING, fix="Do it otherwise.")),
    "ACCEPTED": (FINDING, replace(FINDING, waivers=(Waiver(FINDING.rule, "It is meant"),))),
    "OTHER_SIZE": (
        size_jumped("cp310", "16.4 MB", "48.9 MB"),
        size_jumped("cp310", "16.5 MB", "501 bytes"),
    ),
    "OTHER_GRAFT": (
        above_tag(path=GRAFTED),
        above_tag(path=GRAFTED.replace("0cf96a72", "1234abcd")),
    ),
    "OTHER_EXTENSION": (
        above_tag(path="ray/x.cpython-310-x86_64-linux-gnu.so"),
        above_tag(path="ray/x.cpython-312-x86_64-linux-gnu.so"),
    ),
    "OTHER_COUNTS": (
        replace(FINDING, message=NEEDS),
        replace(
            FINDING,
            message=NEEDS.replace("2 other", "13 other").replace("1.5 MB (12 %", "900 kB (9 %"),
        ),
    ),
    "OTHER_HASH_IN_MESSAGE": (
        replace(FINDING, message=NEEDS),
        replace(FINDING, message=NEEDS.replace("0a1b2c3d.so.1", "ffffffff.so.2")),
    ),
    "OTHER_WHEEL_IN_MESSAGE": (
        replace(FINDING, message="In a-1.0-py3-none-any.whl it was not so."),
        replace(FINDING, message="In a-1.1-py3-none-any.whl it was not so."),
    ),
}
OTHER = {
    "RULE": replace(FINDING, rule="ceiling-raised"),
    "LIBRARY": above_tag(path="ray/core/_raylet.so"),
    "PROJECT": replace(FINDING, wheel=NAME.replace("ray", "rays")),
    "SYMBOLS": replace(FINDING, message=FINDING.message.replace("exp", "fmod")),
    "FAMILY": replace(FINDING, message=FINDING.message.replace("GLIBC_2.29", "GLIBCXX_3.4.30")),
}


@pytest.mark.parametrize("case", SAME)
def test_the_same_finding_is_known_again(case: str) -> None:
    before, after = SAME[case]

    assert before != after
    assert fingerprint(before) == fingerprint(after)


@pytest.mark.parametrize("case", OTHER)
def test_another_finding_is_another_alert(case: str) -> None:
    assert len({alert.fingerprint for alert in alerts(told(FINDING, OTHER[case]))}) == 2


def test_two_missing_libraries_of_one_file_are_two_alerts() -> None:
    one = replace(FINDING, message="ray/_raylet.so needs libfoo.so.1, which is nowhere.")
    other = replace(FINDING, message="ray/_raylet.so needs libbar.so.1, which is nowhere.")

    assert len(alerts(told(one, other))) == 2


def test_wheels_that_are_gone_for_different_users_are_different_alerts() -> None:
    gone = [
        replace(
            FINDING,
            wheel=NAME.replace("310", python.replace(".", "")),
            library="",
            message=f"users of CPython {python} on x86_64 get no wheel.",
        )
        for python in ("3.12", "3.13")
    ]

    assert len(alerts(told(*gone))) == 2


def test_no_sentence_is_long_enough_to_keep_it_busy() -> None:
    finding = replace(FINDING, message="a.so" * 100_000 + " 1" * 100_000)

    assert len(fingerprint(finding)) == 32


def test_a_diagnosis_names_its_file_and_the_rules_that_it_rests_on() -> None:
    [alert] = alerts(replace(told(), diagnoses=(rebuild(),)))

    assert alert.first.rule == Kind.SILENT_REBUILD
    assert alert.first.severity is Severity.ERROR
    assert alert.first.evidence == (
        ("rules", "ceiling-above-tag, debug-info-appeared, toolchain-changed"),
    )


def test_a_diagnosis_is_the_same_whatever_caused_it() -> None:
    def known(diagnosis: Diagnosis) -> str:
        [alert] = alerts(replace(told(), diagnoses=(diagnosis,)))
        return alert.fingerprint

    assert known(rebuild()) == known(replace(rebuild(), cause="", evidence=("host-toolchain",)))


def test_the_weightiest_comes_first_and_problems_come_before_findings() -> None:
    note = replace(FINDING, severity=Severity.NOTE, library="a.so")
    problem = Problem(NAME, "It is no zip file.", "Build it again.")

    found = alerts(replace(told(note, FINDING), diagnoses=(rebuild(),), problems=(problem,)))

    assert [alert.first.rule for alert in found] == [
        "silent-rebuild",
        "could-not-judge",
        "ceiling-above-tag",
        "ceiling-above-tag",
    ]
    assert found[-1].first == note
