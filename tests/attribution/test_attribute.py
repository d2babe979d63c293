import pytest

from tests.attribution.cases import asking, only_group, told_of, version
from tests.build import library, needs
from wheel_ceiling.attribution import Claim, attribute, new_since
from wheel_ceiling.model import SymbolVersion, VersionNeed

RAY = {"GLIBC_2.29 libm.so.6": ["exp", "log", "pow"]}
STORY = {
    "GLIBC_2.34 libc.so.6": ["pthread_create"],
    "GLIBC_2.33 libc.so.6": ["stat"],
    "GLIBC_2.29 libm.so.6": ["log", "pow"],
}


def test_ray_asks_for_three_functions_that_lost_a_wrapper() -> None:
    told = told_of(RAY)

    [group] = told.groups
    assert (told.limit, told.ceiling, told.rest) == (
        version("2.17"),
        version("2.29"),
        version("2.17"),
    )
    assert group.reason.id == "math-229"
    assert group.symbols == ("exp", "log", "pow")
    assert group.libraries == ("libm.so.6",)
    assert group.without == version("2.17")
    assert group.claim is Claim.ONLY_CLAIMS


def test_everything_between_promise_and_ceiling_is_told_highest_first() -> None:
    told = told_of(STORY)

    assert [(group.reason.id, group.without.text) for group in told.groups] == [
        ("merge-pthread", "2.33"),
        ("stat", "2.34"),
        ("math-229", "2.34"),
    ]


def test_what_the_limit_allows_is_not_told() -> None:
    assert [group.reason.id for group in told_of(STORY, limit="2.33").groups] == ["merge-pthread"]
    assert told_of(STORY, limit="2.34").groups == ()


def test_two_groups_of_one_version_hold_the_ceiling_together() -> None:
    told = told_of({"GLIBC_2.38 libc.so.6": ["__isoc23_strtol", "strlcpy"]})

    assert [(group.reason.id, group.without.text) for group in told.groups] == [
        ("isoc23", "2.38"),
        ("strlcpy", "2.38"),
    ]


def test_the_smaller_of_two_groups_of_one_version_comes_first() -> None:
    told = told_of({"GLIBC_2.38 libc.so.6": ["__isoc23_strtol", "__isoc23_strtoul", "strlcpy"]})

    assert [group.reason.id for group in told.groups] == ["strlcpy", "isoc23"]


def test_libraries_that_were_merged_at_once_are_one_cause() -> None:
    group = only_group({"GLIBC_2.34 libc.so.6": ["dlopen", "pthread_create", "sem_wait"]})

    assert group.reason.id == "merge"
    assert group.reason.binding_why
    assert group.symbols == ("dlopen", "pthread_create", "sem_wait")
    assert group.without == version("2.17")


def test_a_merge_told_twice_is_told_in_the_same_words() -> None:
    wanted = {"GLIBC_2.34 libc.so.6": ["sem_wait", "dlopen", "pthread_create", "shm_open"]}

    assert only_group(wanted, machine="i686") == only_group(wanted, machine="i686")
    assert "GLIBC_2.0" not in only_group(wanted).reason.binding_why


@pytest.mark.parametrize(
    ("needed", "runtime"),
    [
        ((), "libgcc or libstdc++ linked statically"),
        (("libgcc_s.so.1",), "libgcc or libstdc++ linked statically"),
        (("libstdc++.so.6", "libgcc_s.so.1"), ""),
    ],
)
def test_a_runtime_is_linked_statically_only_where_no_shared_one_is_needed(
    needed: tuple[str, ...], runtime: str
) -> None:
    group = only_group({"GLIBC_2.34 libc.so.6": ["pthread_once"]}, needed=needed)

    assert group.reason.runtime == runtime


def test_thread_functions_of_no_static_runtime_belong_to_the_merge() -> None:
    wanted = {"GLIBC_2.34 libc.so.6": ["pthread_once", "pthread_create"]}

    assert len(told_of(wanted).groups) == 2
    assert len(told_of(wanted, needed=("libstdc++.so.6", "libgcc_s.so.1")).groups) == 1


RUST = {
    "GLIBC_2.30 libc.so.6": ["gettid"],
    "GLIBC_2.25 libc.so.6": ["getrandom"],
    "GLIBC_2.18 libc.so.6": ["__cxa_thread_atexit_impl"],
}
WEAK = ("gettid", "getrandom", "__cxa_thread_atexit_impl")


def test_what_rust_tries_by_weak_references_is_one_cause() -> None:
    group = only_group(RUST, weak=WEAK, compilers=("rustc version 1.70.0 (90c541806 2023-05-31)",))

    assert group.reason.id == "rust-std"
    assert group.symbols == tuple(sorted(WEAK))
    assert (group.version, group.without) == (version("2.30"), version("2.17"))
    assert group.weak
    assert group.claim is Claim.ONLY_CLAIMS


def test_a_weak_reference_that_is_not_of_rust_keeps_its_cause() -> None:
    wanted = {"GLIBC_2.33 libc.so.6": ["mallinfo2"], "GLIBC_2.25 libc.so.6": ["getrandom"]}

    told = told_of(wanted, weak=["mallinfo2", "getrandom"], compilers=("rustc version 1.70.0",))

    assert [group.reason.id for group in told.groups] == ["mallinfo2", "rust-std"]


def test_weak_references_of_others_keep_their_causes() -> None:
    told = told_of(RUST, weak=WEAK)

    assert [group.reason.id for group in told.groups] == ["gettid", "getrandom", "thread-atexit"]
    assert all(group.weak for group in told.groups)


