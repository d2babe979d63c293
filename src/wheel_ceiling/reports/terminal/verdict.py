"""A check in the terminal: what was found, worst first, and the verdict where the eye rests."""

from collections.abc import Iterator, Sequence

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.model import Problem, Report, Severity, Suspect, Verdict
from wheel_ceiling.reports.grouping import Entry, Outline, Story, outline
from wheel_ceiling.reports.overview import WheelRow, wheel_rows
from wheel_ceiling.reports.places import places
from wheel_ceiling.reports.provenance import compared_with, passed_over
from wheel_ceiling.reports.terminal.screen import (
    EMPTY_LINE,
    Block,
    Grid,
    Look,
    Paragraph,
    Span,
    advise,
    draw,
    say,
)
from wheel_ceiling.reports.wording import (
    accepted,
    diagnosed,
    entry_sentence,
    grounds,
    grouped_remarks,
    is_calm,
    place_left_to_say,
    reasons,
    remedy,
    shortly,
    summary,
    suspects_title,
    where,
)

_SEVERITY_LOOKS = {
    Severity.ERROR: Look.ERROR,
    Severity.WARNING: Look.WARNING,
    Severity.NOTE: Look.NOTE,
}
_VERDICT_LOOKS = {
    Verdict.PASS: Look.GOOD,
    Verdict.WARN: Look.WARNING,
    Verdict.FAIL: Look.ERROR,
    Verdict.UNJUDGED: Look.ERROR,
}
_HEAD = ("wheel", "size", "asks for glibc", "promised")
_MOST_EVIDENCE = 6
_MOST_NAMED = 4
_MOST_ROWS = 40
_MOST_REMARKS = 12


def render_terminal(report: Report, width: int, *, colour: bool) -> str:
    """Return the report as lines of at most `width` columns."""
    return draw(_blocks(report), width, colour=colour)


def _blocks(report: Report) -> Iterator[Block]:
    told = outline(report)
    if report.preface:
        yield from (say(sentence, Look.WARNING) for sentence in report.preface)
        yield EMPTY_LINE
    yield from _findings(told, report.suspects)
    if not is_calm(report, told):
        yield from _wheels(report)
    remarks = grouped_remarks(report)
    yield from (say(remark, Look.QUIET) for remark in remarks[:_MOST_REMARKS])
    if len(remarks) > _MOST_REMARKS:
        yield say(f"and {counted(len(remarks) - _MOST_REMARKS, 'more remark')}", Look.QUIET)
    if remarks:
        yield EMPTY_LINE
    yield from _verdict(report, told)
    yield say(compared_with(report))
    if refused := passed_over(report):
        yield say(refused, Look.QUIET)


def _verdict(report: Report, told: Outline) -> Iterator[Block]:
    """Yield what is to be known, where the eye rests after a long report: a diagnosis first."""
    counts = summary(report, told)
    is_told = isinstance(told.lead, Story)
    text = shortly(told.lead) if isinstance(told.lead, Story) else counts
    verdict = Span(f"{report.verdict.value.upper()}  ", _VERDICT_LOOKS[report.verdict])
    yield Paragraph((verdict, Span(text, Look.STRONG)))
    if is_told:
        yield say(counts)


def _findings(told: Outline, suspects: Sequence[Suspect]) -> Iterator[Block]:
    """Yield everything found; the suspects stand with the first, which they explain."""
    causes = _causes(suspects)
    for story in told.stories:
        yield from _story(story)
        yield from causes
        yield from _grounds(story)
    for entry in told.errors:
        yield from _entry(entry, place_left_to_say(entry))
        yield from causes
    for problem in told.problems:
        yield from _problem(problem)
    for entry in (*told.warnings, *told.notes):
        yield from _entry(entry, place_left_to_say(entry))
        yield from causes
    yield from causes
    for entry in told.waived:
        yield from _waived(entry)


def _causes(suspects: Sequence[Suspect]) -> Iterator[Block]:
    """Yield the changed lines that explain what was found, once."""
    if suspects:
        yield say(suspects_title(suspects).lower(), Look.STRONG)
    for suspect in suspects:
        sign, look = ("- ", Look.WARNING) if suspect.is_removed else ("+ ", Look.GOOD)
        yield say(f"{suspect.path}:{suspect.line}", Look.STRONG, 2)
        yield say(f"{sign}{suspect.text.strip()}", look, 4)
        yield say(suspect.why, indent=4)
    if suspects:
        yield EMPTY_LINE


