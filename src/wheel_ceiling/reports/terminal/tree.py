"""The libraries of wheels as trees: who needs whom, and how the loader gets there.

What is said once is not said again: files with the same needs stand together, a library's own
needs stand where it comes first, and the system's libraries in one line at the end.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from posixpath import basename
from textwrap import wrap

from msgspec import Struct

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.facts.closure import Edge, Outcome, closure_of
from wheel_ceiling.model import Inventory, Wheel
from wheel_ceiling.reports.terminal.screen import (
    EMPTY_LINE,
    Block,
    Look,
    Paragraph,
    Span,
    draw,
    say,
)

_INDENT = 2
_MOST_ALONE = 3
_MOST_PLACES = 3
_DEEPEST = 12
_MOST_NODES = 2_000
_NARROWEST = 30
_LOOKS = {Outcome.LOST: Look.ERROR, Outcome.OUTSIDE: Look.WARNING, Outcome.DEPENDS: Look.WARNING}


class _Node(Struct, frozen=True):
    """One line of a tree, and what stands below it."""

    text: str
    look: Look
    below: "tuple[_Node, ...]" = ()


def render_tree(inventory: Inventory, width: int, *, colour: bool) -> str:
    """Return the trees of all wheels."""
    return draw(_blocks(inventory, width), width, colour=colour)


def _blocks(inventory: Inventory, width: int) -> Iterator[Block]:
    for wheel in inventory.wheels:
        yield say(wheel.filename, Look.STRONG)
        yield from _trees(wheel, width - _INDENT)
        yield EMPTY_LINE
    for name in inventory.unread:
        yield Paragraph((Span("not read  ", Look.QUIET), Span(name.filename)))


def _trees(wheel: Wheel, width: int) -> Iterator[Block]:
    closure = closure_of(wheel)
    planter = _Planter(closure.edges)
    groups: dict[tuple[tuple[str, str, str], ...], list[str]] = {}
    for root in closure.roots:
        groups.setdefault(planter.needs(root), []).append(root)
    alone = groups.pop((), [])
    for roots in groups.values():
        others = f"  and {len(roots) - 1} more with the same needs" if roots[1:] else ""
        yield Paragraph((Span(roots[0], Look.STRONG), Span(others, Look.QUIET)), _INDENT)
        yield from _lines(planter.below(roots[0], 0), "", width)
    if alone:
        names = listed(alone, _MOST_ALONE)
        yield say(
            f"No library of the wheel is needed by {counted(len(alone), 'file')}: {names}",
            indent=_INDENT,
        )
    users = Counter(edge.needed for edge in closure.edges if edge.outcome is Outcome.SYSTEM)
    if users:
        names = ", ".join(f"{name} ({count})" for name, count in users.most_common())
        yield say(f"The system's, and how many files need each: {names}", Look.QUIET, _INDENT)


class _Planter:
    """Makes trees of edges, and keeps in mind what has been shown."""

    def __init__(self, edges: Sequence[Edge]) -> None:
        self._of: dict[str, list[Edge]] = {}
        for edge in edges:
            if edge.outcome is not Outcome.SYSTEM:
                self._of.setdefault(edge.requester, []).append(edge)
        self._shown: set[str] = set()
        self._count = 0

    def needs(self, path: str) -> tuple[tuple[str, str, str], ...]:
        """Return what a file needs, how and which; the system's libraries left out."""
        return tuple(sorted((e.needed, e.outcome, e.target) for e in self._of.get(path, ())))

    def below(self, path: str, depth: int) -> tuple[_Node, ...]:
        """Return the lines below a file: what was shown before in one line behind the others."""
        self._shown.add(path)
        nodes, again = [], []
        for edge in self._of.get(path, ()):
            if edge.target in self._shown and edge.outcome is Outcome.FOUND:
                again.append(basename(edge.target))
            else:
                nodes.append(self._node(edge, depth))
        if again:
            nodes.append(_Node(f"shown above: {', '.join(again)}", Look.QUIET))
        return tuple(nodes)

    def _node(self, edge: Edge, depth: int) -> _Node:
        self._count += 1
        goes_on = edge.target and edge.target not in self._shown
        is_small = depth < _DEEPEST and self._count < _MOST_NODES
        below = self.below(edge.target, depth + 1) if goes_on and is_small else ()
        return _Node(_said(edge), _LOOKS.get(edge.outcome, Look.PLAIN), below)


def _lines(nodes: Sequence[_Node], lead: str, width: int) -> Iterator[Block]:
    for node in nodes:
        bar, below = ("└─ ", "   ") if node is nodes[-1] else ("├─ ", "│  ")
        under = below + ("│  " if node.below else "   ")
        room = max(width - len(lead) - len(under), _NARROWEST)
        for number, part in enumerate(wrap(node.text, room, break_on_hyphens=False)):
            glyphs = Span(lead + (under if number else bar), Look.QUIET)
            yield Paragraph((glyphs, Span(part, node.look)), _INDENT)
        yield from _lines(node.below, lead + below, width)


def _said(edge: Edge) -> str:
    name = basename(edge.target)
    shown = name if name == basename(edge.needed) else f"{edge.needed} = {name}"
    unknown = "in a folder that only the user's system can name"
    looked = listed(edge.places, _MOST_PLACES) or "no place but the system's"
    sentences = {
        Outcome.FOUND: f"{shown}  {_by(edge)}",
        Outcome.LOADED_BEFORE: f"{shown}  loaded before under this name",
        Outcome.DEPENDS: f"{shown}  {_by(edge)}, on some systems"
        if edge.target
        else f"{edge.needed}: {unknown} ({looked})",
        Outcome.OUTSIDE: f"{edge.needed}: not in the wheel, and its tag does not promise it",
        Outcome.LOST: f"{edge.needed}: lies in the wheel and is not found; looked at: {looked}",
    }
    return sentences[edge.outcome]


def _by(edge: Edge) -> str:
    if "/" in edge.needed:
        return f"named by its place, {edge.needed}"
    if edge.owner != edge.requester:
        return f"by what {basename(edge.owner)} searches"
    return f"by {edge.entry or 'the working directory'}"
