"""A library was last written at another time than the rest of its wheel.

## Why it matters

What one build makes is written within hours. A library that is days older than the others is left
over from an earlier build, or came with the checkout; one that is days newer was put there
afterwards. Wheels whose files all have one time, as auditwheel and reproducible builds write them,
tell nothing.

## When to allow it

The library is kept from an earlier build on purpose.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from wheel_ceiling.amounts import counted
from wheel_ceiling.facts.libraries import is_grafted
from wheel_ceiling.model import Comparison, Fault, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule

_APART = timedelta(days=1)
# So few agree by chance.
_FEW = 3


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        times = _times(wheel)
        for path in _libraries(wheel):
            others = sorted(times[other] for other in times if other != path)
            if path not in times or len(others) < _FEW or others[-1] - others[0] > _APART:
                continue
            gap = max(others[0] - times[path], times[path] - others[-1])
            if gap > _APART:
                yield _fault(wheel, path, times[path], others)


def _libraries(wheel: Wheel) -> list[str]:
    """Return those that the project itself makes: grafted ones are as old as their system."""
    return [library.path for library in wheel.loaded if not is_grafted(library.path)]


def _times(wheel: Wheel) -> dict[str, datetime]:
    """Return the times of the libraries; where there are few, those of all files but dist-info."""
    told = {member.path: member for member in wheel.members if member.modified}
    libraries = [path for path in _libraries(wheel) if path in told]
    if len(libraries) <= _FEW:
        libraries = [path for path in told if ".dist-info/" not in path and not is_grafted(path)]
    return {path: datetime.fromisoformat(told[path].modified) for path in libraries}


def _fault(wheel: Wheel, path: str, time: datetime, others: list[datetime]) -> Fault:
    middle = others[len(others) // 2]
    days = abs(middle - time).days
    side = "before" if time < middle else "after"
    return Fault(
        Severity.NOTE,
        wheel.filename,
        f"{path} was last written {counted(days, 'day')} {side} the others of its wheel, which "
        "were all written within a day of each other.",
        library=path,
        subject=side,
        evidence=(("written", time.isoformat(" ")), ("the others", middle.isoformat(" "))),
    )


RULE = Rule(
    id="packing-times",
    basis=Basis.NEW,
    severities=(Severity.NOTE,),
    fix="Find out which build made the file; build from a clean checkout, without files of an "
    "earlier build.",
    doc=__doc__,
    find=find,
)
