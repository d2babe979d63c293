"""The terminal's door: words in, text and an exit code out."""

from wheel_ceiling.cli.program import main, run
from wheel_ceiling.cli.surroundings import Surroundings

__all__ = ["Surroundings", "main", "run"]
