"""What a file's ceiling comes from, whom it shuts out and what to do; alike files told together."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec.structs import replace

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.attribution import Attribution, Group, advice, attribute, sentence
from wheel_ceiling.facts.glibc import lowest
from wheel_ceiling.model import GLIBC, ElfFacts, SymbolVersion
from wheel_ceiling.reports.explanation.advising import step_blocks
from wheel_ceiling.reports.explanation.asked import Asked
from wheel_ceiling.reports.explanation.page import Block, Fold, Heading, Items, Text
from wheel_ceiling.reports.explanation.systems import older_than, shut_out
from wheel_ceiling.reports.foreign import clean

_MOST_FILES = 12
_MOST_SETTING = 4
_MOST_GROUPS = 6
_MOST_SYMBOLS = 8
_MOST_STEPS = 6
_LONGEST_NAME = 80


def excess_blocks(
    libraries: Iterable[ElfFacts], limit: SymbolVersion, asked: Asked
) -> Iterator[Block]:
    """Yield the files that ask for more than the limit, with everything that is above it."""
    told = [(library, attribute(library, limit)) for library in libraries]
    groups = _together(told)
    for paths, attribution in groups[:_MOST_FILES]:
        yield from _file(paths, attribution)
        if lost := shut_out(limit, attribution.ceiling, asked.today):
            yield Text(f"Shut out, though the tag invites them: {lost}.")
        yield from _what_to_do(attribution)
    if rest := sum(len(paths) for paths, _ in groups[_MOST_FILES:]):
        yield Text(f"And {counted(rest, 'more file')} above the promise for other functions.")


def ceiling_blocks(libraries: Iterable[ElfFacts], asked: Asked) -> Iterator[Block]:
    """Yield the files that set the ceiling, with what stands at its very top."""
    told = [(library, attribute(library, _next_lower(library))) for library in libraries]
    groups = [group for group in _together(told) if group[1].groups or group[1].markers]
    if not groups:
        return
    yield Heading("What sets its ceiling", 3)
    yield Items(tuple(_lone(*group) for group in groups[:_MOST_SETTING]))
    if rest := sum(len(paths) for paths, _ in groups[_MOST_SETTING:]):
        yield Text(f"And {counted(rest, 'more file')} for other functions.")
    ceiling = max(attribution.ceiling for _, attribution in groups)
    if lost := older_than(ceiling, asked.today):
        yield Text(f"Not served: {lost}.")
        yield Text(f"To go lower: {advice(groups[0][1])}", _symbols(groups[0][1]))


def _lone(paths: Sequence[str], attribution: Attribution) -> Text:
    text = f"{paths[0]}{_like(paths)} {sentence(attribution)}"
    return Text(text, (paths[0], *_symbols(attribution)))


def _like(paths: Sequence[str]) -> str:
    return f" (and {counted(len(paths) - 1, 'more file')} like it)" if len(paths) > 1 else ""


def _next_lower(library: ElfFacts) -> SymbolVersion:
    """Return the highest version that it asks for below its ceiling."""
    ceiling = library.ceiling()
    lower = [need.node for need in library.version_needs if need.node < ceiling]
    numbered = [node for node in lower if node.family == GLIBC and node]
    return max(numbered, default=lowest(library.machine))


_Alike = tuple[list[str], Attribution]


def _together(told: Iterable[tuple[ElfFacts, Attribution]]) -> list[_Alike]:
    """Put the files together of which the same is said."""
    groups: dict[str, _Alike] = {}
    for library, attribution in told:
        key = repr(replace(attribution, path=""))
        groups.setdefault(key, ([], attribution))[0].append(library.path)
    return list(groups.values())


def _file(paths: Sequence[str], attribution: Attribution) -> Iterator[Block]:
    yield Heading(f"{paths[0]}{_like(paths)}", 3, (paths[0],))
    name = paths[0].rpartition("/")[2]
    causes = [_group(group, attribution.ceiling) for group in attribution.groups]
    causes += [Text(f"{one.node}: {one.what}", (one.node,)) for one in attribution.markers]
    if len(causes) == 1:
        yield Text(f"{name} {sentence(attribution)}", (name, *_symbols(attribution)))
        return
    number = counted(len(causes), "cause")
    lowest_left = f"; without all of them it is {_left(attribution)}" if attribution.groups else ""
    yield Text(f"{name} asks for {attribution.ceiling}, for {number}{lowest_left}:", (name,))
    yield Items(tuple(causes[:_MOST_GROUPS]))
    if rest := causes[_MOST_GROUPS:]:
        yield Fold(f"{counted(len(rest), 'more cause')}", (Items(tuple(rest)),))


def _left(attribution: Attribution) -> str:
    return attribution.rest.text or "nothing at all"


def _group(group: Group, ceiling: SymbolVersion) -> Text:
    shown = tuple(clean(symbol, _LONGEST_NAME) for symbol in group.symbols)
    text = f"{group.version}: {listed(shown, _MOST_SYMBOLS)} of {listed(group.libraries, 3)}"
    text = f"{text}: {group.reason.what.rstrip('.')}."
    if group.reason.runtime:
        text += f" Often from {group.reason.runtime}."
    if group.without < ceiling:
        text += f" Without {'it' if len(shown) == 1 else 'them'}: {group.without.text or 'none'}."
    return Text(text, (*shown, *group.libraries))


def _symbols(attribution: Attribution) -> tuple[str, ...]:
    return tuple(chain.from_iterable(group.symbols for group in attribution.groups))


def _what_to_do(attribution: Attribution) -> Iterator[Block]:
    """Yield the steps of all groups, each once, best first."""
    steps = chain.from_iterable(group.steps for group in attribution.groups)
    once = list({step.text: step for step in steps}.values())
    fixes = [one.fix for one in attribution.markers]
    if not once and not fixes:
        return
    yield Heading("What to do", 4)
    symbols = _symbols(attribution)
    yield from step_blocks(once[:_MOST_STEPS], symbols)
    if fixes:
        yield Items(tuple(map(Text, fixes)))
    if rest := once[_MOST_STEPS:]:
        yield Fold(counted(len(rest), "more step"), tuple(step_blocks(rest, symbols)))
