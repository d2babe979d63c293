"""What a musllinux wheel asks of musl: it has no versions, so the symbols themselves tell."""

from collections.abc import Container, Iterator
from itertools import chain

from wheel_ceiling.amounts import counted, joined, listed
from wheel_ceiling.facts.musl import since
from wheel_ceiling.model import ElfFacts, Wheel
from wheel_ceiling.reports.explanation.page import Block, Fold, Heading, Items, Text
from wheel_ceiling.reports.explanation.promises import musl_of

_MOST_FILES = 8
_MOST_SYMBOLS = 8


def musl_blocks(wheel: Wheel) -> Iterator[Block]:
    """Yield the files that want symbols which the promised musl may lack."""
    promised = musl_of(wheel)
    if not promised:
        return
    given = {name for library in wheel.loaded for name in library.exports}
    told = [text for library in wheel.loaded for text in _file(library, promised, given)]
    if not told:
        number = ".".join(map(str, promised))
        yield Text(f"No symbol that it wants came to musl after {number}, as far as is known.")
        return
    yield Heading("What it asks of musl", 3)
    yield Items(tuple(told[:_MOST_FILES]))
    if rest := told[_MOST_FILES:]:
        yield Fold(counted(len(rest), "more file"), (Items(tuple(rest)),))


def _file(library: ElfFacts, promised: tuple[int, ...], given: Container[str]) -> Iterator[Text]:
    """Yield the file with what is new after the promise, as the rule counts it: by minor release.

    Symbols are told under the release that each came with.
    """
    late: dict[tuple[int, ...], list[str]] = {}
    for name in library.undefined:
        if name not in given and since(name)[:2] > promised:
            late.setdefault(since(name), []).append(name)
    if late:
        causes = [
            f"musl {'.'.join(map(str, number))} because of {listed(names, _MOST_SYMBOLS)}"
            for number, names in sorted(late.items(), reverse=True)
        ]
        names = tuple(chain.from_iterable(late.values()))
        yield Text(f"{library.path} asks for {joined(causes)}.", (library.path, *names))
