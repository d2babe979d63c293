"""The wheels and their libraries as folded tables."""

import re
from collections.abc import Iterable, Iterator, Sequence

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.model import Comparison
from wheel_ceiling.reports.markdown.allowance import Allowance
from wheel_ceiling.reports.markdown.markup import cell, fold, prose, tag_code
from wheel_ceiling.reports.overview import LibraryRow, WheelRow, wheel_rows

_WHEEL_HEAD = ("wheel", "size", "asks for glibc", "promised", "libraries")
_LIBRARY_HEAD = ("library", "size", "loaded", "glibc", "debug", "toolchain")
_MOST_UNCHANGED = 5
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[A-Za-z])")


def wheel_tables(comparison: Comparison, allowance: Allowance) -> str:
    """Return one fold with a row for each wheel, and in it one fold for each wheel's libraries."""
    every = wheel_rows(comparison)
    rows = every[: allowance.wheel_rows]
    if not rows:
        return ""
    overview = _table(_WHEEL_HEAD, map(_wheel_cells, rows))
    if len(every) == 1:
        libraries = _libraries(every[0], allowance.library_rows)
    else:
        libraries = [
            fold(tag_code(row.label), *blocks)
            for row in rows
            if (blocks := _libraries(row, allowance.library_rows))
        ]
    rest = len(every) - len(rows)
    more = [f"And {counted(rest, 'more wheel')}."] if rest else []
    title = f"Sizes and ceilings of {counted(len(comparison.built.wheels), 'wheel')}"
    return fold(title, overview, *libraries, *more)


def _wheel_cells(row: WheelRow) -> Sequence[str]:
    size = f"{_unbroken(row.size)} {row.state}".strip()
    libraries = str(len(row.libraries)) if row.size else ""
    return cell(row.label), size, row.ceiling, row.promise, libraries


def _libraries(row: WheelRow, most: int) -> list[str]:
    changed = [library for library in row.libraries if library.is_changed]
    if not (changed and most):
        return []
    table = _table(_LIBRARY_HEAD, map(_library_cells, changed[:most]))
    return [table, *_left_out(row, changed, most)]


def _left_out(row: WheelRow, changed: Sequence[LibraryRow], most: int) -> Iterator[str]:
    if len(changed) > most:
        yield f"And {len(changed) - most} more."
    files = [library.path for library in row.libraries if library.is_same_file]
    if same := len(row.libraries) - len(changed) - len(files):
        yield f"{counted(same, 'more library', 'more libraries')} with the same numbers as before."
    if files:
        yield f"Unchanged, byte for byte: {listed(map(cell, files), _MOST_UNCHANGED)}."


def _library_cells(row: LibraryRow) -> Sequence[str]:
    path = f"{cell(row.path)} {row.state}".strip()
    sizes = map(_unbroken, (row.size, row.loaded, row.ceiling, row.debug))
    return path, *sizes, prose(row.toolchain)


def _unbroken(amount: str) -> str:
    """Keep number and unit on one line: ``1.0 MB``."""
    return _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", amount)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
