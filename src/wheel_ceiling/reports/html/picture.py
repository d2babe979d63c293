"""A wheel's libraries as a picture: who needs whom, in columns, as plain data for the page.

Columns are how far a file is from what Python imports or users run, by the longest way; in each
column a file stands about where those stand that need it, so that few lines cross (Sugiyama's
layers and barycentres).
The system's libraries are left out: every file needs them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from wheel_ceiling.amounts import counted
from wheel_ceiling.facts.closure import Edge, Outcome, closure_of
from wheel_ceiling.model import Wheel
from wheel_ceiling.reports.foreign import clean, shorten

WIDTH, HEIGHT = 224, 26
_GAP_ACROSS, _GAP_DOWN, _MARGIN = 56, 12, 12
_LONGEST_LABEL = 28
MOST_BOXES = 150
"""A picture of more helps nobody; the tree in the terminal has them all."""


class Box(Struct, frozen=True):
    """A file of the wheel, or a library that is none of its own. Pixels from the top left."""

    left: int
    top: int
    label: str
    title: str
    """The whole path, and how many others it stands for."""
    kind: str
    """root, library, lost or outside."""


class Line(Struct, frozen=True):
    """One file's need of another, from the right edge of its box to the left edge of the other."""

    start: tuple[int, int]
    end: tuple[int, int]
    title: str
    kind: str


class Picture(Struct, frozen=True):
    """Boxes and lines, and how large they are together; false where there is nothing to draw."""

    width: int = 0
    height: int = 0
    boxes: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()
    left_out: int = 0
    """How many boxes there would be, where they are too many to draw."""

    def __bool__(self) -> bool:
        return bool(self.boxes or self.left_out)


_Key = tuple[str, str]
"""What a box stands for: "file" and its path, or its outcome and the name that is asked for."""


def draw_closure(wheel: Wheel) -> Picture:
    """Return the picture; files with the same needs that nobody needs stand in one box."""
    closure = closure_of(wheel)
    edges = [edge for edge in closure.edges if edge.outcome is not Outcome.SYSTEM]
    targets = {edge.target for edge in edges}
    needs: dict[str, frozenset[_Key]] = {
        path: frozenset(map(_key, group)) for path, group in _by_requester(edges).items()
    }
    alike: dict[frozenset[_Key], list[str]] = defaultdict(list)
    for path in closure.roots:
        if path in needs and path not in targets:
            alike[needs[path]].append(path)
    crowds = {paths[0]: len(paths) for paths in alike.values()}
    hidden = {path for paths in alike.values() for path in paths[1:]}
    shown = [edge for edge in edges if edge.requester not in hidden]
    columns = _columns(shown)
    count = sum(map(len, columns))
    if count > MOST_BOXES:
        return Picture(left_out=count)
    return _picture(columns, shown, crowds)


def _by_requester(edges: Iterable[Edge]) -> dict[str, list[Edge]]:
    groups: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        groups[edge.requester].append(edge)
    return groups


def _key(edge: Edge) -> _Key:
    return ("file", edge.target) if edge.target else (edge.outcome.value, edge.needed)


def _columns(edges: Sequence[Edge]) -> list[list[_Key]]:
    """Return the boxes by their distance from a start, each column in its order."""
    below = _below(edges)
    targets = {key for following in below.values() for key in following}
    order = _by_dependence([*(key for key in below if key not in targets), *below], below)
    depths = dict.fromkeys(order, 0)
    rank = {key: place for place, key in enumerate(order)}
    for key in order:
        for after in below.get(key, ()):
            if rank[after] > rank[key]:  # the others close a circle
                depths[after] = max(depths[after], depths[key] + 1)
    columns: list[list[_Key]] = [[] for _ in range(max(depths.values(), default=-1) + 1)]
    for key, place in depths.items():
        columns[place].append(key)
    parents: dict[_Key, list[_Key]] = defaultdict(list)
    for key, following in below.items():
        for after in following:
            parents[after].append(key)
    return _without_crossings(columns, parents)


def _by_dependence(starts: Iterable[_Key], below: dict[_Key, list[_Key]]) -> list[_Key]:
    """Return every box, each before what it needs unless that is a circle."""
    done: dict[_Key, None] = {}
    seen: set[_Key] = set()
    for start in starts:
        stack = [(start, iter(below.get(start, ())))] if start not in seen else []
        seen.add(start)
        while stack:
            key, rest = stack[-1]
            following = next((after for after in rest if after not in seen), None)
            if following is None:
                stack.pop()
                done[key] = None
            else:
                seen.add(following)
                stack.append((following, iter(below.get(following, ()))))
    return list(done)[::-1]


def _below(edges: Iterable[Edge]) -> dict[_Key, list[_Key]]:
    found: dict[_Key, list[_Key]] = defaultdict(list)
    for edge in edges:
        found["file", edge.requester].append(_key(edge))
    return found


def _without_crossings(
    columns: list[list[_Key]], parents: dict[_Key, list[_Key]]
) -> list[list[_Key]]:
    heights: dict[_Key, float] = {}
    for column in columns:
        known = {key: [heights[up] for up in parents[key] if up in heights] for key in column}
        column.sort(key=lambda key: sum(known[key]) / len(known[key]) if known[key] else 0.0)
        heights |= {key: place / len(column) for place, key in enumerate(column)}
    return columns


def _picture(
    columns: Sequence[Sequence[_Key]], edges: Sequence[Edge], crowds: dict[str, int]
) -> Picture:
    tallest = max(map(len, columns), default=0)
    places: dict[_Key, tuple[int, int]] = {}
    for across, column in enumerate(columns):
        top = _MARGIN + (tallest - len(column)) * (HEIGHT + _GAP_DOWN) // 2
        for down, key in enumerate(column):
            left = _MARGIN + across * (WIDTH + _GAP_ACROSS)
            places[key] = (left, top + down * (HEIGHT + _GAP_DOWN))
    return Picture(
        width=2 * _MARGIN + len(columns) * (WIDTH + _GAP_ACROSS) - _GAP_ACROSS,
        height=2 * _MARGIN + tallest * (HEIGHT + _GAP_DOWN) - _GAP_DOWN,
        boxes=tuple(_box(key, place, crowds) for key, place in places.items()),
        lines=tuple(_line(edge, places) for edge in edges),
    )


def _box(key: _Key, place: tuple[int, int], crowds: dict[str, int]) -> Box:
    what, path = key
    more = crowds.get(path, 1) - 1 if what == "file" else 0
    name = clean(path.rpartition("/")[2])
    others = f" and {counted(more, 'other')} with the same needs" if more else ""
    kind = ("root" if path in crowds else "library") if what == "file" else what
    short = shorten(name, _LONGEST_LABEL - (len(f" + {more}") if more else 0))
    label = f"{short} + {more}" if more else short
    return Box(*place, label, f"{clean(path)}{others}", kind)


def _line(edge: Edge, places: dict[_Key, tuple[int, int]]) -> Line:
    left, top = places["file", edge.requester]
    right, down = places[_key(edge)]
    return Line(
        (left + WIDTH, top + HEIGHT // 2),
        (right, down + HEIGHT // 2),
        _how(edge),
        edge.outcome.value,
    )


def _how(edge: Edge) -> str:
    """Return how the need is satisfied, or where it is looked for in vain."""
    if edge.entry:
        return f"{edge.needed} by {edge.entry}"
    if edge.outcome is Outcome.LOADED_BEFORE:
        return f"{edge.needed}, because it was loaded before"
    if edge.places:
        return f"{edge.needed}, looked for in {', '.join(edge.places)}"
    return edge.needed
