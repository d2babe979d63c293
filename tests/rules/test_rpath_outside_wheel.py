import pytest

from tests.build import NAME, OLD_NAME, comparison, library, pair, wheel
from wheel_ceiling.model import ElfFacts, Severity
from wheel_ceiling.rules.rpath_outside_wheel import RULE

ADDED = NAME.replace("cp310", "cp311")


def searching(*entries: str, path: str = "ray/_raylet.so") -> ElfFacts:
    return library(path, "2.17", runpath=entries)


CHANGED = pair(searching("$ORIGIN", "/home/me/build/lib"), searching("$ORIGIN"))
SILENT = {
    "inside": pair(searching("$ORIGIN/../ray.libs", "${ORIGIN}"), searching()),
    "where the loader looks anyway": pair(searching("/usr/lib64", "/lib/"), searching()),
    "the same folder": pair(searching("/build/lib"), searching("/build/lib")),
    # mujoco, torchvision: the top folder lasts, what is below it does not
    "a folder of the same tree": pair(searching("/__w/_temp/b/lib"), searching("/__w/_temp/a/lib")),
    "the working directory in another way": pair(searching(""), searching("ray.libs")),
    "a new file like its neighbours": comparison(
        wheel(NAME, searching("/build/lib"), searching("/build/lib", path="ray/new.so")),
        wheel(OLD_NAME, searching("/build/lib")),
    ),
    "another system": comparison(wheel("a-1-cp310-cp310-macosx_11_0_arm64.whl", searching("/x"))),
}


def test_a_folder_of_the_build_machine_is_an_error() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "ray/_raylet.so has an entry in RUNPATH that leads to /home/me/build/lib instead of into "
        "the wheel."
    )
    assert finding.evidence == (("RUNPATH", "$ORIGIN:/home/me/build/lib"),)


def test_a_folder_of_the_manylinux_image_is_a_warning() -> None:
    """scipy 1.15.0's cython_special: left over from the build that was meant."""
    entry = "/opt/_internal/cpython-3.12.7/lib/python3.12/site-packages/scipy_openblas32/lib"

    [finding] = RULE.check(pair(searching("$ORIGIN", entry), searching("$ORIGIN")))

    assert finding.severity is Severity.WARNING


def test_a_path_that_only_begins_like_the_image_is_an_error() -> None:
    [finding] = RULE.check(pair(searching("/opt/_internal/../../home/me"), searching()))

    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize("entry", ["", "ray.libs", ".", "@loader_path/lib", "$LIB/x"])
def test_the_working_directory_is_an_error(entry: str) -> None:
    [finding] = RULE.check(pair(library(rpath=("$ORIGIN", entry)), library()))

    assert finding.severity is Severity.ERROR
    assert "has an entry in RPATH that leads to the working directory" in finding.message


def test_another_tree_of_the_machine_is_new() -> None:
    assert len(list(RULE.check(pair(searching("/home/me/lib"), searching("/build/lib"))))) == 1


def test_a_new_file_unlike_its_neighbours_is_new() -> None:
    built = wheel(NAME, searching("$ORIGIN"), searching("/build/lib", path="ray/new.so"))

    assert len(list(RULE.check(comparison(built, wheel(OLD_NAME, searching("$ORIGIN")))))) == 1


def test_without_a_baseline_it_is_a_warning() -> None:
    [finding] = RULE.check(comparison(wheel(NAME, searching(""))))

    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize("what", SILENT)
def test_it_is_silent(what: str) -> None:
    assert not list(RULE.check(SILENT[what]))


def test_in_a_wheel_that_the_baseline_lacks_it_is_a_warning() -> None:
    paired, added = wheel(NAME, searching("$ORIGIN")), wheel(ADDED, searching(""))

    findings = RULE.check(comparison([paired, added], wheel(OLD_NAME, searching("$ORIGIN"))))

    assert [(one.wheel, one.severity) for one in findings] == [(ADDED, Severity.WARNING)]
