import pytest
from msgspec.structs import replace

from tests.build import NAME, comparison, wheel
from tests.reports.stories import (
    ACCEPTED,
    CLEAN,
    DROPPED,
    NEW,
    NO_BASELINE,
    OLD,
    RAISED,
    UNJUDGED,
    WAIVED,
    above_tag,
    compared,
    filename,
    rebuild,
    toolchain,
)
from wheel_ceiling.model import (
    Confidence,
    Finding,
    Inventory,
    Kind,
    Problem,
    Report,
    Settings,
    Severity,
    Verdict,
)
from wheel_ceiling.reports.grouping import outline
from wheel_ceiling.reports.wording import (
    entry_sentence,
    grouped_remarks,
    headline,
    place_left_to_say,
    summary,
    where,
)

ONE_WHEEL = comparison(wheel())
TWO_FILES = Report(
    Verdict.FAIL,
    ONE_WHEEL,
    diagnoses=(rebuild(), replace(rebuild(), library="ray/b.so")),
)
CERTAIN_LEAK = Report(
    Verdict.FAIL,
    ONE_WHEEL,
    diagnoses=(replace(rebuild(), kind=Kind.LEAKED_HOST_ARTIFACT, confidence=Confidence.CERTAIN),),
)
CERTAIN = Report(
    Verdict.FAIL, ONE_WHEEL, diagnoses=(replace(rebuild(), confidence=Confidence.CERTAIN),)
)
CERTAIN_TWICE = replace(
    CERTAIN, diagnoses=(*CERTAIN.diagnoses, replace(CERTAIN.diagnoses[0], library="ray/b.so"))
)
STRICT = Report(
    Verdict.FAIL, ONE_WHEEL, findings=(replace(above_tag(), severity=Severity.WARNING),)
)
NO_WHEELS = Report(
    Verdict.UNJUDGED,
    comparison(()),
    problems=(Problem("", "dist/ has no wheels.", "Build them first."),),
)


REBUILT = (
    "ray/_raylet.so looks like a silent rebuild: it is not the code that was meant to be packed"
)
BOTH_REBUILT = (
    "ray/_raylet.so and 1 more look like silent rebuilds: they are not the code that was meant to "
    "be packed"
)
LEAKED = (
    "Leaked host artifact in place of ray/_raylet.so (certain: made outside the build container)"
)
SURELY_REBUILT = "Silent rebuild of ray/_raylet.so (certain: not the library that was built)"
BOTH_SURELY = (
    "Silent rebuild of ray/_raylet.so and 1 more (certain: not the library that was built)"
)
ABOVE_TAG = (
    "Fails with a warning: ray/_raylet.so asks for GLIBC_2.29 because of exp, log, pow; its tag "
    "promises 2.17 (manylinux_2_17)"
)
ROSE = (
    "Passes with a warning: ray/_raylet.so asks for GLIBC_2.29, the last release for GLIBC_2.17; "
    "the tag promises 2.17 as before"
)


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (RAISED, REBUILT),
        (TWO_FILES, BOTH_REBUILT),
        (CERTAIN_LEAK, LEAKED),
        (CERTAIN, SURELY_REBUILT),
        (CERTAIN_TWICE, BOTH_SURELY),
        (STRICT, ABOVE_TAG),
        (WAIVED, ROSE),
        (DROPPED, "Passes with 2 warnings"),
        (ACCEPTED, "Passes with 2 accepted findings"),
        (NO_WHEELS, "Could not be judged: dist/ has no wheels"),
        (Report(Verdict.UNJUDGED, ONE_WHEEL), "Could not be judged"),
    ],
)
def test_the_headline_says_what_matters_most(report: Report, said: str) -> None:
    assert headline(report, outline(report)) == said


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (CLEAN, "Nothing to report in 4 wheels with 8 libraries."),
        (
            NO_BASELINE,
            "Nothing was compared; nothing else to report but 1 note in 4 wheels with 8 libraries.",
        ),
        (RAISED, "2 errors, 2 warnings and 2 notes in 4 wheels with 8 libraries."),
        (UNJUDGED, "1 note and 2 problems in 2 wheels with 4 libraries."),
        (WAIVED, "1 warning and 1 accepted finding in 1 wheel with 2 libraries."),
        (NO_WHEELS, "1 problem in no wheels."),
    ],
)
def test_the_summary_counts(report: Report, said: str) -> None:
    assert summary(report, outline(report)) == said


