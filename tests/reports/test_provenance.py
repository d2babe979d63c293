import pytest
from msgspec.structs import replace

from tests.build import NAME, OLD_NAME, comparison, inventory, library, wheel
from wheel_ceiling.model import (
    Baseline,
    BuildOutput,
    Inventory,
    NoBaseline,
    Problem,
    Report,
    SourceChanges,
    Verdict,
)
from wheel_ceiling.reports.provenance import baseline_sentence, compared_with, passed_over

RELEASE = replace(inventory(wheel(OLD_NAME)), source="pypi:ray==2.8.0")
UNREACHABLE = "The index could not be asked."


def report(baseline: Baseline, *problems: Problem) -> Report:
    sides = replace(comparison(wheel()), baseline=baseline)
    return Report(Verdict.PASS, sides, problems=problems)


@pytest.mark.parametrize(
    ("baseline", "said"),
    [
        (RELEASE, "Compared with ray 2.8.0 from the package index."),
        (
            replace(RELEASE, reason="the last release"),
            "Compared with ray 2.8.0 from the package index (the last release).",
        ),
        (
            replace(RELEASE, reason="2.8.0 is the greatest release."),
            "Compared with ray 2.8.0 from the package index. 2.8.0 is the greatest release.",
        ),
        (replace(RELEASE, source="old/"), "Compared with ray 2.8.0 from old/."),
        (Inventory("old.json"), "Compared with old.json."),
        (
            NoBaseline("No baseline was asked for.", on_purpose=True),
            "No baseline was asked for. Rules that compare did not speak.",
        ),
        (
            NoBaseline("ray has no wheels there."),
            "No baseline: ray has no wheels there. Rules that compare could not speak.",
        ),
    ],
)
def test_it_says_which_baseline_and_why(baseline: Baseline, said: str) -> None:
    assert baseline_sentence(report(baseline)) == said


def coded(digests: str, sources: SourceChanges, source: str = "release:v2.8.0") -> Report:
    """Two libraries whose code was 12, in a wheel that is compared with that of a release."""
    sides = [
        wheel(
            name, *(library(f"ray/{place}.so", code_digest=one) for place, one in enumerate(code))
        )
        for name, code in ((NAME, digests), (OLD_NAME, "12"))
    ]
    made = comparison(sides[0], sides[1])
    baseline = replace(inventory(sides[1]), source=source)
    return Report(Verdict.PASS, replace(made, baseline=baseline, sources=sources))


def same_files(count: int, *, code: str = "") -> Report:
    """Four libraries, so many of which are the baseline's very files."""
    names = ["libssl-0a1b2c3d.so.3", "_own.cpython-310-x86_64-linux-gnu.so", "a.so", "b.so"]
    digests = [[f"{place}{side * (place >= count)}" for place in range(4)] for side in "no"]
    sides = [
        wheel(
            filename,
            *(
                library(f"ray/{name}", sha256=digest, code_digest=code)
                for name, digest in zip(names, side, strict=True)
            ),
        )
        for filename, side in ((NAME, digests[0]), (OLD_NAME, digests[1]))
    ]
    made = comparison(sides[0], sides[1])
    return Report(Verdict.PASS, replace(made, baseline=replace(inventory(sides[1]), source="old/")))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (same_files(0), ""),
        (same_files(1), " 1 of 4 libraries is byte-for-byte the baseline's file (libssl)."),
        (
            same_files(4),
            " 4 of 4 libraries are byte-for-byte the baseline's files (_own, a, b and 1 more).",
        ),
        (same_files(4, code="x"), " 4 of 4 libraries are byte-for-byte the baseline's files."),
        (same_files(3, code="x"), " 4 of 4 libraries are byte-for-byte the baseline's code."),
    ],
)
def test_it_names_the_libraries_that_are_the_same_files(told: Report, said: str) -> None:
    assert baseline_sentence(told) == f"Compared with ray 2.8.0 from old/.{said}"


UNCHANGED = SourceChanges(base="v2.8.0", head="a" * 40)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            coded("12", SourceChanges()),
            (
                "Compared with ray 2.8.0 from release:v2.8.0. "
                "2 of 2 libraries are byte-for-byte the released code."
            ),
        ),
        (
            coded("12", SourceChanges(), "old/"),
            (
                "Compared with ray 2.8.0 from old/. "
                "2 of 2 libraries are byte-for-byte the baseline's code."
            ),
        ),
        (
            coded("13", UNCHANGED),
            (
                "Compared with ray 2.8.0 from release:v2.8.0. "
                "1 of 2 libraries is byte-for-byte the released code, "
                "and no native source changed between v2.8.0 and aaaaaaaa."
            ),
        ),
        (coded("34", UNCHANGED), "Compared with ray 2.8.0 from release:v2.8.0."),
        (coded("13", SourceChanges()), "Compared with ray 2.8.0 from release:v2.8.0."),
        (
            coded("13", replace(UNCHANGED, native=("a.c",))),
            "Compared with ray 2.8.0 from release:v2.8.0.",
        ),
        (coded("123", SourceChanges()), "Compared with ray 2.8.0 from release:v2.8.0."),
    ],
)
def test_it_says_how_much_of_the_code_is_the_same_where_that_tells_something(
    told: Report, said: str
) -> None:
    assert baseline_sentence(told) == said


def test_it_does_not_repeat_the_problem_that_left_no_baseline() -> None:
    said = baseline_sentence(report(NoBaseline(UNREACHABLE), Problem("", UNREACHABLE, "")))

    assert said == "There is no baseline, so rules that compare could not speak."


def test_it_says_what_was_passed_over() -> None:
    few = replace(RELEASE, passed_over=("a.json holds the built files.", "b is yanked"))
    many = replace(RELEASE, passed_over=tuple("abcdef"))

    assert passed_over(report(few)) == "Passed over: a.json holds the built files. b is yanked."
    assert passed_over(report(many)) == "Passed over: a. b. c. d. And 2 more."
    assert passed_over(report(RELEASE)) == ""


def test_what_the_libraries_were_held_against_is_said_once_and_only_if_asked_for() -> None:
    compared = report(RELEASE)
    sides = replace(compared.comparison, build=BuildOutput("bazel-bin/", (library(),)))

    assert compared_with(compared) == baseline_sentence(compared)
    assert compared_with(replace(compared, comparison=sides)) == (
        "Compared with ray 2.8.0 from the package index. Held against what the build step made: 1 "
        "library (bazel-bin/)."
    )
