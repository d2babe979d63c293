"""A report as JSON: what goes where in the shape; the order never depends on chance."""

import json
from collections.abc import Iterable

import msgspec

from wheel_ceiling import __version__
from wheel_ceiling.model import (
    Baseline,
    Change,
    Comparison,
    Diagnosis,
    Finding,
    Inventory,
    NoBaseline,
    Problem,
    Report,
    SourceChanges,
    Suspect,
    WheelDelta,
)
from wheel_ceiling.reports.changes import changes_of_library, changes_of_wheel
from wheel_ceiling.reports.document import shape
from wheel_ceiling.reports.document.wheel_facts import WheelFacts, describe

_PROGRAM = shape.Program("wheel-ceiling", __version__)


def render_json(report: Report) -> str:
    """Return the whole report; findings keep the order in which they were judged."""
    comparison = report.comparison
    settings = comparison.settings
    return _encode(
        shape.ReportDocument(
            schema_version=shape.SCHEMA_VERSION,
            program=_PROGRAM,
            verdict=report.verdict,
            exit_code=report.verdict.exit_code,
            preface=report.preface,
            settings=shape.Settings(
                settings.fail_on, ".".join(map(str, settings.max_glibc)), settings.only
            ),
            problems=_problems(report.problems),
            built=shape.Built(comparison.built.source, _wheels(comparison.built, has_names=False)),
            baseline=_baseline(comparison.baseline),
            sources=_sources(comparison.sources),
            built_libraries=shape.BuiltLibraries(
                comparison.build.source, len(comparison.build.libraries)
            ),
            pairs=_pairs(comparison),
            added=tuple(sorted(wheel.filename for wheel in comparison.added)),
            dropped=tuple(sorted(name.filename for name in comparison.dropped)),
            findings=tuple(map(_finding, report.findings)),
            diagnoses=tuple(map(_diagnosis, report.diagnoses)),
            suspects=tuple(map(_suspect, report.suspects)),
            remarks=report.remarks,
        )
    )


def render_show_json(inventory: Inventory) -> str:
    """Return the facts of wheels, with the names of every symbol."""
    return _encode(
        shape.ShowDocument(
            schema_version=shape.SCHEMA_VERSION,
            program=_PROGRAM,
            source=inventory.source,
            wheels=_wheels(inventory, has_names=True),
            unread=tuple(sorted(name.filename for name in inventory.unread)),
            problems=_problems(inventory.problems),
        )
    )


def _encode(document: shape.ReportDocument | shape.ShowDocument) -> str:
    try:
        raw = msgspec.json.encode(document)
    except UnicodeEncodeError:
        # Half a surrogate pair, as the names of files on disk may hold: no UTF-8 has a place for
        # it, and it becomes a question mark.
        text = json.dumps(msgspec.to_builtins(document), ensure_ascii=False)
        raw = text.encode("utf-8", "replace")
    # The names of a large library are tens of megabytes: no copy is kept longer than it is needed.
    raw = msgspec.json.format(raw, indent=2)
    text = raw.decode()
    del raw
    text += "\n"
    return text


def _wheels(inventory: Inventory, *, has_names: bool) -> tuple[WheelFacts, ...]:
    wheels = sorted(inventory.wheels, key=lambda wheel: wheel.filename)
    return tuple(describe(wheel, has_names=has_names) for wheel in wheels)


def _problems(problems: Iterable[Problem]) -> tuple[shape.Problem, ...]:
    return tuple(
        shape.Problem(problem.wheel, problem.path, problem.message, problem.hint)
        for problem in problems
    )


def _baseline(baseline: Baseline) -> shape.Baseline:
    return shape.Baseline(
        source=baseline.source,
        reason=baseline.reason,
        on_purpose=isinstance(baseline, NoBaseline) and baseline.on_purpose,
        passed_over=baseline.passed_over,
        wheels=tuple(sorted(name.filename for name in baseline.names))
        if isinstance(baseline, Inventory)
        else (),
    )


def _sources(sources: SourceChanges) -> shape.Sources:
    return shape.Sources(
        base=sources.base,
        head=sources.head,
        native_changed=sources.native,
        other_changed=sources.other_count,
        unknown=sources.unknown,
    )


def _pairs(comparison: Comparison) -> tuple[shape.Pair, ...]:
    deltas = sorted(comparison.kept, key=lambda delta: delta.built.filename)
    return tuple(map(_pair, deltas))


def _pair(delta: WheelDelta) -> shape.Pair:
    return shape.Pair(
        built=delta.built.filename,
        baseline=delta.baseline.filename,
        same_file=delta.is_same_file,
        changes=_changes(changes_of_wheel(delta)),
        libraries=tuple(
            shape.LibraryPair(
                pair.built.path,
                pair.baseline.path,
                pair.is_same_file,
                _changes(changes_of_library(pair)),
            )
            for pair in delta.kept
        ),
        added=tuple(sorted(library.path for library in delta.added)),
        dropped=tuple(sorted(library.path for library in delta.dropped)),
    )


def _changes(changes: Iterable[Change]) -> tuple[shape.Change, ...]:
    return tuple(shape.Change(change.what, change.was, change.now) for change in changes)


def _finding(finding: Finding) -> shape.Finding:
    waivers = [
        shape.Waived(waiver.rule, waiver.library, waiver.reason, waiver.until)
        for waiver in finding.waivers
    ]
    return shape.Finding(
        rule=finding.rule,
        severity=finding.severity,
        wheel=finding.wheel,
        library=finding.library,
        message=finding.message,
        fix=finding.fix,
        evidence=_evidence(finding),
        waived=waivers[0] if waivers else None,
    )


def _evidence(finding: Finding) -> dict[str, str]:
    """Return the evidence as an object; what is said twice of one thing is joined."""
    said: dict[str, list[str]] = {}
    for what, value in finding.evidence:
        said.setdefault(what, []).append(value)
    return {what: "; ".join(values) for what, values in said.items()}


def _diagnosis(diagnosis: Diagnosis) -> shape.Diagnosis:
    return shape.Diagnosis(
        kind=diagnosis.kind,
        confidence=diagnosis.confidence,
        wheel=diagnosis.wheel,
        library=diagnosis.library,
        cause=diagnosis.cause,
        evidence=diagnosis.evidence,
    )


def _suspect(suspect: Suspect) -> shape.Suspect:
    return shape.Suspect(
        path=suspect.path,
        line=suspect.line,
        removed=suspect.is_removed,
        text=suspect.text,
        why=suspect.why,
        url=suspect.url,
    )
