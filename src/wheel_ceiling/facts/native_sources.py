"""Which files of a repository native code is made of, by their names.

What is not among them can change a library too (the image, a compiler, a code generator of another
version): that no native source changed is evidence, and proof of nothing.
"""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from wheel_ceiling.model import ChangedFile

NATIVE_SOURCES = (
    # C, C++, Objective-C, assembler and what is included or made into them; CUDA and its like.
    *("*.c", "*.h", "*.cc", "*.hh", "*.cpp", "*.hpp", "*.cxx", "*.hxx", "*.c++", "*.h++", "*.inc"),
    *("*.inl", "*.ipp", "*.tcc", "*.tpp", "*.m", "*.mm", "*.s", "*.asm", "*.def", "*.lds"),
    *("*.c.in", "*.h.in", "*.c.src", "*.h.src", "*.inc.src", "*.cu", "*.cuh", "*.hip", "*.cl"),
    *("*.ispc", "*.l", "*.y", "*.ll", "*.td"),
    # Other languages that become libraries, and the interfaces that code is generated from.
    *("*.rs", "*.go", "*.zig", "*.swift", "*.pyx", "*.pxd", "*.pxi", "*.pyx.in", "*.pyx.tp"),
    *("*.pxd.in", "*.pxi.in", "*.f", "*.for", "*.ftn", "*.f77", "*.f90", "*.f95", "*.f03", "*.f08"),
    *("*.fpp", "*.pyf", "*.pyf.src", "*.i", "*.swg", "*.proto", "*.thrift", "*.fbs", "*.capnp"),
    # What builds them.
    *(
        "CMakeLists.txt",
        "*.cmake",
        "*.cmake.in",
        "CMakePresets.json",
        "meson.build",
        "meson.options",
    ),
    *("meson_options.txt", "*.wrap", "BUILD", "*.bazel", "*.bzl", "WORKSPACE", ".bazelrc"),
    *(".bazelversion", "Makefile*", "GNUmakefile*", "*.mk", "configure", "configure.*", "*.m4"),
    *("SConstruct", "SConscript", "wscript", "*.gyp", "*.gypi", "*.gn", "*.gni", "xmake.lua"),
    *("setup.py", "setup.cfg", "pyproject.toml", "Cargo.toml", "rust-toolchain*", "go.mod"),
    *(".cargo/*", "conanfile.*", "vcpkg.json", "environment.yml", "environment.yaml"),
    # Which versions of what they are made with.
    *("*.lock", "*.lockfile", "*-lock.json", "go.sum", "requirements*.txt", "constraints*.txt"),
    # Others' sources.
    *(".gitmodules", "third_party/*", "third-party/*", "thirdparty/*", "3rdparty/*", "vendor/*"),
    *("vendored/*", "extern/*", "external/*", "subprojects/*"),
)
"""The usual globs, in lower or upper case; one without a folder is matched in every folder."""

# Of those, what is compiled by itself; headers and what builds may change for other systems alone.
_COMPILED = re.compile(
    r".*\.(?:c|cc|cpp|cxx|c\+\+|cu|rs|go|pyx|f|for|f90|f95|f03|f08|zig|swift)", re.IGNORECASE
)
_NOT_PACKED = re.compile(
    r"(?:.*/)?(?:tests?|testing|examples?|docs?|benchmarks?|benches|fuzz\w*|demos?)/.*"
    r"|(?:.*/)?(?:test_[^/]*|[^/]*_test\.[^/]*)|.*(?:win32|windows|darwin|macos)[^/]*",
    re.IGNORECASE,
)

# git shows a submodule as a file that holds this line.
_SUBMODULE = re.compile(r"^[-+]Subproject commit [0-9a-f]{40}", re.MULTILINE)
_SETTINGS_OF_PYTHON = ("pyproject.toml", "setup.py", "setup.cfg")
_VERSION = re.compile(r"\s*(?:__)?version(?:__)?\s*=\s*[\"']?[\w.!+-]+[\"']?,?\s*(?:#.*)?")
_TABLE = re.compile(r"\s*\[+\s*([\w.\"' -]+?)\s*\]+\s*(?:#.*)?")
_COMMENT = re.compile(r"\s*(?:#.*)?")
# Tools that look at Python code, and never at what a library is made of.
_NOT_BUILDING = re.compile(
    r"project\.(?:urls|scripts|gui-scripts|optional-dependencies)|dependency-groups"
    r"|tool\.(?:ruff|black|isort|mypy|pyright|pylint|flake8|pytest|coverage|tox|towncrier|codespell"
    r"|bumpversion|commitizen|wheel-ceiling|typos|pydocstyle|interrogate|semantic_release)(?:\..*)?"
)


def is_native(file: ChangedFile, globs: Iterable[str] = ()) -> bool:
    """Whether native code is made of the file, or was before it was moved.

    Globs of the user's own replace the usual ones; submodules count with both.
    """
    if _SUBMODULE.search(file.patch):
        return True
    chosen = tuple(globs)
    paths = [path for path in (file.path, file.previous_path) if path]
    if chosen:
        return any(_matches(path, glob) for path in paths for glob in chosen)
    is_usual = any(
        _matches(path.lower(), glob.lower()) for path in paths for glob in NATIVE_SOURCES
    )
    return is_usual and not _only_tells(file)


def is_compiled(path: str) -> bool:
    """Whether a change of the file is sure to show in a library for Linux, by its name.

    Tests and examples are not packed, and what is named for another system is not for this one.
    """
    return bool(_COMPILED.fullmatch(path)) and not _NOT_PACKED.fullmatch(path)


def _matches(path: str, glob: str) -> bool:
    """Whether the glob matches, from the top or from any folder; stars cross slashes."""
    plain = glob.removeprefix("./").removeprefix("/").replace("**/", "*")
    return fnmatchcase(path, plain) or (
        not glob.startswith("/") and fnmatchcase(path, f"*/{plain}")
    )


def _only_tells(file: ChangedFile) -> bool:
    """Whether a file of settings changed in what builds nothing: its version, linters, links.

    A hunk shows three lines around a change, so the table that a line stands in is often not
    known: such a line counts.
    """
    name = file.path.rpartition("/")[2]
    if name not in _SETTINGS_OF_PYTHON or file.previous_path or not file.patch:
        return False
    has_tables = name == "pyproject.toml"
    changed = _changed_lines(file.patch.splitlines())
    return all(
        _VERSION.fullmatch(line)
        or _COMMENT.fullmatch(line)
        or (has_tables and _NOT_BUILDING.fullmatch(table))
        for line, table in changed
    )


def _changed_lines(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the lines that came or went, with the table that each stands in, empty if unknown."""
    table = ""
    for line in lines:
        if line.startswith("@@"):
            table = ""
        elif match := _TABLE.fullmatch(line[1:]):
            table = match[1]
        if line.startswith(("+", "-")):
            yield line[1:], table
