"""A comment on a pull request, from its headline to its last line.

The headline says it all; what follows is proof, folded where it is long. The text always fits
into one comment, and says what was left out to make it fit.
"""

from collections.abc import Iterator, Sequence

from wheel_ceiling import __version__
from wheel_ceiling.amounts import counted
from wheel_ceiling.model import Problem, Report, Verdict
from wheel_ceiling.reports.grouping import Entry, Lead, Outline, Story, outline
from wheel_ceiling.reports.markdown.allowance import ALLOWANCES, Allowance
from wheel_ceiling.reports.markdown.entries import (
    entry_list,
    hint,
    names_in,
    names_of,
    note_list,
    problem_list,
    proof,
    story_block,
    story_evidence,
    story_heading,
    waived_list,
)
from wheel_ceiling.reports.markdown.markup import fold, prose
from wheel_ceiling.reports.markdown.suspicion import preface_block, suspect_list
from wheel_ceiling.reports.markdown.tables import wheel_tables
from wheel_ceiling.reports.provenance import compared_with, passed_over
from wheel_ceiling.reports.wording import grouped_remarks, headline, is_calm, looked_at, summary

BUDGET = 65_000
"""GitHub refuses comments above 65,536 characters; what is left is for the publisher's marker."""

_MARKS = {Verdict.PASS: "✅", Verdict.WARN: "⚠️", Verdict.FAIL: "❌", Verdict.UNJUDGED: "❓"}
_MOST_REMARKS = 12
_FOOT = 2
"""What was left out, and the version."""


def render_markdown(report: Report, budget: int = BUDGET) -> str:
    """Return the report, at most `budget` characters long."""
    told = outline(report)
    blocks: list[str] = []
    for allowance in ALLOWANCES:
        blocks = [block for block in _blocks(report, told, allowance) if block]
        if _length(blocks) <= budget:
            break
    return _joined(_that_fit(blocks, budget))


def _joined(blocks: Sequence[str]) -> str:
    return "\n\n".join(blocks) + "\n"


def _length(blocks: Sequence[str]) -> int:
    return len(_joined(blocks))


def _that_fit(blocks: Sequence[str], budget: int) -> Sequence[str]:
    """Drop whole blocks from the end, so that nothing stays open; what says so is kept."""
    body, foot = list(blocks[:-_FOOT]), blocks[-_FOOT:]
    while body and _length([*body, *foot]) > budget:
        body.pop()
    return [*body, *foot]


def _blocks(report: Report, told: Outline, allowance: Allowance) -> Iterator[str]:
    yield from _top(report, told)
    yield from _findings(report, told, allowance)
    if told.waived:
        yield f"#### {counted(len(told.waived), 'accepted finding')}"
        yield waived_list(told.waived, allowance)
    yield wheel_tables(report.comparison, allowance)
    yield _remarks(grouped_remarks(report), min(_MOST_REMARKS, allowance.entries))
    if allowance.left_out:
        yield (
            f"_Shortened to fit into a comment, without {allowance.left_out}; "
            "the JSON report has everything._"
        )
    yield f"<sub>wheel-ceiling {__version__}{_exit_code(report)}</sub>"


def _exit_code(report: Report) -> str:
    """Say it where it follows from the verdict; what was not judged may have been a wrong call."""
    is_told = report.verdict is not Verdict.UNJUDGED
    return f" · exit code {report.verdict.exit_code}" if is_told else ""


def _top(report: Report, told: Outline) -> Iterator[str]:
    """Yield what is read in ten seconds: what happened, what to do, compared with what."""
    yield preface_block(report.preface)
    mark, is_told = _MARKS[report.verdict], told.lead or is_calm(report, told)
    counts = summary(report, told) if is_told else f"Looked at {looked_at(report.comparison)}."
    looked = f"{prose(counts)} {prose(compared_with(report))}"
    if is_calm(report, told):
        yield f"{mark} {looked}"
    else:
        yield f"### {mark} {prose(headline(report, told), _names(told.lead))}"
    match told.lead:
        case Story():
            yield story_block(told.lead)
        case Entry():
            yield f"**→ {prose(told.lead.first.fix)}**"
        case Problem():
            yield f"**{hint(told.lead)}**"
        case None:
            pass
    yield suspect_list(report.suspects)
    if not is_calm(report, told):
        yield looked
    yield prose(passed_over(report))


def _names(lead: Lead) -> tuple[str, ...]:
    match lead:
        case Story():
            return names_of(lead)
        case Entry():
            return names_in(lead.first)
        case Problem():
            return names_in(lead)
        case None:
            return ()


def _findings(report: Report, told: Outline, allowance: Allowance) -> Iterator[str]:
    if isinstance(told.lead, Story):
        yield story_evidence(told.lead, allowance)
    elif isinstance(told.lead, Entry):
        yield proof(told.lead, allowance)
    for story in told.but_lead(told.stories)[: allowance.stories]:
        yield f"#### {story_heading(story)}"
        yield story_block(story)
        yield story_evidence(story, allowance)
    if errors := told.but_lead(told.errors):
        yield f"#### {counted(len(errors), 'more error' if told.lead else 'error')}"
        yield entry_list(errors, allowance)
    if problems := told.but_lead(told.problems):
        also = "Also could" if isinstance(told.lead, Problem) else "Could"
        yield f"#### {also} not be judged"
        yield problem_list(problems, allowance)
    if warnings := told.but_lead(told.warnings):
        yield from _warnings(report, warnings, allowance)
    if told.notes and allowance.notes:
        listed_notes = note_list(told.notes, allowance.notes)
        yield fold(counted(len(told.notes), "note"), listed_notes)


def _warnings(report: Report, warnings: Sequence[Entry], allowance: Allowance) -> Iterator[str]:
    """Fold warnings below something worse; show them where they are the worst there is."""
    shown = entry_list(warnings, allowance)
    title = counted(len(warnings), "warning")
    if report.verdict is Verdict.WARN:
        yield shown
    else:
        yield fold(title, shown)


def _remarks(remarks: Sequence[str], most: int) -> str:
    lines = [f"- {prose(remark)}" for remark in remarks[:most]]
    rest = len(remarks) - len(lines)
    return "\n".join([*lines, f"- and {counted(rest, 'remark')} more"] if rest > 0 else lines)
