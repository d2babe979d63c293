"""A file loads on fewer systems than its version numbers say.

## Why it matters

The loader refuses a file that wants a symbol from a library which does not hold it:
``symbol pthread_create, version GLIBC_2.2.5 not defined in file libc.so.6``. That comes of binding
to the older version by ``.symver``, since glibc 2.34 took libpthread, libdl, librt and libutil
into libc. Packed relocations (DT_RELR) that the file does not announce fail too; where it
loads on no glibc at all, that is an error. auditwheel reads
the versions alone and lets both pass for an old tag. The loader also refuses versions without a
number that its glibc lacks (``GLIBC_ABI_GNU2_TLS``); where the tag says so for sure, for
``GLIBC_ABI_DT_RELR``, [ceiling-above-tag](#ceiling-above-tag) tells it.

## When to allow it

The file is only loaded by programs that have loaded the missing library before, or on the newer
systems alone.
"""

from collections.abc import Iterator

from msgspec import Struct

from wheel_ceiling.amounts import joined, listed
from wheel_ceiling.attribution.words import shown
from wheel_ceiling.facts.distributions import describe, systems_between, systems_without
from wheel_ceiling.facts.glibc import Holding, KnownVersion, holding, marker_of, versions_of
from wheel_ceiling.model import (
    GLIBC,
    Comparison,
    ElfFacts,
    ElfKind,
    Fault,
    Libc,
    Severity,
    SymbolVersion,
    VersionNeed,
    Wheel,
)
from wheel_ceiling.rules.rule import Basis, Rule

_RELR = "GLIBC_ABI_DT_RELR"
_PRIVATE = "GLIBC_PRIVATE"
_LIBC = "libc.so.6"
# From this release on the loader looks for a symbol in every library (glibc f0b2132b35, BZ 24741).
_SEARCHES_ALL = SymbolVersion(GLIBC, (2, 30))
_MOST_NAMED = 5
_MOST_ROWS = 20
_FIX_MOVED = (
    "Link against the glibc of the tag, in its manylinux image or by `zig cc -target`; a need that "
    ".symver binds to names the library of the glibc that is linked against."
)


class _Lie(Struct, frozen=True):
    """One thing that the numbers do not say."""

    subject: str
    sentence: str
    """What goes on behind the path of the file, without a full stop."""
    fix: str
    evidence: tuple[tuple[str, str], ...] = ()
    severity: Severity = Severity.WARNING


class _Stray(Struct, frozen=True):
    """A symbol that is not where the file wants it."""

    name: str
    library: str
    home: str
    """Who holds it instead, or held it before a merge."""
    loads_from: SymbolVersion
    """The release from which on it is found all the same."""


def find(comparison: Comparison) -> Iterator[Fault]:
    today = comparison.settings.today
    for wheel in comparison.built.wheels:
        names = frozenset(name for item in wheel.loaded for name in (item.soname, item.name))
        for library in wheel.loaded if _may_meet_glibc(wheel) else ():
            for lie in _lies(library, wheel, names, today):
                yield _fault(lie, library, wheel)


def _may_meet_glibc(wheel: Wheel) -> bool:
    return any(target.libc in (Libc.GLIBC, Libc.UNSPECIFIED) for target in wheel.label.targets)


def _fault(lie: _Lie, library: ElfFacts, wheel: Wheel) -> Fault:
    return Fault(
        lie.severity,
        wheel.filename,
        f"{library.path} {lie.sentence}.",
        library=library.path,
        subject=lie.subject,
        fix=lie.fix,
        evidence=lie.evidence,
    )


def _lies(library: ElfFacts, wheel: Wheel, names: frozenset[str], today: str) -> Iterator[_Lie]:
    claimed = max(library.ceiling(), wheel.label.floor)
    groups: dict[tuple[str, str, SymbolVersion], list[_Stray]] = {}
    for stray in _strays(library, names):
        key = stray.library, stray.home, stray.loads_from
        groups.setdefault(key, []).append(stray)
    for group in groups.values():
        yield from _misplaced(group, claimed, _claims(library, wheel), today)
    yield from _packed(library, claimed, today)
    # Under a tag, ceiling-above-tag tells this one.
    told = {_RELR} if wheel.label.floor else set()
    for node in sorted(set(library.nodes_without_number) - told):
        yield from _marked(node, library, wheel, names, today)


def _strays(library: ElfFacts, names: frozenset[str]) -> Iterator[_Stray]:
    for need in library.version_needs:
        if not need.optional and need.library not in names:
            for symbol in need.symbols:
                yield from _stray(symbol, need, library)


