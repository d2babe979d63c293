"""What every part of the proof is given, and what it hands to the page."""

from pathlib import Path

from msgspec import Struct


class Chosen(Struct, frozen=True):
    """Where downloads are kept, where wheels may be made, and how many cases a part may take."""

    cache: Path
    work: Path
    limit: int  # 0: all of them


class Part(Struct, frozen=True):
    """One section of docs/detection.md, and the sentences for which the run fails."""

    title: str
    text: str
    failures: tuple[str, ...] = ()
