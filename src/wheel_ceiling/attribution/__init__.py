"""Why a file asks for what it asks for, and what to do about it."""

from wheel_ceiling.attribution.claims import claim_of
from wheel_ceiling.attribution.grouping import attribute, new_since
from wheel_ceiling.attribution.nouns import Attribution, Claim, Group, Step, StepKind
from wheel_ceiling.attribution.older import symver_lines
from wheel_ceiling.attribution.runtimes import compiler_of
from wheel_ceiling.attribution.telling import advice, claim_sentence, sentence

__all__ = [
    "Attribution",
    "Claim",
    "Group",
    "Step",
    "StepKind",
    "advice",
    "attribute",
    "claim_of",
    "claim_sentence",
    "compiler_of",
    "new_since",
    "sentence",
    "symver_lines",
]
