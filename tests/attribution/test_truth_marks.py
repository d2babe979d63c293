"""Which lines are printed at all, and that their marks say what was done with them."""

from functools import cache

import pytest

from tests.attribution.compiled import FOLDER, facts_of, glibc, pairs, printed
from wheel_ceiling.attribution import StepKind, attribute
from wheel_ceiling.attribution.nouns import LINKED, LOADED
from wheel_ceiling.facts.glibc import lowest
from wheel_ceiling.facts.reasons import Binding, reason_for
from wheel_ceiling.model import SymbolVersion

# Old promises and new ones: what may be bound, and to what, depends on them.
LIMITS = ("2.5", "2.17", "2.28", "2.31", "2.34")
# Symbols with older versions that do something else.
TRAPS = ("totalorder", "fromfp", "ufromfpx", "cfsetspeed", "cfgetospeed", "__libc_start_main")


def test_no_line_is_printed_where_binding_is_not_safe() -> None:
    """From the facts: unsafe, or nothing older there."""
    refused = {
        (symbol, known.version)
        for symbol, known in pairs()
        if reason_for(symbol, known.version, "x86_64").binding in (Binding.UNSAFE, Binding.NONE)
    }
    for limit in LIMITS:
        lines = printed(limit, StepKind.SYMVER)
        assert not refused & {(line.symbol, line.version) for line in lines}
    assert {symbol for symbol, _ in refused} > set(TRAPS)


def test_no_line_leads_to_a_function_whose_parameters_changed() -> None:
    """Headers since 2.31 hand totalorder pointers, and its version 2.25 takes values."""
    names = {line.bound.name for line in printed("2.17", StepKind.SYMVER)}
    assert not {name for name in names if name.startswith(("totalorder", "fromfp", "ufromfp"))}


def test_every_pair_that_is_safe_has_its_line() -> None:
    """Counts what is covered; a moved symbol has none where the promise is below 2.30."""
    safe = {
        (symbol, known.version)
        for symbol, known in pairs()
        if _binding(symbol, known.version) is Binding.SAFE and known.version > glibc("2.5")
    }
    moved = {
        (symbol, known.version)
        for symbol, known in pairs()
        if _binding(symbol, known.version) is Binding.SAFE_FROM_2_30
        and known.version > glibc("2.31")
    }
    old, new = (
        {(line.symbol, line.version) for line in printed(limit, StepKind.SYMVER)}
        for limit in ("2.5", "2.31")
    )
    assert safe <= old
    assert moved - new == {("pthread_clockjoin_np", glibc("2.34"))}
    assert not moved & old
    assert (len(safe), len(moved)) > (40, 180)


def _binding(symbol: str, version: SymbolVersion) -> Binding:
    return reason_for(symbol, version, "x86_64").binding


def test_no_line_goes_higher_than_what_was_wanted() -> None:
    for limit in LIMITS:
        for line in printed(limit, StepKind.SYMVER):
            assert glibc(line.bound.version.removeprefix("GLIBC_")) < line.version


def test_a_moved_symbol_is_bound_only_to_a_version_that_libc_had_before() -> None:
    """The loader looks elsewhere for a symbol, and refuses the file for a version that is missing.

    pthread_clockjoin_np has such a version: GLIBC_2.31, which only libpthread.so.0 had.
    """
    for line in printed("2.31", StepKind.SYMVER):
        if _binding(line.symbol, line.version) is Binding.SAFE_FROM_2_30:
            assert glibc(line.bound.version.removeprefix("GLIBC_")) in _before_the_merge(), line


@cache
def _before_the_merge() -> frozenset[SymbolVersion]:
    """The versions of libc.so.6 that one of its own symbols has; the first is in all libraries."""
    own = [known for _, known in pairs() if known.library == "libc.so.6"]
    own = [known for known in own if not known.former_library]
    return frozenset((lowest("x86_64"), *(known.version for known in own)))


def test_marks_say_loaded_only_where_the_oldest_glibc_at_hand_lacks_the_version() -> None:
    kinds = (StepKind.SYMVER, StepKind.WRAP)
    for limit in LIMITS:
        for line in printed(limit, *kinds):
            mark = LOADED if line.version > glibc("2.31") else LINKED
            assert line.step.tested == mark, line.symbol


@pytest.mark.parametrize("machine", ["aarch64", "i686", "s390x"])
def test_other_machines_have_no_mark(machine: str) -> None:
    groups = attribute(facts_of(FOLDER / f"{machine}-2.39.so"), glibc("2.17")).groups
    steps = [step for group in groups for step in group.steps]
    assert {step.tested for step in steps} == {""}
    assert any(step.code for step in steps)
