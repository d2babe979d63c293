"""The story of one wheel: its promise, the files that set or break it, and what rules see in it."""

from collections.abc import Iterator

from wheel_ceiling.amounts import listed
from wheel_ceiling.facts.distributions import MUSL
from wheel_ceiling.facts.libraries import plain_name, plain_path
from wheel_ceiling.model import GLIBC, Comparison, Inventory, NoBaseline, Settings, Wheel
from wheel_ceiling.reports.explanation.asked import Asked
from wheel_ceiling.reports.explanation.library import ceiling_blocks, excess_blocks
from wheel_ceiling.reports.explanation.musl import musl_blocks
from wheel_ceiling.reports.explanation.page import Block, Heading, Items, Page, Text
from wheel_ceiling.reports.explanation.promises import above, highest, limit_of, promise
from wheel_ceiling.rules import RULES

_TOLD = (
    "ceiling-above-tag",
    "wrong-libc",
    "python-symbol-missing",
    "abi3-violation",
    "claims-more-than-it-can",
)
"""Rules that know more of whom a wheel shuts out than glibc's numbers say."""
_MOST_FAULTS = 5
_MOST_TAGS = 3
_NOTHING = Text("Nothing in it asks for glibc or musl: it has no native code for Linux.")
_NOTHING_IN_THEM = Text(
    "Nothing in them asks for glibc or musl: they have no native code for Linux."
)


def wheel_story(wheel: Wheel, asked: Asked) -> Page:
    """Return what there is to tell of one wheel, without its name."""
    return tuple(_blocks(wheel, asked))


def of_several(story: Page) -> Page:
    """Return a story that wheels share, as one says it of all of them."""
    return tuple(_NOTHING_IN_THEM if block == _NOTHING else block for block in story)


def same_story(wheel: Wheel, story: Page) -> str:
    """Return a key that wheels share whose stories differ in nothing but the Python's name."""
    key = repr(story).replace(wheel.filename, "")
    names = {one.path: plain_path(one.path) for one in wheel.libraries}
    names |= {one.name: plain_name(one.name) for one in wheel.libraries}
    for name in sorted(names, key=len, reverse=True):
        key = key.replace(name, names[name])
    return key


def _blocks(wheel: Wheel, asked: Asked) -> Iterator[Block]:
    if not wheel.loaded:
        yield _NOTHING
        return
    yield Text(f"{_promise(wheel)} {_request(wheel)}")
    limit = limit_of(wheel)
    if over := above(wheel):
        yield from excess_blocks(over, limit, asked)
    else:
        yield from ceiling_blocks(highest(wheel), asked)
    yield from musl_blocks(wheel)
    yield from _faults(wheel, asked)


def _promise(wheel: Wheel) -> str:
    tags = dict.fromkeys(target.modern_tag for target in wheel.label.targets)
    named = listed((f"`{tag}`" for tag in tags), _MOST_TAGS)
    return f"Its tag promises {promise(wheel)} ({named})."


def _request(wheel: Wheel) -> str:
    ceiling, over, files = wheel.ceiling(), len(above(wheel)), len(wheel.loaded)
    whose = "Its file" if files == 1 else f"Its {files:,} files"
    if not ceiling:
        return f"{whose} with native code {_ask(files)} for no version of glibc."
    if not over:
        return f"{whose} with native code {_ask(files)} for {ceiling} at most."
    if files == 1:
        return f"{whose} with native code asks for more than that: {ceiling}."
    return f"Of its {files:,} files with native code {over:,} {_ask(over)} for more: {ceiling}."


def _ask(number: int) -> str:
    return "asks" if number == 1 else "ask"


def _faults(wheel: Wheel, asked: Asked) -> Iterator[Block]:
    """Yield what else rules see; the C library of `ceiling-above-tag` is told already."""
    comparison = Comparison(
        Inventory("", (wheel,)), NoBaseline("none is needed"), Settings(today=asked.today)
    )
    rules = [rule for rule in RULES if rule.id in _TOLD]
    said = [
        f"{fault.message} {fault.fix or rule.fix}"
        for rule in rules
        for fault in rule.find(comparison)
        if fault.subject not in (GLIBC, MUSL)
    ]
    if not said:
        return
    yield Heading("What else it asks for", 3)
    names = tuple(library.path for library in wheel.libraries)
    yield Items(tuple(Text(text, (*names, wheel.filename)) for text in said[:_MOST_FAULTS]))
    if rest := said[_MOST_FAULTS:]:
        yield Text(f"And {len(rest):,} more of the kind: `wheel-ceiling check` names them all.")
