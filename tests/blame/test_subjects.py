import pytest
from msgspec.structs import replace

from tests.blame.findings import (
    ABOVE_TAG,
    ACCEPTED,
    ARM_DROPPED,
    CXX_ABOVE_TAG,
    EVERYTHING,
    NOT_PROVIDED,
    NOTE,
    RAISED,
    TWICE,
    UNREACHABLE,
    WHEEL_DROPPED,
    found,
)
from wheel_ceiling.blame.clue import Clue
from wheel_ceiling.blame.consequences import EXPLAINED, consequence
from wheel_ceiling.blame.subjects import Subject, read_subjects
from wheel_ceiling.blame.suspects import CLUES
from wheel_ceiling.model import Finding
from wheel_ceiling.rules import RULES


def subject(finding: Finding) -> Subject:
    [one] = read_subjects([finding])
    return one


def test_the_worst_comes_first_and_what_was_accepted_is_nothing_to_explain() -> None:
    rules = [one.rule for one in read_subjects([RAISED, NOTE, ACCEPTED, TWICE])]

    assert rules == ["library-twice", "ceiling-raised"]


def test_the_same_in_many_wheels_is_one_subject() -> None:
    wheels = [replace(ABOVE_TAG, wheel=ABOVE_TAG.wheel.replace("cp310", f"cp3{n}")) for n in "789"]
    musl = replace(ABOVE_TAG, wheel=ABOVE_TAG.wheel.replace("manylinux2014", "musllinux_1_2"))

    assert len(read_subjects(wheels)) == 1
    assert len(read_subjects([*wheels, musl])) == 2


def test_very_many_findings_are_bounded() -> None:
    many = [replace(ABOVE_TAG, library=f"ray/{'x' * 500}{n}.so") for n in range(500)]

    assert len(read_subjects(many)) == 40


def test_what_is_asked_for_is_known() -> None:
    assert subject(ABOVE_TAG).glibc == (2, 29)
    assert subject(CXX_ABOVE_TAG).asked == "GLIBCXX_3.4.29"
    assert subject(CXX_ABOVE_TAG).glibc == ()
    assert subject(TWICE).glibc == ()


def test_the_pythons_are_known_by_both_names() -> None:
    assert subject(WHEEL_DROPPED).pythons == {"cp39", "3.9"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("cp ray/_raylet.so out/", True),
        ("tar -C python/ray/ray/ -xf x.tgz", True),
        ("cp bazel-bin/_raylet.so .", True),
        ("cp -r ray out", True),
        ("COPY python/ray", True),
        ("cp -r array out", False),
        ("cp x-ray/y out", False),
        ("cp my_raylet_test.py out", False),
        ("", False),
    ],
)
def test_a_line_names_the_file_or_the_folder_of_the_package(text: str, *, names: bool) -> None:
    assert subject(ABOVE_TAG).names_file(text) is names


def test_a_finding_without_a_file_is_named_by_nothing() -> None:
    assert not subject(WHEEL_DROPPED).names_file("cp -r ray out")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("-lssl", True),
        ("libssl-dev", True),
        ("openssl", False),
        ("PRIVATE ssl)", True),
        ("libssl.so.3", True),
        ("-lssl3", False),
        ("-lraylet", False),
    ],
)
def test_a_line_names_another_library_as_a_word(text: str, *, names: bool) -> None:
    assert subject(NOT_PROVIDED).names_other(text) is names


@pytest.mark.parametrize(
    ("finding", "texts", "meant"),
    [
        (ABOVE_TAG, ["container: ubuntu:22.04"], True),
        (ABOVE_TAG, ["CIBW_MANYLINUX_AARCH64_IMAGE: x"], False),
        (ABOVE_TAG, ["musllinux-x86_64-image = 1"], False),
        (ABOVE_TAG, ["runs-on: macos-14"], False),
        (ABOVE_TAG, ["image: x", "windows:"], False),
        (ABOVE_TAG, ["os: ubuntu-22.04", "windows:"], True),
        (ABOVE_TAG, ["image: x", "build.yml"], True),
        (ARM_DROPPED, ["archs: aarch64"], True),
        (ARM_DROPPED, ["archs: x86_64"], False),
    ],
)
def test_what_is_for_other_systems_is_not_meant(
    finding: Finding, texts: list[str], *, meant: bool
) -> None:
    assert subject(finding).may_be_meant(texts) is meant


def test_the_libraries_of_a_finding_are_told_by_their_names() -> None:
    assert subject(NOT_PROVIDED).others == ("libssl.so.3",)
    assert subject(UNREACHABLE).others == ("libfoo.so.1",)
    assert subject(TWICE).others == ()


@pytest.mark.parametrize("clue", CLUES, ids=lambda clue: clue.name)
def test_every_clue_is_whole(clue: Clue) -> None:
    assert clue.added or clue.removed
    assert 1 <= clue.weight <= 10
    assert set(clue.rules) <= EXPLAINED
    assert not f"{clue.added}{clue.removed}".endswith(".")


def test_clues_have_names_of_their_own() -> None:
    assert len({clue.name for clue in CLUES}) == len(CLUES)


def test_only_rules_that_there_are_can_be_explained() -> None:
    assert {rule.id for rule in RULES} >= EXPLAINED
    assert {rule for clue in CLUES for rule in clue.rules} == EXPLAINED


@pytest.mark.parametrize("finding", EVERYTHING)
def test_a_consequence_is_a_clause(finding: Finding) -> None:
    said = consequence(subject(finding))

    assert said[0].islower() or said[0] in "`R"
    assert not said.endswith(".")
    assert "{" not in said


def test_odd_names_are_not_repeated() -> None:
    odd = [f"ray/a`b\n{'x' * 20}.so", f"ray/{'x' * 200}.so", ""]
    said = {consequence(subject(found("ceiling-above-tag", "asks", name))) for name in odd}

    assert said == {"a file now asks for a newer system"}
