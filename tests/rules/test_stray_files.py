import pytest

from tests.build import NAME, OLD_NAME, comparison, library, wheel
from wheel_ceiling.model import Comparison, Severity
from wheel_ceiling.rules.stray_files import RULE

WINDOWS = "ray-2.9.0-cp310-cp310-win_amd64.whl"


def packing(*paths: str, before: tuple[str, ...] = ()) -> Comparison:
    return comparison(wheel(NAME, library(), extra=paths), wheel(OLD_NAME, library(), extra=before))


def sources(number: int) -> tuple[str, ...]:
    return tuple(f"ray/src/file{place}.cc" for place in range(number))


CHANGED = packing("ray/core.o")
ERRORS = [
    "ray/core.obj",
    "ray/x.gcda",
    "ray/CMakeFiles/ray.dir/flags.make",
    "CMakeCache.txt",
    "build/build.ninja",
    "ray/.ninja_log",
    ".git/HEAD",
    "ray/third_party/.git/config",
    "build/lib.linux-x86_64-cpython-310/ray/x.py",
    "ray/target/libcore.rlib",
]
WARNINGS = ["ray/.DS_Store", "ray/x.py.orig", "ray/x.py~", ".mypy_cache/3.11/x.json", ".coverage"]
HARMLESS = [
    "ray/foo.py",
    "ray/lib/libfoo.a",
    "ray/include/core.h",
    "ray/.gitignore",
    "ray/build/lib.py",
    "ray/static/app.js",
    "ray-2.9.0.dist-info/RECORD",
]


def test_an_object_file_is_named() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        f"{NAME} has 1 file that nobody needs who installs it (object files): ray/core.o."
    )


def test_files_of_one_kind_are_one_finding() -> None:
    [finding] = RULE.check(packing("a.o", "b.o", "c.o", "d.o", "e.o"))

    assert "has 5 files" in finding.message
    assert "a.o, b.o, c.o and 2 more." in finding.message


@pytest.mark.parametrize("path", ERRORS)
def test_what_a_build_leaves_is_an_error(path: str) -> None:
    assert [finding.severity for finding in RULE.check(packing(path))] == [Severity.ERROR]


@pytest.mark.parametrize("path", WARNINGS)
def test_what_a_developer_leaves_is_a_warning(path: str) -> None:
    assert [finding.severity for finding in RULE.check(packing(path))] == [Severity.WARNING]


@pytest.mark.parametrize("path", HARMLESS)
def test_what_users_may_need_is_harmless(path: str) -> None:
    assert not list(RULE.check(packing(path)))


def test_what_the_last_release_had_is_not_new() -> None:
    assert not list(RULE.check(packing("ray/new.o", before=("ray/old.o",))))


def test_without_a_baseline_it_is_a_warning() -> None:
    [finding] = RULE.check(comparison(wheel(NAME, extra=("ray/core.o",))))

    assert finding.severity is Severity.WARNING


def test_wheels_for_other_systems_are_judged_too() -> None:
    assert len(list(RULE.check(comparison(wheel(WINDOWS, extra=("ray/core.obj",)))))) == 1


@pytest.mark.parametrize(
    ("built", "baseline", "severity"),
    [
        (20, 0, Severity.ERROR),
        (40, 20, Severity.ERROR),
        (3, 0, Severity.WARNING),
        (19, 0, Severity.WARNING),
    ],
)
def test_sources_that_appear_by_the_dozen(built: int, baseline: int, severity: Severity) -> None:
    [finding] = RULE.check(packing(*sources(built), before=sources(baseline)))

    assert finding.severity is severity
    assert f"has {built} C or C++ sources, where the baseline has {baseline or 'none'}" in (
        finding.message
    )


@pytest.mark.parametrize(("built", "baseline"), [(2, 0), (19, 1), (39, 20), (60, 40), (0, 40)])
def test_a_few_sources_more_are_ordinary(built: int, baseline: int) -> None:
    assert not list(RULE.check(packing(*sources(built), before=sources(baseline))))


def test_a_name_with_a_line_break_is_still_litter() -> None:
    assert len(list(RULE.check(packing("ray/a\nb.o")))) == 1