def _heading(severity: Severity | str, look: Look, rule: str, place: str, indent: int) -> Block:
    words = (Span(severity, look), Span(rule, Look.STRONG), Span(place, Look.QUIET))
    spans = [part for word in words if word.text for part in (Span("  "), word)]
    return Paragraph(tuple(spans[1:]), indent)


def _story(story: Story) -> Iterator[Block]:
    name = story.first.kind.value.replace("-", " ")
    yield _heading(Severity.ERROR, Look.ERROR, name, where(story), 0)
    yield say(f"{diagnosed(story)}. {reasons(story)}", indent=2)
    yield advise(remedy(story), 2)
    yield EMPTY_LINE


def _grounds(story: Story) -> Iterator[Block]:
    yield say(grounds(story), Look.QUIET, indent=2)
    for entry in story.evidence:
        is_same = where(entry) == where(story)
        yield from _entry(entry, "" if is_same else place_left_to_say(entry), 4)
    if not story.evidence:
        yield EMPTY_LINE


def _entry(entry: Entry, place: str, indent: int = 0) -> Iterator[Block]:
    finding = entry.first
    look = _SEVERITY_LOOKS[finding.severity]
    yield _heading(finding.severity, look, finding.rule, place, indent)
    yield say(entry_sentence(entry), indent=indent + 2)
    if finding.severity is not Severity.NOTE:
        yield advise(finding.fix, indent + 2)
        yield from _evidence(entry, indent + 4)
    yield from _places(entry, indent + 4)
    yield EMPTY_LINE


def _evidence(entry: Entry, indent: int) -> Iterator[Block]:
    rows = entry.first.evidence
    if not rows:
        return
    shown = tuple(
        (Span(what, Look.QUIET), Span(value, Look.QUIET)) for what, value in rows[:_MOST_EVIDENCE]
    )
    yield Grid(shown, indent)
    rest = len(rows) - len(shown)
    if rest > 0:
        yield say(f"and {rest} more", Look.QUIET, indent)


def _places(entry: Entry, indent: int) -> Iterator[Block]:
    """Yield the files and wheels; where the numbers differ, whose they are."""
    if len(entry.variants) > 1:
        for number, variant in enumerate(entry.variants):
            if number:
                yield say(variant.first.message, indent=indent)
            yield from _whose_numbers(variant, indent)
            yield from _in_wheels(variant.wheels, indent)
        return
    yield from _whose_numbers(entry, indent)
    if len(entry.libraries) > 1:
        yield say(f"on {listed(entry.libraries, _MOST_NAMED)}", Look.QUIET, indent)
    if len(entry.wheels) > 1 and not entry.is_everywhere:
        yield from _in_wheels(entry.wheels, indent)


def _whose_numbers(entry: Entry, indent: int) -> Iterator[Block]:
    if not entry.says_the_same:
        names = filter(None, (entry.first.library, entry.first.wheel))
        yield say(f"the numbers are those of {' in '.join(names)}", Look.QUIET, indent)


def _in_wheels(wheels: Sequence[str], indent: int) -> Iterator[Block]:
    found = places(wheels)
    if any(one.pythons for one in found):
        yield from (say(f"in {one}", Look.QUIET, indent) for one in found)
    else:
        yield say(f"in {listed(map(str, found), _MOST_NAMED)}", Look.QUIET, indent)


def _problem(problem: Problem) -> Iterator[Block]:
    yield _heading("could not be judged", Look.ERROR, "", problem.wheel, 0)
    yield say(problem.message, indent=2)
    if problem.hint:
        yield advise(problem.hint, 2)
    yield EMPTY_LINE


def _waived(entry: Entry) -> Iterator[Block]:
    finding = entry.first
    severity = f"accepted {finding.severity}"
    yield _heading(severity, Look.QUIET, finding.rule, where(entry), 0)
    yield say(entry_sentence(entry), Look.QUIET, indent=2)
    yield say(f"Accepted: {accepted(finding.waivers[0])}", indent=2)
    yield EMPTY_LINE


def _wheels(report: Report) -> Iterator[Block]:
    rows = wheel_rows(report.comparison)
    if not rows:
        return
    shown = [tuple(map(Span, _HEAD)), *map(_cells, rows[:_MOST_ROWS])]
    yield Grid(tuple(shown), has_head=True)
    if len(rows) > _MOST_ROWS:
        yield say(f"and {len(rows) - _MOST_ROWS} more", Look.QUIET)
    yield EMPTY_LINE


def _cells(row: WheelRow) -> tuple[Span, ...]:
    size = f"{row.size} {row.state}".strip()
    return tuple(map(Span, (row.label, size, row.ceiling, row.promise)))
