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
        "(libnetworkit.so), where its search path ($ORIGIN/../networkit.libs) does not lead: "
        "the loader looks for networkit.libs/libnetworkit.so, then on the system."
    )
    assert [path for path, _ in finding.evidence] == [MODULE, OTHER]


def test_pysam_0_16_0_is_told_where_a_broken_entry_leads() -> None:
    module, html = (
        f"pysam/{name}.cpython-310-x86_64-linux-gnu.so" for name in ("libcbcf", "libchtslib")
    )
    name = html.rpartition("/")[2]
    asking = library(module, needed=(name,), rpath=("$ORIGIN/../pysam.",))

    [finding] = RULE.check(comparison(wheel(NAME, asking, library(html, needed=()))))

    assert f"the loader looks for pysam./{name}, then on the system." in finding.message


@pytest.mark.parametrize(
    ("needed", "runpath", "words"),
    [
        ("libmain.so", (), "(none) does not lead: the loader looks on the system."),
        (
            "libmain.so",
            ("", "$ORIGIN/../../..", "/opt"),
            "looks for ./libmain.so, <prefix>/lib/libmain.so, /opt/libmain.so, then on",
        ),
        ("build/libmain.so", ("$ORIGIN",), "looks for ./build/libmain.so and nowhere else."),
    ],
)
def test_places_outside_of_the_folder_of_packages_are_told(
    needed: str, runpath: tuple[str, ...], words: str
) -> None:
    asking = library(MODULE, needed=(needed,), runpath=runpath)

    [finding] = RULE.check(comparison(wheel(NAME, asking, library("a/libmain.so", needed=()))))

    assert words in finding.message


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
