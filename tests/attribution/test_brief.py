import pytest
from msgspec.structs import replace

from tests.build import library, needs
from wheel_ceiling.attribution import Attribution, Step, StepKind, attribute
from wheel_ceiling.attribution.brief import brief_advice, brief_sentence, evidence
from wheel_ceiling.model import SymbolVersion

MATHS = {"GLIBC_2.29 libm.so.6": ["exp", "log", "pow"], "GLIBC_2.4 libc.so.6": ["read"]}
TWO = {**MATHS, "GLIBC_2.25 libc.so.6": ["getrandom"]}
MANY = {
    "GLIBC_2.36 libc.so.6": ["arc4random"],
    "GLIBC_2.34 libc.so.6": ["pthread_create", "dlopen"],
    "GLIBC_2.33 libc.so.6": ["stat", "fstat"],
    "GLIBC_2.28 libc.so.6": ["fcntl64"],
    **TWO,
    "GLIBC_ABI_DT_RELR libc.so.6": [],
}
VERSIONS = [SymbolVersion.parse(f"GLIBC_9.{number}") for number in range(20, 0, -1)]


def why(wanted: dict[str, list[str]], limit: str = "GLIBC_2.17") -> Attribution:
    return attribute(library(version_needs=needs(wanted)), SymbolVersion.parse(limit))


def test_one_cause_is_told_with_what_would_be_left() -> None:
    text = brief_sentence(why(MATHS))

    assert text.startswith("asks for GLIBC_2.29 because of exp, log and pow (libm): ")
    assert text.endswith("; without them it is 2.4 again")


def test_of_several_causes_the_highest_is_told_and_the_others_are_counted() -> None:
    assert brief_sentence(why(TWO)).startswith("asks for GLIBC_2.29 because of exp, log and pow (")
    assert brief_sentence(why(TWO)).endswith(
        "; 1 more cause asks for more than 2.17, and without all of them it is 2.4 again"
    )
    assert "5 more causes ask for more than 2.17" in brief_sentence(why(MANY))


def test_where_nothing_else_is_asked_for_nothing_would_be_left() -> None:
    wanted = {"GLIBC_2.29 libm.so.6": ["exp"], "GLIBC_2.25 libc.so.6": ["getrandom"]}

    assert brief_sentence(why(wanted)).endswith("it asks for no GLIBC version at all")


def test_a_version_that_no_symbol_uses_is_told_too() -> None:
    text = brief_sentence(why({"GLIBC_2.29 libc.so.6": [], "GLIBC_2.25 libc.so.6": ["getrandom"]}))

    assert text.startswith("asks for GLIBC_2.29 because of no symbol: ")


@pytest.mark.parametrize("wanted", [MATHS, TWO, MANY])
def test_it_is_one_line_that_can_be_read(wanted: dict[str, list[str]]) -> None:
    hostile = {**wanted, "GLIBC_2.38 libc.so.6": ["\x1b[2J" + "x" * 9_000, "a\nb"]}

    text, fix = brief_sentence(why(hostile)), brief_advice(why(hostile))

    assert text.isprintable()
    assert fix.isprintable()
    assert len(text) < 400
    assert len(fix) <= 600


def test_the_advice_begins_with_the_place_to_build_in() -> None:
    for wanted in (MATHS, TWO, MANY):
        assert brief_advice(why(wanted)).startswith("Build in the manylinux2014 image")


def test_advice_about_many_causes_is_about_the_highest_ones() -> None:
    told = why(MANY)
    for length, most in ((80, 3), (250, 2), (500, 1)):
        groups = tuple(
            replace(group, steps=(Step(StepKind.FLAG, f"Do {number}{'!' * length}."),))
            for number, group in enumerate(told.groups)
        )

        text = brief_advice(replace(told, groups=groups))

        assert [number for number in range(6) if f"Do {number}" in text] == list(range(most))


def test_evidence_has_a_row_for_each_cause_and_for_versions_without_a_number() -> None:
    rows = evidence(why(MANY))

    assert [row[0] for row in rows] == [
        "GLIBC_2.36 of libc.so.6",
        "GLIBC_2.34 of libc.so.6",
        "GLIBC_2.33 of libc.so.6",
        "GLIBC_2.29 of libm.so.6",
        "GLIBC_2.28 of libc.so.6",
        "GLIBC_2.25 of libc.so.6",
        "GLIBC_ABI_DT_RELR",
    ]
    assert rows[3][1].startswith("exp, log, pow: The plain code")


def test_evidence_names_five_symbols_and_counts_the_others() -> None:
    names = [f"f{number}" for number in range(9)]

    [row] = evidence(why({"GLIBC_2.29 libm.so.6": names}))

    assert row[1].startswith("f0, f1, f2, f3, f4 and 4 more: ")


def test_evidence_of_very_many_causes_ends_with_their_number() -> None:
    told = why(MANY)
    groups = tuple(replace(told.groups[-1], version=version) for version in VERSIONS)

    rows = evidence(replace(told, groups=groups, markers=()))

    assert len(rows) == 13
    assert rows[-1] == ("8 more causes", "up to GLIBC_9.8")


def test_a_runtime_is_told_like_glibc() -> None:
    told = why({"GLIBCXX_3.4.20 libstdc++.so.6": ["_ZSt4endl"]}, "GLIBCXX_3.4.19")

    assert brief_sentence(told).startswith("asks for GLIBCXX_3.4.20 because of 1 symbol of libst")
    assert brief_advice(told).startswith("Build in the manylinux image")
