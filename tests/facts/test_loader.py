import pytest

from tests.build import NAME, library, wheel
from wheel_ceiling.facts.closure import lost_libraries
from wheel_ceiling.facts.loader import installed_at, leads_to_working_directory, starts_alone
from wheel_ceiling.model import ElfFacts, ElfKind, Wheel

MUSL = "ray-2.9.0-cp310-cp310-musllinux_1_2_x86_64.whl"
MODULE = "ray/_ray.cpython-310-x86_64-linux-gnu.so"


def carrying(*libraries: ElfFacts, filename: str = NAME) -> Wheel:
    return wheel(filename, *libraries)


def module(*needed: str, path: str = MODULE, **facts: object) -> ElfFacts:
    return library(path, "2.17", needed=needed, **facts)


GRAFTED = library("ray.libs/libfoo.so", needed=("libc.so.6",))
INSIDE = library("ray/lib/libfoo.so", needed=())
ASKING = library("ray/lib/libbar.so", needed=("libfoo.so",))
NAMED_FOO = library("ray/lib/libbar.so", needed=(), soname="libfoo.so")
ASKING_TOO = library("ray/lib/libbaz.so", needed=("libfoo.so",))

FOUND = {
    "RUNPATH": carrying(module("libfoo.so", runpath=("$ORIGIN/../ray.libs",)), GRAFTED),
    "RPATH": carrying(module("libfoo.so", rpath=("$ORIGIN/../ray.libs",)), GRAFTED),
    "braces": carrying(module("libfoo.so", runpath=("${ORIGIN}/../ray.libs/",)), GRAFTED),
    "the second entry": carrying(module("libfoo.so", runpath=("/opt", "$ORIGIN/lib")), INSIDE),
    "needed with a slash": carrying(module("$ORIGIN/lib/libfoo.so"), INSIDE),
    "installed from platlib": carrying(
        module("libfoo.so", runpath=("$ORIGIN/../ray.libs",)),
        library("ray-2.9.0.data/platlib/ray.libs/libfoo.so", needed=()),
    ),
    "installed beside the interpreter's libraries": carrying(
        module("libfoo.so", runpath=("$ORIGIN/../../..",)),
        library("ray-2.9.0.data/data/lib/libfoo.so", needed=()),
    ),
    "not in the wheel at all": carrying(module("libssl.so.3")),
    "$LIB is lib on some systems": carrying(module("libfoo.so", runpath=("$ORIGIN/$LIB",)), INSIDE),
    "only the user's machine knows $PLATFORM": carrying(
        module("libfoo.so", runpath=("$ORIGIN/$PLATFORM",), machine="ppc64le"),
        library("ray/power9/libfoo.so", needed=(), machine="ppc64le"),
    ),
    "loaded before under this soname": carrying(
        module("libbar.so", "libbaz.so", runpath=("$ORIGIN/lib",)), NAMED_FOO, ASKING_TOO
    ),
    "loaded before under this name": carrying(
        module("libfoo.so", "libbar.so", runpath=("$ORIGIN/lib",)), INSIDE, ASKING
    ),
    "RPATH is inherited": carrying(module("libbar.so", rpath=("$ORIGIN/lib",)), ASKING, INSIDE),
    "musl: RUNPATH is inherited": carrying(
        module("libbar.so", runpath=("$ORIGIN/lib",)), ASKING, INSIDE, filename=MUSL
    ),
    "a cycle": carrying(
        library("ray/liba.so", needed=("libb.so",), runpath=("$ORIGIN",)),
        library("ray/libb.so", needed=("liba.so",), runpath=("$ORIGIN",)),
    ),
    "another machine's file of the same name": carrying(
        module("libfoo.so"), library("ray/arm/libfoo.so", needed=(), machine="aarch64")
    ),
}
LOST = {
    "$LIB leads elsewhere on every system": carrying(
        module("libfoo.so", runpath=("$ORIGIN/$LIB",)), GRAFTED
    ),
    "$ORIGINAL is not $ORIGIN": carrying(module("libfoo.so", runpath=("$ORIGINAL/lib",)), INSIDE),
    "musl ignores a path with words that it does not know": carrying(
        module("libfoo.so", runpath=("$ORIGIN/lib", "$ORIGIN/$LIB")), INSIDE, filename=MUSL
    ),
    "no search path": carrying(module("libfoo.so"), GRAFTED),
    # networkit 11.1: the library lies beside the package, and RUNPATH names the grafted ones
    "another folder": carrying(
        module("libfoo.so", runpath=("$ORIGIN/../ray.libs",)),
        library("libfoo.so", needed=()),
    ),
    "the working directory": carrying(module("libfoo.so", runpath=("", "ray.libs")), GRAFTED),
    "a folder of the build machine": carrying(module("libfoo.so", rpath=("/build/lib",)), GRAFTED),
    "a relative name": carrying(module("build/libfoo.so", runpath=("$ORIGIN/lib",)), INSIDE),
    "RUNPATH is not inherited": carrying(
        module("libbar.so", runpath=("$ORIGIN/lib",)), ASKING, INSIDE
    ),
    "RUNPATH hides RPATH": carrying(
        module("libfoo.so", rpath=("$ORIGIN/lib",), runpath=("$ORIGIN",)), INSIDE
    ),
    "RUNPATH of the asking file stops the inheritance": carrying(
        module("libbar.so", rpath=("$ORIGIN/lib",)),
        library("ray/lib/libbar.so", needed=("libfoo.so",), runpath=("$ORIGIN/x",)),
        INSIDE,
    ),
    "musl knows no sonames": carrying(
        module("libbar.so", "libbaz.so", runpath=("$ORIGIN/lib",)),
        NAMED_FOO,
        ASKING_TOO,
        filename=MUSL,
    ),
    "a file for another machine is passed over": carrying(
        module("libfoo.so", runpath=("$ORIGIN/arm",)),
        library("ray/arm/libfoo.so", needed=(), machine="aarch64"),
        GRAFTED,
    ),
}


