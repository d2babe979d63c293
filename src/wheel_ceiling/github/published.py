"""What became of something that was to be shown on a pull request."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What was done."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    """It should have been shown and was not; the reason says why."""
    NONE = "none"
    """There was nothing to do."""


@dataclass(frozen=True, slots=True)
class Published:
    """Where it is shown (empty: nowhere), what was done, and why nothing more."""

    url: str
    what: Outcome
    reason: str = ""
