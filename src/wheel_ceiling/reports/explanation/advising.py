"""What an attribution says of one group of symbols, as blocks."""

from collections.abc import Iterable, Iterator

from wheel_ceiling.amounts import counted
from wheel_ceiling.attribution import Claim, Group, Step, StepKind
from wheel_ceiling.facts.reasons import Binding
from wheel_ceiling.reports.explanation.page import Block, Code, Items, Text

_MOST_LINES = 12
_TELL_WHY = (StepKind.SYMVER, StepKind.DO_NOT)
_BINDING = {
    Binding.SAFE: "Binding to the older version is safe",
    Binding.SAFE_FROM_2_30: "Binding to the older version is safe where glibc is 2.30 or newer and "
    "the older library stands in NEEDED, and fails otherwise",
    Binding.OTHER_NAME: "The older code has another name",
    Binding.UNSAFE: "Do not bind to the older version",
    Binding.NONE: "There is no older version to bind to",
}


_CLAIM = {
    Claim.USES: "A file that asks for it uses what an older glibc does not have.",
    Claim.ONLY_CLAIMS: "A file that asks for it only claims to need it: what it uses is in an "
    "older glibc too.",
    Claim.UNKNOWN: "",
}


def binding_sentence(group: Group) -> str:
    """Return whether the older version can be bound; and why, if no step says so."""
    start = _BINDING[group.reason.binding]
    why = group.reason.binding_why.rstrip(".")
    told = any(step.kind in _TELL_WHY for step in group.steps)
    return f"{start}: {why}." if why and not told else f"{start}."


def claim_sentence(claim: Claim) -> str:
    """Return whether a file uses another binary interface or only claims to; empty if unknown."""
    return _CLAIM[claim]


def step_blocks(steps: Iterable[Step], symbols: tuple[str, ...]) -> Iterator[Block]:
    """Yield each step, and the lines to copy behind it; the symbols are those it may name."""
    for step in steps:
        yield Items((Text(_step(step), symbols),))
        if step.code:
            yield Code(_cut(step.code, _MOST_LINES))


def _cut(lines: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Return at most so many lines; one more, a comment in C, counts those left out."""
    if len(lines) <= most:
        return lines
    return (*lines[:most], f"/* and {counted(len(lines) - most, 'more line')} of the kind */")


def _step(step: Step) -> str:
    return f"{step.text} ({step.tested})" if step.tested else step.text