def test_an_error_that_does_not_fail_the_check_says_why() -> None:
    sides = replace(compared(NEW, OLD), settings=Settings(fail_on="never"))
    report = Report(Verdict.WARN, sides, findings=(above_tag(),))

    assert "does not fail, because fail-on is never." in summary(report, outline(report))


def finding(message: str, library: str = "", wheel_name: str = NAME) -> Finding:
    return Finding("a-rule", Severity.ERROR, wheel_name, library, message, "Fix it.")


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (finding("ray/a.so is bad.", "ray/a.so"), "ray/a.so is bad."),
        (finding("a.so is bad.", "ray/a.so"), "a.so is bad."),
        (finding("asks for more.", "ray/a.so"), "ray/a.so asks for more."),
        (finding("It grew.", "ray/a.so"), "ray/a.so: It grew."),
        (finding("The wheel grew."), f"{NAME}: The wheel grew."),
        (finding(f"{NAME} grew."), f"{NAME} grew."),
        (finding("The waiver is over.", wheel_name=""), "The waiver is over."),
    ],
)
def test_every_sentence_names_its_file(seen: Finding, said: str) -> None:
    [entry] = outline(Report(Verdict.FAIL, ONE_WHEEL, (seen,))).errors

    assert entry_sentence(entry) == said


def test_a_place_is_said_once() -> None:
    said, unsaid = finding(f"{NAME} grew."), finding("It grew.", "ray/a.so")
    entries = outline(Report(Verdict.FAIL, ONE_WHEEL, (said, unsaid))).errors

    assert [place_left_to_say(entry) for entry in entries] == ["", f"in {NAME}"]


def test_what_is_in_no_wheel_is_nowhere() -> None:
    seen = finding("The waiver is over.", wheel_name="")
    [entry] = outline(Report(Verdict.FAIL, ONE_WHEEL, (seen,))).errors

    assert where(entry) == ""


def test_a_sentence_about_many_says_how_many() -> None:
    wheels = [finding(f"{name} grew.", "", name) for name in ("a.whl", "b.whl", "c.whl")]
    files = [finding("asks for more.", f"ray/{number}.so") for number in range(9)]
    both = [finding(f"{name} grew by a.so.", "ray/a.so", name) for name in ("a.whl", "b.whl")]

    [by_both] = outline(Report(Verdict.FAIL, ONE_WHEEL, tuple(both))).errors
    [by_wheel] = outline(Report(Verdict.FAIL, ONE_WHEEL, tuple(wheels))).errors
    [by_file] = outline(Report(Verdict.FAIL, ONE_WHEEL, tuple(files))).errors

    assert entry_sentence(by_wheel) == "a.whl (and 2 more) grew."
    assert entry_sentence(by_both) == "a.whl (and 1 more) grew by a.so."
    assert entry_sentence(by_file) == "ray/0.so (and 8 more) asks for more."


def test_a_sentence_about_two_wheels_counts_no_others() -> None:
    message = "a.so of {} and of y.whl is one and the same file."
    seen = [finding(message.format(name), "ray/a.so", name) for name in ("a.whl", "b.whl")]

    [entry] = outline(Report(Verdict.FAIL, ONE_WHEEL, tuple(seen))).errors

    assert entry_sentence(entry) == message.format("a.whl")
    assert place_left_to_say(entry) == "in 2 wheels"


def test_the_same_remark_about_several_wheels_is_made_once() -> None:
    names = [filename(python) for python in ("cp39", "cp310")]
    built = Inventory("dist/", tuple(map(wheel, names)))
    remarks = (*(f"{name} has no ELF files." for name in names), "Something else.")
    report = Report(Verdict.PASS, replace(ONE_WHEEL, built=built), remarks=remarks)

    assert grouped_remarks(report) == (
        f"{names[0]} (and 1 more) has no ELF files.",
        "Something else.",
    )


def test_the_note_of_an_otherwise_clean_report_is_no_reason_to_worry() -> None:
    report = replace(CLEAN, findings=(toolchain(),))

    assert summary(report, outline(report)).startswith("Nothing to report but 1 note")
