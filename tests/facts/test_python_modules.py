import pytest
from msgspec.structs import replace

from tests.build import library, wheel
from wheel_ceiling.facts.python_modules import (
    CPython,
    foreign_libraries,
    is_module,
    looks_like_module,
    needs_names,
    oldest_python,
    only_from_python,
    python_side,
    pythons_of,
)
from wheel_ceiling.model import ElfFacts, WheelName
from wheel_ceiling.wheels.names import parse_name

NAMED = [
    ("cp310-cp310", (CPython(10),), (3, 10)),
    ("cp39.cp310-cp310.cp39", (CPython(9), CPython(10)), (3, 9)),
    ("cp313-cp313t", (CPython(13, free_threaded=True),), (3, 13)),
    ("cp38.cp36-abi3", (), (3, 6)),
    ("cp315-abi3t", (), (3, 15)),
    ("py39-none", (), (3, 9)),
    ("py2.py3-none", (), ()),
    ("cp27-cp27mu", (), ()),
    ("pp310-pypy310_pp73", (), ()),
]


def label(tag: str, platform: str = "manylinux_2_17_x86_64") -> WheelName:
    parsed = parse_name(f"ray-2.9.0-{tag}-{platform}.whl")
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(("tag", "pythons", "oldest"), NAMED)
def test_tags_name_pythons(tag: str, pythons: tuple[CPython, ...], oldest: tuple[int, ...]) -> None:
    assert pythons_of(label(tag)) == pythons
    assert oldest_python(label(tag)) == oldest


def test_pythons_of_other_systems_are_none_of_ours() -> None:
    assert pythons_of(label("cp310-cp310", "win_amd64")) == ()


def test_pythons_have_names() -> None:
    assert str(CPython(10)) == "Python 3.10"
    assert str(CPython(13, free_threaded=True)) == "free-threaded Python 3.13"


def test_only_what_python_loads_is_on_its_side() -> None:
    module = library(
        "ray/_raylet.so", python_symbols=("PyModule_Create2",), needed=("libb.so.1", "libother.so")
    )
    linked = library("ray.libs/libb-0a1b2c3d.so", soname="libb.so.1", needed=("libc.so",))
    further = library("ray.libs/libc.so")
    others = [
        library("ray/libplugin.so", python_symbols=("PyList_New",)),
        library("ray/libother.so", machine="aarch64"),
        library("ray/plain.so"),
    ]
    case = wheel("ray-2.9.0-cp310-cp310-linux_x86_64.whl", module, linked, further, *others)

    assert {item.path for item in python_side(case)} == {
        "ray/_raylet.so",
        "ray.libs/libb-0a1b2c3d.so",
        "ray.libs/libc.so",
    }


def test_what_is_neither_in_the_wheel_nor_on_every_system_is_foreign() -> None:
    needed = ("libc.so.6", "libb.so.1", "libpython3.10.so.1.0", "libshiboken6.abi3.so.6.9")
    module = library("ray/_raylet.so", needed=needed)
    own = library("ray.libs/libb.so", soname="libb.so.1")
    case = wheel("ray-2.9.0-cp310-cp310-manylinux_2_17_x86_64.whl", module, own)

    assert foreign_libraries(case, module) == ("libshiboken6.abi3.so.6.9",)


SHA = "ab" * 32
MAKERS = ("PyModuleDef_Init",)
LINUX, MUSL = "manylinux_2_17_x86_64", "musllinux_1_2_x86_64"


