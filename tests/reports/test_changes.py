import pytest
from msgspec.structs import replace

from tests.build import NAME, OLD_NAME, library, member, needs, wheel
from wheel_ceiling.compare import pair_libraries
from wheel_ceiling.model import (
    Change,
    ElfFacts,
    LibraryDelta,
    RecordFault,
    SectionSizes,
    Wheel,
    WheelDelta,
)
from wheel_ceiling.reports.changes import changes_of_library, changes_of_wheel

OLD = wheel(OLD_NAME, extra=("ray/__init__.py", "ray/old.py"), sha256="0")
NEW = wheel(NAME, extra=("ray/__init__.py", "ray/new.py"), sha256="1")


def changed(built: ElfFacts) -> tuple[Change, ...]:
    return changes_of_library(LibraryDelta(library(), built))


def pair(baseline: Wheel, built: Wheel) -> WheelDelta:
    return pair_libraries(baseline, built)


def test_the_same_library_has_no_changes() -> None:
    assert changed(library()) == ()


WITH_DEBUG = library(sections=SectionSizes(600_000, 300_000, 110, 0, 1_000))


@pytest.mark.parametrize(
    ("built", "change"),
    [
        (WITH_DEBUG, Change("debug sections", "0 bytes", "110 bytes")),
        (library(code_digest="sections:0f"), Change("code", "none", "sections:0f")),
        (library(needed=("libc.so.6", "libm.so.6")), Change("needed", "none", "libm.so.6")),
        (library(soname="x.so"), Change("soname", "none", "x.so")),
        (library(version_needs=()), Change("GLIBC ceiling", "2.17", "none")),
    ],
)
def test_each_fact_is_told_in_words(built: ElfFacts, change: Change) -> None:
    assert change in changed(built)


def test_symbols_that_moved_to_another_version_are_named() -> None:
    before = library(version_needs=needs({"GLIBC_2.2.5 libm.so.6": ["exp", "pow"]}))
    after = library(version_needs=needs({"GLIBC_2.29 libm.so.6": ["exp", "pow"]}))

    assert changes_of_library(LibraryDelta(before, after)) == (
        Change("GLIBC ceiling", "2.2.5", "2.29"),
        Change("versions", "GLIBC_2.2.5 of libm.so.6", "GLIBC_2.29 of libm.so.6"),
        Change("symbols", "exp@GLIBC_2.2.5, pow@GLIBC_2.2.5", "exp@GLIBC_2.29, pow@GLIBC_2.29"),
    )


def test_one_more_symbol_of_a_known_version_is_no_other_version() -> None:
    after: ElfFacts = library(
        version_needs=needs({"GLIBC_2.17 libc.so.6": ["clock_gettime", "memcpy"]})
    )

    assert changes_of_library(LibraryDelta(library(), after)) == (
        Change("symbols", "none", "clock_gettime@GLIBC_2.17"),
    )


def test_the_same_file_has_no_changes() -> None:
    assert changes_of_wheel(pair(NEW, NEW)) == ()


def test_files_that_came_and_went_are_named() -> None:
    assert Change("other files", "ray/old.py", "ray/new.py") in changes_of_wheel(pair(OLD, NEW))


def test_files_with_other_content_are_named() -> None:
    edited = replace(NEW, members=(replace(member("ray/__init__.py"), crc=7),))

    assert Change("edited files", "none", "ray/__init__.py") in changes_of_wheel(pair(OLD, edited))


def test_an_inventory_without_members_says_nothing_of_files() -> None:
    recorded = replace(OLD, members=())

    assert not [
        change for change in changes_of_wheel(pair(recorded, NEW)) if "files" in change.what
    ]


def test_disagreement_with_record_is_told_in_words() -> None:
    faulty = replace(NEW, record=(RecordFault("ray/x.py", "wrong-hash"),))

    assert Change("RECORD faults", "none", "ray/x.py (wrong-hash)") in changes_of_wheel(
        pair(OLD, faulty)
    )
