"""A report as SARIF 2.1.0: what goes where in the shape.

Code scanning wants a place in the repository, and findings are about wheels: an alert stands at
the changed line that most likely brought it about, else at the top of pyproject.toml. Which files
of which wheels it is about is said in its message, its logical locations and its properties.
"""

from collections.abc import Sequence

import msgspec

from wheel_ceiling import __version__
from wheel_ceiling.amounts import listed
from wheel_ceiling.model import Finding, Report, Severity, Suspect, Waiver
from wheel_ceiling.reports.grouping import Entry
from wheel_ceiling.reports.provenance import compared_with
from wheel_ceiling.reports.sarif import shape
from wheel_ceiling.reports.sarif.alerts import Alert, alerts
from wheel_ceiling.reports.sarif.descriptors import COULD_NOT_JUDGE, descriptors, rule_id
from wheel_ceiling.reports.sarif.plain import plain, plain_name, relative_uri
from wheel_ceiling.reports.wording import accepted, entry_sentence, grouped_remarks, where

MOST_RESULTS = 5_000
"""Code scanning takes 25,000 results of a run and shows 5,000 (docs.github.com, "SARIF results
exceed limits"); of the places of a result it shows 100."""
_MOST_PLACES = 100
_MOST_NAMED = 5
_MOST_EVIDENCE = 20
_MOST_NOTIFICATIONS = 200
_MOST_SUSPECTS = 3
_WITHOUT_SUSPECT = "pyproject.toml"


def render_sarif(report: Report) -> str:
    """Return the report as a SARIF log with one run; an accepted finding is a suppressed note."""
    told = alerts(report)
    shown = told[:MOST_RESULTS]
    rules = descriptors(rule_id(alert.first.rule) for alert in shown)
    places = {rule.id: number for number, rule in enumerate(rules)}
    driver = shape.Driver("wheel-ceiling", __version__, rules)
    run = shape.Run(
        tool=shape.Tool(driver),
        invocations=(_invocation(report, len(told) - len(shown)),),
        results=tuple(_result(alert, places, report.suspects) for alert in shown),
        column_kind="unicodeCodePoints",
        properties=shape.RunProperties(report.verdict.value, plain(compared_with(report))),
    )
    raw = msgspec.json.encode(shape.Log(shape.SCHEMA, shape.VERSION, (run,)))
    return msgspec.json.format(raw, indent=2).decode() + "\n"


def _result(alert: Alert, places: dict[str, int], suspects: Sequence[Suspect]) -> shape.Result:
    finding = alert.first
    name = rule_id(finding.rule)
    # Code scanning takes no notice of suppressions; a note, at least, fails no pull request.
    level = Severity.NOTE if finding.is_waived else finding.severity
    explained = suspects[:_MOST_SUSPECTS] if _has_cause(finding) else ()
    return shape.Result(
        rule_id=name,
        rule_index=places[name],
        level=level.value,
        message=shape.Text(_message(alert.entry)),
        locations=(_location(alert.entry, explained),),
        partial_fingerprints=_fingerprints(alert),
        properties=_properties(alert.entry),
        related_locations=tuple(_related(one, number) for number, one in enumerate(explained, 1)),
        suppressions=tuple(map(_suppression, finding.waivers)),
    )


def _fingerprints(alert: Alert) -> dict[str, str]:
    """Return the fingerprint under our own name, and under the only one that GitHub reads.

    Left out, the uploader would compute that one from the line of the alert, which is the same
    for all, and alerts of one rule would become one.
    """
    return {
        "primaryLocationLineHash": alert.fingerprint,
        "wheelCeiling/v1": alert.fingerprint,
    }


def _has_cause(finding: Finding) -> bool:
    return not finding.is_waived and finding.rule != COULD_NOT_JUDGE


