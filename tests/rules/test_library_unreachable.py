import pytest

from tests.build import NAME, OLD_NAME, comparison, library, wheel
from wheel_ceiling.model import Comparison, Severity, Wheel
from wheel_ceiling.rules.library_unreachable import RULE

MODULE = "networkit/base.cpython-310-x86_64-linux-gnu.so"
OTHER = "networkit/graph.cpython-310-x86_64-linux-gnu.so"


def networkit(name: str, runpath: str, *modules: str, needed: str = "libnetworkit.so") -> Wheel:
    """Modules beside the package's library, which lies at the top."""
    return wheel(
        name,
        *(library(path, "2.17", needed=(needed,), runpath=(runpath,)) for path in modules),
        library(needed, needed=()),
    )


LOST = networkit(NAME, "$ORIGIN/../networkit.libs", MODULE, OTHER)
LOST_BEFORE = networkit(OLD_NAME, "$ORIGIN/../networkit.libs", MODULE, OTHER)
FOUND_BEFORE = networkit(OLD_NAME, "$ORIGIN/..", MODULE, OTHER)
PLUG_IN = wheel(
    NAME, library("a/libplug.so", needed=("libmain.so",)), library("a/lib/libmain.so", needed=())
)
OLD_PLUG_IN = wheel(
    OLD_NAME,
    library("a/libplug.so", needed=("libmain.so",)),
    library("a/lib/libmain.so", needed=()),
)


def test_networkit_11_1_cannot_be_imported() -> None:
    [finding] = RULE.check(comparison(LOST, FOUND_BEFORE))

    assert finding.severity is Severity.ERROR
    assert finding.library == MODULE
    assert finding.message == (
        f"{MODULE} and 1 other file need libnetworkit.so, which lies in the wheel "
        "(libnetworkit.so), where its search path ($ORIGIN/../networkit.libs) does not lead."
    )
    assert [path for path, _ in finding.evidence] == [MODULE, OTHER]


@pytest.mark.parametrize(
    ("case", "severity"),
    [
        (comparison(LOST), Severity.ERROR),
        (comparison(LOST, LOST_BEFORE), Severity.WARNING),
        (comparison(LOST, networkit(OLD_NAME, "$ORIGIN/x", MODULE)), Severity.ERROR),
        (comparison(PLUG_IN), Severity.WARNING),
        (comparison(PLUG_IN, OLD_PLUG_IN), Severity.NOTE),
    ],
)
def test_a_plug_in_weighs_less_and_so_does_what_was_so_before(
    case: Comparison, severity: Severity
) -> None:
    assert [finding.severity for finding in RULE.check(case)] == [severity]


@pytest.mark.parametrize(
    "built",
    [
        networkit(NAME, "$ORIGIN/..", MODULE),
        networkit(NAME, "$ORIGIN", MODULE, needed="libz.so.1"),
        networkit("a-1-cp310-cp310-macosx_11_0_arm64.whl", "$ORIGIN", MODULE),
    ],
)
def test_it_is_silent(built: Wheel) -> None:
    assert not list(RULE.check(comparison(built)))
