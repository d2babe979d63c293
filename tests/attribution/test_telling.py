import pytest

from tests.attribution.cases import told_of, version
from tests.build import library, needs
from wheel_ceiling.attribution import advice, attribute, sentence
from wheel_ceiling.attribution.words import clause, named, shown, told
from wheel_ceiling.facts.glibc import versions_of
from wheel_ceiling.facts.packed import rows
from wheel_ceiling.facts.reasons import reason_for
from wheel_ceiling.model import SymbolVersion, VersionNeed

EXP_LOG_POW = {"GLIBC_2.29 libm.so.6": ["exp", "log", "pow"]}
RAY = (
    "asks for GLIBC_2.29 because of exp, log and pow (libm): the plain code is the same; only the "
    "error-handling wrapper around it went; without them it is 2.17 again."
)


def test_ray_is_told_in_one_sentence() -> None:
    assert sentence(told_of(EXP_LOG_POW)) == RAY


def test_ray_is_told_what_to_do() -> None:
    assert advice(told_of(EXP_LOG_POW)) == (
        "Build in the manylinux2014 image (glibc 2.17). Where you cannot: bind exp, log and pow to "
        "GLIBC_2.2.5 with `.symver`, in a header that `-include` brings into every C and C++ file "
        "that calls them. It is safe: both compute the same and set errno alike; the older one "
        "only goes through a wrapper that new programs cannot control."
    )


def test_libclang_on_aarch64_is_bound_to_the_first_version_there() -> None:
    wanted = {"GLIBC_2.29 libm.so.6": ["exp", "log", "log2", "pow"]}

    told = told_of(wanted, limit="2.18", machine="aarch64")

    assert "exp, log, log2 and pow (libm)" in sentence(told)
    assert "bind exp, log, log2 and pow to GLIBC_2.17 with `.symver`" in advice(told)


def test_a_hundred_functions_are_counted_and_not_listed() -> None:
    names = sorted(
        name
        for name, _ in rows("glibc-symbols.tsv.gz")
        if reason_for(name, version("2.34"), "x86_64").id == "merge-pthread"
        and any(known.version == version("2.34") for known in versions_of(name, "x86_64"))
    )

    text = sentence(told_of({"GLIBC_2.34 libc.so.6": names}))

    assert len(set(names)) > 100
    assert (
        f"because of {len(set(names))} functions of libpthread, such as pthread_create: "
        "libpthread became part of libc in 2.34" in text
    )
    assert len(text) < 250


STORY = {
    "GLIBC_2.34 libc.so.6": ["dlopen", "pthread_create"],
    "GLIBC_2.33 libc.so.6": ["stat"],
    "GLIBC_2.29 libm.so.6": ["pow"],
}


def test_several_causes_are_told_from_the_top_with_what_is_left_without() -> None:
    text = sentence(told_of(STORY))

    assert text.startswith(
        "asks for GLIBC_2.34 because of dlopen and pthread_create (libc): they "
        "moved into libc.so.6 when 2.34 merged"
    )
    assert "It asks for GLIBC_2.33 because of stat (libc): stat and its relatives became" in text
    assert text.endswith("Without the first it is 2.33; without all of them it is 2.17 again.")


def test_causes_of_one_version_hold_the_ceiling_together() -> None:
    text = sentence(told_of({"GLIBC_2.38 libc.so.6": ["__isoc23_strtol", "strlcpy"]}))

    assert "It asks for the same because of strlcpy (libc)" in text
    assert text.endswith("They hold it together: without all of them it is 2.17 again.")


def test_of_several_steps_the_groups_of_the_highest_version_fall_together() -> None:
    wanted = {"GLIBC_2.38 libc.so.6": ["__isoc23_strtol", "strlcpy"], **STORY}

    text = sentence(told_of(wanted))

    assert "There are 2 more causes." in text
    assert text.endswith(
        "Without the first 2, which hold it together, it is 2.34; without all of them it is 2.17 "
        "again."
    )


def test_a_fourth_cause_is_counted() -> None:
    wanted = {"GLIBC_2.38 libc.so.6": ["strlcpy"], **STORY}

    assert "There is 1 more cause." in sentence(told_of(wanted))


def test_a_file_that_asks_for_nothing_else_would_ask_for_nothing() -> None:
    file = library(version_needs=needs({"GLIBC_2.29 libm.so.6": ["exp"]}))

    assert sentence(attribute(file, version("2.17"))).endswith(
        "without it it asks for no GLIBC version at all."
    )


def test_a_static_runtime_is_told() -> None:
    assert "because of _dl_find_object (libc), often from libgcc linked statically: " in sentence(
        told_of({"GLIBC_2.35 libc.so.6": ["_dl_find_object"]})
    )


def test_weak_references_are_told() -> None:
    told = told_of({"GLIBC_2.25 libc.so.6": ["getrandom"]}, weak=["getrandom"])

    assert "; the references are weak, and the loader refuses the file all the same;" in sentence(
        told
    )
    assert "Do not count on getrandom being weak" in advice(told)


def test_what_cannot_be_bound_is_warned_of() -> None:
    told = told_of({"GLIBC_2.31 libm.so.6": ["totalorder"], **STORY})

    assert "Do not bind dlopen and pthread_create to the older version" in advice(told)
    assert "Do not bind totalorder to an older version" in advice(told)


