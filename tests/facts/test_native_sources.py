"""What native code is made of is told by names, and by the lines that changed in settings."""

import pytest

from wheel_ceiling.facts.native_sources import is_native
from wheel_ceiling.model import ChangedFile

SUBMODULE = f"@@ -1 +1 @@\n-Subproject commit {'a' * 40}\n+Subproject commit {'b' * 40}"


@pytest.mark.parametrize(
    "path",
    [
        "a.c",
        "src/deep/er/a.CPP",
        "src/a.cuh",
        "numpy/core/src/umath/loops.c.src",
        "scipy/linalg/cython_blas.pyx.in",
        "crates/x/src/lib.rs",
        "Cargo.lock",
        "go.sum",
        "pkg/main.go",
        "lib/a.f90",
        "lib/A.F90",
        "CMakeLists.txt",
        "python/CMakeLists.txt",
        "meson.build",
        "BUILD",
        "src/BUILD.bazel",
        "tools/defs.bzl",
        "Makefile.am",
        "configure",
        "configure.ac",
        "setup.py",
        "requirements-build.txt",
        ".gitmodules",
        "third_party/zlib/README",
        "python/third_party/x.txt",
        "vendor/a/b",
        ".cargo/config.toml",
        "uv.lock",
        "src/asm/x.S",
    ],
)
def test_native(path: str) -> None:
    assert is_native(ChangedFile(path))


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "ray/__init__.py",
        "docs/a.c.md",
        "ci/Dockerfile",
        ".github/workflows/build.yml",
        "src/not_setup.py",
        "vendor.py",
        "python/a.pyi",
    ],
)
def test_not_native(path: str) -> None:
    assert not is_native(ChangedFile(path))


def test_a_file_that_was_native_before_it_was_moved_counts() -> None:
    assert is_native(ChangedFile("old/a.c.txt", previous_path="src/a.c"))
    assert not is_native(ChangedFile("b.md", previous_path="a.md"))


def test_a_submodule_counts_whatever_its_name_and_whatever_the_globs() -> None:
    assert is_native(ChangedFile("deps/zlib", SUBMODULE))
    assert is_native(ChangedFile("deps/zlib", SUBMODULE), ["*.c"])
    assert not is_native(ChangedFile("notes.md", "@@ -1 +1 @@\n+Subproject commit soon"))


@pytest.mark.parametrize(
    ("path", "glob", "matches"),
    [
        ("src/a/b.c", "src/**/*.c", True),
        ("src/b.c", "src/**/*.c", True),
        ("other/b.c", "/src/*.c", False),
        ("src/b.c", "/src/*.c", True),
        ("deep/src/b.c", "src/*.c", True),
        ("src/b.c", "./src/*.c", True),
        ("src/b.C", "*.c", False),
        ("Makefile", "*.c", False),
    ],
)
def test_globs_of_the_user_replace_the_usual_ones(path: str, glob: str, matches: bool) -> None:  # noqa: FBT001
    assert is_native(ChangedFile(path), [glob]) is matches


def settings(*lines: str, path: str = "pyproject.toml") -> ChangedFile:
    return ChangedFile(path, "\n".join(("@@ -1,4 +1,4 @@", *lines)))


@pytest.mark.parametrize(
    "file",
    [
        settings(" [project]", '-version = "1.0"', '+version = "1.1.dev0"  # next'),
        settings("-    version='1.0',", "+    version='1.1',", path="setup.py"),
        settings("-version = 1.0", "+version = 1.1", path="python/setup.cfg"),
        settings(" [tool.ruff.lint]", '-select = ["E"]', '+select = ["ALL"]'),
        settings("+", "+# a word on it"),
        settings(
            " [tool.pytest.ini_options]", "+strict = true", '+[dependency-groups]\n+a = ["b"]'
        ),
    ],
)
def test_settings_that_build_nothing_are_not_native(file: ChangedFile) -> None:
    assert not is_native(file)


@pytest.mark.parametrize(
    "file",
    [
        settings(" [build-system]", '-requires = ["cython<3"]', '+requires = ["cython"]'),
        settings('+select = ["ALL"]'),
        settings(" [tool.ruff]", "+a = 1", "@@ -9 +9 @@", '+before-all = "make"'),
        settings(" [tool.cibuildwheel]", '+before-all = "make"'),
        settings(" [project]", '-version = "1.0"', '+version = "1.1"', '+requires = ["x"]'),
        settings("-    version=read(),", "+    version='1.1',", path="setup.py"),
        settings("[tool.ruff]", "+x", path="setup.py"),
        ChangedFile("pyproject.toml"),
    ],
)
def test_settings_that_may_build_something_are_native(file: ChangedFile) -> None:
    assert is_native(file)


def test_settings_that_the_user_names_count_as_they_are() -> None:
    assert is_native(settings('+version = "2"'), ["pyproject.toml"])
