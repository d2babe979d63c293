import pytest

from tests.build import NAME, TODAY, comparison, library, needs, wheel
from wheel_ceiling.model import Comparison, ElfFacts, ElfKind, Settings, Severity
from wheel_ceiling.rules.ceiling_above_tag import RULE

ARM = "libclang-16.0.6-py2.py3-none-manylinux2014_aarch64.whl"
OLDER_AND_NEWER = "a-1-cp310-cp310-manylinux_2_5_x86_64.manylinux_2_28_x86_64.whl"
BOTH = "a-1-cp310-cp310-manylinux_2_5_x86_64.musllinux_1_1_x86_64.whl"
NEWER = "a-1-cp310-cp310-manylinux_2_34_x86_64.whl"
NEWEST = "a-1-cp310-cp310-manylinux_2_36_x86_64.whl"
OLD_MUSL = "a-1-cp310-cp310-musllinux_1_1_x86_64.whl"
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
    "packed, above the tag and max-glibc": holding(
        asking("GLIBC_ABI_DT_RELR libc.so.6"), max_glibc=(2, 12)
    ),
    "packed, above max-glibc alone": holding(
        asking("GLIBC_ABI_DT_RELR libc.so.6"), name=NOT_REPAIRED, max_glibc=(2, 35)
    ),
    "max-glibc below the tag": holding(library(glibc="2.17"), max_glibc=(2, 12)),
    "max-glibc where no tag promises": holding(
        library(glibc="2.29"), name=NOT_REPAIRED, max_glibc=(2, 17)
    ),
}
NOT_ABOVE = {
    "as promised": holding(library(glibc="2.17")),
    "not in the order of text": holding(library(glibc="2.9")),
    "no number": holding(asking("GLIBC_PRIVATE libc.so.6"), asking("GLIBC_ABI_GNU2_TLS libc.so.6")),
    "packed, under a tag that has it": holding(asking("GLIBC_ABI_DT_RELR libc.so.6"), name=NEWEST),
    "packed, not repaired": holding(asking("GLIBC_ABI_DT_RELR libc.so.6"), name=NOT_REPAIRED),
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
    wanted = needs(
        {
            "GLIBC_2.29 libm.so.6": ["exp", "log", "log2", "pow"],
            "GLIBC_2.17 libc.so.6": ["memcpy"],
        }
    )

    [finding] = RULE.check(
        holding(library(path, version_needs=wanted, machine="aarch64"), name=ARM)
    )

    assert finding.severity is Severity.ERROR
    assert finding.library == path
    assert finding.message == (
        "clang/native/libclang.so asks for GLIBC_2.29 because of exp, log, log2 and pow (libm): "
        "the plain code is the same; only the error-handling wrapper around it went; without them "
        "it is 2.17 again; its tag promises 2.17 (manylinux_2_17_aarch64), and it does not load on "
        "RHEL 8 and its relatives, 2 systems in extended support (Ubuntu 18.04, SLES 12 SP5), and "
        "2 systems out of support."
    )
    assert finding.fix.startswith("Build in the manylinux2014 image (glibc 2.17). Where you cannot")
    assert "bind exp, log, log2 and pow to GLIBC_2.17" in finding.fix
    assert finding.fix.endswith("`auditwheel repair` give the wheel the tag that it deserves.")
    assert finding.evidence == (
        (
            "GLIBC_2.29 of libm.so.6",
            (
                "exp, log, log2, pow: The plain code is the same; only the error-handling wrapper "
                "around it went."
            ),
        ),
    )


def test_a_limit_of_ones_own_is_not_met_by_another_tag() -> None:
    maths = library(version_needs=needs({"GLIBC_2.29 libm.so.6": ["exp"]}))

    [finding] = RULE.check(holding(maths, max_glibc=(2, 12)))
    [own] = RULE.check(holding(maths, name=NEWER, max_glibc=(2, 28)))

    assert "auditwheel" in finding.fix
    assert "auditwheel" not in own.fix
    assert own.message.endswith(
        "; max-glibc is 2.28, and it does not load on RHEL 8 and its relatives, and 1 system out "
        "of support."
    )


def test_packed_relocations_are_not_there_before_manylinux_2_36() -> None:
    [finding] = RULE.check(holding(asking("GLIBC_ABI_DT_RELR libc.so.6")))

    assert finding.message.startswith(
        "ray/_raylet.so asks for GLIBC_ABI_DT_RELR, which glibc has since 2.36; its tag promises "
        "2.17 (manylinux_2_17_x86_64), and it does not load on RHEL 8 and its relatives, RHEL 9"
    )
    assert finding.fix == (
        "Link with -Wl,-z,nopack-relative-relocs. Or let `auditwheel repair` give the wheel the "
        "tag that it deserves."
    )


@pytest.mark.parametrize("what", ABOVE)
def test_what_is_above_the_promise_is_an_error(what: str) -> None:
    assert [finding.severity for finding in RULE.check(ABOVE[what])] == [Severity.ERROR]


@pytest.mark.parametrize("what", NOT_ABOVE)
def test_what_is_promised_passes(what: str) -> None:
    assert not list(RULE.check(NOT_ABOVE[what]))


def test_of_two_limits_on_one_family_the_tags_is_told() -> None:
    [finding] = RULE.check(holding(library(glibc="2.29"), max_glibc=(2, 12)))

    assert "its tag promises 2.17" in finding.message


def test_whatever_a_file_asks_for_the_message_is_one_line_of_bounded_length() -> None:
    wanted = {
        f"GLIBC_2.{number} libc.so.6": [f"_ZN{'x' * 5_000}\x1b[2J{index}" for index in range(50)]
        for number in range(18, 45)
    }

    [finding] = RULE.check(holding(library(version_needs=needs(wanted))))

    assert finding.message.isprintable()
    assert len(finding.message) < 800
    assert len(finding.evidence) <= 13
    assert all(len(value) < 600 for _, value in finding.evidence)


def test_a_function_of_musl_1_2_is_not_there_under_a_tag_of_1_1() -> None:
    [finding] = RULE.check(
        holding(
            library("a/x.so", version_needs=(), undefined=("malloc", "qsort_r", "reallocarray")),
            name=OLD_MUSL,
        )
    )

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "a/x.so asks for musl 1.2.3 because of qsort_r, reallocarray; its tag promises 1.1 "
        "(musllinux_1_1_x86_64), and it does not load on 4 systems, all out of standard support "
        "(Alpine 3.15, Alpine 3.14, Alpine 3.13 and 1 more)."
    )
    assert finding.fix == ("Build in the image that the tag names, or tag the wheel musllinux_1_2.")
    assert finding.evidence == (
        ("qsort_r", "since musl 1.2.3"),
        ("reallocarray", "since musl 1.2.2"),
    )