@pytest.mark.parametrize(
    "other", [{"GLIBC_2.36 libc.so.6": ["arc4random"]}, {"GLIBC_2.31 libm.so.6": ["totalorder"]}]
)
def test_one_cause_is_not_bound_while_another_holds_the_ceiling(
    other: dict[str, list[str]],
) -> None:
    text = advice(told_of({"GLIBC_2.35 libm.so.6": ["hypot"], **other}))

    assert text.startswith("Build in the manylinux2014 image (glibc 2.17).")
    assert ".symver" not in text
    assert "Where you cannot" not in text


def test_the_only_symbol_is_not_named_twice() -> None:
    text = sentence(told_of({"GLIBC_2.36 libc.so.6": ["arc4random"]}))

    assert "because of arc4random (libc), often from libstdc++ linked statically: it is new" in text


def test_the_library_is_the_one_that_the_file_names() -> None:
    text = sentence(told_of({"GLIBC_2.17 libc.so.6": ["clock_gettime"]}, limit="2.5"))

    assert "because of clock_gettime (libc): the clock functions moved from librt" in text


def test_the_header_is_advised_for_c23_names_and_no_warning() -> None:
    text = advice(told_of({"GLIBC_2.38 libc.so.6": ["__isoc23_strtol"]}))

    assert "Where you cannot: for __isoc23_strtol, bring in, with `-include`, a header" in text
    assert "Do not" not in text


def test_without_an_image_zig_comes_first() -> None:
    text = advice(told_of({"GLIBC_2.38 libc.so.6": ["strlcpy"]}, machine="riscv64"))

    assert text.startswith("Link for the older glibc with `zig cc -target riscv64-linux-gnu.2.27`")


def test_without_any_place_the_step_stands_alone() -> None:
    text = advice(told_of({"GLIBC_2.14 libc.so.6": ["memcpy"]}, limit="2.5"))

    assert text.startswith("Bind memcpy to GLIBC_2.2.5 with `.symver`")


def test_a_version_without_order_is_told_apart() -> None:
    told = attribute(
        library(version_needs=(VersionNeed("libc.so.6", "GLIBC_ABI_DT_RELR"),)), version("2.17")
    )

    assert sentence(told) == (
        "asks for nothing above GLIBC_2.17. It wants GLIBC_ABI_DT_RELR: the file's relocations are "
        "packed (DT_RELR), which glibc can read since 2.36."
    )
    assert advice(told) == "Link with -Wl,-z,nopack-relative-relocs."


def test_a_version_that_no_symbol_uses_is_told() -> None:
    assert sentence(told_of({"GLIBC_2.33 libc.so.6": []})) == (
        "asks for GLIBC_2.33 because of no symbol: the file names the version, and no symbol of it "
        "uses it; without it it is 2.17 again."
    )


def test_a_file_with_nothing_to_tell_is_told_so() -> None:
    assert sentence(told_of({})) == "asks for nothing above GLIBC_2.17."
    assert advice(told_of({})) == ""
    nothing = attribute(library(machine="mips64", version_needs=()), SymbolVersion("GLIBC"))
    assert sentence(nothing) == "asks for no version of GLIBC."


def test_symbols_of_libstdcxx_are_counted() -> None:
    file = library(
        version_needs=needs(
            {
                "GLIBCXX_3.4.29 libstdc++.so.6": ["_ZSt1", "_ZSt2"],
                "GLIBCXX_3.4.19 libstdc++.so.6": ["_ZSt4"],
            }
        )
    )

    assert sentence(attribute(file, version("GLIBCXX_3.4.19"))) == (
        "asks for GLIBCXX_3.4.29 because of 2 symbols of libstdc++: libstdc++ has this version "
        "since GCC 11; without them it is 3.4.19 again."
    )


def test_a_newer_symbol_than_the_table_is_told_honestly() -> None:
    assert (
        "because of frobnicate (libc): it is newer than glibc 2.44, the newest that is known here"
        in sentence(told_of({"GLIBC_2.99 libc.so.6": ["frobnicate"]}))
    )


HOSTILE = ("a\x1b[31m", "<script>", "x`rm`", "\u202e", "n\n# h", "a" * 500)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_harmless_and_short(name: str) -> None:
    wanted = {"GLIBC_2.99 libc.so.6": [name], f"GLIBC_2.98 lib{name[:5]}.so": ["f"]}

    text = sentence(told_of(wanted)) + advice(told_of(wanted))

    assert text.isprintable()
    assert "<" not in text
    assert name not in text
    assert len(text) < 1_500


@pytest.mark.parametrize(
    ("sentence_", "expected"),
    [
        ("The code is the same.", "the code is the same"),
        ("glibc has it.", "glibc has it"),
        ("C23's names.", "C23's names"),
        ("IEEE floats", "IEEE floats"),
        ("Semaphores", "semaphores"),
        ("", ""),
    ],
)
def test_a_sentence_goes_on_without_its_capital(sentence_: str, expected: str) -> None:
    assert clause(sentence_) == expected


def test_names_are_listed_while_they_are_few() -> None:
    assert named(["exp", "log"]) == "exp and log"
    assert named(["a", "b", "c", "d", "e"]) == "a and 4 more"
    assert told(["a", "b", "c", "d", "stat"], ["libc.so.6"]) == (
        "5 functions of libc, such as stat"
    )
    assert shown("a" * 70) == f"{'a' * 64}…"
