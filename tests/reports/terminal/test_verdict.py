import pytest
from msgspec.structs import replace

from tests.build import comparison, wheel
from tests.reports.stories import (
    BLAMED,
    CLEAN,
    DROPPED,
    NO_BASELINE,
    ONE_ERROR,
    RAISED,
    STORIES,
    TOO_LONG,
    UNJUDGED,
    WAIVED,
    above_tag,
    filename,
    rebuild,
    size_jumped,
)
from wheel_ceiling.model import Kind, Report, Verdict
from wheel_ceiling.reports.terminal.verdict import render_terminal


def lines(report: Report, width: int = 100) -> list[str]:
    return render_terminal(report, width, colour=False).splitlines()


@pytest.mark.parametrize(
    ("report", "last"),
    [
        (CLEAN, "PASS  Nothing to report in 4 wheels with 8 libraries."),
        (DROPPED, "WARN  2 warnings in 3 wheels with 6 libraries."),
        (RAISED, "2 errors, 2 warnings and 2 notes in 4 wheels with 8 libraries."),
        (UNJUDGED, "UNJUDGED  1 note and 2 problems in 2 wheels with 4 libraries."),
    ],
)
def test_the_verdict_stands_at_the_end_beside_the_baseline(report: Report, last: str) -> None:
    assert lines(report)[-2:] == [
        last,
        "Compared with ray 2.8.0 from the package index (the last release).",
    ]


def test_a_diagnosis_stands_where_the_eye_rests() -> None:
    verdict, cause, counts, _ = lines(RAISED)[-4:]

    assert verdict.startswith(
        "FAIL  ray/_raylet.so looks like a silent rebuild: it is not the code"
    )
    assert cause == "second copy lies at ray/ray/_raylet.so, unpacked one directory too deep."
    assert counts == "2 errors, 2 warnings and 2 notes in 4 wheels with 8 libraries."


def test_a_clean_build_takes_two_lines() -> None:
    assert len(lines(CLEAN)) == 2


def test_an_error_says_what_why_and_what_to_do() -> None:
    assert lines(ONE_ERROR, 90)[:6] == [
        "error  ceiling-above-tag  in ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl",
        "  ray/_raylet.so asks for GLIBC_2.29 because of exp, log, pow; its tag promises 2.17",
        "  (manylinux_2_17).",
        "  → Build in the manylinux image that the tag names, or repair the wheel with auditwheel",
        "    so that it gets the tag that it deserves.",
        "    GLIBC_2.29 of libm.so.6  exp, log, pow",
    ]


def test_a_diagnosis_comes_first_with_its_evidence_inside() -> None:
    text = render_terminal(RAISED, 100, colour=False)

    assert text.startswith("error  silent rebuild  in all 4 wheels\n  ray/_raylet.so looks like")
    assert "\n  Strong evidence:\n    error  ceiling-above-tag\n" in text


def test_a_diagnosis_without_evidence_of_its_own_points_back() -> None:
    leaked = replace(rebuild(), kind=Kind.LEAKED_HOST_ARTIFACT)

    text = render_terminal(replace(ONE_ERROR, diagnoses=(rebuild(), leaked)), 100, colour=False)

    assert "  Strong evidence; as above: ceiling-above-tag, debug-info-appeared" in text


def test_evidence_elsewhere_says_where() -> None:
    report = replace(ONE_ERROR, diagnoses=(rebuild(), rebuild(filename("cp39"))))

    assert f"    error  ceiling-above-tag  in {filename('cp310')}" in lines(report)


def test_what_could_not_be_judged_says_so_in_words() -> None:
    assert lines(UNJUDGED)[0] == f"could not be judged  {filename('cp311')}"
    assert "  → Try again in a while." in lines(UNJUDGED)


def test_accepted_findings_are_told_apart() -> None:
    text = render_terminal(WAIVED, 100, colour=False)

    assert "accepted error  ceiling-above-tag" in text
    assert "  Accepted: The raylet only runs in our own images (until 2026-12-31)." in text


def test_wheels_are_named_where_it_is_not_so_in_all() -> None:
    findings = tuple(above_tag(filename(python)) for python in ("cp39", "cp310"))
    text = render_terminal(replace(RAISED, findings=findings, diagnoses=()), 120, colour=False)

    assert f"    in {filename('cp39')}, {filename('cp310')}\n" in text


def test_where_the_numbers_differ_it_says_whose_they_are() -> None:
    sizes = ("1.0 MB", "2.0 MB", "3.0 MB", "4.0 MB", "5.0 MB")
    findings = tuple(size_jumped(f"cp3{n}", "0.1 MB", size) for n, size in enumerate(sizes))

    text = render_terminal(replace(DROPPED, findings=findings), 120, colour=False)

    assert f"    the numbers are those of {filename('cp30')}\n" in text
    assert "in manylinux2014_x86_64: cp30, cp31, cp32, cp33, cp34\n" in text