def _message(entry: Entry) -> str:
    """Return the sentence, which is the alert's title, then the wheels, then what to do."""
    sentence = f"{plain(entry_sentence(entry)).removesuffix('.')}."
    waivers = entry.first.waivers
    last = f"Accepted: {accepted(waivers[0])}" if waivers else entry.first.fix
    return " ".join(filter(None, (sentence, _place(entry), plain(last))))


def _place(entry: Entry) -> str:
    wheels = [wheel for wheel in entry.wheels if wheel]
    if len(wheels) > 1:
        return f"{where(entry).capitalize()}: {listed(map(plain_name, wheels), _MOST_NAMED)}."
    is_said = not wheels or wheels[0] in entry_sentence(entry)
    return "" if is_said else f"In {plain_name(wheels[0])}."


def _location(entry: Entry, suspects: Sequence[Suspect]) -> shape.Location:
    standing = [suspect for suspect in suspects if not suspect.is_removed]
    line = _line(standing[0]) if standing else _top_of(_WITHOUT_SUSPECT)
    return shape.Location(physical_location=line, logical_locations=_members(entry))


def _top_of(path: str) -> shape.PhysicalLocation:
    return shape.PhysicalLocation(shape.ArtifactLocation(path), shape.Region(1, 1, 1, 1))


def _line(suspect: Suspect) -> shape.PhysicalLocation:
    line = max(suspect.line, 1)
    region = shape.Region(line, 1, line, len(suspect.text) + 1)
    return shape.PhysicalLocation(shape.ArtifactLocation(relative_uri(suspect.path)), region)


def _related(suspect: Suspect, number: int) -> shape.Location:
    return shape.Location(
        physical_location=_line(suspect), id=number, message=shape.Text(plain(suspect.why))
    )


def _members(entry: Entry) -> tuple[shape.LogicalLocation, ...]:
    places = dict.fromkeys((one.wheel, one.library) for one in entry.findings if one.wheel)
    return tuple(_member(*place) for place in list(places)[:_MOST_PLACES])


def _member(wheel: str, library: str) -> shape.LogicalLocation:
    if not library:
        return shape.LogicalLocation(plain_name(wheel), plain_name(wheel), "package")
    name = plain_name(library.rpartition("/")[2])
    return shape.LogicalLocation(name, f"{plain_name(wheel)}/{plain_name(library)}", "module")


def _properties(entry: Entry) -> shape.ResultProperties:
    wheels = [plain_name(wheel) for wheel in entry.wheels if wheel]
    libraries = [plain_name(library) for library in entry.libraries if library]
    evidence: dict[str, list[str]] = {}
    for what, said in entry.first.evidence[:_MOST_EVIDENCE]:
        evidence.setdefault(plain_name(what), []).append(plain(said))
    return shape.ResultProperties(
        severity=entry.first.severity.value,
        wheels=tuple(wheels[:_MOST_PLACES]),
        libraries=tuple(libraries[:_MOST_PLACES]),
        evidence={what: "; ".join(said) for what, said in evidence.items()},
    )


def _suppression(waiver: Waiver) -> shape.Suppression:
    return shape.Suppression("external", "accepted", plain(accepted(waiver)))


def _invocation(report: Report, left_out: int) -> shape.Invocation:
    """Return how the run went; only viewers show it, so each problem is an alert too."""
    problems = [
        shape.Notification("error", shape.Text(plain(f"{problem.message} {problem.hint}")))
        for problem in report.problems
    ]
    notes = [
        *(shape.Notification("warning", shape.Text(plain(text))) for text in report.preface),
        *(shape.Notification("note", shape.Text(plain(text))) for text in grouped_remarks(report)),
    ]
    if left_out:
        text = f"{left_out} more results were left out: code scanning shows {MOST_RESULTS}."
        notes.insert(0, shape.Notification("warning", shape.Text(text)))
    told = (*problems, *notes)[:_MOST_NOTIFICATIONS]
    return shape.Invocation(not report.problems, told)
