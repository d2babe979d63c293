"""Since which release musl's libc.so has a symbol, and in which it left.

musl has no symbol versions: a file that wants a newer symbol says nowhere which musl it needs.
Read off the exports of eight releases as distributions pack them (data/README.md), so a symbol may
be a little older than the first release that was looked at.
"""

from wheel_ceiling.facts.packed import rows_of

_TABLE = "musl-symbols.tsv.gz"
_GONE = "gone:"


def since(symbol: str) -> tuple[int, ...]:
    """Return the first release seen with the symbol; empty if none has it."""
    return _column(symbol, 0)


def gone_in(symbol: str) -> tuple[int, ...]:
    """Return the first release seen without the symbol; empty if it is still there.

    The ``*64`` aliases left in 1.2.4: nothing links with them any more, but the loader still
    resolves them for files that did.
    """
    return _column(symbol, 1)


def _column(symbol: str, index: int) -> tuple[int, ...]:
    texts = [row.split("\t")[index].removeprefix(_GONE) for row in rows_of(_TABLE, symbol)]
    return tuple(int(part) for text in texts if text for part in text.split("."))
