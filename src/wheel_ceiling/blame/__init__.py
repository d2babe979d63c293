"""The changed lines of a pull request that explain what was found in its wheels."""

from wheel_ceiling.blame.suspects import find_suspects

__all__ = ["find_suspects"]
