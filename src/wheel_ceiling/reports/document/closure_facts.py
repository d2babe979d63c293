"""Who needs whom, as JSON: the shape first, then how it is filled."""

from typing import Annotated

from msgspec import Meta, Struct

from wheel_ceiling.facts.closure import Outcome, closure_of
from wheel_ceiling.model import Wheel


class Edge(Struct, frozen=True, forbid_unknown_fields=True):
    """A library that a file needs, and how the loader satisfies that."""

    requester: str
    needed: str
    outcome: Outcome
    target: Annotated[str, Meta(description="The file of the wheel; empty for none of its.")]
    entry: Annotated[str, Meta(description="The entry of RPATH or RUNPATH that leads there.")]
    owner: Annotated[str, Meta(description="Whose entry: the requester's, or inherited from.")]
    places: Annotated[
        tuple[str, ...], Meta(description="Looked at; where nothing is found for sure.")
    ]
    root: Annotated[str, Meta(description="The file on whose start it is first seen.")]


class Closure(Struct, frozen=True, forbid_unknown_fields=True):
    """Who needs whom."""

    roots: Annotated[
        tuple[str, ...], Meta(description="What Python or users start, then the rest.")
    ]
    edges: tuple[Edge, ...]


NO_CLOSURE = Closure((), ())


def describe_closure(wheel: Wheel) -> Closure:
    """Return the graph of a wheel's libraries."""
    found = closure_of(wheel)
    edges = (
        Edge(
            edge.requester,
            edge.needed,
            edge.outcome,
            edge.target,
            edge.entry,
            edge.owner,
            edge.places,
            edge.root,
        )
        for edge in found.edges
    )
    return Closure(found.roots, tuple(edges))
