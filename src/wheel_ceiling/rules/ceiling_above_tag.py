"""A file asks for a newer C library than the wheel's tag promises.

## Why it matters

pip chooses a wheel by its tag alone. On a system whose glibc is as old as the tag allows, pip
installs this wheel and the import fails with ``version `GLIBC_2.29' not found``. The same holds
for programs inside the wheel, and for libstdc++ (GLIBCXX, CXXABI), libgcc (GCC) and zlib, whose
newest versions under each tag stand in PEP 600's policies, unless the wheel brings its own.

## When to allow it

When the file is not used on those systems (a helper for a newer system that is chosen at run
time). Otherwise give the wheel the tag that it deserves: `auditwheel repair` computes it.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import listed
from wheel_ceiling.facts.manylinux import Policy, policy_of
from wheel_ceiling.model import (
    GLIBC,
    Comparison,
    ElfFacts,
    Fault,
    Libc,
    Settings,
    Severity,
    SymbolVersion,
    VersionNeed,
    Wheel,
)
from wheel_ceiling.rules.rule import Basis, Rule

# Families whose library every tag counts on the system to have, unless the wheel brings its own.
_RUNTIMES = {
    "GLIBCXX": "libstdc++",
    "CXXABI": "libstdc++",
    "GCC": "libgcc_s",
    "LIBATOMIC": "libatomic",
    "ZLIB": "libz",
}


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        limits = tuple(_limits(wheel, comparison.settings))
        for library in wheel.loaded:
            yield from _faults_of(library, wheel, limits)


def _limits(wheel: Wheel, settings: Settings) -> Iterator[tuple[SymbolVersion, str]]:
    """Yield the highest version allowed in each family, and who promised it."""
    targets = [target for target in wheel.label.targets if target.is_linux]
    promising = [target for target in targets if target.libc is Libc.GLIBC and target.version]
    if promising:
        lowest = min(promising, key=lambda target: target.version)
        policy = policy_of(lowest)
        yield policy.glibc, f"its tag promises {wheel.label.floor.text} ({lowest.modern_tag})"
        yield from _runtime_limits(wheel, policy, lowest.modern_tag)
    if settings.max_glibc and any(target.libc is not Libc.MUSL for target in targets):
        limit = SymbolVersion(GLIBC, settings.max_glibc)
        yield limit, f"max-glibc is {limit.text}"


def _runtime_limits(wheel: Wheel, policy: Policy, tag: str) -> Iterator[tuple[SymbolVersion, str]]:
    for family, library in _RUNTIMES.items():
        limit = policy.limit(family)
        if limit and not _brings(wheel, library):
            yield limit, f"{tag} counts on {limit}, and the wheel brings no {library}.so along"


def _brings(wheel: Wheel, library: str) -> bool:
    own = (f"{library}.so", f"{library}-", f"{library}.")
    return any(item.name.startswith(own) and ".so" in item.name for item in wheel.libraries)


def _faults_of(
    library: ElfFacts, wheel: Wheel, limits: tuple[tuple[SymbolVersion, str], ...]
) -> Iterator[Fault]:
    """Yield one fault per family: the tag's promise is told before the user's own limit."""
    told: set[str] = set()
    for limit, promise in limits:
        above = library.needs_above(limit)
        if above and limit.family not in told:
            told.add(limit.family)
            yield _fault(wheel, library, above, promise)


def _fault(wheel: Wheel, library: ElfFacts, above: tuple[VersionNeed, ...], promise: str) -> Fault:
    highest = above[0].node
    symbols = [symbol for need in above if need.node == highest for symbol in need.symbols]
    because = f" because of {listed(symbols)}" if symbols else ""
    return Fault(
        Severity.ERROR,
        wheel.filename,
        f"{library.path} asks for {highest}{because}; {promise}.",
        library=library.path,
        subject=highest.family,
        evidence=tuple(
            (f"{need.version} of {need.library}", listed(need.symbols) or "the version itself")
            for need in above
        ),
    )


RULE = Rule(
    id="ceiling-above-tag",
    basis=Basis.ABSOLUTE,
    severities=(Severity.ERROR,),
    fix="Build in the manylinux image that the tag names, or repair the wheel with auditwheel so "
    "that it gets the tag that it deserves.",
    doc=__doc__,
    find=find,
)
