"""How much of each part of a comment may be shown."""

from msgspec import Struct
from msgspec.structs import replace


class Allowance(Struct, frozen=True):
    """The most of everything; what a reader misses least is the first to go."""

    left_out: str = ""
    """What the reader misses, in words; empty for nothing."""
    evidence: int = 12
    notes: int = 60
    library_rows: int = 60
    wheel_rows: int = 200
    entries: int = 400
    names: int = 60
    stories: int = 8


_BARE = Allowance("evidence, notes and tables", 0, 0, 0, 0)
_EVEN_FINDINGS = "evidence, notes, tables and some of the findings"
ALLOWANCES = (
    Allowance(),
    Allowance("some of the evidence", evidence=2),
    Allowance("evidence", evidence=0),
    Allowance("evidence and notes", 0, 0),
    Allowance("evidence, notes and tables of libraries", 0, 0, 0),
    replace(_BARE, names=8),
    *(
        replace(_BARE, left_out=_EVEN_FINDINGS, entries=most, names=2, stories=4)
        for most in (100, 40, 12)
    ),
    replace(_BARE, left_out=_EVEN_FINDINGS, entries=1, names=1, stories=0),
)
"""From everything to the least; the last is sure to fit, since every sentence is bounded."""
