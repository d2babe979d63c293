import pytest

from wheel_ceiling.facts.distributions import describe_lost, systems_between
from wheel_ceiling.model import SymbolVersion

TODAY = "2026-11-20"
RHEL_8 = "RHEL 8 / UBI 8, AlmaLinux 8, Rocky Linux 8, Oracle Linux 8"


def glibc(text: str) -> SymbolVersion:
    return SymbolVersion.parse(f"GLIBC_{text}")


LOST = {
    ("2.17", "2.28"): "only systems out of support (RHEL 7 / CentOS 7, Oracle Linux 7, ",
    (
        "2.28",
        "2.31",
    ): f"{RHEL_8}, and 1 system out of support",
    (
        "2.28",
        "2.34",
    ): f"{RHEL_8}, and 4 systems out of support",
    ("2.44", "2.45"): "Arch Linux",
    ("2.5", "2.12"): "only systems out of support",
}


@pytest.mark.parametrize(("change", "words"), LOST.items())
def test_what_is_lost_is_named_with_what_is_in_support_first(
    change: tuple[str, str], words: str
) -> None:
    low, high = map(glibc, change)

    assert describe_lost(low, high, TODAY).startswith(words)


def test_the_lower_end_is_lost_and_the_upper_end_is_not() -> None:
    found = {row.glibc for row in systems_between(glibc("2.28"), glibc("2.34"))}

    assert found == {(2, 28), (2, 31)}


def test_support_ends_after_its_last_day() -> None:
    found = systems_between(glibc("2.28"), glibc("2.29"))
    [system] = (row for row in found if "Alma" in row.name)

    assert system.is_supported("2029-05-31")
    assert not system.is_supported("2029-06-01")


def test_an_end_that_nobody_knows_is_no_end() -> None:
    [system] = (
        row for row in systems_between(glibc("2.39"), glibc("2.40")) if "Oracle" in row.name
    )

    assert system.supported_until == ""
    assert system.is_supported("2099-01-01")
