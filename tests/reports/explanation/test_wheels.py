"""The page of wheels: a line for each, and the story behind it, told once."""

import pytest

from tests.build import TODAY, inventory, library, needs, wheel
from wheel_ceiling.model import ElfFacts, Inventory, Problem, Wheel
from wheel_ceiling.reports.explanation import Asked, render_explanation, wheels_page

LIBM = library(
    version_needs=needs(
        {
            "GLIBC_2.29 libm.so.6": ["exp", "log", "pow"],
            "GLIBC_2.28 libc.so.6": ["fcntl64"],
            "GLIBC_2.17 libc.so.6": ["clock_gettime"],
        }
    )
)


def page(built: Inventory | Wheel, kind: str = "terminal") -> str:
    known = inventory(built) if isinstance(built, Wheel) else built
    drawn = render_explanation(wheels_page(known, Asked(today=TODAY)), kind, 140, colour=False)
    return drawn if kind == "markdown" else " ".join(drawn.split())


def named(tags: str, *libraries: ElfFacts) -> Wheel:
    return wheel(f"ray-2.9.0-{tags}.whl", *libraries)


@pytest.mark.parametrize(
    "said",
    [
        "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl Its tag promises glibc 2.17",
        "Its file with native code asks for more than that: GLIBC_2.29.",
        "ray/_raylet.so _raylet.so asks for GLIBC_2.29",
        "GLIBC_2.29: exp, log, pow of libm.so.6: The plain code is the same",
        "GLIBC_2.28: fcntl64 of libc.so.6:",
        "Without them: 2.28.",
        "Shut out, though the tag invites them: RHEL 8 and its relatives",
        "What to do",
    ],
)
def test_a_file_above_its_tag_is_explained(said: str) -> None:
    assert said in page(named("cp310-cp310-manylinux2014_x86_64", LIBM))


def test_a_single_cause_is_a_sentence() -> None:
    wants = needs({"GLIBC_2.29 libm.so.6": ["exp"], "GLIBC_2.17 libc.so.6": ["clock_gettime"]})
    said = page(named("cp310-cp310-manylinux2014_x86_64", library(version_needs=wants)))

    assert (
        "_raylet.so asks for GLIBC_2.29 because of exp (libm): the plain code is the same" in said
    )


def test_what_is_above_a_tag_may_shut_out_nobody() -> None:
    said = page(named("cp310-cp310-manylinux2010_x86_64", library(glibc="2.14")))

    assert "asks for more than that: GLIBC_2.14." in said
    assert "Shut out" not in said


def test_unknown_symbols_are_told_without_a_cause() -> None:
    wants = needs({"GLIBC_2.99 libc.so.6": ["of_the_future"], "GLIBC_2.29 libm.so.6": ["exp"]})
    said = page(named("cp310-cp310-manylinux2014_x86_64", library(version_needs=wants)))

    assert "GLIBC_2.99: of_the_future of libc.so.6" in said


def test_long_code_is_cut_and_counted() -> None:
    names = ["exp", "log", "pow", "exp2", "log2"]
    wants = needs({"GLIBC_2.29 libm.so.6": names})
    said = page(named("cp310-cp310-manylinux2014_x86_64", library(version_needs=wants)))

    assert "/* and 3 more lines of the kind */" in said


@pytest.mark.parametrize(
    "said",
    [
        "Its file with native code asks for GLIBC_2.29 at most.",
        "What sets its ceiling",
        "ray/_raylet.so asks for GLIBC_2.29",
        "Not served: RHEL 8 and its relatives",
        "To go lower:",
    ],
)
def test_a_kept_promise_is_explained_by_what_sets_the_ceiling(said: str) -> None:
    assert said in page(named("cp310-cp310-manylinux_2_34_x86_64", LIBM))


def test_a_kept_promise_tells_the_top_alone() -> None:
    assert "fcntl64" not in page(named("cp310-cp310-manylinux_2_34_x86_64", LIBM))


def test_what_shuts_out_nobody_needs_no_advice() -> None:
    said = page(named("cp310-cp310-manylinux2014_x86_64", library(glibc="2.14")))

    assert "asks for GLIBC_2.14 at most" in said
    assert "Not served" not in said
    assert "To go lower" not in said


def test_a_ceiling_that_is_the_first_of_its_machine_has_no_cause() -> None:
    said = page(named("cp310-cp310-manylinux2014_aarch64", library(machine="aarch64")))

    assert "asks for GLIBC_2.17 at most" in said
    assert "What sets its ceiling" not in said


