import pytest

from tests.build import NAME, TODAY, comparison, library, needs, wheel
from wheel_ceiling.model import Comparison, ElfFacts, ElfKind, Settings, Severity
from wheel_ceiling.rules.ceiling_above_tag import RULE

ARM = "libclang-16.0.6-py2.py3-none-manylinux2014_aarch64.whl"
OLDER_AND_NEWER = "a-1-cp310-cp310-manylinux_2_5_x86_64.manylinux_2_28_x86_64.whl"
BOTH = "a-1-cp310-cp310-manylinux_2_5_x86_64.musllinux_1_1_x86_64.whl"
MUSL = "a-1-cp310-cp310-musllinux_1_2_x86_64.whl"
NOT_REPAIRED = "a-1-cp310-cp310-linux_x86_64.whl"


def holding(*libraries: ElfFacts, name: str = NAME, max_glibc: tuple[int, ...] = ()) -> Comparison:
    return comparison(wheel(name, *libraries), settings=Settings(today=TODAY, max_glibc=max_glibc))


def asking(wanted: str, path: str = "ray/_raylet.so", **facts: object) -> ElfFacts:
    return library(path, "2.17", version_needs=needs({wanted: ["f"]}), **facts)


ABOVE = {
    "a program": holding(library(glibc="2.29", kind=ElfKind.EXECUTABLE)),
    "the loader's own versions": holding(asking("GLIBC_2.35 ld-linux-x86-64.so.2")),
    "libstdc++": holding(asking("GLIBCXX_3.4.20 libstdc++.so.6")),
    "libgcc": holding(asking("GCC_7.0.0 libgcc_s.so.1")),
    "zlib": holding(asking("ZLIB_1.2.9 libz.so.1")),
    "the lowest of several tags": holding(library(glibc="2.17"), name=OLDER_AND_NEWER),
    "one tag of two C libraries": holding(library(glibc="2.17"), name=BOTH),
    "max-glibc below the tag": holding(library(glibc="2.17"), max_glibc=(2, 12)),
    "max-glibc where no tag promises": holding(
        library(glibc="2.29"), name=NOT_REPAIRED, max_glibc=(2, 17)
    ),
}
NOT_ABOVE = {
    "as promised": holding(library(glibc="2.17")),
    "not in the order of text": holding(library(glibc="2.9")),
    "no number": holding(asking("GLIBC_PRIVATE libc.so.6"), asking("GLIBC_ABI_DT_RELR libc.so.6")),
    "the policy of aarch64 has 2.18": holding(library(glibc="2.18", machine="aarch64"), name=ARM),
    "libstdc++ that the wheel brings along": holding(
        asking("GLIBCXX_3.4.30 libstdc++.so.6"), library("ray.libs/libstdc++-01234567.so.6.0.30")
    ),
    "a family that no policy limits": holding(asking("OPENSSL_3.0.0 libssl.so.3")),
    "not repaired": holding(library(glibc="2.36"), name=NOT_REPAIRED),
    "max-glibc says nothing about musl": holding(
        library(glibc="2.36"), name=MUSL, max_glibc=(2, 17)
    ),
    "an object file": holding(library(glibc="2.36", kind=ElfKind.OBJECT)),
    "another system": holding(library(glibc="2.36"), name="a-1-cp310-cp310-win_amd64.whl"),
}


def test_libclang_asks_for_four_functions_that_its_tag_does_not_promise() -> None:
    path = "clang/native/libclang.so"
    wanted = needs({"GLIBC_2.29 libm.so.6": ["exp", "log", "log2", "pow"]})

    [finding] = RULE.check(
        holding(library(path, version_needs=wanted, machine="aarch64"), name=ARM)
    )

    assert finding.severity is Severity.ERROR
    assert finding.library == path
    assert finding.message == (
        "clang/native/libclang.so asks for GLIBC_2.29 because of exp, log, log2, pow; its tag "
        "promises 2.17 (manylinux_2_17_aarch64)."
    )
    assert finding.evidence == (("GLIBC_2.29 of libm.so.6", "exp, log, log2, pow"),)


@pytest.mark.parametrize("what", ABOVE)
def test_what_is_above_the_promise_is_an_error(what: str) -> None:
    assert [finding.severity for finding in RULE.check(ABOVE[what])] == [Severity.ERROR]


@pytest.mark.parametrize("what", NOT_ABOVE)
def test_what_is_promised_passes(what: str) -> None:
    assert not list(RULE.check(NOT_ABOVE[what]))


def test_of_two_limits_on_one_family_the_tags_is_told() -> None:
    [finding] = RULE.check(holding(library(glibc="2.29"), max_glibc=(2, 12)))

    assert "its tag promises 2.17" in finding.message


def test_only_the_first_symbols_are_named() -> None:
    wanted = needs({"GLIBC_2.29 libm.so.6": [f"f{number}" for number in range(10)]})

    [finding] = RULE.check(holding(library(version_needs=wanted)))

    assert "because of f0, f1, f2, f3, f4, f5, f6, f7 and 2 more;" in finding.message


def test_what_the_last_release_did_is_no_excuse() -> None:
    faulty = wheel(NAME, library(glibc="2.29"))

    assert len(list(RULE.check(comparison(faulty, faulty)))) == 1
