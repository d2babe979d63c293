"""Why a symbol got a new version: the groups are whole, agree with the table and read well."""

import re
from collections.abc import Iterator
from itertools import product

import pytest

from scripts.glibc_symbols import read_table
from wheel_ceiling.facts.glibc import lowest, versions_of
from wheel_ceiling.facts.reasons import Binding, Reason, _Row, _table, reason_for, remedy
from wheel_ceiling.model import GLIBC, SymbolVersion

MACHINES = ("x86_64", "i686", "aarch64", "armv7l", "ppc64le", "s390x", "riscv64", "loongarch64")
KINDS = {
    "moved", "renamed", "redirect", "behaviour", "abi change", "wrapper gone", "compiler",
    "fortify", "runtime", "startup", "reverted", "new",
}  # fmt: skip
ROWS = _table().reasons


def version(text: str) -> SymbolVersion:
    return SymbolVersion.parse(f"{GLIBC}_{text}")


REASONS = [
    ("pow", "2.29", "x86_64", "math-229", Binding.SAFE, "symver"),
    ("sqrtf", "2.43", "x86_64", "sqrtf-243", Binding.SAFE, "symver"),
    ("lgammaf", "2.43", "x86_64", "lgammaf-243", Binding.SAFE, "symver"),
    ("sinh", "2.44", "aarch64", "math-244", Binding.SAFE, "symver"),
    ("memcpy", "2.14", "x86_64", "memcpy", Binding.SAFE, "symver"),
    ("pthread_create", "2.34", "x86_64", "merge-pthread", Binding.SAFE_FROM_2_30, "image"),
    ("pthread_kill", "2.34", "x86_64", "pthread-kill", Binding.SAFE_FROM_2_30, "image"),
    ("pthread_once", "2.34", "x86_64", "gthreads", Binding.SAFE_FROM_2_30, "image"),
    ("dlopen", "2.34", "s390x", "merge-dl", Binding.SAFE_FROM_2_30, "image"),
    ("__pthread_cond_timedwait64", "2.34", "armv7l", "time64", Binding.UNSAFE, "no-time64"),
    ("res_query", "2.34", "x86_64", "resolv", Binding.OTHER_NAME, "image"),
    ("ns_name_ntop", "2.34", "x86_64", "resolv-names", Binding.SAFE_FROM_2_30, "image"),
    ("stat", "2.33", "x86_64", "stat", Binding.OTHER_NAME, "image"),
    ("__isoc23_strtol", "2.38", "x86_64", "isoc23", Binding.OTHER_NAME, "no-gnu-source"),
    ("fcntl64", "2.28", "x86_64", "fcntl64", Binding.OTHER_NAME, "fcntl-elsewhere"),
    ("totalorder", "2.31", "x86_64", "totalorder", Binding.UNSAFE, "poly"),
    ("totalorder", "2.25", "x86_64", "totalorder-225", Binding.NONE, "poly"),
    ("fromfp", "2.43", "x86_64", "fromfp", Binding.UNSAFE, "poly"),
    ("cfsetspeed", "2.42", "x86_64", "termios-speed", Binding.UNSAFE, "tcsets2"),
    ("__libc_start_main", "2.34", "x86_64", "start-main", Binding.UNSAFE, "image"),
    ("getrandom", "2.25", "x86_64", "getrandom", Binding.NONE, "syscall"),
    ("mtx_lock", "2.28", "x86_64", "c11threads", Binding.NONE, "pthreads"),
    ("mtx_lock", "2.34", "x86_64", "merge-pthread", Binding.SAFE_FROM_2_30, "image"),
    ("expf32", "2.27", "x86_64", "float-n", Binding.OTHER_NAME, "plain-names"),
    ("expf128", "2.26", "x86_64", "float128", Binding.NONE, "libquadmath"),
]


@pytest.mark.parametrize(("symbol", "text", "machine", "group", "binding", "best"), REASONS)
def test_a_symbol_has_a_reason(
    symbol: str, text: str, machine: str, group: str, binding: Binding, best: str
) -> None:
    reason = reason_for(symbol, version(text), machine)

    assert (reason.id, reason.binding, reason.remedies[0]) == (group, binding, best)


UNKNOWN = [
    ("pow", SymbolVersion(GLIBC, (2, 99)), "x86_64"),
    ("pow", SymbolVersion("GLIBCXX", (2, 29)), "x86_64"),
    ("xpow", SymbolVersion(GLIBC, (2, 29)), "x86_64"),
    ("powx", SymbolVersion(GLIBC, (2, 29)), "x86_64"),
    ("pow\n", SymbolVersion(GLIBC, (2, 29)), "x86_64"),
    ("fcntl", SymbolVersion(GLIBC, (2, 28)), "x86_64"),
    ("sem_" + "x" * 100_000, SymbolVersion(GLIBC, (2, 34)), "x86_64"),
]


