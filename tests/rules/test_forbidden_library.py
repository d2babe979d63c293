import pytest

from tests.build import NAME, comparison, library, pair, wheel
from wheel_ceiling.model import Comparison, ElfFacts, ExportedFamily, Settings, Severity
from wheel_ceiling.rules.forbidden_library import RULE

MODULE = "ray/_raylet.so"
LLVM = (ExportedFamily("LLVM", 24_704, ("LLVMAddSymbol", "LLVMBuildAdd", "LLVMBuildOr")),)
SETTINGS = Settings(forbidden=("libLLVM*",))


def built(*globs: str, **facts: object) -> Comparison:
    item = library(MODULE, **facts)  # type: ignore[arg-type]
    return comparison(wheel(NAME, item), settings=Settings(forbidden=globs))


def turned_out(built: ElfFacts, baseline: ElfFacts) -> Comparison:
    return pair(built, baseline)


NEEDS = ("libLLVM-17.so.1", "libc.so.6")
SMALL, LARGE = 5_000_000, 90_000_000
CHANGED = turned_out(
    library(MODULE, needed=NEEDS, loaded_size=SMALL), library(MODULE, loaded_size=LARGE)
)
SILENT = [
    built("libLLVM*", needed=("libc.so.6",), exports=("PyInit_raylet",)),
    built("libLLVM*", exported_families=(ExportedFamily("LLVM", 0, (), unique=3),)),
    # Without settings, and without a baseline that had it inside.
    built(needed=NEEDS, exported_families=LLVM, exports=("LLVMAddSymbol",)),
    turned_out(library(MODULE, needed=NEEDS), library(MODULE)),
    turned_out(library(MODULE, needed=NEEDS), library(MODULE, needed=("libLLVM-16.so.1",))),
    turned_out(
        library(MODULE, needed=("libnew.so.1",), loaded_size=SMALL),
        library(MODULE, loaded_size=LARGE),
    ),
    # The file is the library.
    comparison(
        wheel(NAME, library("ray.libs/libLLVM-17.so.1", exported_families=LLVM)), settings=SETTINGS
    ),
]


@pytest.mark.parametrize("case", SILENT)
def test_it_is_silent(case: Comparison) -> None:
    assert not list(RULE.check(case))


@pytest.mark.parametrize("needed", ["libLLVM-17.so.1", "libLLVM-17-0f1e2d3c.so.1"])
def test_what_the_settings_forbid_may_not_be_needed(needed: str) -> None:
    [finding] = RULE.check(built("libLLVM-17.so*", needed=(needed,)))

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        f"{MODULE} needs {needed}, which the settings forbid (libLLVM-17.so*)."
    )
    assert finding.fix.startswith("Link the library statically again")


@pytest.mark.parametrize("glob", ["libLLVM*", "LLVM*", "LLVM"])
def test_nor_may_its_names_be_given_away(glob: str) -> None:
    [finding] = RULE.check(built(glob, exported_families=LLVM))

    assert finding.severity is Severity.ERROR
    assert finding.message == (
        f"{MODULE} exports 24,704 of LLVM's symbols, which the settings forbid ({glob}): "
        "LLVMAddSymbol, LLVMBuildAdd, LLVMBuildOr."
    )
    assert "-Wl,--exclude-libs,ALL" in finding.fix


def test_names_of_any_library_can_be_forbidden() -> None:
    [finding] = RULE.check(built("ours_*", exports=("ours_start", "ours_stop", "PyInit_raylet")))

    assert finding.message.endswith(
        "exports 2 such symbols, which the settings forbid (ours_*): ours_start, ours_stop."
    )


def test_a_copy_that_became_a_library_to_be_found_is_warned_of() -> None:
    [finding] = RULE.check(CHANGED)

    assert finding.severity is Severity.WARNING
    assert finding.message == (
        f"{MODULE} needs libLLVM-17.so.1 now; in the baseline it had LLVM inside: it has become "
        "85.0 MB smaller."
    )


def test_so_is_one_that_the_baseline_exported() -> None:
    before = library(MODULE, exported_families=LLVM)
    [finding] = RULE.check(turned_out(library(MODULE, needed=NEEDS), before))

    assert finding.message.endswith("inside: it exported 24,704 symbols of it.")
