"""The symbol versions of glibc: what the table answers, that it is whole, and how it is made."""

import re
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

from scripts.glibc_symbols import (
    Holders,
    Row,
    differences,
    packed,
    read_package,
    read_table,
    table_of,
)
from wheel_ceiling.facts.glibc import (
    NEWEST,
    Holding,
    holding,
    lowest,
    marker_of,
    versions_of,
)
from wheel_ceiling.facts.packed import _lines
from wheel_ceiling.model import GLIBC, SymbolVersion

MACHINES = ("x86_64", "i686", "aarch64", "armv7l", "ppc64le", "s390x", "riscv64", "loongarch64")

# Symbol, machine, its versions; "!" where a new link does not take it.
VERSIONS = [
    ("pow", "x86_64", "2.2.5! 2.29"),
    ("pow", "i686", "2.0! 2.29"),
    ("pow", "aarch64", "2.17! 2.29"),
    ("pow", "loongarch64", "2.36"),
    ("memcpy", "x86_64", "2.2.5! 2.14"),
    ("memcpy", "aarch64", "2.17"),
    ("pthread_create", "i686", "2.0! 2.1! 2.34"),
    ("setjmp", "s390x", "2.2 2.19!"),
    ("totalorder", "x86_64", "2.25! 2.31"),
    ("stat", "x86_64", "2.33"),
    ("__rseq_size", "x86_64", "2.35"),
    ("sinh", "x86_64", "2.2.5! 2.44"),
    ("__acos_finite", "x86_64", "2.15!"),
    ("PyObject_Call", "x86_64", ""),
    ("pow", "sparc64", ""),
    ("pow\tlibm", "x86_64", ""),
    ("po", "x86_64", ""),
    ("", "x86_64", ""),
]


@pytest.mark.parametrize(("symbol", "machine", "expected"), VERSIONS)
def test_a_symbol_has_these_versions_oldest_first(symbol: str, machine: str, expected: str) -> None:
    found = versions_of(symbol, machine)

    words = [known.version.text + ("" if known.is_default else "!") for known in found]
    assert " ".join(words) == expected


HOMES = [
    ("exp", "x86_64", [("libm.so.6", ""), ("libm.so.6", "")]),
    ("dlopen", "x86_64", [("libc.so.6", "libdl.so.2"), ("libc.so.6", "")]),
    ("clock_gettime", "x86_64", [("libc.so.6", "librt.so.1"), ("libc.so.6", "")]),
    ("clock_gettime", "aarch64", [("libc.so.6", "")]),
    ("__rseq_size", "x86_64", [("ld-linux-x86-64.so.2", "")]),
    ("__rseq_size", "armv7l", [("ld-linux-armhf.so.3", "")]),
    ("__rseq_size", "s390x", [("ld64.so.1", "")]),
]


@pytest.mark.parametrize(("symbol", "machine", "homes"), HOMES)
def test_each_version_names_who_holds_it_and_who_did(
    symbol: str, machine: str, homes: list[tuple[str, str]]
) -> None:
    found = versions_of(symbol, machine)

    assert [(known.library, known.former_library) for known in found] == homes


def test_a_library_that_held_a_copy_is_no_former_home() -> None:
    [known] = versions_of("pthread_mutex_lock", "x86_64")

    assert (known.library, known.former_library) == ("libc.so.6", "")
    assert known.twin_library == "libpthread.so.0"


