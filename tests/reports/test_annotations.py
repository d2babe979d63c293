from msgspec.structs import replace

from tests.build import TODAY, comparison
from tests.reports.stories import NEW, OLD
from wheel_ceiling.check import judge, rejudged
from wheel_ceiling.model import (
    Finding,
    Problem,
    Report,
    Settings,
    Severity,
    Suspect,
    Verdict,
)
from wheel_ceiling.reports.annotations import Annotation, annotate, title_of

COMPARED = comparison(NEW, OLD, Settings(today=TODAY))
REBUILT = rejudged(Report(Verdict.PASS, COMPARED, judge(COMPARED)))
ADDED = Suspect("ci/Dockerfile", 12, "FROM ubuntu:22.04", "it changes the image")
REMOVED = replace(ADDED, is_removed=True)


def test_the_same_finding_in_four_wheels_is_one_annotation() -> None:
    titles = [one.title for one in annotate(REBUILT)]

    assert titles[0] == "silent-rebuild"
    assert len(titles) == len(set(titles))


def test_only_what_is_worse_than_a_note_is_annotated() -> None:
    assert {one.level for one in annotate(REBUILT)} <= {"error", "warning"}


def test_the_first_stands_at_the_line_that_most_likely_brought_it_about() -> None:
    found = annotate(replace(REBUILT, suspects=(REMOVED, ADDED)))

    assert (found[0].path, found[0].line) == ("ci/Dockerfile", 12)
    assert {one.path for one in found[1:]} == {""}


def test_a_line_that_is_gone_can_carry_no_annotation() -> None:
    assert annotate(replace(REBUILT, suspects=(REMOVED,)))[0].path == ""


def test_names_are_cleaned_and_users_are_masked() -> None:
    finding = Finding(
        "stray-files", Severity.ERROR, "x.whl", "", "holds /home/ada/src\n::error::x", "Remove it."
    )
    report = Report(Verdict.FAIL, comparison((), ()), (finding,))

    assert annotate(report) == (
        Annotation(
            "error",
            "stray-files",
            "x.whl holds /home/…/src\\n::error::x. → Remove it.",
        ),
    )


def test_a_sentence_on_two_wheels_says_in_how_many_it_is_so() -> None:
    found = tuple(
        Finding("siblings-differ", Severity.ERROR, name, "", f"{name} is unlike z.whl.", "Look.")
        for name in ("x.whl", "y.whl")
    )

    [one] = annotate(Report(Verdict.FAIL, comparison((), ()), found))

    assert one.message == "x.whl is unlike z.whl (in 2 wheels). → Look."


def test_what_could_not_be_judged_is_an_error() -> None:
    report = Report(
        Verdict.UNJUDGED, comparison((), ()), problems=(Problem("", "Nothing found.", "Build."),)
    )

    assert annotate(report) == (
        Annotation("error", "could not be judged", "Nothing found. → Build."),
    )
    assert title_of(report, 140) == "Could not be judged: Nothing found"


def test_a_title_is_cut_to_what_its_place_takes() -> None:
    assert len(title_of(REBUILT, 40)) == 40
