"""The last release had wheels for users who get none from this one.

## Why it matters

For those users pip falls back to the source distribution, or to the last release, without a word.
A job of the build matrix that failed or was skipped looks exactly like this. When no wheel with
native code is left, that is an error. A wheel that another one replaces (abi3, a lower glibc) is
not missed; where the same Python and processor have a wheel for newer systems, floor-raised tells.

## When to allow it

Support for that Python, system or processor has ended; or one job of a matrix is checked alone:
then say with `--wheels` which wheels it makes.
"""

from collections import Counter
from collections.abc import Iterator

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.facts.siblings import system_of
from wheel_ceiling.facts.tags import replaces
from wheel_ceiling.model import Comparison, Fault, Severity, WheelName
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    built = comparison.built.names
    served = {name.slot for name in built}
    missed = [
        name
        for name in comparison.dropped
        if name.slot not in served and not any(replaces(other, name) for other in built)
    ]
    if missed:
        native_left = any(not name.is_pure for name in built)
        is_grave = not native_left and any(not name.is_pure for name in missed)
        yield Fault(
            Severity.ERROR if is_grave else Severity.WARNING,
            missed[0].filename if len(missed) == 1 else "",
            f"The baseline has {counted(len(missed), 'wheel')} that nothing replaces now: "
            f"{missed[0].filename if len(missed) == 1 else _summary(missed, built)}"
            + ("; no wheel with native code is left." if is_grave else "."),
            fix="" if len(missed) > 1 else RULE.fix.replace("made them", "made it"),
            evidence=tuple((name.filename, ", ".join(name.tags[:4])) for name in missed),
        )


def _summary(missed: list[WheelName], built: tuple[WheelName, ...]) -> str:
    """Say which systems are gone as a whole, then which Pythons, then what else is."""
    told: list[str] = []
    left = list(missed)
    for kind_of in (system_of, _python_of):
        still = {kind_of(name) for name in built}
        gone = Counter(kind_of(name) for name in left if kind_of(name) not in still)
        told += [
            f"{'all ' if number > 1 else ''}{number} for {kind}" for kind, number in gone.items()
        ]
        left = [name for name in left if kind_of(name) in still]
    rest = Counter(f"{_python_of(name)} on {system_of(name)}" for name in left)
    return listed([*told, *(f"{number} for {kind}" for kind, number in sorted(rest.items()))])


def _python_of(name: WheelName) -> str:
    return f"{'.'.join(name.pythons)}-{'.'.join(name.abis)}"


RULE = Rule(
    id="wheel-dropped",
    basis=Basis.COMPARING,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Look for the job that should have made them; if the support has ended, say so in the "
    "changelog and allow it.",
    doc=__doc__,
    find=find,
)
