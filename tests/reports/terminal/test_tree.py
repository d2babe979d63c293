from tests.build import NAME, inventory, library, wheel
from wheel_ceiling.model import ElfFacts, Inventory
from wheel_ceiling.reports.terminal.tree import render_tree
from wheel_ceiling.wheels.names import parse_name

LIBS = ("$ORIGIN/../ray.libs",)


def module(name: str, *needed: str, runpath: tuple[str, ...] = LIBS, **facts: object) -> ElfFacts:
    path = f"ray/{name}.cpython-310-x86_64-linux-gnu.so"
    return library(path, "2.17", needed=needed, runpath=runpath, **facts)


def grafted(name: str, *needed: str) -> ElfFacts:
    return library(f"ray.libs/{name}", needed=needed, runpath=("$ORIGIN",))


def tree(*libraries: ElfFacts, width: int = 100) -> str:
    return render_tree(inventory(wheel(NAME, *libraries)), width, colour=False)


def test_what_is_the_same_is_said_once() -> None:
    text = tree(
        module("_a", "libx.so", "liby.so", "libc.so.6"),
        module("_b", "libx.so", "liby.so"),
        module("_c", "liby.so", "libz0.so"),
        module("_d", "libc.so.6"),
        module("_e"),
        grafted("libx.so", "liby.so", "libz0.so", "libm.so.6"),
        grafted("liby.so", "libc.so.6"),
        grafted("libz0.so", "liby.so"),
    )

    assert text == (
        f"{NAME}\n"
        "  ray/_a.cpython-310-x86_64-linux-gnu.so  and 1 more with the same needs\n"
        "  ├─ libx.so  by $ORIGIN/../ray.libs\n"
        "  │  ├─ liby.so  by $ORIGIN\n"
        "  │  └─ libz0.so  by $ORIGIN\n"
        "  │     └─ shown above: liby.so\n"
        "  └─ shown above: liby.so\n"
        "  ray/_c.cpython-310-x86_64-linux-gnu.so\n"
        "  └─ shown above: liby.so, libz0.so\n"
        "  No library of the wheel is needed by 2 files: ray/_d.cpython-310-x86_64-linux-gnu.so,\n"
        "  ray/_e.cpython-310-x86_64-linux-gnu.so\n"
        "  The system's, and how many files need each: libc.so.6 (3), libm.so.6 (1)\n"
        "\n"
    )


def test_what_does_not_go_the_straight_way_says_so() -> None:
    text = tree(
        module(
            "_a",
            "libother.so",
            "liba.so",
            "libcuda.so.1",
            "libfar.so",
            "liblib.so",
            "$ORIGIN/near/libnear.so",
            runpath=("$ORIGIN", "$ORIGIN/$LIB"),
        ),
        library("ray/libother.so", soname="libreal.so.1", needed=()),
        library("ray/liba.so", needed=("libreal.so.1",)),
        library("x/libfar.so", needed=()),
        library("ray/lib/liblib.so", needed=()),
        library("ray/near/libnear.so", needed=()),
    )

    for line in (
        "│  └─ libreal.so.1 = libother.so  loaded before under this name",
        "├─ libcuda.so.1: not in the wheel, and its tag does not promise it",
        "├─ libfar.so: lies in the wheel and is not found; looked at: ray/libfar.so,",
        "├─ liblib.so  by $ORIGIN/$LIB, on some systems",
        "└─ libnear.so  named by its place, $ORIGIN/near/libnear.so",
    ):
        assert f"  {line}\n" in text


def test_what_is_inherited_and_what_nobody_can_place_is_told() -> None:
    text = tree(
        module("_a", "libb.so", runpath=(), rpath=("$ORIGIN/lib",)),
        library("ray/lib/libb.so", needed=("liba.so",)),
        library("ray/lib/liba.so", needed=()),
        library(
            "ray/libp.so", needed=("libq.so",), runpath=("$ORIGIN/$PLATFORM",), machine="s390x"
        ),
        library("ray/z15/libq.so", needed=(), machine="s390x"),
        library("ray/libv.so", needed=("libw.so",)),
        library("y/libw.so", needed=()),
    )

    assert "liba.so  by what _a.cpython-310-x86_64-linux-gnu.so searches\n" in text
    assert (
        "libq.so: in a folder that only the user's system can name ($ORIGIN/$PLATFORM/libq.so)"
    ) in text
    assert (
        "libw.so: lies in the wheel and is not found; looked at: no place but the system's" in text
    )


def test_lines_keep_the_width_and_the_shape() -> None:
    names = [f"libnumber{number:03}.so" for number in range(40)]
    files = [grafted(name) for name in names]

    lines = tree(
        module("_a", *names), module("_b", "libnumber001.so", *names[2:]), *files, width=60
    ).splitlines()

    assert max(map(len, lines[1:])) <= 60
    last = next(place for place, line in enumerate(lines) if "shown above" in line)
    assert all(line.startswith("        libnumber") for line in lines[last + 1 :] if line)


def test_a_chain_that_is_too_deep_is_cut() -> None:
    names = [f"lib{number}.so" for number in range(30)]
    files = [
        grafted(name, below) for name, below in zip(names, [*names[1:], "libc.so.6"], strict=True)
    ]

    text = tree(module("_a", names[0]), *files)

    assert "lib12.so" in text
    assert "lib14.so" not in text


def test_wheels_known_by_name_only_are_named() -> None:
    label = parse_name(NAME)
    assert label is not None

    assert render_tree(Inventory("x", unread=(label,)), 100, colour=False) == f"not read  {NAME}\n"
