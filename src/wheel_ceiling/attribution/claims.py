"""Whether a file uses another binary interface, or only claims to by a version's name."""

from wheel_ceiling.attribution.nouns import Claim
from wheel_ceiling.facts.reasons import Binding, Reason, reason_for
from wheel_ceiling.model import SymbolVersion


def claim_of(symbol: str, version: SymbolVersion, machine: str, *, weak: bool = False) -> Claim:
    """Return it for one symbol; a weak reference says that the file can do without."""
    return claim_by(reason_for(symbol, version, machine), weak=weak)


def claim_by(reason: Reason, *, weak: bool) -> Claim:
    """Return it for symbols with this reason."""
    if weak:
        return Claim.ONLY_CLAIMS
    if not reason.id or reason.kind == "behaviour":
        return Claim.UNKNOWN
    if reason.binding in (Binding.UNSAFE, Binding.NONE):
        return Claim.USES
    return Claim.ONLY_CLAIMS
