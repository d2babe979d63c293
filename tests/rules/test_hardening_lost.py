import pytest

from tests.build import comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, Severity
from wheel_ceiling.rules.hardening_lost import RULE

MAC = "a-{}-cp310-cp310-macosx_11_0_arm64.whl"


def flagged(*flags: str) -> ElfFacts:
    return library(flags=flags)


CHANGED = pair(flagged(), flagged("relro"))
TOLD = {
    "RELRO": (CHANGED, Severity.WARNING, "has lost RELRO, which it had in the last release."),
    "both": (
        pair(flagged(), flagged("bind-now", "relro")),
        Severity.WARNING,
        "has lost RELRO and BIND_NOW,",
    ),
    "binding at start": (
        pair(flagged("relro"), flagged("bind-now", "relro")),
        Severity.NOTE,
        "has lost BIND_NOW,",
    ),
}
SILENT = [
    pair(flagged("bind-now", "relro"), flagged("relro")),
    pair(flagged("relro"), flagged("relro")),
    pair(flagged(), flagged("bind-now")),
    comparison(wheel(MAC.format(2), flagged()), wheel(MAC.format(1), flagged("relro"))),
]


@pytest.mark.parametrize("what", TOLD)
def test_it_names_what_is_gone(what: str) -> None:
    case, severity, words = TOLD[what]

    [finding] = RULE.check(case)

    assert finding.severity is severity
    assert words in finding.message


@pytest.mark.parametrize("case", SILENT)
def test_it_is_silent(case: Comparison) -> None:
    assert not list(RULE.check(case))
