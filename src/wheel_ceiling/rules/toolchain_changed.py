"""Another compiler or linker made the library than made the last release's.

## Why it matters

By itself it is ordinary: images are updated, and a third of all releases show it. Together with a
risen ceiling, debug information or a second copy it tells of a silent rebuild.

## When to allow it

Always; it is a note.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import listed
from wheel_ceiling.model import Comparison, Fault, Severity
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel, library in comparison.libraries():
        was, now = set(library.baseline.compilers), set(library.built.compilers)
        if was and now and was != now:
            gone, come = listed(sorted(was - now), 3), listed(sorted(now - was), 3)
            changes = [f"now says {come}"] if come else []
            changes += [f"no longer says {gone}"] if gone else []
            yield Fault(
                Severity.NOTE,
                wheel.built.filename,
                f"{library.path} {' and '.join(changes)}.",
                library=library.path,
                evidence=(("was", listed(sorted(was))), ("is", listed(sorted(now)))),
            )


RULE = Rule(
    id="toolchain-changed",
    basis=Basis.COMPARING,
    severities=(Severity.NOTE,),
    fix="Nothing needs to be done if the build image changed on purpose.",
    doc=__doc__,
    find=find,
)
