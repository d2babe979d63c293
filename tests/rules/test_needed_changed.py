import pytest

from tests.build import NAME, OLD_NAME, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, Severity
from wheel_ceiling.rules.needed_changed import RULE


def needing(*names: str, path: str = "ray/_raylet.so") -> ElfFacts:
    return library(path, "2.17", needed=names)


CHANGED = pair(needing("libm.so.6", "libc.so.6"), needing("libpthread.so.0", "libc.so.6"))
REPAIRED_ANEW = comparison(
    wheel(NAME, needing("libfoo-01234567.so.2"), library("ray.libs/libfoo-01234567.so.2")),
    wheel(OLD_NAME, needing("libfoo-89abcdef.so.1"), library("ray.libs/libfoo-89abcdef.so.1")),
)


def test_it_tells_what_came_and_what_went() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.NOTE
    assert finding.library == "ray/_raylet.so"
    assert finding.message == (
        "ray/_raylet.so is now asking for libm.so.6 and no longer asking for libpthread.so.0."
    )


def test_files_that_changed_alike_are_one_note() -> None:
    [finding] = RULE.check(
        comparison(
            wheel(NAME, needing(path="a.so"), needing(path="b.so")),
            wheel(OLD_NAME, needing("libdl.so.2", path="a.so"), needing("libdl.so.2", path="b.so")),
        )
    )

    assert finding.library == ""
    assert finding.message == "a.so and 1 other file are no longer asking for libdl.so.2."


def test_the_version_of_a_system_library_counts() -> None:
    [finding] = RULE.check(pair(needing("libssl.so.3"), needing("libssl.so.1.1")))

    assert "asking for libssl.so.3 and no longer asking for libssl.so.1.1" in finding.message


@pytest.mark.parametrize(
    "case",
    [
        REPAIRED_ANEW,
        pair(needing("libc.so.6", "libm.so.6"), needing("libm.so.6", "libc.so.6")),
        comparison(wheel(NAME, needing("libssl.so.3"))),
    ],
)
def test_it_is_silent(case: Comparison) -> None:
    assert not list(RULE.check(case))
