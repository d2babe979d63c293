import pytest

from tests.build import NAME, RED_HAT, UBUNTU, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, Severity
from wheel_ceiling.rules.toolchain_changed import RULE

NEWER = "GCC: (GNU) 14.2.1 20250110 (Red Hat 14.2.1-7)"
RUST = "rustc version 1.73.0 (cc66ad468 2023-10-03)"


def made_by(*words: str) -> ElfFacts:
    return library(compilers=words)


CHANGED = pair(made_by(NEWER, RUST), made_by(RED_HAT, RUST))


def test_it_tells_what_is_said_now_and_what_was_said() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.NOTE
    assert finding.library == "ray/_raylet.so"
    assert finding.message == f"ray/_raylet.so now says {NEWER} and no longer says {RED_HAT}."
    assert finding.evidence == (("was", f"{RED_HAT}, {RUST}"), ("is", f"{NEWER}, {RUST}"))


def test_a_word_more_is_a_change() -> None:
    [finding] = RULE.check(pair(made_by(RED_HAT, UBUNTU), made_by(RED_HAT)))

    assert finding.message == f"ray/_raylet.so now says {UBUNTU}."


@pytest.mark.parametrize(
    "case",
    [
        pair(made_by(RED_HAT, RUST), made_by(RUST, RED_HAT)),
        pair(made_by(RED_HAT), made_by()),
        pair(made_by(), made_by(RED_HAT)),
        comparison(wheel(NAME, made_by(RED_HAT))),
    ],
)
def test_it_is_silent(case: Comparison) -> None:
    assert not list(RULE.check(case))
