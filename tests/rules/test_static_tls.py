import pytest

from tests.build import NAME, OLD_NAME, PATH, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, ElfKind, Severity
from wheel_ceiling.rules.static_tls import RULE

MUSL = "cp310-cp310-musllinux_1_2_x86_64.whl"


def wanting(size: int, path: str = PATH, kind: ElfKind = ElfKind.LIBRARY) -> ElfFacts:
    return library(path, flags=("static-tls",), tls_size=size, alignment=4096, kind=kind)


PLAIN = library(alignment=4096, tls_size=3_000)
CHANGED = pair(wanting(740), PLAIN)
TOLD = {
    "deltalake 0.9.0, with jemalloc": (
        CHANGED,
        Severity.WARNING,
        "wants 740 bytes of static TLS, of the 1,664 that glibc keeps for all libraries.",
    ),
    "libgomp": (pair(wanting(120), PLAIN), Severity.NOTE, "wants 120 bytes of static TLS, of the"),
    "more than there is": (
        pair(wanting(2_696), PLAIN),
        Severity.ERROR,
        "wants 2,696 bytes of static TLS, and glibc keeps 1,664: it cannot be imported.",
    ),
    "growth beyond what there is": (
        pair(wanting(2_696), wanting(740)),
        Severity.ERROR,
        "it cannot be imported",
    ),
    "for musl": (
        comparison(wheel(f"a-2-{MUSL}", wanting(8)), wheel(f"a-1-{MUSL}", PLAIN)),
        Severity.ERROR,
        "wants 8 bytes of static TLS, and musl keeps none: it cannot be imported.",
    ),
    "without a baseline": (comparison(wheel(NAME, wanting(2_696))), Severity.WARNING, "2,696"),
}
SILENT = {
    "as before": pair(wanting(740), wanting(740)),
    "a little more": pair(wanting(748), wanting(740)),
    "less than before": pair(wanting(740), wanting(2_696)),
    "gone": pair(PLAIN, wanting(740)),
    "dynamic": pair(PLAIN, library(alignment=4096)),
    "variables of others": pair(wanting(0), PLAIN),
    "a program": pair(
        wanting(740, kind=ElfKind.EXECUTABLE),
        library(kind=ElfKind.EXECUTABLE, alignment=4096),
    ),
    "an inventory that does not say how much": pair(wanting(740), library(flags=("static-tls",))),
    "another hash of a bundled library": comparison(
        wheel(NAME, wanting(120, path="ray.libs/libgomp-a34b3233.so.1.0.0")),
        wheel(OLD_NAME, wanting(120, path="ray.libs/libgomp-870cb1d0.so.1.0.0")),
    ),
    "of another system": comparison(wheel("a-1-cp310-cp310-macosx_11_0_arm64.whl", wanting(740))),
}


@pytest.mark.parametrize("what", TOLD)
def test_it_says_how_much_of_what_there_is(what: str) -> None:
    case, severity, words = TOLD[what]

    [finding] = RULE.check(case)

    assert finding.severity is severity
    assert words in finding.message


@pytest.mark.parametrize("what", SILENT)
def test_it_is_silent(what: str) -> None:
    case: Comparison = SILENT[what]

    assert not list(RULE.check(case))


def test_the_share_is_evidence() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.evidence == (("static-tls", "740 bytes (44 % of glibc's surplus)"),)
