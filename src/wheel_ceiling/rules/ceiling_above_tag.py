"""A file asks for a newer C library than the wheel's tag promises.

## Why it matters

pip chooses a wheel by its tag alone. On a system whose glibc is as old as the tag allows, pip
installs this wheel and the import fails with ``version `GLIBC_2.29' not found``. The same holds
for programs inside the wheel, and for libstdc++ (GLIBCXX, CXXABI) and libgcc (GCC), whose newest
versions under each tag stand in PEP 600's policies.

## When to allow it

When the file is not used on those systems (a helper for a newer system that is chosen at run
time). Otherwise give the wheel the tag that it deserves: `auditwheel repair` computes it.
"""

from collections.abc import Iterator
from itertools import product

from wheel_ceiling.facts.manylinux import Policy, policy_for
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
    "GLIBCXX": "libstdc++.so",
    "CXXABI": "libstdc++.so",
    "GCC": "libgcc_s.so",
    "LIBATOMIC": "libatomic.so",
    "ZLIB": "libz.so",
}
_MOST_NAMED = 8


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        limits = tuple(_limits(wheel, comparison.settings))
        for library, (limit, promise) in product(wheel.loaded, limits):
            if above := library.needs_above(limit):
                yield _fault(wheel, library, above, promise)


def _limits(wheel: Wheel, settings: Settings) -> Iterator[tuple[SymbolVersion, str]]:
    """Yield the highest version allowed in each family, and who promised it."""
    policies = [
        (target.version, policy_for(target.version, target.arch))
        for target in wheel.label.targets
        if target.libc is Libc.GLIBC and target.version
    ]
    if policies:
        version, policy = min(policies, key=lambda pair: pair[0])
        tag = f"manylinux_{version[0]}_{version[1]}"
        yield policy.glibc, f"its tag promises {policy.glibc.text} ({tag})"
        yield from _runtime_limits(wheel, policy, tag)
    if settings.max_glibc and wheel.label.is_linux:
        limit = SymbolVersion(GLIBC, settings.max_glibc)
        if not policies or limit < min(policy.glibc for _, policy in policies):
            yield limit, f"max-glibc is {limit.text}"


def _runtime_limits(wheel: Wheel, policy: Policy, tag: str) -> Iterator[tuple[SymbolVersion, str]]:
    for family, library in _RUNTIMES.items():
        limit = policy.limit(family)
        if limit and not _bundles(wheel, library):
            yield limit, f"{tag} counts on {limit}, and the wheel brings no {library} along"


def _bundles(wheel: Wheel, library: str) -> bool:
    stem = library.removesuffix(".so")
    return any(
        member.name.startswith((f"{stem}.so", f"{stem}-")) and ".so" in member.name
        for member in wheel.members
    )


def _fault(wheel: Wheel, library: ElfFacts, above: tuple[VersionNeed, ...], promise: str) -> Fault:
    highest = above[0].node
    return Fault(
        Severity.ERROR,
        wheel.filename,
        f"{library.path} asks for {highest}{_because(above)}; {promise}.",
        library=library.path,
        subject=highest.family,
        evidence=tuple(
            (f"{need.version} of {need.library}", ", ".join(need.symbols) or "the version itself")
            for need in above
        ),
    )


def _because(above: tuple[VersionNeed, ...]) -> str:
    """Name the symbols that set the ceiling: those of the highest version."""
    top = above[0].node
    symbols = [symbol for need in above if need.node == top for symbol in need.symbols]
    if not symbols:
        return ""
    rest = len(symbols) - _MOST_NAMED
    named = ", ".join(symbols[:_MOST_NAMED])
    return f" because of {named}" + (f" and {rest} more" if rest > 0 else "")


RULE = Rule(
    id="ceiling-above-tag",
    basis=Basis.ABSOLUTE,
    severities=(Severity.ERROR,),
    fix="Build in the manylinux image that the tag names, or repair the wheel with auditwheel so "
    "that it gets the tag that it deserves.",
    doc=__doc__,
    find=find,
)
