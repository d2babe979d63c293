from tests.build import NAME, library, wheel
from wheel_ceiling.facts.closure import Edge, Outcome, closure_of
from wheel_ceiling.model import ElfFacts

MODULE = "ray/_ray.cpython-310-x86_64-linux-gnu.so"
OTHER = "ray/_core.cpython-310-x86_64-linux-gnu.so"


def edges(*libraries: ElfFacts) -> dict[str, Edge]:
    """The needs by name; those of the last file that has one."""
    return {edge.needed: edge for edge in closure_of(wheel(NAME, *libraries)).edges}


def module(*needed: str, path: str = MODULE, **facts: object) -> ElfFacts:
    return library(path, "2.17", needed=needed, **facts)


def test_what_is_found_says_by_which_entry_of_which_file() -> None:
    found = edges(
        module("libb.so", rpath=("/opt", "$ORIGIN/../ray.libs")),
        library("ray.libs/libb.so", needed=("liba.so",)),
        library("ray.libs/liba.so", needed=()),
    )

    assert found["libb.so"] == Edge(
        MODULE,
        "libb.so",
        Outcome.FOUND,
        "ray.libs/libb.so",
        entry="$ORIGIN/../ray.libs",
        owner=MODULE,
        root=MODULE,
    )
    assert found["liba.so"].requester == "ray.libs/libb.so"
    assert found["liba.so"].owner == MODULE


def test_what_the_wheel_does_not_have_is_the_systems_or_is_nobodys() -> None:
    found = edges(module("libc.so.6", "libcuda.so.1", runpath=("$ORIGIN",)))

    assert found["libc.so.6"].outcome is Outcome.SYSTEM
    assert found["libcuda.so.1"].outcome is Outcome.OUTSIDE
    assert found["libcuda.so.1"].places == ("ray/libcuda.so.1",)


def test_what_the_wheel_has_out_of_reach_is_the_systems_where_each_has_it() -> None:
    found = edges(module("libz.so.1", "libfoo.so"), library("x/libz.so.1"), library("x/libfoo.so"))

    assert found["libz.so.1"].outcome is Outcome.SYSTEM
    assert found["libfoo.so"].outcome is Outcome.LOST


def test_a_library_that_only_an_earlier_one_brought_is_loaded_before() -> None:
    found = edges(
        module("liba.so", "libb.so", runpath=("$ORIGIN/a", "$ORIGIN/b")),
        library("ray/a/liba.so", needed=()),
        library("ray/b/libb.so", needed=("liba.so",)),
    )

    assert found["liba.so"].outcome is Outcome.LOADED_BEFORE
    assert found["liba.so"].target == "ray/a/liba.so"


def test_where_only_the_users_system_can_tell_it_depends() -> None:
    found = edges(
        module("libfoo.so", "libbar.so", runpath=("$ORIGIN/$LIB", "$ORIGIN/$PLATFORM")),
        library("ray/lib64/libfoo.so", needed=()),
    )

    assert found["libfoo.so"].outcome is Outcome.DEPENDS
    assert found["libfoo.so"].target == "ray/lib64/libfoo.so"
    assert found["libbar.so"].outcome is Outcome.OUTSIDE


def test_an_entry_of_every_meaning_beats_one_of_some() -> None:
    found = edges(
        module("libfoo.so", runpath=("$ORIGIN/$LIB", "$ORIGIN/x")),
        library("ray/lib64/libfoo.so", needed=()),
        library("ray/x/libfoo.so", needed=()),
    )

    assert found["libfoo.so"].outcome is Outcome.FOUND
    assert found["libfoo.so"].target == "ray/x/libfoo.so"


def test_a_platform_that_cannot_be_listed_may_be_anywhere() -> None:
    entry = "$ORIGIN/${PLATFORM}"
    found = edges(
        module("libfoo.so", runpath=(entry,), machine="s390x"),
        library("ray/z15/libfoo.so", needed=(), machine="s390x"),
    )

    assert found["libfoo.so"].outcome is Outcome.DEPENDS
    assert found["libfoo.so"].target == ""
    assert found["libfoo.so"].places == (f"{entry}/libfoo.so",)


def test_a_machine_of_32_bits_has_no_lib64() -> None:
    found = edges(
        module("libfoo.so", runpath=("$ORIGIN/$LIB",), machine="i686"),
        library("ray/lib/libfoo.so", needed=(), machine="i686"),
    )

    assert found["libfoo.so"].places == ("ray/lib/libfoo.so", "ray/lib/i386-linux-gnu/libfoo.so")


def test_roots_are_what_starts_alone_and_then_what_nobody_needs() -> None:
    graph = closure_of(
        wheel(
            NAME,
            library("a/libplug.so", needed=()),
            library("ray/liba.so", needed=()),
            module("liba.so", runpath=("$ORIGIN",)),
            module("liba.so", path=OTHER, runpath=("$ORIGIN",)),
        )
    )

    assert graph.roots == (MODULE, OTHER, "a/libplug.so")
    assert [edge.requester for edge in graph.edges] == [MODULE, OTHER]


def test_one_need_that_ends_in_two_ways_is_told_twice() -> None:
    graph = closure_of(
        wheel(
            NAME,
            module("libb.so", rpath=("$ORIGIN/lib",)),
            module("libb.so", path=OTHER, runpath=("$ORIGIN/lib",)),
            library("ray/lib/libb.so", needed=("liba.so",)),
            library("ray/lib/liba.so", needed=()),
        )
    )

    ends = {(edge.outcome, edge.root) for edge in graph.edges if edge.needed == "liba.so"}
    assert ends == {(Outcome.FOUND, MODULE), (Outcome.LOST, OTHER)}


def test_a_wheel_without_libraries_has_no_graph() -> None:
    graph = closure_of(wheel(NAME))

    assert (graph.roots, graph.edges) == ((), ())
