import pytest

from tests.build import DEBIAN, NAME, OLD_NAME, RED_HAT, UBUNTU, comparison, library, wheel
from wheel_ceiling.model import Comparison, ElfFacts, Severity
from wheel_ceiling.rules.toolchain_disagrees import RULE

RUST = "rustc version 1.73.0 (cc66ad468 2023-10-03)"
ALPINE = "GCC: (Alpine 13.2.1_git20231014) 13.2.1 20231014"
PLAIN_GCC = "GCC: (GNU) 13.2.0"
TOOLSET_14 = "GCC: (GNU) 14.2.1 20250110 (Red Hat 14.2.1-7)"
CLANG = "clang version 20.1.0-rc2"
DEBIAN_IMAGE = "ray-2.9.0-cp310-cp310-manylinux_2_17_x86_64.manylinux_2_24_x86_64.whl"


def made_by(*words: str, path: str = "ray/_raylet.so") -> ElfFacts:
    asks = {"version_needs": ()} if ALPINE in words else {}
    return library(path, "2.17", compilers=words, **asks)


def others(number: int = 2) -> list[ElfFacts]:
    return [made_by(RED_HAT, path=f"ray/other{place}.so") for place in range(number)]


def beside(new: ElfFacts, old: ElfFacts, number: int = 2) -> Comparison:
    return comparison(wheel(NAME, new, *others(number)), wheel(OLD_NAME, old, *others(number)))


CHANGED = beside(made_by(PLAIN_GCC), made_by(RED_HAT))
WARNINGS = {
    "no baseline, and a host's compiler": comparison(wheel(NAME, made_by(UBUNTU), *others())),
    "no baseline, and a part of it": comparison(wheel(NAME, made_by(RED_HAT, UBUNTU), *others())),
    "a compiler that nobody signed": CHANGED,
    "another C library's image": beside(made_by(ALPINE), made_by(RED_HAT)),
}
SILENT = {
    # host-toolchain says so
    "a host's compiler beside a baseline": beside(made_by(UBUNTU), made_by(RED_HAT)),
    "as before": beside(made_by(PLAIN_GCC), made_by(PLAIN_GCC)),
    # numpy 2.3.4: libopenblas
    "an older image of the same kind": beside(made_by(RED_HAT), made_by(TOOLSET_14)),
    "it does not tell any more": beside(made_by(CLANG), made_by(RED_HAT)),
    "Rust alone": beside(made_by(RUST), made_by(RED_HAT)),
    "half of them": beside(made_by(PLAIN_GCC), made_by(RED_HAT), 1),
    "no baseline, and alone": comparison(wheel(NAME, made_by(UBUNTU))),
    "no baseline, and half of them": comparison(wheel(NAME, made_by(UBUNTU), *others(1))),
    "no baseline, and the others say nothing": comparison(
        wheel(NAME, made_by(UBUNTU), made_by(path="a.so"), made_by(RUST, path="b.so"))
    ),
    "no baseline, and nobody signed": comparison(wheel(NAME, made_by(PLAIN_GCC), *others())),
    "no baseline, and the image of the tag is a Debian": comparison(
        wheel(DEBIAN_IMAGE, made_by(DEBIAN), *others())
    ),
    "nothing to read": comparison(wheel(NAME)),
}


def test_without_a_baseline_the_neighbours_tell_what_is_usual() -> None:
    [finding] = RULE.check(WARNINGS["no baseline, and a host's compiler"])

    assert finding.library == "ray/_raylet.so"
    assert finding.message == (
        f"ray/_raylet.so says that Ubuntu 22.04's own compiler made it ({UBUNTU}); 2 other files "
        "of its wheel were made in manylinux2014."
    )
    assert finding.evidence == (("is", "Ubuntu 22.04"), ("others", "manylinux2014"))


def test_beside_a_baseline_what_left_its_image_is_told() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.message == (
        "ray/_raylet.so was made by GCC 13.2.0, which no system has signed; 2 other files of its "
        "wheel were made in manylinux2014."
    )
    assert finding.evidence == (("is", "not told"), ("others", "manylinux2014"))


def test_another_image_is_named() -> None:
    [finding] = RULE.check(WARNINGS["another C library's image"])

    assert "was made in musllinux_1_2 (GCC 13.2.1 of Alpine 3.19); 2 other" in finding.message


@pytest.mark.parametrize("what", WARNINGS)
def test_it_is_a_warning(what: str) -> None:
    assert [finding.severity for finding in RULE.check(WARNINGS[what])] == [Severity.WARNING]


@pytest.mark.parametrize("what", SILENT)
def test_it_is_silent(what: str) -> None:
    assert not list(RULE.check(SILENT[what]))
