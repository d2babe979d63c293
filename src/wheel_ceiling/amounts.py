"""Numbers and lists in words."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

# Sizes and shares: they differ between builds of the same thing without meaning anything else.
_MEASURE = re.compile(r"[+-]?\d[\d,.]*\s?(?:bytes?\b|[kMGT]i?B\b|%|\u00d7|times\b)")
_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


def human_size(size: int) -> str:
    """Return the size in decimal units, as package indexes show it: ``19.4 MB``."""
    for scale, unit in _UNITS:
        if abs(size) >= scale:
            return f"{size / scale:,.1f} {unit}"
    return counted(size, "byte")


def without_sizes(text: str) -> str:
    """Return the sentence with a sign in place of every size and share."""
    return _MEASURE.sub("#", text)


def was_now(was: str, now: str) -> str:
    """Return ``2.17 → 2.29``, or only the one where nothing changed."""
    return now if was == now else f"{was} → {now}"


def counted(number: int, thing: str, things: str = "") -> str:
    """Return ``1 wheel``, ``4 wheels``, ``12 libraries``."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def listed(items: Iterable[str], most: int = 8) -> str:
    """Return the items with commas; those beyond `most` are counted, and not kept in memory."""
    waiting = iter(items)
    shown = list(islice(waiting, most))
    rest = sum(1 for _ in waiting)
    return ", ".join(shown) + (f" and {rest:,} more" if rest else "")


def joined(items: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    *head, last = [*items] or [""]
    return f"{', '.join(head)} and {last}" if head else last
