"""What every part of the proof is given, and what it hands to the page."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where downloads are kept, where wheels may be made, and how many cases a part may take."""

    cache: Path
    work: Path
    limit: int  # 0: all of them


@dataclass(frozen=True, slots=True)
class Part:
    """One section of docs/detection.md, and the sentences for which the run fails."""

    title: str
    text: str
    failures: tuple[str, ...] = ()