def test_weak_and_required_references_are_told_apart() -> None:
    told = told_of({"GLIBC_2.30 libc.so.6": ["gettid", "tgkill"]}, weak=["gettid"])

    assert [(group.symbols, group.weak) for group in told.groups] == [
        (("gettid",), True),
        (("tgkill",), False),
    ]


UNKNOWN = {
    "newer than the table": ("GLIBC_2.99 libc.so.6", "frobnicate", "x86_64", "newer than glibc"),
    "a new version of an old name": ("GLIBC_2.99 libm.so.6", "pow", "x86_64", "newer than glibc"),
    "not in the table": ("GLIBC_2.35 libc.so.6", "frobnicate", "x86_64", "is not known to have it"),
    "no cause": ("GLIBC_2.3 libc.so.6", "strtol_l", "i686", "has it since 2.3."),
    "no such machine": ("GLIBC_2.35 libc.so.6", "frobnicate", "mips64", "no table of glibc"),
    "another family": ("OPENSSL_3.0.0 libssl.so.3", "SSL_read", "x86_64", "Nothing is known"),
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_what_is_not_known_is_told_honestly(what: str) -> None:
    need, symbol, machine, words = UNKNOWN[what]
    family = need.partition("_")[0]
    file = library(version_needs=needs({need: [symbol]}), machine=machine)

    [group] = attribute(file, version(f"{family}_2.2")).groups

    assert group.reason.id == ""
    assert words in group.reason.what
    assert group.claim is Claim.UNKNOWN


def test_a_version_that_no_symbol_uses_is_only_a_claim() -> None:
    group = only_group({"GLIBC_2.33 libc.so.6": []})

    assert group.reason.id == "unused-version"
    assert group.symbols == ()
    assert group.claim is Claim.ONLY_CLAIMS


def test_below_the_first_glibc_of_a_machine_nothing_can_be_asked_for() -> None:
    file = library(
        version_needs=needs({"GLIBC_2.36 libc.so.6": ["pow", "stat"]}), machine="loongarch64"
    )

    [group] = attribute(file, version("2.17")).groups

    assert group.reason.id == "first-version"
    assert group.reason.what == "The first glibc for loongarch64 was 2.36."


def test_without_a_promise_the_first_glibc_of_the_machine_is_the_limit() -> None:
    wanted = needs({"GLIBC_2.2.5 libc.so.6": ["malloc"], "GLIBC_2.29 libm.so.6": ["exp"]})

    told = attribute(library(version_needs=wanted), SymbolVersion("GLIBC"))

    assert [group.symbols for group in told.groups] == [("exp",)]
    assert told.rest == version("2.2.5")


RELR = VersionNeed("libc.so.6", "GLIBC_ABI_DT_RELR")
PRIVATE = VersionNeed("libc.so.6", "GLIBC_PRIVATE", ("__libc_x",))
FUTURE = VersionNeed("libc.so.6", "GLIBC_ABI_SOMETHING")
OTHERS = VersionNeed("libssl.so.3", "OPENSSL_1_1_0", ("SSL_new",))


@pytest.mark.parametrize(
    ("limit", "nodes"),
    [
        ("2.35", ["GLIBC_ABI_DT_RELR", "GLIBC_ABI_SOMETHING", "GLIBC_PRIVATE"]),
        ("2.36", ["GLIBC_ABI_SOMETHING", "GLIBC_PRIVATE"]),
        ("GLIBCXX_3.4.19", []),
    ],
)
def test_versions_without_order_stand_apart(limit: str, nodes: list[str]) -> None:
    file = library(version_needs=(RELR, PRIVATE, FUTURE, OTHERS))

    told = attribute(file, version(limit))

    assert told.groups == ()
    assert [marker.node for marker in told.markers] == nodes
    assert all(marker.what for marker in told.markers)


def test_a_marker_that_the_baseline_wanted_is_not_new() -> None:
    baseline = library(version_needs=(RELR,))
    built = library(version_needs=(RELR, FUTURE))

    assert [one.node for one in new_since(built, baseline).markers] == ["GLIBC_ABI_SOMETHING"]


def test_against_a_baseline_its_ceiling_is_the_limit() -> None:
    told = new_since(asking(STORY), asking({"GLIBC_2.29 libm.so.6": ["pow"]}))

    assert told.limit == version("2.29")
    assert [group.symbols for group in told.groups] == [("pthread_create",), ("stat",)]


def test_nothing_is_new_against_itself() -> None:
    file = asking(STORY)

    told = new_since(file, file)

    assert (told.groups, told.markers) == ((), ())


def test_libstdcxx_is_told_by_the_compiler_that_brought_the_version() -> None:
    told = attribute(
        library(
            version_needs=needs(
                {
                    "GLIBCXX_3.4.29 libstdc++.so.6": ["_ZSt1", "_ZSt2"],
                    "GLIBCXX_3.4.20 libstdc++.so.6": ["_ZSt3"],
                    "GLIBCXX_3.4.19 libstdc++.so.6": ["_ZSt4"],
                }
            )
        ),
        version("GLIBCXX_3.4.19"),
    )

    assert [(group.reason.kind, group.reason.what) for group in told.groups] == [
        ("runtime", "libstdc++ has this version since GCC 11."),
        ("runtime", "libstdc++ has this version since GCC 4.9."),
    ]
    assert told.rest == version("GLIBCXX_3.4.19")
    assert told.groups[0].claim is Claim.USES
