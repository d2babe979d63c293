"""What an attribution is made of. Imports only what it names and decides nothing.

Symbols and libraries are foreign words: `words` cleans them where they are shown, and code to copy
holds none that glibc's own table does not know.
"""

from enum import StrEnum

from msgspec import Struct

from wheel_ceiling.facts.glibc import Marker
from wheel_ceiling.facts.reasons import Reason
from wheel_ceiling.model import GLIBC, SymbolVersion

_NONE = SymbolVersion(GLIBC)

LOADED = "compiled, linked and loaded"
LINKED = "compiled and linked, not loaded"


class StepKind(StrEnum):
    """What one has to lay hands on."""

    IMAGE = "image"
    FLAG = "flag"
    SYMVER = "symver"
    WRAP = "wrap"
    DLSYM = "dlsym"
    HIDE = "hide"
    REBUILD = "rebuild"
    DO_NOT = "do not"


class Step(Struct, frozen=True):
    """One thing to do, or to leave alone."""

    kind: StepKind
    text: str
    """A sentence."""
    code: tuple[str, ...] = ()
    """Lines to copy as they stand."""
    tested: str = ""
    """How far the lines were tried out; empty when nobody did."""


class Claim(StrEnum):
    """Whether a file uses another binary interface, or only claims to."""

    USES = "uses"
    """What it calls is not there in an older glibc, or does something else there."""
    ONLY_CLAIMS = "only claims"
    """An older glibc has the same code, or the file can do without it: it is shut out by a name."""
    UNKNOWN = "unknown"
    """It depends on whether the file counts on a changed behaviour, or nothing is known."""


class Group(Struct, frozen=True):
    """Symbols that ask for too much for one and the same reason."""

    reason: Reason
    symbols: tuple[str, ...]
    """Sorted; none where the file asks for a version and no symbol of it."""
    version: SymbolVersion
    """The highest that one of them asks for."""
    libraries: tuple[str, ...]
    """As the file names them."""
    without: SymbolVersion
    """What the file would ask for if this group alone were gone; no number for nothing at all."""
    weak: bool = False
    """All references are weak; the loader refuses the file all the same."""
    steps: tuple[Step, ...] = ()
    """What to do, best first; what not to do comes right behind the first, lest it be cut."""
    claim: Claim = Claim.UNKNOWN


class Attribution(Struct, frozen=True):
    """Everything that one file asks for above a limit, by its causes."""

    path: str
    machine: str
    limit: SymbolVersion
    ceiling: SymbolVersion
    groups: tuple[Group, ...] = ()
    """Highest version first, then the smallest group."""
    markers: tuple[Marker, ...] = ()
    """Versions without a number, which have no place in that order."""
    rest: SymbolVersion = _NONE
    """What the file would ask for if all groups were gone."""
