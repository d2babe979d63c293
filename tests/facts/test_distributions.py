import pytest

from wheel_ceiling.facts.distributions import (
    describe,
    describe_lost,
    systems_between,
    systems_without,
)
from wheel_ceiling.model import SymbolVersion

TODAY = "2026-11-20"


def version(text: str) -> SymbolVersion:
    return SymbolVersion.parse(text if "_" in text else f"GLIBC_{text}")


LOST = {
    ("2.28", "2.31"): "RHEL 8 and its relatives, and 1 system out of support",
    ("2.28", "2.34"): (
        "RHEL 8 and its relatives, 2 systems in extended support (SLES 15 SP3-SP5, Ubuntu 20.04), "
        "and 2 systems out of support"
    ),
    ("2.34", "2.38"): (
        "RHEL 9 and its relatives, Amazon Linux 2023, Ubuntu 22.04, and 1 system in extended "
        "support (Debian 12)"
    ),
    ("2.41", "2.42"): "Debian 13, and 1 system out of support",
    ("2.17", "2.28"): (
        "5 systems, all out of standard support (Ubuntu 18.04, Amazon Linux 2, SLES 12 SP5 and 2 "
        "more)"
    ),
    ("2.26", "2.27"): "1 system out of standard support (Amazon Linux 2)",
    ("2.44", "2.45"): "Arch Linux",
    ("2.5", "2.12"): "no system that is known here",
    ("musl_1.1", "musl_1.2"): "1 system out of standard support (Alpine 3.12)",
    ("musl_1.2", "musl_1.2.6"): "Alpine 3.22, Alpine 3.23, and 9 systems out of support",
}


@pytest.mark.parametrize(("change", "words"), LOST.items())
def test_what_is_lost_is_named_with_what_is_in_support_first(
    change: tuple[str, str], words: str
) -> None:
    low, high = map(version, change)

    assert describe_lost(low, high, TODAY) == words


def test_however_many_are_lost_the_sentence_stays_short() -> None:
    words = describe_lost(version("2.5"), version("2.99"), TODAY)

    assert "Ubuntu 24.04, SLES 16.0, 6 more in support, 8 systems in extended" in words
    assert len(words) < 350


def test_relatives_are_named_alone_where_red_hats_own_is_not_meant() -> None:
    rows = systems_between(version("2.28"), version("2.29"))
    words = describe([row for row in rows if "RHEL" not in row.name], TODAY)

    assert words.startswith("AlmaLinux 8, Rocky Linux 8, Oracle Linux 8, and")


def test_red_hats_own_is_named_alone_where_its_relatives_are_not_meant() -> None:
    rows = systems_between(version("2.28"), version("2.29"))

    assert describe([row for row in rows if "RHEL" in row.name], TODAY) == "RHEL 8"


def test_the_lower_end_is_lost_and_the_upper_end_is_not() -> None:
    found = {row.glibc for row in systems_between(version("2.28"), version("2.34"))}

    assert found == {(2, 28), (2, 31)}


def test_the_systems_of_the_other_c_library_are_left_out() -> None:
    glibc = systems_between(version("0"), version("99"))
    musl = systems_between(version("musl_0"), version("musl_99"))

    assert all(row.glibc and not row.musl for row in glibc)
    assert [row.name for row in musl][:2] == ["Alpine 3.12", "Alpine 3.13"]
    assert all(row.musl and not row.glibc for row in musl)


def test_versions_without_a_number_are_known_by_system() -> None:
    relr = systems_without("GLIBC_ABI_DT_RELR", version("2.28"))
    descriptors = systems_without("GLIBC_ABI_GNU2_TLS", version("2.39"))

    assert {row.glibc for row in relr} == {(2, 28), (2, 31), (2, 34), (2, 35)}
    assert {"RHEL 10 / UBI 10", "Ubuntu 24.04"} <= {row.name for row in descriptors}
    assert not {"Oracle Linux 10", "Ubuntu 26.04"} & {row.name for row in descriptors}


def test_support_ends_after_its_last_day() -> None:
    found = systems_between(version("2.28"), version("2.29"))
    [system] = (row for row in found if "Alma" in row.name)

    assert system.is_supported("2029-05-31")
    assert not system.is_supported("2029-06-01")
    assert not system.is_extended("2029-06-01")


def test_longer_support_begins_where_the_standard_one_ends() -> None:
    [system] = (row for row in systems_between(version("2.36"), version("2.37")))

    assert system.name == "Debian 12"
    assert not system.is_extended("2026-07-11")
    assert system.is_extended("2026-07-12")
    assert system.is_extended("2028-06-30")
    assert not system.is_extended("2028-07-01")


def test_an_end_that_nobody_knows_is_no_end() -> None:
    [system] = (
        row for row in systems_between(version("2.39"), version("2.40")) if "Oracle" in row.name
    )

    assert system.supported_until == ""
    assert system.is_supported("2099-01-01")


def test_every_row_has_a_name_of_its_own_and_what_support_needs() -> None:
    rows = systems_between(version("0"), version("99")) + systems_between(
        version("musl_0"), version("musl_99")
    )

    assert len({row.name for row in rows}) == len(rows) == 51
    for row in rows:
        assert not row.extended_until or row.supported_until < row.extended_until