@pytest.mark.parametrize(
    ("tags", "libraries", "said"),
    [
        ("py3-none-any", (), "Nothing in it asks for glibc or musl"),
        ("cp310-cp310-macosx_11_0_arm64", (), "Nothing in it asks for glibc or musl"),
        ("py3-none-any", (LIBM,), "Its tag promises nothing: any system"),
        ("cp310-cp310-linux_x86_64", (LIBM,), "promises no C library in particular"),
        ("cp310-cp310-manylinux2014_x86_64", (), "it has no native code for Linux."),
        ("cp310-cp310-win_amd64", (LIBM,), "Its tag promises nothing about Linux"),
        (
            "cp310-cp310-manylinux2014_x86_64",
            (library(version_needs=()),),
            "Its file with native code asks for no version of glibc.",
        ),
        (
            "cp310-cp310-manylinux2014_x86_64",
            (LIBM, library("ray/b.so")),
            "Of its 2 files with native code 1 asks for more: GLIBC_2.29.",
        ),
    ],
)
def test_every_kind_of_wheel_has_its_first_sentence(
    tags: str, libraries: tuple[ElfFacts, ...], said: str
) -> None:
    assert said in page(named(tags, *libraries))


def musl(*undefined: str) -> Wheel:
    file = library(version_needs=(), needed=("libc.so",), undefined=undefined)
    return named("cp310-cp310-musllinux_1_1_x86_64", file)


def test_a_symbol_newer_than_the_promised_musl_is_named() -> None:
    said = page(musl("malloc", "toupper", "qsort_r", "no_such_symbol", "gettid"))

    assert "Its tag promises musl 1.1" in said
    wanted = (
        "ray/_raylet.so asks for musl 1.2.3 because of qsort_r and musl 1.2.2 because of gettid."
    )
    assert wanted in said


def test_old_symbols_need_no_newer_musl() -> None:
    assert "No symbol that it wants came to musl after 1.1" in page(musl("malloc", "toupper"))


def test_many_files_that_want_a_newer_musl_are_folded() -> None:
    files = [library(f"ray/{n}.so", version_needs=(), undefined=("qsort_r",)) for n in range(10)]
    built = named("cp310-cp310-musllinux_1_1_x86_64", *files)

    assert "2 more files (shown by" in page(built)
    assert "<summary>2 more files</summary>" in page(built, "markdown")


def test_wheels_with_the_same_story_are_told_once_and_counted() -> None:
    built = [
        named(
            f"{python}-{python}-manylinux2014_x86_64",
            library(
                f"ray/_raylet.cpython-{python[2:]}-x86_64-linux-gnu.so",
                version_needs=LIBM.version_needs,
            ),
        )
        for python in ("cp310", "cp311", "cp312", "cp313")
    ]
    said = page(inventory(*built))

    assert said.startswith("4 wheels of dist/")
    assert said.count("Shut out") == 1
    assert "4 wheels: cp310-cp310-manylinux2014_x86_64, " in said
    assert "and 1 more" in said
    assert "cp313-cp313-manylinux2014_x86_64 glibc 2.17 GLIBC_2.29, too much" in said


def test_what_breaks_its_promise_is_told_first_and_what_has_nothing_to_tell_last() -> None:
    built = inventory(
        named("cp39-cp39-macosx_11_0_arm64"),
        named("cp310-cp310-manylinux2014_x86_64", library()),
        named("cp311-cp311-manylinux2014_x86_64", LIBM),
    )
    said = page(built)

    places = [said.rindex(python) for python in ("cp311-cp311", "cp310-cp310", "cp39-cp39")]
    assert places == sorted(places)


def test_files_of_which_the_same_is_said_are_told_together() -> None:
    files = [library(f"ray/{n}.so", version_needs=LIBM.version_needs) for n in "abc"]

    above = page(named("cp310-cp310-manylinux2014_x86_64", *files))
    kept = page(named("cp310-cp310-manylinux_2_34_x86_64", *files))

    assert "ray/a.so (and 2 more files like it)" in above
    assert above.count("Shut out") == 1
    assert "ray/a.so (and 2 more files like it) asks for GLIBC_2.29" in kept


def many(name: str, number: int) -> list[ElfFacts]:
    """Files of which each asks for the same version for another function."""
    return [
        library(f"ray/{n}.so", version_needs=needs({"GLIBC_2.34 libc.so.6": [f"{name}{n}"]}))
        for n in range(number)
    ]


def test_a_symbol_that_the_wheel_brings_itself_is_not_asked_of_musl() -> None:
    asking = library(version_needs=(), undefined=("qsort_r",))
    giving = library("ray/own.so", version_needs=(), exports=("qsort_r",))

    said = page(named("cp310-cp310-musllinux_1_1_x86_64", asking, giving))

    assert "asks for musl" not in said


