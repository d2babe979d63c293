"""The page of wheels: what each promises and asks for, and the story behind it, told once."""

from collections.abc import Iterator, Sequence

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.model import Inventory, Wheel
from wheel_ceiling.reports.explanation.asked import Asked
from wheel_ceiling.reports.explanation.page import Block, Heading, Items, Page, Table, Text
from wheel_ceiling.reports.explanation.promises import above, promise, request
from wheel_ceiling.reports.explanation.story import of_several, same_story, wheel_story
from wheel_ceiling.reports.overview import natural_order, short_names

_MOST_ROWS = 24
_MOST_NAMES = 3
_MOST_STORIES = 10
_MOST_PROBLEMS = 12


def wheels_page(inventory: Inventory, asked: Asked) -> Page:
    """Return the page; wheels whose story is the same share one."""
    return tuple(_blocks(inventory, asked))


def _blocks(inventory: Inventory, asked: Asked) -> Iterator[Block]:
    wheels = sorted(inventory.wheels, key=lambda wheel: natural_order(wheel.filename))
    names = short_names([wheel.label for wheel in wheels])
    if len(wheels) == 1:
        yield Heading(wheels[0].filename, 1, (wheels[0].filename,))
    else:
        yield Heading(f"{counted(len(wheels), 'wheel')} of {inventory.source}", 1)
        yield from _overview(wheels, names)
    groups = _groups(wheels, asked)
    for group, story in groups[:_MOST_STORIES]:
        if len(wheels) > 1:
            yield _heading([names[wheel.filename] for wheel in group])
        yield from of_several(story) if len(group) > 1 else story
    if rest := sum(len(group) for group, _ in groups[_MOST_STORIES:]):
        yield Text(f"{counted(rest, 'more wheel')} with other stories: choose them with --wheels.")
    if inventory.problems:
        yield Heading("Could not be read")
        yield Items(tuple(Text(one.message) for one in inventory.problems[:_MOST_PROBLEMS]))


def _overview(wheels: Sequence[Wheel], names: dict[str, str]) -> Iterator[Block]:
    """Yield a line for each wheel with ELF files: what its tag promises and what they ask for."""
    native = sorted((wheel for wheel in wheels if wheel.loaded), key=_order)
    rows = [(names[wheel.filename], promise(wheel), request(wheel)) for wheel in native]
    if rows:
        yield Table(("wheel", "promises", "asks for"), tuple(rows[:_MOST_ROWS]))
    if rest := rows[_MOST_ROWS:]:
        yield Text(f"And {counted(len(rest), 'more wheel')}.")


def _groups(wheels: Sequence[Wheel], asked: Asked) -> list[tuple[list[Wheel], Page]]:
    groups: dict[str, tuple[list[Wheel], Page]] = {}
    for wheel in wheels:
        story = wheel_story(wheel, asked)
        groups.setdefault(same_story(wheel, story), ([], story))[0].append(wheel)
    # What breaks its promise is what somebody asks for; what has nothing to tell comes last.
    return sorted(groups.values(), key=lambda group: _order(group[0][0]))


def _order(wheel: Wheel) -> int:
    return 0 if above(wheel) else 1 if wheel.loaded else 2


def _heading(names: Sequence[str]) -> Heading:
    number = f"{counted(len(names), 'wheel')}: " if len(names) > 1 else ""
    return Heading(f"{number}{listed(names, _MOST_NAMES)}", 2, tuple(names))
