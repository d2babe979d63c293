"""What became of something that was to be shown on a pull request."""

from enum import StrEnum

from msgspec import Struct


class Outcome(StrEnum):
    """What was done."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    """It should have been shown and was not; the reason says why."""
    NONE = "none"
    """There was nothing to do."""


class Published(Struct, frozen=True):
    """Where it is shown (empty: nowhere), what was done, and why nothing more."""

    url: str
    what: Outcome
    reason: str = ""
