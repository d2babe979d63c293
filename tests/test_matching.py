"""What was built, found again by what survives packing."""

import pytest
from msgspec.structs import replace

from tests.build import NAME, library, wheel
from wheel_ceiling.matching import Catalogue, python_of, unused
from wheel_ceiling.model import ElfKind

BUILT = library("out/x.so", build_id="01", code_digest="sections:a")
PYTHONS = {
    "x.cpython-310-x86_64-linux-gnu.so": "cpython-310",
    "x.cpython-37m-x86_64-linux-gnu.so": "cpython-37m",
    "x.pypy310-pp73-x86_64-linux-gnu.so": "pypy310-pp73",
    "x.abi3.so": "abi3",
    "x.so": "",
}


@pytest.mark.parametrize(("name", "python"), PYTHONS.items())
def test_the_python_of_a_module_stands_in_its_name(name: str, python: str) -> None:
    assert python_of(library(f"ray/{name}")) == python


def test_a_copy_is_found_from_both_ends() -> None:
    packed = replace(BUILT, path="ray/x.so")

    assert Catalogue.of((BUILT,)).twins(packed) == (BUILT,)
    assert Catalogue.of((packed,)).copies_of(BUILT) == (packed, packed)


def test_files_without_code_or_build_id_are_not_all_the_same() -> None:
    empty = library("out/data.so", build_id="", code_digest="")

    assert Catalogue.of((empty,)).twins(replace(empty, path="ray/other.so")) == ()


def test_a_module_with_any_suffix_may_be_the_one_without() -> None:
    plain = library("out/x.so")

    assert Catalogue.of((plain,)).namesakes(library("x.cpython-310-x86_64-linux-gnu.so")) == (
        plain,
    )


@pytest.mark.parametrize(
    ("path", "could"),
    [
        ("out/x.so", True),
        ("out/x.abi3.so", True),
        ("out/x.cpython-310-x86_64-linux-gnu.so", True),
        ("out/x.cpython-311-x86_64-linux-gnu.so", False),
        ("out/x.pypy310-pp73-x86_64-linux-gnu.so", False),
    ],
)
def test_what_was_built_for_another_python_could_not_be_in_the_wheel(
    path: str,
    could: bool,  # noqa: FBT001
) -> None:
    built = Catalogue.of((library(path),))

    assert built.could_be_in(wheel(NAME, library("ray/y.so"))) is could


def test_what_is_in_no_wheel_was_built_in_vain() -> None:
    vain = library("out/y.so", build_id="02", code_digest="sections:b")
    unlinked = library("out/y.o", kind=ElfKind.OBJECT)

    packed = wheel(NAME, replace(BUILT, path="ray/x.so", build_id=""))

    assert unused((BUILT, vain, unlinked), [packed]) == (vain,)
