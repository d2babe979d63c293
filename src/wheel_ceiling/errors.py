"""What can stop a run. Each is shown as message, then hint, and ends with its exit code."""

from typing import ClassVar


class WheelCeilingError(Exception):
    """A sentence for the user; `hint` says what to do about it."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class WrongCall(WheelCeilingError):
    """The command line or an input asks for something that does not exist."""


class WrongSettings(WheelCeilingError):
    """The settings in pyproject.toml cannot be meant."""


class CouldNotJudge(WheelCeilingError):
    """Something needed for a verdict could not be had; never a pass."""

    exit_code: ClassVar[int] = 3


class UnreadableWheel(CouldNotJudge):
    """A file that is called a wheel and is none, or is damaged."""


class NothingFound(CouldNotJudge):
    """A source was asked and had no wheel."""


class SourceUnreachable(CouldNotJudge):
    """A source could not be asked: network, permissions, a server in trouble."""
