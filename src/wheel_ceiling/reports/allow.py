"""The settings that would accept what was found: a start for a deliberate change."""

import json
from glob import escape

from wheel_ceiling.facts.libraries import plain_path
from wheel_ceiling.model import Finding, Report, Severity


def render_allow(report: Report) -> str:
    """Return TOML for every error and warning that is not accepted yet.

    The reasons are left empty on purpose: an empty reason is refused, so each has to be written.
    """
    found = [
        finding
        for finding in report.findings
        if not finding.is_waived and finding.severity.rank >= Severity.WARNING.rank
    ]
    # What is said of waivers themselves cannot be waived.
    blocks = dict.fromkeys(_block(finding) for finding in found if finding.wheel)
    if not blocks:
        return "# There is nothing to allow.\n"
    return "\n".join(blocks)


def _block(finding: Finding) -> str:
    lines = (
        "[[tool.wheel-ceiling.allow]]",
        f"rule = {_text(finding.rule)}",
        f"library = {_text(_pattern(finding))}",
        'reason = ""  # say why; an empty reason is refused',
        "",
    )
    return "\n".join(lines)


def _pattern(finding: Finding) -> str:
    """Name the library so that the next release's hashes and versions match too."""
    if finding.library:
        return escape(plain_path(finding.library))
    parts = finding.wheel.split("-")
    return "-".join([parts[0], "*", *parts[-3:]]) if len(parts) > 3 else finding.wheel  # noqa: PLR2004


def _text(value: str) -> str:
    """Quote for TOML: its basic strings know JSON's escapes."""
    return json.dumps(value)