def _stray(symbol: str, need: VersionNeed, library: ElfFacts) -> Iterator[_Stray]:
    """Yield the symbol if another library has it; what none has, the first import of it shows."""
    found = holding(need.library, symbol, need.version, library.machine)
    if found not in (Holding.NO, Holding.MOVED):
        return
    known = versions_of(symbol, library.machine)
    for same in (one for one in known if one.version == need.node):
        name = f"{shown(symbol)}@{need.version}"
        if found is Holding.MOVED:
            home = same.former_library
            is_there = home in library.needed
            loads_from = _SEARCHES_ALL if is_there else _merged_in(known, need.node)
            yield _Stray(name, need.library, home, loads_from)
        elif same.library != _LIBC:
            # Before 2.31 libpthread and others held copies of much of libc, which no table knows.
            yield _Stray(name, need.library, same.library, _SEARCHES_ALL)


def _merged_in(known: tuple[KnownVersion, ...], wanted: SymbolVersion) -> SymbolVersion:
    """Return the release of the merge: it gives the symbol a version, which new links take."""
    later = (one.version for one in known if one.version > max(wanted, _SEARCHES_ALL))
    return min(later, default=_SEARCHES_ALL)


def _claims(library: ElfFacts, wheel: Wheel) -> str:
    """Return what the file's numbers and the wheel's tag say."""
    own, promised = library.ceiling(), wheel.label.floor
    numbers = f"its numbers say {own.text}" if own else "it has no numbers"
    return f"{numbers}, its tag promises {promised.text}" if promised else numbers


def _misplaced(
    group: list[_Stray], claimed: SymbolVersion, claims: str, today: str
) -> Iterator[_Lie]:
    first = group[0]
    lost = systems_between(claimed, first.loads_from)
    if lost:
        names = [stray.name for stray in group]
        yield _Lie(
            f"{first.library} {first.home}",
            f"wants {listed(names, _MOST_NAMED)} from {first.library}, but {first.home} held that "
            f"before glibc {first.loads_from.text}: {claims}, and unless a program has "
            f"{first.home} loaded already, it does not load on {describe(lost, today)}",
            _FIX_MOVED,
            ((f"wanted from {first.library}", listed(names, _MOST_ROWS)),),
        )


def _packed(library: ElfFacts, claimed: SymbolVersion, today: str) -> Iterator[_Lie]:
    """Tell packed relocations without their marker (glibc 2.36, elf/dl-version.c).

    The loader asks for it of files with a version need of libc; before 2.36 it knows neither.
    Programs that are linked statically unpack themselves; so does the loader.
    """
    is_static = library.kind is ElfKind.EXECUTABLE and not library.interpreter
    if "relr" not in library.flags or _RELR in library.nodes_without_number or is_static:
        return
    marker = marker_of(_RELR)
    first = SymbolVersion.parse(f"{GLIBC}_{marker.since}")
    lost = systems_between(claimed, first)
    start = f"has packed relocations (DT_RELR) and does not ask for {_RELR}"
    if any(need.library.startswith("libc.so.") for need in library.version_needs):
        yield _Lie(
            _RELR,
            f"{start}: it loads on no glibc, since from {first.text} on the loader refuses it, and "
            "before it crashes",
            marker.fix,
            severity=Severity.ERROR,
        )
    elif lost:
        yield _Lie(_RELR, f"{start}: it crashes on {describe(lost, today)}", marker.fix)


def _marked(
    node: str, library: ElfFacts, wheel: Wheel, names: frozenset[str], today: str
) -> Iterator[_Lie]:
    marker = marker_of(node)
    holders = [need.library for need in library.version_needs if need.version == node]
    wanted = [name for name in holders if name not in names]
    if not marker or not wanted:
        return
    claimed = max(library.ceiling(), wheel.label.floor)
    start = f"asks for {node} of {joined(wanted)}"
    if node == _PRIVATE:
        yield _Lie(
            node,
            f"{start}, the inside of glibc: any other build of it may lack that",
            marker.fix,
            _symbols_of(node, library),
        )
    elif lost := systems_without(node, claimed):
        yield _Lie(
            node,
            f"{start}, which no number says: {_claims(library, wheel)}, and it does not load on "
            f"{describe(lost, today)}",
            marker.fix,
            ((node, marker.what),),
        )


def _symbols_of(node: str, library: ElfFacts) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{need.version} of {need.library}", listed(map(shown, need.symbols), _MOST_ROWS))
        for need in library.version_needs
        if need.version == node
    )


RULE = Rule(
    id="claims-more-than-it-can",
    basis=Basis.NEW,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Link against the glibc of the tag: in its manylinux image, or by `zig cc -target`.",
    doc=__doc__,
    find=find,
)
