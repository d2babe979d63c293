"""What a musllinux wheel asks of musl: it has no versions, so the symbols themselves tell."""

from collections.abc import Container, Iterator

from wheel_ceiling.amounts import counted, listed
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
    known = [(since(name), name) for name in library.undefined if name not in given]
    late = [(number, name) for number, name in known if number > promised]
    if late:
        number = max(late)[0]
        names = tuple(name for _, name in sorted(late, reverse=True))
        text = (
            f"{library.path} asks for musl {'.'.join(map(str, number))} because of "
            f"{listed(names, _MOST_SYMBOLS)}."
        )
        yield Text(text, (library.path, *names))