@pytest.mark.parametrize(("symbol", "wanted", "machine"), UNKNOWN)
def test_of_what_nobody_looked_at_only_the_first_remedies_are_known(
    symbol: str, wanted: SymbolVersion, machine: str
) -> None:
    reason = reason_for(symbol, wanted, machine)

    assert reason == Reason()
    assert (reason.id, reason.kind, reason.binding) == ("", "new", Binding.NONE)
    assert reason.remedies[0] == "image"


RUNTIMES = [
    ("_dl_find_object", "2.35", "libgcc"),
    ("__pthread_key_create", "2.34", "libgcc"),
    ("arc4random", "2.36", "libstdc++"),
    ("getentropy", "2.25", "libstdc++"),
    ("__libc_single_threaded", "2.32", "libstdc++"),
    ("__cxa_thread_atexit_impl", "2.18", "Rust"),
    ("posix_spawn_file_actions_addchdir_np", "2.29", "Rust"),
    ("pidfd_spawnp", "2.39", "Rust"),
    ("getrandom", "2.25", ""),
]


@pytest.mark.parametrize(("symbol", "text", "runtime"), RUNTIMES)
def test_what_a_static_runtime_brings_names_the_runtime(
    symbol: str, text: str, runtime: str
) -> None:
    named = reason_for(symbol, version(text), "x86_64").runtime

    assert runtime in named
    assert bool(named) == bool(runtime)


def pairs() -> Iterator[tuple[str, str, SymbolVersion, bool]]:
    """Yield every pair above the machine's first version and 2.5, and whether one is older."""
    symbols = sorted({row.symbol for row in read_table() if "placeholder" not in row.symbol})
    for symbol, machine in product(symbols, MACHINES):
        known = [found.version for found in versions_of(symbol, machine)]
        for wanted in known:
            if wanted > lowest(machine) and wanted.number > (2, 5):
                yield symbol, machine, wanted, min(known) < wanted


PAIRS = tuple(pairs())


def test_every_pair_newer_than_2_5_has_a_reason() -> None:
    without = [pair for pair in PAIRS if not reason_for(*_question(pair)).id]

    assert without == []
    assert len(PAIRS) == 11_377


def test_every_reason_is_some_pairs() -> None:
    assert {reason_for(*_question(pair)).id for pair in PAIRS} == {row.id for row in ROWS}


# i686 has res_query and four more under GLIBC_2.0 as well; they are bound like elsewhere.
_BOTH = {"dn_expand", "res_mkquery", "res_query", "res_querydomain", "res_search"}


def test_what_is_said_of_the_older_version_agrees_with_the_table() -> None:
    wrong = []
    for pair in PAIRS:
        symbol, machine, wanted, is_older_there = pair
        binding = reason_for(*_question(pair)).binding
        has_older = binding in (Binding.SAFE, Binding.SAFE_FROM_2_30)
        is_either = binding is Binding.UNSAFE or (symbol in _BOTH and machine == "i686")
        if has_older is not is_older_there and not is_either:
            wrong.append((symbol, machine, str(wanted), binding.value))

    assert wrong == []


def _question(pair: tuple[str, str, SymbolVersion, bool]) -> tuple[str, SymbolVersion, str]:
    symbol, machine, wanted, _ = pair
    return symbol, wanted, machine


def test_what_is_safe_from_2_30_moved_from_another_library() -> None:
    for pair in PAIRS:
        symbol, machine, wanted, _ = pair
        if reason_for(*_question(pair)).binding is Binding.SAFE_FROM_2_30:
            older = [known for known in versions_of(symbol, machine) if known.version < wanted]
            assert any(known.former_library or known.twin_library for known in older), pair


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_a_row_is_well_formed(row: _Row) -> None:
    # Bounded: no repeat without an end; anchored: fullmatch, so that no pattern needs anchors.
    assert not re.search(r"(?<!\\)[*+]|,\}|\.\{", row.match)
    re.compile(row.match, re.ASCII)
    assert row.kind in KINDS
    assert set(row.machines) <= set(MACHINES)
    assert row.sources
    assert all(re.fullmatch(r"2\.\d+", text) for text in row.versions)
    assert all(remedy(name) for name in row.remedies)


def _sentences() -> list[str]:
    said = [text for row in ROWS for text in (row.what, row.binding_why) if text]
    return sorted({*said, *_table().remedies.values()})


@pytest.mark.parametrize("sentence", _sentences())
def test_what_maintainers_read_is_one_short_sentence(sentence: str) -> None:
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert len(sentence) <= 230
    assert sentence.isascii()


def test_every_group_says_what_changed_and_why_the_older_version_will_do_or_not() -> None:
    assert all(row.what for row in ROWS)
    assert [row.id for row in ROWS if bool(row.binding_why) == (row.binding is Binding.NONE)] == []


def test_ids_are_unique_and_every_remedy_is_used() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS)
    assert {name for row in ROWS for name in row.remedies} == set(_table().remedies)
    assert remedy("no-such-remedy") == ""
