"""A file holds paths of a machine that the baseline showed nothing of.

## Why it matters

Compilers write the names of sources and the folder that they ran in into what they make, and so do
tools that generate configuration. A home directory, a runner's checkout or a temporary folder that
shows up for the first time tells that the file was made in another place than before, perhaps
outside of the build container. It may also tell the world somebody's name.

## When to allow it

You moved the build to another service or folder.
"""

from collections.abc import Iterator

from wheel_ceiling.facts.build_paths import coarse, kind_of_place, masked
from wheel_ceiling.model import Comparison, Fault, Severity, Trace, Wheel
from wheel_ceiling.rules.rule import Basis, Rule

_PLACES = {"strings": "in its strings", "debug-info": "in its debug information"}


def find(comparison: Comparison) -> Iterator[Fault]:
    # What other files of the baseline showed is the place where the wheel is built.
    known = {delta.built.filename: _kinds(delta.baseline) for delta in comparison.kept}
    for wheel in comparison.built.wheels:
        for (file, kind), trace in _samples(wheel).items():
            if kind not in known.get(wheel.filename, ()):
                where = _PLACES.get(trace.where, "in its text")
                yield Fault(
                    Severity.NOTE,
                    wheel.filename,
                    f"{file} holds a path of {kind} {where} ({coarse(trace.path)}).",
                    library=file,
                    subject=kind,
                    evidence=(
                        ("kind", kind),
                        ("path", masked(trace.path)),
                        ("where", trace.where),
                    ),
                )


def _samples(wheel: Wheel) -> dict[tuple[str, str], Trace]:
    """Return the first trace of each kind of place in each file."""
    left = [(library.path, trace) for library in wheel.loaded for trace in library.traces]
    left += [(trace.where, trace) for trace in wheel.traces]
    found: dict[tuple[str, str], Trace] = {}
    for file, trace in left:
        if kind := kind_of_place(trace.path):
            found.setdefault((file, kind), trace)
    return found


def _kinds(wheel: Wheel) -> frozenset[str]:
    return frozenset(kind for _, kind in _samples(wheel))


RULE = Rule(
    id="build-path-leaked",
    basis=Basis.NEW,
    severities=(Severity.NOTE,),
    fix="Find out where the file was made; -ffile-prefix-map (GCC, clang) and --remap-path-prefix "
    "(rustc) keep such paths out.",
    doc=__doc__,
    find=find,
)
