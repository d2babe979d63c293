"""A file asks for a newer C library than the wheel's tag promises.

## Why it matters

pip chooses a wheel by its tag alone. On a system whose glibc is as old as the tag allows, pip
installs this wheel and the import fails with ``version `GLIBC_2.29' not found``. The same holds
for programs inside the wheel, and for libstdc++ (GLIBCXX, CXXABI), libgcc (GCC) and zlib, whose
newest versions under each tag stand in PEP 600's policies, unless the wheel brings its own. The
policies list ``GLIBC_ABI_DT_RELR`` (packed relocations) from manylinux_2_36 on.

musl has no versions: what counts there is since when it has the functions that a file wants. A
musllinux_1_1 wheel that wants one of musl 1.2 is told. What later releases of 1.2 itself brought
(``qsort_r``, ``statx``) is not: the tag cannot tell them apart, every release of Alpine in support
has it, and popular wheels count on it.

## When to allow it

When the file is not used on those systems (a helper for a newer system that is chosen at run
time). Otherwise give the wheel the tag that it deserves: `auditwheel repair` computes it.
"""

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from wheel_ceiling.amounts import listed
from wheel_ceiling.attribution import attribute
from wheel_ceiling.attribution.brief import brief_advice, brief_sentence, evidence
from wheel_ceiling.attribution.words import shown
from wheel_ceiling.facts.distributions import MUSL, describe, systems_between, systems_without
from wheel_ceiling.facts.glibc import marker_of
from wheel_ceiling.facts.manylinux import Policy, policy_of
from wheel_ceiling.facts.musl import since
from wheel_ceiling.model import (
    GLIBC,
    Comparison,
    ElfFacts,
    Fault,
    Libc,
    Settings,
    Severity,
    SymbolVersion,
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
# Rust's standard library asks for these by weak references and does without them. What is weak
# is not known of symbols that have no version.
_OFTEN_WEAK = frozenset({"gettid", "statx", "preadv2", "pwritev2"})
# Of the versions without a number the only one that comes with a release; see facts/glibc.py.
_RELR = "GLIBC_ABI_DT_RELR"
_RETAG = " Or let `auditwheel repair` give the wheel the tag that it deserves."
_MOST_SYMBOLS = 5
_MOST_ROWS = 20


class _Limit(Struct, frozen=True):
    """The highest version allowed in one family, and who says so."""

    version: SymbolVersion
    promise: str
    instead: str = ""
    """What one may do in place of asking for less."""


def find(comparison: Comparison) -> Iterator[Fault]:
    today = comparison.settings.today
    for wheel in comparison.built.wheels:
        limits = tuple(_limits(wheel, comparison.settings))
        for library in wheel.loaded:
            yield from _faults_of(library, wheel, limits, today)
            yield from _packed_faults(library, wheel, limits, today)
        yield from _musl_faults(wheel, today)


def _limits(wheel: Wheel, settings: Settings) -> Iterator[_Limit]:
    targets = [target for target in wheel.label.targets if target.is_linux]
    promising = [target for target in targets if target.libc is Libc.GLIBC and target.version]
    if promising:
        lowest = min(promising, key=lambda target: target.version)
        policy = policy_of(lowest)
        promise = f"its tag promises {wheel.label.floor.text} ({lowest.modern_tag})"
        yield _Limit(policy.glibc, promise, _RETAG)
        yield from _runtime_limits(wheel, policy, lowest.modern_tag)
    if settings.max_glibc and any(target.libc is not Libc.MUSL for target in targets):
        limit = SymbolVersion(GLIBC, settings.max_glibc)
        yield _Limit(limit, f"max-glibc is {limit.text}")


def _runtime_limits(wheel: Wheel, policy: Policy, tag: str) -> Iterator[_Limit]:
    for family, library in _RUNTIMES.items():
        limit = policy.limit(family)
        if limit and not _brings(wheel, library):
            promise = f"{tag} counts on {limit}, and the wheel brings no {library}.so along"
            yield _Limit(limit, promise, _RETAG)


def _brings(wheel: Wheel, library: str) -> bool:
    own = (f"{library}.so", f"{library}-", f"{library}.")
    return any(item.name.startswith(own) and ".so" in item.name for item in wheel.libraries)


def _faults_of(
    library: ElfFacts, wheel: Wheel, limits: tuple[_Limit, ...], today: str
) -> Iterator[Fault]:
    """Yield one fault per family: the tag's promise is told before the user's own limit."""
    told: set[str] = set()
    for limit in limits:
        family = limit.version.family
        if family not in told and library.needs_above(limit.version):
            told.add(family)
            why = attribute(library, limit.version)
            yield Fault(
                Severity.ERROR,
                wheel.filename,
                f"{library.path} {brief_sentence(why)}; {limit.promise}"
                f"{_shut_out(limit.version, why.ceiling, today)}.",
                library=library.path,
                subject=family,
                fix=f"{brief_advice(why)}{limit.instead}",
                evidence=evidence(why),
            )


def _packed_faults(
    library: ElfFacts, wheel: Wheel, limits: tuple[_Limit, ...], today: str
) -> Iterator[Fault]:
    """Yield one fault if the file says that its relocations are packed; the tag is told first."""
    marker = marker_of(_RELR)
    first = SymbolVersion.parse(f"{GLIBC}_{marker.since}")
    if not any(need.version == _RELR for need in library.version_needs):
        return
    below = (one for one in limits if one.version.family == GLIBC and one.version < first)
    for limit in islice(below, 1):
        lost = systems_without(_RELR, limit.version)
        yield Fault(
            Severity.ERROR,
            wheel.filename,
            f"{library.path} asks for {_RELR}, which glibc has since {marker.since}; "
            f"{limit.promise}, and it does not load on {describe(lost, today)}.",
            library=library.path,
            subject=_RELR,
            fix=f"{marker.fix}{limit.instead}",
            evidence=((_RELR, marker.what),),
        )


def _shut_out(promised: SymbolVersion, wanted: SymbolVersion, today: str) -> str:
    lost = systems_between(promised, wanted) if promised.family in (GLIBC, MUSL) else ()
    return f", and it does not load on {describe(lost, today)}" if lost else ""


def _musl_faults(wheel: Wheel, today: str) -> Iterator[Fault]:
    """Yield what musl does not have under the wheel's tag; every file must be for musl alone."""
    targets = [target for target in wheel.label.targets if target.is_linux]
    if not targets or any(target.libc is not Libc.MUSL for target in targets):
        return
    lowest = min(targets, key=lambda target: target.version)
    given = {name for item in wheel.loaded for name in item.exports}
    for library in wheel.loaded:
        wanted = {
            name: since(name)
            for name in library.undefined
            if since(name)[:2] > lowest.version and name not in given | _OFTEN_WEAK
        }
        if wanted:
            yield _musl_fault(wheel, library, wanted, lowest.tag, today)


def _musl_fault(
    wheel: Wheel, library: ElfFacts, wanted: dict[str, tuple[int, ...]], tag: str, today: str
) -> Fault:
    newest = SymbolVersion(MUSL, max(wanted.values()))
    promised = SymbolVersion(MUSL, min(target.version for target in wheel.label.targets))
    names = listed(map(shown, sorted(wanted)), _MOST_SYMBOLS)
    better = "_".join(map(str, newest.number[:2]))
    return Fault(
        Severity.ERROR,
        wheel.filename,
        f"{library.path} asks for musl {newest.text} because of {names}; its tag promises "
        f"{promised.text} ({tag}){_shut_out(promised, newest, today)}.",
        library=library.path,
        subject=MUSL,
        fix=f"Build in the image that the tag names, or tag the wheel musllinux_{better}.",
        evidence=tuple(
            (shown(name), f"since musl {SymbolVersion(MUSL, number).text}")
            for name, number in sorted(wanted.items())[:_MOST_ROWS]
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
