import pytest

from tests.build import library, wheel
from wheel_ceiling.facts.python_modules import (
    CPython,
    foreign_libraries,
    oldest_python,
    python_side,
    pythons_of,
)
from wheel_ceiling.model import WheelName
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