def recorded(path: str = "ray/_raylet.so", **facts: object) -> ElfFacts:
    """A file as inventories keep it: without the names of its symbols."""
    return replace(library(path, export_count=9, sha256=SHA), **facts)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (recorded(python_symbols=MAKERS, module_hooks=("PyInit__raylet",)), True),
        (recorded(python_symbols=MAKERS), False),
        (recorded(python_symbols=MAKERS, export_count=0), True),
        (recorded(python_symbols=MAKERS, sha256=""), True),
        (recorded(python_symbols=MAKERS, python_exports=("PyX",) * 200), True),
        (library(python_symbols=MAKERS, exports=("PyInit__raylet",), export_count=1), True),
        (library(python_symbols=MAKERS, exports=("other",), export_count=1), False),
    ],
    ids=["hook", "no hook", "no exports", "of old", "cut", "read with hook", "read without"],
)
def test_a_recorded_module_is_known_by_its_hooks(item: ElfFacts, *, expected: bool) -> None:
    assert is_module(item) is expected


def test_a_recorded_hook_makes_a_file_look_like_a_module() -> None:
    assert looks_like_module(recorded(module_hooks=("PyModExport_x",)))
    assert not looks_like_module(recorded())


def test_what_another_recorded_file_exports_need_not_come_from_python() -> None:
    module = recorded(python_symbols=("PyGen_Send",))
    helper = recorded("ray/libhelper.so", python_exports=("PyGen_Send",))
    case = wheel(f"ray-2.9.0-cp310-cp310-{LINUX}.whl", module, helper)
    alone = wheel(f"ray-2.9.0-cp310-cp310-{LINUX}.whl", module, recorded("ray/libhelper.so"))

    assert only_from_python(case, module, ["PyGen_Send"]) == ()
    assert only_from_python(alone, module, ["PyGen_Send"]) == ("PyGen_Send",)


CUT = recorded("ray/libpy.so", python_exports=("PyX",) * 200)
SUFFIXED = "ray/x.cpython-310-x86_64-linux-gnu.so"
NEEDS = {
    "read": ("cp310-cp310", MUSL, [library(exports=("a",), export_count=1)], False),
    "recorded": ("cp310-cp310", LINUX, [recorded()], False),
    "recorded for musl": ("cp310-cp310", MUSL, [recorded()], True),
    "undefined names left out": ("py3-none", MUSL, [library(undefined_count=1, sha256=SHA)], True),
    "of old, and nothing of Python": ("cp310-cp310", LINUX, [recorded(sha256="")], False),
    "of old, maybe a module": (
        "cp310-cp310",
        LINUX,
        [recorded(sha256="", python_symbols=MAKERS)],
        True,
    ),
    "cut, and all is well": (
        "cp310-cp310",
        LINUX,
        [CUT, recorded(SUFFIXED, python_symbols=("PyLong_FromLong",))],
        False,
    ),
    "cut, and Python lacks a name": (
        "cp310-cp310",
        LINUX,
        [CUT, recorded(SUFFIXED, python_symbols=("_PyGen_Send",))],
        True,
    ),
    "cut, and a name is of Windows": (
        "cp310-cp310",
        LINUX,
        [CUT, recorded(SUFFIXED, python_symbols=("PyErr_SetFromWindowsErr",))],
        False,
    ),
    "cut, and of the stable ABI": (
        "cp39-abi3",
        LINUX,
        [CUT, recorded("ray/x.abi3.so", python_symbols=("PyLong_FromLong",))],
        False,
    ),
    "cut, and not of the stable ABI": (
        "cp39-abi3",
        LINUX,
        [CUT, recorded("ray/x.abi3.so", python_symbols=("PyMethod_New",))],
        True,
    ),
    "cut, and of a later stable ABI": (
        "cp37-abi3",
        LINUX,
        [
            CUT,
            recorded("ray/x.abi3.so", python_symbols=("PyType_GetSlot", "PyModule_AddObjectRef")),
        ],
        True,
    ),
}


@pytest.mark.parametrize(("tag", "platform", "files", "expected"), NEEDS.values(), ids=NEEDS)
def test_names_that_are_left_out_are_missed_where_they_decide(
    tag: str, platform: str, files: list[ElfFacts], *, expected: bool
) -> None:
    assert needs_names(wheel(f"ray-2.9.0-{tag}-{platform}.whl", *files)) is expected