@pytest.mark.parametrize("what", FOUND)
def test_it_is_found(what: str) -> None:
    assert lost_libraries(FOUND[what]) == ()


@pytest.mark.parametrize("what", LOST)
def test_it_is_lost(what: str) -> None:
    [lost] = lost_libraries(LOST[what])

    assert lost.needed.endswith("libfoo.so")
    assert lost.is_certain


def test_a_loss_says_who_asks_where_it_was_looked_for_and_where_it_lies() -> None:
    [lost] = lost_libraries(LOST["RUNPATH is not inherited"])

    assert lost.requester == "ray/lib/libbar.so"
    assert lost.root == MODULE
    assert lost.carried_as == ("ray/lib/libfoo.so",)
    assert lost.searched == ()


def test_each_asking_file_loses_its_own() -> None:
    files = (module("libbar.so", runpath=("$ORIGIN/lib",)), ASKING, ASKING_TOO, INSIDE)

    lost = lost_libraries(carrying(*files))

    assert {(one.requester, one.is_certain) for one in lost} == {
        ("ray/lib/libbar.so", True),
        ("ray/lib/libbaz.so", False),
    }


def test_what_a_library_loses_that_nothing_starts_is_not_certain() -> None:
    plug_in = library("ray/plugins/libplug.so", needed=("libfoo.so",))

    [lost] = lost_libraries(carrying(plug_in, INSIDE))

    assert not lost.is_certain


def test_a_library_that_inherits_from_its_plug_in_is_not_judged_alone() -> None:
    plug_in = library("z/plug.so", needed=("libbar.so",), rpath=("$ORIGIN/../ray/lib",))

    assert lost_libraries(carrying(ASKING, INSIDE, plug_in)) == ()


def test_a_wheel_in_which_all_ask_for_all_ends_in_time() -> None:
    names = [f"lib{number}.so" for number in range(150)]
    files = [library(f"ray/{name}", needed=tuple(names), rpath=("$ORIGIN",) * 99) for name in names]

    assert lost_libraries(carrying(*files)) == ()


STARTED = [
    library(MODULE),
    library("ray/bin/raylet", kind=ElfKind.EXECUTABLE),
    library("ray/_raylet.so", python_symbols=("PyModule_Create2",)),
    library("ray/_raylet.so", python_symbols=("PyModuleDef_Init",)),
]
NOT_STARTED = [
    library("ray/_raylet.so"),
    library("ray/libtorch_python.so", python_symbols=("PyModule_Create2",)),
    library("ray/_raylet.so", python_symbols=("PyObject_Call",)),
]


@pytest.mark.parametrize("file", STARTED)
def test_python_or_a_user_starts_it(file: ElfFacts) -> None:
    assert starts_alone(file)


@pytest.mark.parametrize("file", NOT_STARTED)
def test_something_else_loads_it(file: ElfFacts) -> None:
    assert not starts_alone(file)


def test_installers_place_what_the_data_folder_holds() -> None:
    site = installed_at("ray/x.so").removesuffix("/ray/x.so")

    assert installed_at("ray-1.data/purelib/ray/x.so") == f"{site}/ray/x.so"
    assert installed_at("ray-1.data/scripts/ray").endswith("/bin/ray")
    assert installed_at("ray-1.data/data/lib/x.so") == "/prefix/lib/x.so"


@pytest.mark.parametrize("entry", ["", ".", "lib", "ray.libs", "@loader_path/x", "$LIB/x"])
def test_an_entry_may_lead_to_the_working_directory(entry: str) -> None:
    assert leads_to_working_directory(entry)


@pytest.mark.parametrize("entry", ["$ORIGIN", "${ORIGIN}/../lib", "$ORIGIN/..", "/usr/lib"])
def test_an_entry_may_lead_elsewhere(entry: str) -> None:
    assert not leads_to_working_directory(entry)
