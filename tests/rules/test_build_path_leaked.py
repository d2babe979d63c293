import pytest

from tests.build import NAME, OLD_NAME, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, Severity, Trace
from wheel_ceiling.rules.build_path_leaked import RULE

HOME = "/home/ada/ray/python/_raylet.cc"


def leaking(*paths: str, path: str = "ray/_raylet.so", where: str = "strings") -> ElfFacts:
    return library(path, traces=tuple(Trace(where, one) for one in paths))


CHANGED = pair(leaking(HOME), leaking())
SILENT: dict[str, Comparison] = {
    "folders of build images": pair(
        leaking("/project/ray/x.c", "/root/.cargo/x.rs", "/opt/_internal/cpython-3.10.1/x.h"),
        leaking(),
    ),
    "the same kind of place, by another name": pair(
        leaking("/tmp/pip-req-build-aaaaaaaa/x.c"), leaking("/tmp/pip-req-build-bbbbbbbb/x.c")
    ),
    "another file of the baseline showed it": comparison(
        wheel(NAME, leaking(HOME), leaking(HOME, path="ray/core.so")),
        wheel(OLD_NAME, leaking(path="ray/core.so"), leaking(HOME)),
    ),
    "a text file of the baseline showed it": comparison(
        wheel(NAME, leaking(HOME)),
        wheel(OLD_NAME, leaking(), traces=(Trace("ray/config.py", HOME),)),
    ),
}


def test_a_home_directory_is_told_without_its_owner() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.NOTE
    assert finding.library == "ray/_raylet.so"
    assert finding.message == (
        "ray/_raylet.so holds a path of a home directory in its strings (/home/…/ray/…)."
    )
    assert finding.evidence == (
        ("kind", "a home directory"),
        ("path", "/home/…/ray/python/_raylet.cc"),
        ("where", "strings"),
    )


def test_a_runner_is_told_beside_what_was_known() -> None:
    built = leaking(HOME, "/home/runner/work/ray/ray/x.rs", where="debug-info")

    [finding] = RULE.check(pair(built, leaking(HOME)))

    assert "of a GitHub runner in its debug information (/home/runner/work/…)" in finding.message


def test_a_text_file_stands_for_itself() -> None:
    built = wheel(NAME, leaking(), traces=(Trace("ray/__config__.py", HOME),))

    [finding] = RULE.check(comparison(built, wheel(OLD_NAME, leaking())))

    assert finding.library == "ray/__config__.py"
    assert "in its text" in finding.message


def test_one_kind_of_place_in_one_file_is_one_finding() -> None:
    built = leaking(HOME, "/home/bob/ray/x.cc", "/Users/eve/ray/x.cc")

    assert len(list(RULE.check(pair(built, leaking())))) == 1


@pytest.mark.parametrize("what", SILENT)
def test_it_is_silent_on(what: str) -> None:
    assert not list(RULE.check(SILENT[what]))
