import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import library, needs
from wheel_ceiling.model import Libc, Platform, Severity, SymbolVersion, Verdict, VersionNeed
from wheel_ceiling.wheels.names import parse_name

NUMBERS = st.lists(st.integers(0, 400), min_size=1, max_size=4).map(tuple)


@given(NUMBERS, NUMBERS)
def test_versions_order_by_number_and_not_by_text(
    one: tuple[int, ...], two: tuple[int, ...]
) -> None:
    texts = [".".join(map(str, number)) for number in (one, two)]
    first, second = (SymbolVersion.parse(f"GLIBC_{text}") for text in texts)

    assert (first < second) == (one < two)


@pytest.mark.parametrize(
    ("text", "family", "number"),
    [
        ("GLIBC_2.17", "GLIBC", (2, 17)),
        ("GLIBC_2.2.5", "GLIBC", (2, 2, 5)),
        ("CXXABI_ARM_1.3.3", "CXXABI_ARM", (1, 3, 3)),
        ("GLIBC_PRIVATE", "GLIBC_PRIVATE", ()),
        ("GLIBC_ABI_DT_RELR", "GLIBC_ABI_DT_RELR", ()),
        ("OPENSSL_1_1_0", "OPENSSL_1_1_0", ()),
        ("libjpeg.so.62", "libjpeg.so.62", ()),
        ("", "", ()),
    ],
)
def test_a_version_node_is_taken_apart(text: str, family: str, number: tuple[int, ...]) -> None:
    version = SymbolVersion.parse(text)

    assert (version.family, version.number) == (family, number)
    assert bool(version) is bool(number)
    assert str(version) == text


def test_the_ceiling_is_the_highest_number_whichever_library_it_is_wanted_from() -> None:
    facts = library(
        version_needs=needs(
            {
                "GLIBC_2.9 libc.so.6": ["pipe2"],
                "GLIBC_2.10 ld-linux-x86-64.so.2": ["__tls_get_addr"],
                "GLIBC_PRIVATE libc.so.6": ["__libc_dlopen_mode"],
                "GLIBCXX_3.4.21 libstdc++.so.6": ["x"],
            }
        )
    )

    assert str(facts.ceiling()) == "GLIBC_2.10"
    assert [str(version) for version in facts.ceilings] == ["GLIBC_2.10", "GLIBCXX_3.4.21"]
    assert facts.nodes_without_number == ("GLIBC_PRIVATE",)
    assert not facts.ceiling("CXXABI")


@pytest.mark.parametrize(
    ("tag", "libc", "version", "arch"),
    [
        ("manylinux1_i686", Libc.GLIBC, (2, 5), "i686"),
        ("manylinux2010_x86_64", Libc.GLIBC, (2, 12), "x86_64"),
        ("manylinux2014_aarch64", Libc.GLIBC, (2, 17), "aarch64"),
        ("manylinux_2_28_x86_64", Libc.GLIBC, (2, 28), "x86_64"),
        ("musllinux_1_2_x86_64", Libc.MUSL, (1, 2), "x86_64"),
        ("linux_armv7l", Libc.UNSPECIFIED, (), "armv7l"),
        ("macosx_11_0_arm64", Libc.NONE, (), "macosx_arm64"),
        ("pyodide_2024_0_wasm32", Libc.NONE, (), "pyodide_wasm32"),
        ("win_amd64", Libc.NONE, (), "win_amd64"),
        ("any", Libc.NONE, (), ""),
    ],
)
def test_a_platform_tag_is_understood(
    tag: str, libc: Libc, version: tuple[int, ...], arch: str
) -> None:
    assert Platform.parse(tag) == Platform(tag, libc, version, arch)


def test_the_floor_is_the_lowest_of_several_promises() -> None:
    name = parse_name("x-1-cp310-cp310-manylinux_2_28_x86_64.manylinux2014_x86_64.whl")

    assert name is not None
    assert str(name.floor) == "GLIBC_2.17"


def test_severities_and_verdicts_weigh_as_documented() -> None:
    assert Severity.NOTE.rank < Severity.WARNING.rank < Severity.ERROR.rank
    assert [verdict.exit_code for verdict in Verdict] == [0, 0, 1, 3]


def test_a_version_of_libgcc_that_is_called_glibcs_is_no_ceiling() -> None:
    need = VersionNeed("libgcc_s-60abea67.so.1", "GLIBC_2.0", ("__register_frame_info",))
    facts = library(version_needs=(need,))

    assert not facts.ceiling()
    assert facts.ceilings == ()
    assert facts.nodes_without_number == ("GLIBC_2.0",)
