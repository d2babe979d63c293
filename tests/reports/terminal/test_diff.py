from msgspec.structs import replace

from tests.build import comparison, library, wheel
from tests.reports.stories import NEW, OLD, RAISED, UNJUDGED, compared, filename
from wheel_ceiling.model import Comparison, Report, Verdict, Wheel
from wheel_ceiling.reports.terminal.diff import render_diff


def rendered(sides: Comparison) -> str:
    return render_diff(Report(Verdict.PASS, sides), 100, colour=False)


def one(*libraries: str, version: str = "2.9.0", **facts: object) -> Wheel:
    return wheel(filename("cp39", version), *map(library, libraries), sha256=version, **facts)


def test_every_change_of_a_pair_is_told() -> None:
    text = rendered(compared(NEW[:1], OLD[:1]))

    assert text == (
        "ray-2.8.0-cp39-cp39-manylinux2014_x86_64.whl → "
        "ray-2.9.0-cp39-cp39-manylinux2014_x86_64.whl\n"
        "  size  16.4 MB → 48.9 MB\n"
        "  ray/_raylet.so\n"
        "    GLIBC ceiling   2.17 → 2.29\n"
        "    size            41.2 MB → 155.3 MB\n"
        "    loaded size     40.1 MB → 44.0 MB\n"
        "    needed          + libm.so.6\n"
        "    compilers       - GCC: (GNU) 10.2.1 20210130 (Red Hat 10.2.1-11)\n"
        "                    + GCC: (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0\n"
        "    code sections   28.0 MB → 30.0 MB\n"
        "    data sections   12.0 MB → 13.0 MB\n"
        "    debug sections  0 bytes → 110.0 MB\n"
        "    versions        + GLIBC_2.29 of libm.so.6\n"
        "    symbols         + clock_gettime@GLIBC_2.17, exp@GLIBC_2.29, log@GLIBC_2.29, "
        "pow@GLIBC_2.29\n"
        "    code            sections:0f → sections:f0\n"
        "\n"
        "Compared 1 pair of wheels of pypi:ray==2.8.0 and dist/.\n"
    )


def test_nothing_differs_between_a_wheel_and_itself() -> None:
    assert rendered(compared(NEW, NEW)) == (
        "Nothing differs: 4 wheels of pypi:ray==2.8.0 and dist/ are the same files.\n"
    )
    assert "1 wheel of pypi:ray==2.8.0 and dist/ is the same file" in rendered(
        compared(NEW[:1], NEW[:1])
    )


def test_other_bytes_with_the_same_facts_are_not_called_the_same() -> None:
    text = rendered(comparison(one("a.so"), one("a.so", version="2.8.0")))

    assert text == (
        "Nothing that is looked at differs between baseline/ and dist/, though the files are not "
        "the same.\n"
    )


def test_libraries_that_came_or_went_are_told() -> None:
    text = rendered(comparison(one("b.so"), one("a.so", version="2.8.0")))

    assert "  added  b.so  1.0 MB\n" in text
    assert "  dropped  a.so  1.0 MB\n" in text


def test_wheels_without_a_counterpart_are_told() -> None:
    text = rendered(compared(NEW[:2], OLD[1:3]))

    assert f"only in dist/  {filename('cp39')}\n" in text
    assert f"only in pypi:ray==2.8.0  {filename('cp311', '2.8.0')}\n" in text


def test_edited_files_are_named_without_a_before() -> None:
    was = one(version="2.8.0", extra=("ray/__init__.py",))
    now = one(extra=("ray/__init__.py",))
    edited = replace(now, members=(replace(now.members[0], crc=5),))

    assert "  edited files  ray/__init__.py\n" in rendered(comparison(edited, was))


def test_sides_that_share_nothing_say_so() -> None:
    text = rendered(compared(NEW[:1], OLD[1:2]))

    assert "No wheel of pypi:ray==2.8.0 and dist/ has a counterpart on the other side." in text


def test_what_could_not_be_compared_is_told() -> None:
    text = render_diff(UNJUDGED, 100, colour=False)

    assert "could not be compared  The package index did not answer in time.\n" in text
    assert "  → Try again in a while.\n" in text


def test_a_difference_is_no_verdict() -> None:
    assert "error" not in render_diff(RAISED, 100, colour=False)


def test_nothing_to_compare_with_is_said() -> None:
    assert rendered(comparison(NEW)) == "Nothing was compared: none was asked for.\n"


def test_it_counts_the_libraries_that_are_the_same_files() -> None:
    old = wheel(filename("cp39", "2.8.0"), library("a.so", sha256="x"), library("b.so", size=5))
    new = wheel(filename("cp39", "2.9.0"), library("a.so", sha256="x"), library("b.so", size=6))

    assert rendered(comparison(new, old)).endswith("1 of 2 libraries is the same file.\n")
