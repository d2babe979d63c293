"""The label by which a maintainer accepts what a pull request shows.

It holds for one head and for the findings shown there: a push after it, or a finding that was
not shown when it was set, ends it. Our comment on that head remembers what it showed, and which
setting of the label it saw first: what nobody was shown, nobody can have accepted.
"""

import base64
import hashlib
from collections.abc import Iterable

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from wheel_ceiling.amounts import without_sizes
from wheel_ceiling.check import accept
from wheel_ceiling.facts.libraries import plain_path
from wheel_ceiling.model import Finding, Report, Severity, Waiver

_MOST = 200
"""Findings told apart; more are remembered by one digest of them all."""
_LENGTH = 6


class Acceptance(Struct, frozen=True):
    """The label as it is set: by whom, and as which event."""

    event: int
    login: str
    label: str


UNSEEN = -1
"""The label may have been set before anything was shown: its first setting accepts nothing."""


class Memory(Struct, frozen=True):
    """What our comment keeps about the head that it was written for."""

    shown: tuple[str, ...] = ()
    """Digests of the findings that failed, accepted or not."""
    event: int = 0
    """The setting of the label that was seen first; UNSEEN where nobody could look."""
    accepted: tuple[str, ...] = ()
    """Digests of what that setting accepted."""


def failing(report: Report) -> tuple[Finding, ...]:
    """Return the findings that fail the check, before anybody accepts them."""
    fail_on = report.comparison.settings.fail_on
    if fail_on == "never":
        return ()
    least = Severity(fail_on).rank
    return tuple(
        finding
        for finding in report.findings
        if finding.severity.rank >= least and not finding.is_waived
    )


def honour(report: Report, label: Acceptance, memory: Memory) -> tuple[Report, Memory]:
    """Return the report with what the label accepts, and what is to be remembered.

    `memory` is that of the comment on the same head; an empty one says that nothing was shown yet.
    """
    marks = _marks(failing(report))
    is_known = memory.event in (label.event, UNSEEN)
    allowed = memory.accepted if is_known else memory.shown
    accepted = {finding for finding, mark in marks.items() if mark in allowed}
    waiver = Waiver("", f"@{label.login} set the label `{label.label}`")
    changed = accept(report, accepted, waiver)
    if len(accepted) < len(marks):
        remark = (
            f"The label `{label.label}` accepts what our comment on this commit had shown when "
            f"@{label.login} set it; for the rest, take it off and set it again."
        )
        changed = replace(changed, remarks=(*changed.remarks, remark))
    return changed, Memory(_joined(memory.shown, marks.values()), label.event, allowed)


def remember(report: Report, before: Memory) -> Memory:
    """Return what the comment has to keep when no label is honoured."""
    return replace(before, shown=_joined((), _marks(failing(report)).values()))


def encode_memory(memory: Memory) -> str:
    """Return the memory as text that fits into an HTML comment."""
    data = msgspec.json.encode((memory.event, "".join(memory.shown), "".join(memory.accepted)))
    return base64.b64encode(data).decode("ascii")


def decode_memory(text: str) -> Memory:
    """Return the memory; an empty one where somebody has edited it."""
    try:
        data = base64.b64decode(text, validate=True)
        event, shown, accepted = msgspec.json.decode(data, type=tuple[int, str, str])
    except (ValueError, msgspec.DecodeError):
        return Memory()
    return Memory(_split(shown), event, _split(accepted))


def _joined(before: Iterable[str], now: Iterable[str]) -> tuple[str, ...]:
    """Return both, the newest last and the oldest forgotten where it becomes too much."""
    return tuple(dict.fromkeys((*before, *now)))[-2 * _MOST :]


def _split(text: str) -> tuple[str, ...]:
    width = 2 * _LENGTH
    return tuple(text[start : start + width] for start in range(0, len(text), width))


def _marks(findings: Iterable[Finding]) -> dict[Finding, str]:
    """Return a short digest for each finding; the same for all where there are very many."""
    marks = {finding: _fingerprint(finding) for finding in findings}
    if len(set(marks.values())) <= _MOST:
        return marks
    return dict.fromkeys(marks, _digest("\n".join(sorted(marks.values()))))


def _fingerprint(finding: Finding) -> str:
    """Digest what a reader would call the same finding: builds differ by a few bytes."""
    said = without_sizes(finding.message)
    parts = (finding.rule, finding.severity, finding.wheel, plain_path(finding.library), said)
    return _digest("\0".join(parts))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=_LENGTH).hexdigest()