def test_what_differs_between_pythons_says_whose_numbers_are_told() -> None:
    lacked = {"9": "_A", "10": "_B", "11": "_B"}
    findings = tuple(
        replace(
            above_tag(filename(f"cp3{minor}")),
            message=f"It is not for Python 3.{minor}. {symbol} is not in Python 3.{minor}: gone.",
        )
        for minor, symbol in lacked.items()
    )

    text = render_terminal(replace(RAISED, findings=findings, diagnoses=()), 120, colour=False)

    assert (
        "    It is not for Python 3.10. _B is not in Python 3.10: gone.\n"
        f"    the numbers are those of ray/_raylet.so in {filename('cp310')}\n"
        f"    in {filename('cp310')}, {filename('cp311')}\n"
    ) in text


def test_very_many_files_are_one_entry() -> None:
    findings = tuple(above_tag(path=f"ray/m{number}.so") for number in range(9))
    text = render_terminal(replace(ONE_ERROR, findings=findings), 120, colour=False)

    assert "  ray/m0.so (and 8 more) asks for GLIBC_2.29" in text
    assert "    on ray/m0.so, ray/m1.so, ray/m2.so, ray/m3.so and 5 more" in text


def test_long_evidence_is_cut() -> None:
    long = replace(above_tag(), evidence=tuple((f"row {n}", "x") for n in range(9)))

    text = render_terminal(replace(ONE_ERROR, findings=(long,)), 100, colour=False)

    assert "    row 5  x\n    and 3 more\n" in text


def test_the_table_says_what_changed() -> None:
    assert lines(DROPPED)[-7:-3] == [
        "cp39-cp39-manylinux2014_x86_64    16.4 MB → 16.5 MB  2.17            2.17",
        "cp310-cp310-manylinux2014_x86_64  16.4 MB → 16.5 MB  2.17            2.17",
        "cp311-cp311-manylinux2014_x86_64  16.4 MB → 16.5 MB  2.17            2.17",
        "cp312-cp312-manylinux2014_x86_64  dropped",
    ]


def test_a_long_table_is_cut() -> None:
    wheels = [wheel(filename(f"cp3{number}")) for number in range(60)]
    report = Report(Verdict.WARN, comparison(wheels), (above_tag(),))

    assert "and 20 more" in lines(report)


def test_remarks_and_passed_over_baselines_are_told() -> None:
    text = render_terminal(NO_BASELINE, 100, colour=False)

    assert text.count("has no ELF files: it is not judged for glibc.") == 2
    assert "Passed over: wheel-ceiling.json is not there." in text


def test_many_remarks_are_cut() -> None:
    report = replace(CLEAN, remarks=tuple(f"Remark {number}." for number in range(20)))

    assert "and 8 more remarks" in lines(report)


def test_without_wheels_there_is_no_table() -> None:
    assert lines(Report(Verdict.UNJUDGED, comparison(())))[0] == "UNJUDGED  Nothing in no wheels."


def test_a_preface_stands_on_top() -> None:
    assert lines(replace(CLEAN, preface=("It changes its own gate.", "Look.")))[:4] == [
        "It changes its own gate.",
        "Look.",
        "",
        "PASS  Nothing to report in 4 wheels with 8 libraries.",
    ]


def test_the_likely_cause_stands_below_what_to_do() -> None:
    text = lines(BLAMED, 120)
    place = text.index("likely causes")

    assert text[place - 2].strip().startswith("→") or text[place - 3].strip().startswith("→")
    assert text[place + 1 : place + 4] == [
        "  ci/build/build-manylinux-wheel.sh:22",
        "    + tar -xzf /tmp/ray-cache.tgz -C python/ray/ray/",
        "    it puts files where the package is packed from, and the wheel has `_raylet.so` twice.",
    ]
    assert "    - COMMAND ${CMAKE_STRIP} --strip-unneeded $<TARGET_FILE:_raylet>)" in text
    assert place < text.index("  Strong evidence:")


@pytest.mark.parametrize("report", [ONE_ERROR, DROPPED, UNJUDGED, WAIVED, CLEAN, RAISED])
def test_causes_are_told_once(report: Report) -> None:
    text = render_terminal(replace(report, suspects=BLAMED.suspects), 120, colour=False)

    assert text.count("likely causes") == 1


def test_a_long_report_is_told_in_full() -> None:
    assert len(STORIES) <= 12
    assert render_terminal(TOO_LONG, 120, colour=False).count("error  ceiling-above-tag") == 260
