import pytest

from tests.build import DEBIAN, NAME, OLD_NAME, RED_HAT, UBUNTU, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, Severity
from wheel_ceiling.rules.image_changed import RULE

TOOLSET_12 = "GCC: (GNU) 12.2.1 20221121 (Red Hat 12.2.1-7)"
TOOLSET_14 = "GCC: (GNU) 14.2.1 20250110 (Red Hat 14.2.1-7)"
DEVTOOLSET_9 = "GCC: (GNU) 9.3.1 20200408 (Red Hat 9.3.1-2)"
NEWER_TAG = NAME.replace("manylinux2014", "manylinux_2_28")


def made_by(*words: str) -> ElfFacts:
    return library(compilers=words)


CHANGED = pair(made_by(DEBIAN), made_by(RED_HAT))
SILENT = {
    "a newer compiler of the same image": pair(made_by(RED_HAT), made_by(DEVTOOLSET_9)),
    "the same of a newer image": pair(made_by(TOOLSET_14), made_by(TOOLSET_12)),
    "nothing was said": pair(made_by(DEBIAN), made_by()),
    "nothing is said": pair(made_by(), made_by(RED_HAT)),
    "it cannot be told": pair(made_by("GCC: (GNU) 13.2.0"), made_by(RED_HAT)),
    "no baseline": comparison(wheel(NAME, made_by(DEBIAN))),
}


def test_both_images_are_named_with_their_reasons() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.NOTE
    assert finding.library == "ray/_raylet.so"
    assert finding.message == (
        "ray/_raylet.so was made in manylinux2014 (GCC 10.2.1 of devtoolset-10), and is now made "
        "in Debian 12 (GCC 12.2.0 of gcc-12)."
    )
    assert finding.evidence == (
        ("was", "manylinux2014"),
        ("is", "Debian 12"),
        ("is-host", "yes"),
        ("was-host", "no"),
    )


def test_a_newer_image_with_a_newer_tag_is_told_as_that() -> None:
    changed = comparison(wheel(NEWER_TAG, made_by(TOOLSET_14)), wheel(OLD_NAME, made_by(RED_HAT)))

    [finding] = RULE.check(changed)

    assert finding.message.endswith(
        " The tag tells of it: it promises glibc 2.28, where it promised 2.17."
    )
    assert ("is-host", "no") in finding.evidence


def test_a_host_is_not_excused_by_a_newer_tag() -> None:
    changed = comparison(wheel(NEWER_TAG, made_by(UBUNTU)), wheel(OLD_NAME, made_by(RED_HAT)))

    [finding] = RULE.check(changed)

    assert "The tag" not in finding.message


@pytest.mark.parametrize("what", SILENT)
def test_it_is_silent(what: str) -> None:
    case: Comparison = SILENT[what]

    assert not list(RULE.check(case))
