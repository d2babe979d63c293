import pytest

from wheel_ceiling.blame.hunks import Line
from wheel_ceiling.blame.places import Place, nearness, place_of


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (".github/workflows/wheels.yml", Place.CI),
        (".github/actions/build/action.yaml", Place.CI),
        (".circleci/config.yml", Place.CI),
        (".gitlab-ci.yml", Place.CI),
        ("azure-pipelines.yml", Place.CI),
        ("Dockerfile", Place.DOCKER),
        ("ci/Dockerfile.manylinux", Place.DOCKER),
        ("docker/manylinux.dockerfile", Place.DOCKER),
        (".dockerignore", Place.DOCKER_IGNORE),
        ("ci/Dockerfile.dockerignore", Place.DOCKER_IGNORE),
        ("pyproject.toml", Place.PROJECT),
        ("python/setup.py", Place.PROJECT),
        ("MANIFEST.in", Place.PROJECT),
        (".cargo/config.toml", Place.PROJECT),
        ("src/CMakeLists.txt", Place.NATIVE),
        ("cmake/Find.cmake", Place.NATIVE),
        ("bazel/ray.bzl", Place.NATIVE),
        ("ci/build.sh", Place.SCRIPT),
        ("Makefile", Place.SCRIPT),
        ("noxfile.py", Place.SCRIPT),
        ("README.md", Place.NOWHERE),
        ("docs/Makefile", Place.NOWHERE),
        ("tests/Dockerfile", Place.NOWHERE),
        ("src/a.c", Place.NOWHERE),
        ("ray/util.py", Place.NOWHERE),
        ("Makefile.rst", Place.NOWHERE),
        ("", Place.NOWHERE),
    ],
)
def test_a_path_says_what_kind_of_file_it_is(path: str, place: Place) -> None:
    assert place_of(path) is place


@pytest.mark.parametrize(
    ("path", "scope", "sure"),
    [
        (".github/workflows/wheels.yml", (), 1.0),
        (".github/workflows/main.yml", (), 0.6),
        (".github/workflows/main.yml", ("build:", "jobs:"), 1.0),
        (".github/workflows/main.yml", ("- name: Build wheels", "steps:", "test:"), 1.0),
        (".github/workflows/wheels.yml", ("lint:", "jobs:"), 0.0),
        (".github/workflows/wheels.yml", ("build-docs:", "jobs:"), 0.0),
        (".github/workflows/wheels.yml", ("test-wheels:", "jobs:"), 0.0),
        (".github/workflows/main.yml", ("build-and-test:", "jobs:"), 1.0),
        (".github/workflows/tests.yml", (), 0.0),
        (".github/workflows/publish.yml", (), 0.6),
        (".github/workflows/publish.yml", ("publish:",), 0.0),
        (".github/workflows/latest.yml", (), 0.6),
        ("pyproject.toml", ("[tool.cibuildwheel]",), 1.0),
        ("pyproject.toml", ("[tool.ruff.lint]",), 0.0),
        ("pyproject.toml", ("[project]",), 1.0),
        ("Dockerfile", ("RUN pytest && \\",), 0.6),
    ],
)
def test_the_innermost_name_says_whether_wheels_are_built(
    path: str, scope: tuple[str, ...], sure: float
) -> None:
    line = Line(path, 1, "x: y", "x: y", is_removed=False, scope=scope)

    assert nearness(line) == pytest.approx(sure)
