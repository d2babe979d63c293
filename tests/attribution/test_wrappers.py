import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.attribution.cases import ARCHITECTURES, version
from wheel_ceiling.attribution.older import Older
from wheel_ceiling.attribution.wrappers import (
    CLOCK_HEADER,
    ISOC23_HEADER,
    SINGLE_THREADED,
    math_wrappers,
    stat_wrappers,
)

FAMILY = (
    *("stat", "lstat", "fstat", "fstatat", "stat64", "lstat64", "fstat64", "fstatat64"),
    *("mknod", "mknodat"),
)
GCC, CXX = shutil.which("gcc") or "", shutil.which("g++") or ""


def compiled(folder: Path, compiler: str, lines: Sequence[str], *flags: str) -> str:
    """What the compiler complains of."""
    if not compiler:
        pytest.skip("there is no compiler")
    source = folder / ("source.cc" if compiler == CXX else "source.c")
    source.write_text("\n".join((*lines, "")), "utf-8")
    output = str(folder / "object.o")
    words = [compiler, "-Wall", "-Wextra", "-Werror", *flags, "-c", "-o", output, str(source)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stderr


@pytest.mark.parametrize(
    ("symbol", "machine", "line"),
    [
        (
            "stat",
            "x86_64",
            "int stat(const char *path, struct stat *into) { return __xstat(1, path, into); }",
        ),
        (
            "fstat64",
            "i686",
            "int fstat64(int file, struct stat64 *into) { return __fxstat64(3, file, into); }",
        ),
        (
            "lstat",
            "aarch64",
            "int lstat(const char *path, struct stat *into) { return __lxstat(0, path, into); }",
        ),
        (
            "mknod",
            "ppc64le",
            "unsigned long long device) { return __xmknod(1, path, mode, &device); }",
        ),
        ("mknodat", "x86_64", "{ return __xmknodat(0, folder, path, mode, &device); }"),
    ],
)
def test_a_relative_of_stat_calls_its_older_entry(symbol: str, machine: str, line: str) -> None:
    assert stat_wrappers([symbol], machine)[-1].endswith(line)


@pytest.mark.parametrize("machine", ["loongarch64", "mips64"])
def test_a_machine_that_never_had_the_older_entry_has_no_wrapper(machine: str) -> None:
    assert stat_wrappers(FAMILY, machine) == ()


@pytest.mark.parametrize("machine", ARCHITECTURES[:7])
def test_the_whole_family_compiles(machine: str, tmp_path: Path) -> None:
    assert not compiled(tmp_path, GCC, stat_wrappers(FAMILY, machine))


def test_a_stranger_has_no_place_in_the_family() -> None:
    assert stat_wrappers(["statx", "stat"], "x86_64") == stat_wrappers(["stat"], "x86_64")


def test_functions_of_one_and_two_numbers_are_wrapped(tmp_path: Path) -> None:
    bound = [(name, Older(name, version("2.2.5"))) for name in ("exp", "powf")]

    lines = math_wrappers(bound)

    assert lines[-1].endswith("float __wrap_powf(float x, float y) { return older_powf(x, y); }")
    assert not compiled(tmp_path, GCC, lines)


def test_functions_of_unknown_parameters_are_not_wrapped() -> None:
    assert math_wrappers([("memcpy", Older("memcpy", version("2.2.5")))]) == ()


def test_the_header_against_c23_names_compiles(tmp_path: Path) -> None:
    for flags in ((), ("-D_GNU_SOURCE",)):
        assert not compiled(tmp_path, GCC, (*ISOC23_HEADER, "#include <stdlib.h>"), *flags)
    assert not compiled(tmp_path, CXX, (*ISOC23_HEADER, "#include <cstdlib>"))


def test_the_header_against_clocks_compiles(tmp_path: Path) -> None:
    assert not compiled(tmp_path, CXX, (*CLOCK_HEADER, "#include <condition_variable>"))


def test_the_flag_of_shared_ptr_compiles_as_c_and_c_plus_plus(tmp_path: Path) -> None:
    assert not compiled(tmp_path, GCC, SINGLE_THREADED)
    assert not compiled(tmp_path, CXX, SINGLE_THREADED)