HOLDINGS = [
    ("libm.so.6", "pow", "GLIBC_2.29", Holding.YES),
    ("libc.so.6", "pow", "GLIBC_2.29", Holding.NO),
    ("libm.so.6", "pow", "GLIBC_2.30", Holding.NO),
    ("libm.so.6", "no_such_function", "GLIBC_2.2.5", Holding.NO),
    # The trap of moved symbols.
    ("libc.so.6", "pthread_create", "GLIBC_2.2.5", Holding.MOVED),
    ("libc.so.6", "pthread_create", "GLIBC_2.34", Holding.YES),
    ("libpthread.so.0", "pthread_create", "GLIBC_2.2.5", Holding.YES),
    ("libpthread.so.0", "pthread_create", "GLIBC_2.34", Holding.NO),
    ("libc.so.6", "clock_gettime", "GLIBC_2.2.5", Holding.MOVED),
    ("librt.so.1", "clock_gettime", "GLIBC_2.2.5", Holding.YES),
    # libc.so.6 and libpthread.so.0 both held these, the second row's until shortly before 2.31.
    ("libc.so.6", "pthread_mutex_lock", "GLIBC_2.2.5", Holding.YES),
    ("libpthread.so.0", "nanosleep", "GLIBC_2.2.5", Holding.YES),
    ("libc.so.6", "nanosleep", "GLIBC_2.2.5", Holding.YES),
    # Two libraries hold these to this day.
    ("libc.so.6", "frexp", "GLIBC_2.2.5", Holding.YES),
    ("libm.so.6", "frexp", "GLIBC_2.2.5", Holding.YES),
    ("ld-linux-x86-64.so.2", "__tls_get_addr", "GLIBC_2.3", Holding.YES),
    ("libc.so.6", "new_function", "GLIBC_2.45", Holding.UNKNOWN),
    ("libstdc++.so.6", "_Znwm", "GLIBCXX_3.4", Holding.UNKNOWN),
    ("libc.so.6", "__libc_fork", "GLIBC_PRIVATE", Holding.UNKNOWN),
    ("libc.so.6", "GLIBC_ABI_DT_RELR", "GLIBC_ABI_DT_RELR", Holding.UNKNOWN),
    ("libcrypt.so.1", "crypt", "GLIBC_2.2.5", Holding.UNKNOWN),
]


@pytest.mark.parametrize(("library", "symbol", "version", "expected"), HOLDINGS)
def test_a_library_holds_a_pair_or_does_not(
    library: str, symbol: str, version: str, expected: Holding
) -> None:
    assert holding(library, symbol, version, "x86_64") is expected


def test_nothing_is_known_of_other_machines() -> None:
    assert holding("libc.so.6", "malloc", "GLIBC_2.2.5", "sparc64") is Holding.UNKNOWN
    assert not lowest("sparc64")


def test_every_machine_begins_with_its_own_version() -> None:
    assert [lowest(machine).text for machine in MACHINES] == [
        "2.2.5", "2.0", "2.17", "2.4", "2.17", "2.2", "2.27", "2.36",
    ]  # fmt: skip
    for machine in MACHINES:
        assert versions_of("malloc", machine)[0].version == lowest(machine)


def test_markers_say_what_the_loader_must_do() -> None:
    relr = marker_of("GLIBC_ABI_DT_RELR")

    assert relr
    assert relr.since == "2.36"
    assert "nopack-relative-relocs" in relr.fix
    assert not marker_of("GLIBC_2.36")


NODES = ("DT_RELR", "GNU2_TLS", "GNU_TLS", "DT_X86_64_PLT")


@pytest.mark.parametrize("node", [*(f"GLIBC_ABI_{name}" for name in NODES), "GLIBC_PRIVATE"])
def test_every_marker_is_told_in_one_sentence(node: str) -> None:
    marker = marker_of(node)

    for text in (marker.what, marker.fix):
        assert text.endswith(".")
        assert ". " not in text


# The table is frozen where Debian has no package any more; so its shape is checked, too.


def test_every_row_is_well_formed_and_in_order() -> None:
    line = re.compile(
        r"\w+\t(?:ld|lib(?:c|m|mvec|pthread|dl|rt|util|anl|resolv|nsl|BrokenLocale))"
        r"\t\+?(?:ld|lib(?:m|pthread|dl|rt|util|anl|resolv|BrokenLocale))?"
        r"\t(?=[xiarpsvl])x?i?a?r?p?s?v?l?\t(?:(?:\*|2(?:\.\d+)+)!?(?: |$))+"
    )
    table = read_table()

    assert [row.line for row in table if not line.fullmatch(row.line)] == []
    assert list(table) == sorted(table)
    assert [row.line for row in table] == sorted(row.line for row in table)


def test_the_table_is_whole() -> None:
    table = read_table()
    pairs = {
        machine: sum(len(versions_of(symbol, machine)) for symbol in {row.symbol for row in table})
        for machine in MACHINES
    }

    assert len(table) > 8_000
    assert min(pairs.values()) > 3_500, pairs


def test_no_version_is_newer_than_the_newest_or_twice_in_one_library() -> None:
    for symbol in {row.symbol for row in read_table()}:
        for machine in MACHINES:
            found = versions_of(symbol, machine)
            homes = [(known.version, known.library) for known in found]
            assert len(set(homes)) == len(homes), symbol
            assert all(lowest(machine) <= version <= NEWEST for version, _ in homes), symbol


