"""Everything that a file asks for between a promise and its ceiling, grouped by cause."""

from collections.abc import Iterable

from msgspec import Struct

from wheel_ceiling.attribution.claims import claim_by
from wheel_ceiling.attribution.nouns import Attribution, Claim, Group
from wheel_ceiling.attribution.runtimes import cause_of, is_of_merge, merged
from wheel_ceiling.attribution.steps import Wanted, steps_for
from wheel_ceiling.facts.glibc import Marker, lowest, marker_of
from wheel_ceiling.facts.reasons import Reason
from wheel_ceiling.model import GLIBC, ElfFacts, SymbolVersion, VersionNeed


class _Want(Struct, frozen=True):
    """One symbol in one version; the symbol is empty where only the version is named."""

    symbol: str
    version: SymbolVersion
    library: str
    weak: bool


def attribute(library: ElfFacts, limit: SymbolVersion) -> Attribution:
    """Tell what is above the limit, in the limit's family.

    A limit of glibc without a number is the machine's first version: no file can ask for less.
    """
    return _attribution(library, limit, frozenset())


def new_since(built: ElfFacts, baseline: ElfFacts) -> Attribution:
    """Tell what is above the baseline's ceiling, and the markers that the baseline did not want."""
    known = frozenset(baseline.nodes_without_number)
    return _attribution(built, baseline.ceiling(), known)


def _attribution(library: ElfFacts, limit: SymbolVersion, known: frozenset[str]) -> Attribution:
    kept = limit or _first(limit.family, library.machine)
    wants = _wants(library.needs_above(kept))
    nodes = (need.node for need in library.version_needs)
    low = [node for node in nodes if node.family == limit.family and node <= kept]
    rest = max(low, default=SymbolVersion(limit.family))
    causes = _by_cause(wants, library)
    tops = [*sorted((_highest(found) for _, found in causes), reverse=True), rest]
    groups = [
        # Without the highest the next one holds the ceiling; without any other, the highest does.
        _group(reason, found, tops[1 if _highest(found) == tops[0] else 0], library, kept)
        for reason, found in causes
    ]
    fewest_first = sorted(groups, key=lambda group: (len(group.symbols), group.reason.id))
    return Attribution(
        path=library.path,
        machine=library.machine,
        limit=limit,
        ceiling=library.ceiling(limit.family),
        groups=tuple(sorted(fewest_first, key=lambda group: group.version, reverse=True)),
        markers=_markers(library, limit, known),
        rest=rest,
    )


def _first(family: str, machine: str) -> SymbolVersion:
    return lowest(machine) if family == GLIBC else SymbolVersion(family)


def _wants(above: Iterable[VersionNeed]) -> list[_Want]:
    """Return each symbol once per version."""
    found: dict[tuple[str, SymbolVersion, str], _Want] = {}
    for need in above:
        for symbol in need.symbols or ("",):
            want = _Want(symbol, need.node, need.library, symbol in need.weak)
            found.setdefault((symbol, need.node, need.library), want)
    return list(found.values())


def _by_cause(wants: list[_Want], library: ElfFacts) -> list[tuple[Reason, list[_Want]]]:
    """Group by reason, weak references apart; libraries that 2.34 merged are one cause."""
    drafts: dict[tuple[Reason, bool], list[_Want]] = {}
    for want in wants:
        reason = cause_of(want.symbol, want.version, library, weak=want.weak)
        drafts.setdefault((reason, want.weak), []).append(want)
    several = {key for key in drafts if is_of_merge(key[0]) and not key[1]}
    if len(several) <= 1:
        return [(reason, found) for (reason, _), found in drafts.items()]
    one = [want for key in drafts if key in several for want in drafts[key]]
    others = [(key[0], found) for key, found in drafts.items() if key not in several]
    return [(merged(reason for reason, _ in several), one), *others]


def _highest(wants: list[_Want]) -> SymbolVersion:
    return max(want.version for want in wants)


def _group(
    reason: Reason,
    wants: list[_Want],
    without: SymbolVersion,
    library: ElfFacts,
    limit: SymbolVersion,
) -> Group:
    symbols = {want.symbol: want.version for want in wants[::-1] if want.symbol}
    version = _highest(wants)
    weak = all(want.weak for want in wants)
    wanted = Wanted(tuple(sorted(symbols.items())), version, library.machine, limit, weak=weak)
    return Group(
        reason=reason,
        symbols=tuple(sorted(symbols)),
        version=version,
        libraries=tuple(sorted({want.library for want in wants})),
        without=without,
        weak=weak,
        steps=steps_for(reason, wanted),
        claim=claim_by(reason, weak=weak) if symbols else Claim.ONLY_CLAIMS,
    )


def _markers(library: ElfFacts, limit: SymbolVersion, known: frozenset[str]) -> tuple[Marker, ...]:
    """Return glibc's versions without number that the limit's glibc does not have, each once."""
    if limit.family != GLIBC:
        return ()
    found = [
        marker_of(node) or Marker(node, "", "Nothing is known of this version here.")
        for node in library.nodes_without_number
        if node.startswith(f"{GLIBC}_") and node not in known
    ]
    return tuple(marker for marker in found if _is_above(marker, limit))


def _is_above(marker: Marker, limit: SymbolVersion) -> bool:
    since = SymbolVersion.parse(f"{GLIBC}_{marker.since}")
    return not since or since > limit
