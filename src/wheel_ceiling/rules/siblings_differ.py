"""One wheel of the release is not like its siblings.

## Why it matters

The wheels that one job makes for one system differ in their Python and in nothing else: they have
the same modules, ask for the same glibc, come from the same compilers, and are about as large.
Where one alone differs, something went otherwise in that one build: a file from another job's
cache, another image, a module that was not compiled. Two modules for two Pythons that are the very
same file tell that one of the Pythons got the other one's.

## When to allow it

The package has something for that one Python only.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import median_low
from typing import NamedTuple, TypeVar

from wheel_ceiling.amounts import counted, human_size, joined
from wheel_ceiling.facts.libraries import plain_path
from wheel_ceiling.facts.siblings import ENOUGH, are_at_an_end, families, odd_ones, system_of
from wheel_ceiling.facts.toolchains import distributions_in
from wheel_ceiling.facts.twins import Twin, twins
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule

Value = TypeVar("Value")
_FACTOR, _ENOUGH_BYTES = 2, 200_000
_FILES_SHOWN = 5
Siblings = Mapping[str, Wheel]


class _Oddity(NamedTuple):
    """What one wheel has and its siblings have not; half sentences without their subjects."""

    wheel: str
    subject: str
    has: str
    others: str
    odd: tuple[str, ...]
    """All wheels that are odd in this way."""
    library: str = ""


_Trait = tuple[str, str, str]


def find(comparison: Comparison) -> Iterator[Fault]:
    wheels = comparison.built.wheels
    release = [{one.filename: one for one in family} for family in families(wheels).values()]
    large = [siblings for siblings in release if len(siblings) >= ENOUGH]
    meant = _meant(large)
    for siblings in large:
        for look in (_modules, _ceilings, _compilers, _sizes):
            odd = (one for one in look(siblings) if _trait(one, siblings) not in meant)
            yield from (_fault(one, siblings) for one in odd)
    before = {delta.built.filename: delta.baseline for delta in comparison.kept}
    yield from map(_of_twins, twins(wheels, before))


def _meant(release: Sequence[Siblings]) -> set[_Trait]:
    """Return the modules that only the newest or oldest Pythons have, or lack, on every system.

    debugpy has one for ``sys.monitoring``, which came with Python 3.12.
    """
    there = Counter(
        (wheel.label.project, wheel.label.slot.python)
        for siblings in release
        for wheel in siblings.values()
    )
    found = Counter(
        _trait(oddity, siblings)
        for siblings in release
        for oddity in _modules(siblings)
        if are_at_an_end(oddity.odd, (wheel.label for wheel in siblings.values()))
    )
    return {trait for trait, number in found.items() if number == there[trait[:2]]}


def _trait(oddity: _Oddity, siblings: Siblings) -> _Trait:
    label = siblings[oddity.wheel].label
    return label.project, label.slot.python, oddity.subject


def _modules(siblings: Siblings) -> Iterator[_Oddity]:
    libraries = {name: _by_path(wheel) for name, wheel in siblings.items()}
    for path in sorted({path for held in libraries.values() for path in held}):
        odd = odd_ones({name: path in held for name, held in libraries.items()})
        for name in odd:
            found = libraries[name].get(path)
            if found:
                yield _Oddity(name, path, f"has {found.path}", "do not", odd, found.path)
            else:
                yield _Oddity(name, path, f"lacks {path}", "have it", odd)


def _ceilings(siblings: Siblings) -> Iterator[_Oddity]:
    ceilings = {name: wheel.ceiling() for name, wheel in siblings.items()}
    odd = odd_ones(ceilings)
    for name in odd:
        highest = max(siblings[name].loaded, key=lambda one: one.ceiling())
        has = f"asks for glibc {ceilings[name].text or 'of any version'} ({highest.path})"
        usual = _usual(ceilings, odd).text or "any version"
        yield _Oddity(name, "ceiling", has, f"ask for {usual}", odd, highest.path)


def _compilers(siblings: Siblings) -> Iterator[_Oddity]:
    makers = {
        name: distributions_in(tuple(text for one in wheel.loaded for text in one.compilers))
        for name, wheel in siblings.items()
    }
    odd = odd_ones(makers)
    for name in odd:
        usual = _usual(makers, odd)
        yield _Oddity(
            name,
            f"compilers {_names(makers[name])}",
            f"was made by {_names(makers[name])}",
            f"were made by {_names(usual)}",
            odd,
            _made_otherwise(siblings[name], usual),
        )


def _sizes(siblings: Siblings) -> Iterator[_Oddity]:
    libraries = {name: _by_path(wheel) for name, wheel in siblings.items()}
    for path in sorted({path for held in libraries.values() for path in held}):
        sizes = {name: held[path].loaded_size for name, held in libraries.items() if path in held}
        middle = median_low(sizes.values())
        odd = odd_ones({name: _is_far(size, middle) for name, size in sizes.items()})
        for name in odd:
            spelled = libraries[name][path].path
            if _is_far(sizes[name], middle):
                has = f"loads {human_size(sizes[name])} of {spelled}"
                yield _Oddity(name, f"size {path}", has, f"load {human_size(middle)}", odd, spelled)


def _is_far(size: int, middle: int) -> bool:
    small, large = sorted((size, middle))
    return large > _FACTOR * small and large - small > _ENOUGH_BYTES


def _usual(values: Mapping[str, Value], odd: tuple[str, ...]) -> Value:
    return next(value for name, value in values.items() if name not in odd)


def _by_path(wheel: Wheel) -> dict[str, ElfFacts]:
    return {plain_path(library.path): library for library in wheel.loaded}


def _names(distributions: frozenset[str]) -> str:
    named = joined([f"{name}'s compiler" for name in sorted(distributions)])
    return named or "compilers that name no distribution"


def _made_otherwise(wheel: Wheel, usual: frozenset[str]) -> str:
    found = (one.path for one in wheel.loaded if distributions_in(one.compilers) - usual)
    return next(found, "")


def _fault(oddity: _Oddity, siblings: Siblings) -> Fault:
    others = [name for name in siblings if name not in oddity.odd]
    system = system_of(siblings[oddity.wheel].label)
    return Fault(
        Severity.WARNING,
        oddity.wheel,
        f"{oddity.wheel} {oddity.has}; {counted(len(others), 'other wheel')} for {system} "
        f"{oddity.others}, such as {others[0]}.",
        library=oddity.library,
        subject=oddity.subject,
        evidence=(
            ("this wheel", oddity.has),
            ("its siblings", oddity.others),
            ("compare with", others[0]),
        ),
    )


def _of_twins(twin: Twin) -> Fault:
    more = f" and {counted(len(twin.paths) - 1, 'more module')}" if twin.paths[1:] else ""
    return Fault(
        Severity.WARNING,
        twin.wheel.filename,
        f"{twin.paths[0]}{more} of {twin.wheel.filename} and of {twin.other.filename} is one and "
        "the same file, though they are for two Pythons: one of them has the other's.",
        library=twin.paths[0],
        subject="twin",
        evidence=(
            ("the other wheel", twin.other.filename),
            *(("the same file", path) for path in twin.paths[:_FILES_SHOWN]),
        ),
    )


RULE = Rule(
    id="siblings-differ",
    basis=Basis.NEW,
    severities=(Severity.WARNING,),
    fix="Look at the job that made this wheel: what it took from a cache or from another job, the "
    "image that it ran in, and the steps that it skipped.",
    doc=__doc__,
    find=find,
)
