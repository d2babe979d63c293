"""Every `.symver` line that is printed for x86_64 is linked, and the need is gone after.

Against stubs of the newest glibc all of them; against the glibc of this machine those that it has.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.attribution.compiled import (
    FOLDER,
    LIBRARIES,
    SHARED,
    bound,
    facts_of,
    gcc,
    glibc,
    header,
    host_glibc,
    needs_gcc,
    printed,
    stub_glibc,
    stub_options,
    using,
    wanted,
    wants,
    write,
)
from wheel_ceiling.attribution import Attribution, StepKind, attribute
from wheel_ceiling.facts.glibc import versions_of
from wheel_ceiling.model import SymbolVersion


@pytest.fixture(scope="module")
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stub_glibc(tmp_path_factory.mktemp("stubs"))


@needs_gcc
@pytest.mark.parametrize("limit", ["2.5", "2.17", "2.31"])
def test_symver_lines_take_the_need_away(stubs: Path, tmp_path: Path, limit: str) -> None:
    lines = printed(limit, StepKind.SYMVER)
    source = write(tmp_path / "all.c", using(line.symbol for line in lines))
    options: tuple[str | Path, ...] = (*SHARED, source, *stub_options(stubs))
    before = gcc(tmp_path / "before.so", *options)
    after = gcc(tmp_path / "after.so", "-include", header(tmp_path, lines), *options)
    assert wanted(lines) <= wants(before)
    assert wants(after) == bound(lines)
    assert len(lines) > 50


@needs_gcc
@pytest.mark.parametrize("limit", ["2.5", "2.17", "2.31"])
def test_symver_lines_hold_on_the_glibc_of_this_machine(
    tmp_path: Path, limit: str, record_property: Callable[[str, int], None]
) -> None:
    """Newer versions than it has are left to the stubs, and to test_truth_loaded."""
    every = printed(limit, StepKind.SYMVER)
    lines = [line for line in every if _newest(line.symbol) <= host_glibc()]
    record_property("linked against the glibc of this machine", len(lines))
    record_property("not testable here", len(every) - len(lines))
    source = write(tmp_path / "all.c", using(line.symbol for line in lines))
    options = (*SHARED, "-nostdlib", source, *LIBRARIES, "-lc")
    before = gcc(tmp_path / "before.so", *options)
    after = gcc(tmp_path / "after.so", "-include", header(tmp_path, lines), *options)
    assert wanted(lines) <= wants(before)
    assert wants(after) == bound(lines)


def _newest(symbol: str) -> SymbolVersion:
    return versions_of(symbol, "x86_64")[-1].version


@needs_gcc
def test_a_header_of_lines_asks_for_nothing_where_nothing_is_called(tmp_path: Path) -> None:
    """It is brought into every file, most of which call none of the functions."""
    included = header(tmp_path, printed("2.31", StepKind.SYMVER))
    source = write(tmp_path / "empty.c", ("int empty;",))
    made = gcc(tmp_path / "a.so", *SHARED, "-nostdlib", "-include", included, source)
    assert wants(made) == set()


@needs_gcc
def test_whoever_follows_every_step_is_left_with_what_has_none(tmp_path: Path) -> None:
    """With real headers and real calls: a library made on this machine that promises 2.31."""
    source = FOLDER / "calls.c"
    made = facts_of(gcc(tmp_path / "before.so", *SHARED, source, *LIBRARIES))
    before = attribute(made, glibc("2.31"))
    lines = _code(before, StepKind.SYMVER)
    flags = [word for line in _code(before, StepKind.FLAG) for word in line.split(" ")]
    after = gcc(
        tmp_path / "after.so",
        *SHARED,
        *("-include", write(tmp_path / "older.h", lines), source),
        write(tmp_path / "stat.c", _code(before, StepKind.WRAP, "__xstat")),
        *(*flags, *LIBRARIES),
    )
    without_code = {"_Fork", "arc4random", "strlcpy"}
    assert _symbols(attribute(facts_of(after), glibc("2.31"))) == _symbols(before) & without_code
    assert wants(after) >= {("GLIBC_2.2.5", "pthread_create"), ("GLIBC_2.2.5", "__xstat")}
    assert {"libpthread.so.0", "libdl.so.2"} <= set(facts_of(after).needed)


def _code(attribution: Attribution, kind: StepKind, about: str = "") -> list[str]:
    steps = [step for group in attribution.groups for step in group.steps]
    return [
        line for step in steps if step.kind is kind and about in step.text for line in step.code
    ]


def _symbols(attribution: Attribution) -> set[str]:
    return {symbol for group in attribution.groups for symbol in group.symbols}