MUSL_HAS_IT = {
    "functions of the tag's own musl": (OLD_MUSL, ("malloc", "getentropy")),
    # gevent, h5py, pillow and uvloop want pthread_getname_np and qsort_r.
    "what came later in the tag's own series": (MUSL, ("qsort_r", "statx", "pthread_getname_np")),
    # granian, jiter and watchfiles want gettid, by a weak reference of Rust's.
    "what Rust does without": (OLD_MUSL, ("gettid", "statx")),
    "what musl never had": (OLD_MUSL, ("__isoc23_strtol", "sqlite3_open")),
    "a wheel for both C libraries": (BOTH, ("qsort_r",)),
    "a wheel for glibc": (NAME, ("qsort_r",)),
    "a wheel that was not repaired": (NOT_REPAIRED, ("qsort_r",)),
    "a wheel for another system": ("a-1-cp310-cp310-macosx_11_0_arm64.whl", ("qsort_r",)),
}


@pytest.mark.parametrize("what", MUSL_HAS_IT)
def test_under_musl_only_what_is_surely_missing_is_told(what: str) -> None:
    name, undefined = MUSL_HAS_IT[what]

    assert not list(RULE.check(holding(library(version_needs=(), undefined=undefined), name=name)))


def test_what_a_library_of_the_wheel_gives_is_not_asked_of_musl() -> None:
    case = holding(
        library("a/x.so", version_needs=(), undefined=("qsort_r",)),
        library("a.libs/libcompat.so", version_needs=(), exports=("qsort_r",)),
        name=OLD_MUSL,
    )

    assert not list(RULE.check(case))


def test_what_the_last_release_did_is_no_excuse() -> None:
    faulty = wheel(NAME, library(glibc="2.29"))

    assert len(list(RULE.check(comparison(faulty, faulty)))) == 1