def test_no_more_than_one_version_is_the_default_of_a_library() -> None:
    for symbol in {row.symbol for row in read_table()}:
        defaults = [known.library for known in versions_of(symbol, "x86_64") if known.is_default]
        assert len(set(defaults)) == len(defaults), symbol


def test_no_table_is_read_before_the_first_question() -> None:
    program = """
import sys
opened = []
sys.addaudithook(lambda event, words: opened.append(str(words[0])) if event == "open" else None)
import wheel_ceiling.cli, wheel_ceiling.rules
from wheel_ceiling.facts import glibc, reasons, musl
print([path for path in opened if "/facts/data/" in path.replace(chr(92), "/")])
glibc.versions_of("pow", "x86_64")
print(len([path for path in opened if "glibc-symbols" in path]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.split("\n")[:2] == ["[]", "1"]


def test_the_first_question_is_answered_at_once() -> None:
    def first_question() -> float:
        _lines.cache_clear()
        versions_of.cache_clear()
        start = perf_counter()
        versions_of("pow", "x86_64")
        return perf_counter() - start

    assert min(first_question() for _ in range(5)) < 0.03


# How the table is made.


def made(new: Holders, old: Holders) -> list[str]:
    nothing: dict[str, Holders] = {
        name: {} for name in ("i386", "arm64", "armhf", "ppc64el", "s390x", "riscv64", "loong64")
    }
    return [row.line for row in table_of({**nothing, "amd64": new}, {"amd64": old})]


MADE: list[tuple[Holders, Holders, list[str]]] = [
    (
        {("pow", "2.2.5"): {"libm": False}, ("pow", "2.29"): {"libm": True}},
        {("pow", "2.2.5"): {"libm": False}},
        ["pow\tlibm\t\tx\t*! 2.29"],
    ),
    (
        {("a", "2.2.5"): {"libc": False}, ("a", "2.34"): {"libc": True}},
        {("a", "2.2.5"): {"libdl": True}},
        ["a\tlibc\t\tx\t2.34", "a\tlibc\tlibdl\tx\t*!"],
    ),
    (
        {("a", "2.2.5"): {"libc": True}},
        {("a", "2.2.5"): {"libc": True, "libpthread": True}},
        ["a\tlibc\t+libpthread\tx\t*"],
    ),
    (
        {("a", "2.2.5"): {"libc": True, "libm": True}},
        {("a", "2.2.5"): {"libc": True, "libm": True}},
        ["a\tlibc\t\tx\t*", "a\tlibm\t\tx\t*"],
    ),
    (
        {("clock_gettime", "2.2.5"): {"libc": False}},
        {("clock_gettime", "2.2.5"): {"libc": False}},
        ["clock_gettime\tlibc\tlibrt\tx\t*!"],
    ),
    (
        {("wait", "2.2.5"): {"libc": True}},
        {("wait", "2.2.5"): {"libc": True}},
        ["wait\tlibc\t+libpthread\tx\t*"],
    ),
]


@pytest.mark.parametrize(("new", "old", "lines"), MADE)
def test_rows_tell_where_a_pair_lives_and_lived(
    new: Holders, old: Holders, lines: list[str]
) -> None:
    assert made(new, old) == lines


def test_machines_with_the_same_history_share_a_row() -> None:
    same = {("f", "2.40"): {"libc": True}}
    names = ("amd64", "i386", "arm64", "armhf", "ppc64el", "s390x", "riscv64", "loong64")

    assert table_of(dict.fromkeys(names, same), {}) == (Row("f", "libc", "", "xiarpsvl", "2.40"),)


def test_differences_name_the_rows() -> None:
    shipped = Row("f", "libc", "", "x", "2.40")
    found = Row("f", "libc", "", "xi", "2.40")

    assert differences([shipped], [shipped]) == []
    assert differences([shipped], [found]) == [
        "only shipped: f\tlibc\t\tx\t2.40",
        "only in Debian's packages: f\tlibc\t\txi\t2.40",
    ]


def test_the_shipped_bytes_are_those_that_the_script_writes(tmp_path: Path) -> None:
    path = tmp_path / "table.gz"
    path.write_bytes(packed(read_table()))

    assert read_table(path) == read_table()


def test_other_packages_are_refused() -> None:
    with pytest.raises(ValueError, match=r"zlib1g_1\.deb is not a package of glibc"):
        read_package(Path("zlib1g_1.deb"))


def test_the_newest_version_is_in_the_table() -> None:
    assert SymbolVersion(GLIBC, (2, 44)) == NEWEST
    assert versions_of("cosh", "x86_64")[-1].version == NEWEST
