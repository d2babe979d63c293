import pytest

from tests.blame.findings import ABOVE_TAG, ARCHITECTURE, FLOOR, HOST, TAGS, WRONG_LIBC
from wheel_ceiling.blame.subjects import read_subjects
from wheel_ceiling.blame.systems import described, glibc_of, machine_fits, system_fits, tag_fits
from wheel_ceiling.model import Finding


@pytest.mark.parametrize(
    ("value", "glibc"),
    [
        ("manylinux2014_x86_64", (2, 17)),
        ("manylinux_2_28", (2, 28)),
        ("2_34", (2, 34)),
        ("2014", (2, 17)),
        ("ubuntu:22.04", (2, 35)),
        ("ubuntu-24.04", (2, 39)),
        ("ubuntu-24.04-arm", (2, 39)),
        ("public.ecr.aws/ubuntu/ubuntu:jammy", (2, 35)),
        ("python:3.12-slim-bookworm", (2, 36)),
        ("debian:12-slim", (2, 36)),
        ("almalinux:8", (2, 28)),
        ("rockylinux:9", (2, 34)),
        ("quay.io/centos/centos:stream9", (2, 34)),
        ("registry.access.redhat.com/ubi8/ubi:8.9", (2, 28)),
        ("ubuntu-latest", ()),
        ("manylinux_9999_1", ()),
        ("python:3.12", ()),
        ("${{ matrix.image }}", ()),
        ("auto", ()),
    ],
)
def test_a_name_says_which_glibc_it_has(value: str, glibc: tuple[int, ...]) -> None:
    assert glibc_of(value) == glibc


OLD, NEW = frozenset({"manylinux2014_x86_64"}), frozenset({"ubuntu:22.04"})
NONE: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("finding", "was", "now", "fits"),
    [
        (ABOVE_TAG, OLD, NEW, True),
        (ABOVE_TAG, NONE, NEW, True),
        (ABOVE_TAG, NONE, frozenset({"debian:10"}), False),  # has 2.28, and 2.29 is asked for
        (ABOVE_TAG, NEW, frozenset({"ubuntu:20.04"}), False),
        (ABOVE_TAG, NEW, frozenset({"our/image:2"}), True),
        (FLOOR, OLD, frozenset({"manylinux_2_34_x86_64"}), True),
        (FLOOR, NEW, OLD, False),
        (HOST, OLD, NEW, True),
        (HOST, NEW, OLD, False),
        (HOST, OLD, NONE, True),
        (HOST, frozenset({"ubuntu:20.04"}), NEW, False),
        (WRONG_LIBC, OLD, NEW, False),
        (WRONG_LIBC, OLD, frozenset({"alpine:3.21"}), True),
        (ARCHITECTURE, OLD, frozenset({"manylinux2014_aarch64"}), True),
        (ARCHITECTURE, frozenset({"debian:11"}), NEW, False),
        (TAGS, NEW, NEW, True),
    ],
)
def test_another_system_can_only_bring_about_what_it_has(
    finding: Finding, was: frozenset[str], now: frozenset[str], *, fits: bool
) -> None:
    [subject] = read_subjects([finding])

    assert system_fits(was, now, subject) is fits


@pytest.mark.parametrize(
    ("finding", "was", "now", "fits"),
    [
        (FLOOR, "manylinux2014", "manylinux_2_34", True),
        (FLOOR, "manylinux_2_34", "manylinux2014", False),
        (FLOOR, "auto", "manylinux_2_34", True),
        (ABOVE_TAG, "manylinux_2_34", "manylinux2014", True),
        (ABOVE_TAG, "manylinux2014", "manylinux_2_34", False),
        (ABOVE_TAG, "manylinux2014", "musllinux_1_2", True),
        (TAGS, "manylinux2014", "manylinux_2_34", True),
    ],
)
def test_a_higher_tag_asks_for_more_and_a_lower_one_promises_more(
    finding: Finding, was: str, now: str, *, fits: bool
) -> None:
    [subject] = read_subjects([finding])

    assert tag_fits(frozenset({was}), frozenset({now}), subject) is fits


def test_the_machine_of_a_new_job_is_no_other_machine() -> None:
    [subject] = read_subjects([ABOVE_TAG])

    assert machine_fits(frozenset({"ubuntu-20.04"}), NEW, subject)
    assert not machine_fits(NONE, NEW, subject)


def test_a_known_glibc_is_told() -> None:
    assert described(NEW) == " to one with glibc 2.35"
    assert described(frozenset({"our/image:2"})) == ""
