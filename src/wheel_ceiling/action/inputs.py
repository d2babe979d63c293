"""The inputs of the Action, read from the environment as the runner gives them.

``INPUT_`` and the name in capitals; hyphens stay hyphens (actions/runner, Handler.cs). The runner
does not insist on required inputs and knows no lists: a list is one entry a line.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct

from wheel_ceiling.errors import WrongCall
from wheel_ceiling.github.comment import CommentPolicy
from wheel_ceiling.inputs import ACTION_INPUTS, INPUTS


class Mode(StrEnum):
    """What the Action is there for in this job."""

    CHECK = "check"
    RECORD = "record"
    RECORD_LIBRARIES = "record-libraries"
    PUBLISH = "publish"


class Sink(StrEnum):
    """Places to report to that are not used unless they are asked for."""

    CHECK_RUN = "check-run"
    STATUS = "status"
    REVIEW = "review"
    SARIF = "sarif"


class Choices(Struct, frozen=True):
    """What the workflow's author chose."""

    mode: Mode
    comment: CommentPolicy
    sinks: frozenset[Sink]
    token: str
    gate: Mapping[str, Sequence[str]]
    """The inputs that every door takes, by name; empty where nothing was chosen."""

    def __repr__(self) -> str:
        return f"Choices({self.mode!r}, …)"  # without the token

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("mode", self.mode)]


Choice = TypeVar("Choice", bound=StrEnum)


def read_choices(environment: Mapping[str, str]) -> Choices:
    """Return what was chosen; raises WrongCall where an input cannot be meant."""
    given = {
        known.name: environment.get(variable(known.name), "").strip()
        for known in (*INPUTS, *ACTION_INPUTS)
    }
    return Choices(
        mode=_one_of(Mode, "mode", given["mode"] or Mode.CHECK),
        comment=_one_of(CommentPolicy, "comment", given["comment"] or CommentPolicy.CHANGES),
        sinks=frozenset(
            _one_of(Sink, "report-to", name)
            for name in re.split(r"[\s,]+", given["report-to"])
            if name
        ),
        token=given["token"],
        gate={known.name: _lines(given[known.name]) for known in INPUTS},
    )


def variable(name: str) -> str:
    """Return the environment variable that an input arrives in."""
    return f"INPUT_{name.replace(' ', '_').upper()}"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _one_of(kind: type[Choice], name: str, text: str) -> Choice:
    known = [choice.value for choice in kind]
    if text in known:
        return kind(text)
    close = get_close_matches(text, known, 1)
    hint = f"Did you mean {close[0]}?" if close else ""
    raise WrongCall(f"{name}: {text!r} is not one of {', '.join(known)}.", hint)
