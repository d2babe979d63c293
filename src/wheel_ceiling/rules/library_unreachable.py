"""A library lies in the wheel, and the file that needs it cannot find it there.

## Why it matters

The loader looks where RPATH or RUNPATH of the asking file points, by rules that surprise: RUNPATH
is not inherited, an entry without $ORIGIN points to wherever the user stands. A library that lies
elsewhere in the wheel is as good as missing, and the import fails with ``cannot open shared
object file``. For a library that is no Python module this is a warning: its host may have loaded
what it needs beforehand.

## When to allow it

Your package loads the library itself (with ctypes, say) before the module that needs it. What the
last release had already weighs less: an error becomes a warning, a warning a note.
"""

from collections import defaultdict
from collections.abc import Iterator

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.facts.closure import LostLibrary, lost_libraries
from wheel_ceiling.facts.libraries import plain_name
from wheel_ceiling.facts.manylinux import system_provides
from wheel_ceiling.model import Comparison, Fault, Severity, Wheel, WheelDelta
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    paired = {delta.built.filename: delta for delta in comparison.kept}
    for wheel in comparison.built.wheels:
        lost = _lost(wheel)
        delta = paired.get(wheel.filename)
        is_same = delta is not None and delta.is_same_file
        known = _known(delta) if lost and delta and not is_same else frozenset()
        for found in lost.values():
            is_known = is_same or all(
                (one.requester, plain_name(one.needed)) in known for one in found
            )
            yield _fault(wheel, found, is_known=is_known)


def _lost(wheel: Wheel) -> dict[str, list[LostLibrary]]:
    """Return what is asked for in vain, by name; what every system of the tag has is no loss."""
    lost: dict[str, list[LostLibrary]] = defaultdict(list)
    for one in lost_libraries(wheel) if wheel.label.is_linux else ():
        if not system_provides(wheel.label, one.needed):
            lost[one.needed].append(one)
    return lost


def _known(delta: WheelDelta) -> frozenset[tuple[str, str]]:
    """Return what was asked for in vain in the baseline, in the built side's paths."""
    now = {library.baseline.path: library.path for library in delta.kept}
    lost = (one for found in _lost(delta.baseline).values() for one in found)
    return frozenset((now.get(one.requester, ""), plain_name(one.needed)) for one in lost)


def _fault(wheel: Wheel, found: list[LostLibrary], *, is_known: bool) -> Fault:
    one = next((one for one in found if one.is_certain), found[0])
    steps = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    others = f" and {counted(len(found) - 1, 'other file')} need" if found[1:] else " needs"
    searched = listed((entry or "the working directory" for entry in one.searched), 3)
    return Fault(
        steps[(not one.is_certain) + is_known],
        wheel.filename,
        f"{one.requester}{others} {one.needed}, which lies in the wheel ({one.carried_as[0]}), "
        f"where its search path ({searched or 'none'}) does not lead: the loader looks "
        f"{_looked_at(one)}.",
        library=one.requester,
        subject=one.needed,
        evidence=tuple((item.requester, listed(item.searched) or "none") for item in found),
    )


def _looked_at(one: LostLibrary) -> str:
    """Say where the loader goes, in its order: what the entries mean, then the system."""
    if "/" in one.needed:
        return f"for {listed(one.places, 3)} and nowhere else"
    return f"for {listed(one.places, 3)}, then on the system" if one.places else "on the system"


RULE = Rule(
    id="library-unreachable",
    basis=Basis.ABSOLUTE,
    severities=(Severity.ERROR, Severity.WARNING, Severity.NOTE),
    fix="Run auditwheel repair on the finished wheel, or set RUNPATH to $ORIGIN and the way from "
    "the file to the library.",
    doc=__doc__,
    find=find,
)