def test_the_table_says_what_each_promises_and_asks_for() -> None:
    said = page(inventory(musl("malloc"), named("cp310-cp310-manylinux2014_x86_64", library())))

    assert "cp310-cp310-manylinux2014_x86_64 glibc 2.17 GLIBC_2.17 " in said
    assert "cp310-cp310-musllinux_1_1_x86_64 musl 1.1 no version of glibc " in said


def test_wheels_without_native_code_need_no_table() -> None:
    said = page(inventory(named("py3-none-any"), named("py3-none-win_amd64")))

    assert said.startswith(
        "2 wheels of dist/ 2 wheels: py3-none-any, py3-none-win_amd64 Nothing in them asks"
    )
    assert "promises" not in said


def test_a_machine_that_is_not_known_gets_the_facts_without_advice() -> None:
    said = page(named("cp310-cp310-manylinux2014_mips64", library(machine="mips64", glibc="2.29")))

    assert "asks for GLIBC_2.29" in said


def test_very_many_files_are_cut_and_counted() -> None:
    files = many("pthread_x", 14)

    above = page(named("cp310-cp310-manylinux2014_x86_64", *files))
    kept = page(named("cp310-cp310-manylinux_2_34_x86_64", *files))

    assert "And 2 more files above the promise for other functions." in above
    assert "And 10 more files for other functions." in kept


def test_very_many_wheels_are_cut_and_counted() -> None:
    built = [
        named(f"cp3{n}-cp3{n}-manylinux2014_x86_64", file)
        for n, file in enumerate(many("pthread_x", 28), 10)
    ]
    said = page(inventory(*built))

    assert "And 4 more wheels." in said
    assert "18 more wheels with other stories: choose them with --wheels." in said


def test_other_families_and_python_symbols_are_told_too() -> None:
    file = library(
        version_needs=needs({"GLIBCXX_3.4.29 libstdc++.so.6": ["_ZSt3new"]}),
        python_symbols=("_PyGen_Send",),
        exports=("PyInit__raylet",),
    )
    said = page(named("cp310-cp310-manylinux2014_x86_64", file))

    assert "What else it asks for" in said
    assert "ray/_raylet.so asks for GLIBCXX_3.4.29" in said
    assert "PyIter_Send" in said
    assert "_PyGen_Send" in said


def test_very_many_findings_are_cut_and_counted() -> None:
    wants = needs({"GLIBCXX_3.4.29 libstdc++.so.6": ["_ZSt3new"]})
    files = [library(f"ray/{n}.so", version_needs=wants) for n in range(8)]

    assert "And 3 more of the kind" in page(named("cp310-cp310-manylinux2014_x86_64", *files))


def test_a_marker_is_told_with_what_to_do() -> None:
    wants = needs({"GLIBC_ABI_DT_RELR libc.so.6": [], "GLIBC_2.36 libc.so.6": ["arc4random"]})
    said = page(named("cp310-cp310-manylinux2014_x86_64", library(version_needs=wants)))

    assert "GLIBC_ABI_DT_RELR: The file's relocations are packed" in said
    assert "nopack-relative-relocs" in said


def test_many_causes_are_folded_and_counted() -> None:
    wants = needs(
        {
            "GLIBC_2.38 libc.so.6": ["strlcpy", "__isoc23_strtol"],
            "GLIBC_2.36 libc.so.6": ["arc4random", "pidfd_open"],
            "GLIBC_2.35 libc.so.6": ["_dl_find_object", "epoll_pwait2"],
            "GLIBC_2.33 libc.so.6": ["stat", "mallinfo2"],
            "GLIBC_2.29 libm.so.6": ["exp"],
        }
    )
    built = named("cp310-cp310-manylinux2014_x86_64", library(version_needs=wants))

    assert "more causes (shown by --format markdown)" in page(built)
    assert "more causes</summary>" in page(built, "markdown")


def test_what_could_not_be_read_is_said() -> None:
    built = Inventory("dist/", (named("py3-none-any"),), problems=(Problem("", "x is torn.", ""),))

    assert "Could not be read - x is torn." in page(built)


def test_hostile_names_are_no_markup_and_are_bounded() -> None:
    evil = "evil|`<b>\x1b[31m@everyone" + "x" * 5_000
    wants = needs({"GLIBC_2.34 libc.so.6": [evil, f"b{evil}"], "GLIBC_2.33 libc.so.6": [evil]})
    built = named(
        "cp310-cp310-manylinux2014_x86_64", library(f"ray/{evil}.so", version_needs=wants)
    )

    for kind in ("markdown", "terminal"):
        said = page(built, kind)
        assert "\x1b" not in said
        assert len(said) < 20_000
