"""Since when musl has a symbol; and how the table is made."""

import re
from pathlib import Path

import pytest

from scripts.musl_symbols import Row, differences, packed, read_package, read_table, table_of
from wheel_ceiling.facts.musl import gone_in, since

SYMBOLS = [
    ("malloc", (1, 1, 9), ()),
    ("gettid", (1, 2, 2), ()),
    ("reallocarray", (1, 2, 2), ()),
    ("qsort_r", (1, 2, 3), ()),
    ("statx", (1, 2, 5), ()),
    ("posix_getdents", (1, 2, 6), ()),
    ("open64", (1, 1, 9), (1, 2, 4)),
    ("__libc_single_threaded", (), ()),
    ("fts_open", (), ()),
    ("gettid\t1.2.2", (), ()),
]


@pytest.mark.parametrize(("symbol", "first", "gone"), SYMBOLS)
def test_a_symbol_comes_and_may_go(
    symbol: str, first: tuple[int, ...], gone: tuple[int, ...]
) -> None:
    assert since(symbol) == first
    assert gone_in(symbol) == gone


def test_every_row_is_well_formed_and_in_order() -> None:
    line = re.compile(r"\w+\t1(\.\d+){2}\t(gone:1(\.\d+){2})?")
    table = read_table()

    assert [row.line for row in table if not line.fullmatch(row.line)] == []
    assert [row.line for row in table] == sorted(row.line for row in table)
    assert len({row.symbol for row in table}) == len(table) > 1_900


FROZEN = (Row("always", "1.1.9", ""), Row("old", "1.1.9", "gone:1.2.4"))
DEBIANS = dict.fromkeys(("1.2.2", "1.2.3"), frozenset({"always", "old"}))


def test_a_new_release_adds_its_symbols_and_keeps_the_frozen_ones() -> None:
    seen = {**DEBIANS, "1.2.5": frozenset({"always"}), "1.2.7": frozenset({"always", "new"})}

    assert table_of(FROZEN, seen) == (
        Row("always", "1.1.9", ""),
        Row("new", "1.2.7", ""),
        Row("old", "1.1.9", "gone:1.2.4"),
    )


def test_a_symbol_that_left_is_gone_in_the_first_release_without_it() -> None:
    seen = {**DEBIANS, "1.2.5": frozenset({"always"}), "1.2.6": frozenset[str]()}

    [always, _] = table_of(FROZEN, seen)

    assert always == Row("always", "1.1.9", "gone:1.2.6")


def test_differences_name_the_rows() -> None:
    assert differences(FROZEN, FROZEN) == []
    assert differences(FROZEN[:1], FROZEN[1:]) == [
        "only shipped: always\t1.1.9\t",
        "only in Debian's packages: old\t1.1.9\tgone:1.2.4",
    ]


def test_the_shipped_bytes_are_those_that_the_script_writes(tmp_path: Path) -> None:
    path = tmp_path / "table.gz"
    path.write_bytes(packed(read_table()))

    assert read_table(path) == read_table()


def test_other_packages_are_refused() -> None:
    with pytest.raises(ValueError, match=r"zlib1g_1\.deb is not a package of musl"):
        read_package(Path("zlib1g_1.deb"))
