"""Which files can have a say in how wheels turn out, and whether a line is about building them."""

import re
from enum import StrEnum
from functools import lru_cache

from wheel_ceiling.blame.hunks import Line


class Place(StrEnum):
    """A kind of file that builds are made of."""

    CI = "ci"
    DOCKER = "docker"
    DOCKER_IGNORE = "docker-ignore"
    SCRIPT = "script"
    PROJECT = "project"
    """How the Python package is built, and what goes into it."""
    NATIVE = "native"
    """How its native code is compiled and linked."""
    NOWHERE = "nowhere"
    """Sources, documentation, tests: what they say explains no finding."""


def _names(names: str) -> str:
    return "|".join(map(re.escape, names.split()))


_WORKFLOWS = r"\.(?:github/(?:workflows|actions)|circleci|buildkite)/.*|\.?(?:ci|azure[\w-]*)/.*"
_OTHER_CI = r"(?:.*/)?(?:action|\.gitlab-ci|\.travis|\.cirrus|azure-pipelines[\w.-]*)"
_OF_PYTHON = "pyproject.toml setup.py setup.cfg MANIFEST.in Cargo.toml cibuildwheel.toml"
_OF_NATIVE = (
    "CMakeLists.txt CMakePresets.json meson.build meson.options meson_options.txt BUILD WORKSPACE "
    ".bazelrc build.rs configure.ac Makefile.am Makefile.in vcpkg.json conanfile.py conanfile.txt"
)
_SCRIPTS = "Makefile makefile GNUmakefile justfile tox.ini noxfile.py tasks.py build.py"
_KINDS: tuple[tuple[Place, str], ...] = (
    (Place.DOCKER_IGNORE, r"(?:.*\.)?\.?dockerignore"),
    (Place.CI, rf"(?:{_WORKFLOWS}|{_OTHER_CI})\.ya?ml|Jenkinsfile"),
    (Place.DOCKER, r"(?i:(?:.*/)?(?:docker|container)file[\w.-]*|.*\.(?:docker|container)file)"),
    (Place.PROJECT, rf"(?:.*/)?(?:{_names(_OF_PYTHON)}|\.cargo/config(?:\.toml)?)"),
    (Place.NATIVE, rf"(?:.*/)?(?:{_names(_OF_NATIVE)})|.*\.(?:cmake|bzl|bazel)"),
    (Place.SCRIPT, rf".*\.(?:sh|bash|mk)|(?:.*/)?(?:{_names(_SCRIPTS)})"),
)
_OF_KIND = tuple((place, re.compile(kind)) for place, kind in _KINDS)
_ASIDE = re.compile(
    r"(?:.*/)?(?:tests?|testing|docs?|documentation|examples?|samples?|demos?|bench(?:marks?)?"
    r"|\.devcontainer|node_modules)/.*"
)


@lru_cache(512)
def place_of(path: str) -> Place:
    """Return what kind of file it is."""
    if _ASIDE.fullmatch(path):
        return Place.NOWHERE
    return next((place for place, kind in _OF_KIND if kind.fullmatch(path)), Place.NOWHERE)


# In the order in which they count: "build-docs" builds no wheels, "build-and-test" does, and
# "test-wheels" does not.
_NO_BUILD = (
    r"lint|docs?(?![a-z])|sphinx|format|typos|codespell|mypy|codeql|coverage|bench|pre-?commit"
    r"|stale|notify|services\b|CIBW_TEST|test-(?:command|requires|extras|groups|sources)"
    r"|tool\.(?:pytest|ruff|black|pylint|pyright|tox|isort)"
)
_WORDS = tuple(
    (is_building, re.compile(words, re.IGNORECASE))
    for is_building, words in (
        (False, _NO_BUILD),
        (True, r"build|cibw|(?:many|musl)linux|compile|maturin|auditwheel"),
        (False, r"(?<!la)(?<!at)test|check|publish|upload|deploy"),
        (True, r"wheel|release|dist(?![a-z])|packag|whl|native"),
    )
)
_BUILD_FILES = (Place.PROJECT, Place.NATIVE, Place.DOCKER_IGNORE)
_KEY = re.compile(r"(?:- )?(?:name: (.*)|([\w.\-\"']+)(?::| =).*|(\[.*\]))")
# A file that publishes mostly builds what it publishes, too.
_PUBLISHING = re.compile(r"publish|upload|deploy", re.IGNORECASE)
_SURE, _UNSURE, _NOT_AT_ALL = 1.0, 0.6, 0.0


def nearness(line: Line) -> float:
    """Return how sure it is that the line is about building wheels, from 0 to 1.

    The innermost name that speaks of it decides: a step's, a job's, a section's, the file's.
    """
    for name in (*map(_name, line.scope), _PUBLISHING.sub("", line.path.rpartition("/")[2])):
        for is_building, words in _WORDS:
            if words.search(name):
                return _SURE if is_building else _NOT_AT_ALL
    return _SURE if place_of(line.path) in _BUILD_FILES else _UNSURE


def _name(enclosing: str) -> str:
    """Return the name in a line that encloses others; commands and the like have none."""
    match = _KEY.fullmatch(enclosing)
    return next(filter(None, match.groups()), "") if match else ""
