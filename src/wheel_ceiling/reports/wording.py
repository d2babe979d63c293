"""The sentences of a report, as plain text: each renderer escapes them for its own medium."""

from collections.abc import Iterator, Sequence

from wheel_ceiling.amounts import counted, joined
from wheel_ceiling.model import (
    Comparison,
    Confidence,
    Kind,
    NoBaseline,
    Problem,
    Report,
    Severity,
    Suspect,
    Verdict,
    Waiver,
)
from wheel_ceiling.reports.alike import wheels_named
from wheel_ceiling.reports.grouping import Entry, Outline, Story

_IS_ONE = {
    Kind.SILENT_REBUILD: "a silent rebuild: it is not the code that was meant to be packed",
    Kind.LEAKED_HOST_ARTIFACT: "a leaked host artifact: it was made outside the build container",
}
_ARE_MANY = {
    Kind.SILENT_REBUILD: "silent rebuilds: they are not the code that was meant to be packed",
    Kind.LEAKED_HOST_ARTIFACT: "leaked host artifacts: they were made outside the build container",
}
_SURELY = {
    Kind.SILENT_REBUILD: ("Silent rebuild", "not the library that was built"),
    Kind.LEAKED_HOST_ARTIFACT: (
        "Leaked host artifact in place",
        "made outside the build container",
    ),
}
_WHY = {
    Kind.SILENT_REBUILD: "What your tests saw is not what your users get.",
    Kind.LEAKED_HOST_ARTIFACT: "It works where it was made, and may fail where it is installed.",
}
_FIX = {
    Kind.SILENT_REBUILD: "Pack the file that your build made: look for a second copy of it, a "
    "cache that was missed, a step that compiles again.",
    Kind.LEAKED_HOST_ARTIFACT: "Build it inside the container, and keep binaries of the working "
    "tree out of it (a clean checkout, `.dockerignore`).",
}


_MOST_CAUSES = 2
_NOT_COMPARED = "Nothing was compared; nothing else to report"


def headline(report: Report, told: Outline) -> str:
    """Return what a maintainer must know if nothing else is read; no full stop at its end."""
    match told.lead:
        case Story():
            return diagnosed(told.lead)
        case Entry() if told.lead.first.severity is Severity.ERROR:
            return entry_sentence(told.lead).removesuffix(".")
        case Entry():
            passes = "Fails" if report.verdict is Verdict.FAIL else "Passes"
            return f"{passes} with a warning: {entry_sentence(told.lead).removesuffix('.')}"
        case Problem():
            return f"Could not be judged: {told.lead.message.removesuffix('.')}"
        case None:
            return _without_lead(report, told)


def _without_lead(report: Report, told: Outline) -> str:
    if report.verdict is Verdict.UNJUDGED:
        return "Could not be judged"
    return f"Passes with {_counts(told)}"


def entry_sentence(entry: Entry) -> str:
    """Return the message with the file it is about, which it may not name itself.

    A sentence on two wheels counts no others: nobody could say which of the two they are like.
    """
    finding = entry.first
    path, wheel, message = finding.library, finding.wheel, finding.message
    if len(wheels_named(message)) > 1:
        return message
    if wheel and wheel in message:
        message = message.replace(wheel, f"{wheel}{_more(entry.wheels)}", 1)
    name = path.rpartition("/")[2]
    if name and name in message:
        return message.replace(name, f"{name}{_more(entry.libraries)}", 1)
    if path:
        subject = f"{path}{_more(entry.libraries)}"
    else:
        subject = f"{wheel}{_more(entry.wheels)}" if wheel and wheel not in message else ""
    joint = " " if message[:1].islower() else ": "
    return f"{subject}{joint}{message}" if subject else message


def diagnosed(story: Story) -> str:
    """Return the diagnosis as a sentence without its full stop."""
    diagnosis, others = story.first, story.file_count - 1
    name = story.name
    if diagnosis.confidence is Confidence.CERTAIN:
        kind, ground = _SURELY[diagnosis.kind]
        return f"{kind} of {name}{f' and {others} more' if others else ''} (certain: {ground})"
    if others:
        return f"{name} and {others} more look like {_ARE_MANY[diagnosis.kind]}"
    return f"{name} looks like {_IS_ONE[diagnosis.kind]}"


def reasons(story: Story) -> str:
    """Return why a diagnosis matters, and what the evidence shows of its cause."""
    return " ".join([_WHY[story.first.kind], *_causes(story)])


def shortly(story: Story) -> str:
    """Return the diagnosis and its cause, for those who read nothing else."""
    return " ".join([f"{diagnosed(story)}.", *_causes(story)])


def _causes(story: Story) -> Iterator[str]:
    for text in story.causes[:_MOST_CAUSES]:
        cause = text.removesuffix(".")
        yield f"{cause[:1].upper()}{cause[1:]}."


def suspects_title(suspects: Sequence[Suspect]) -> str:
    """Return what stands above the changed lines that explain what was found."""
    return "Likely causes" if len(suspects) > 1 else "Likely cause"


def remedy(story: Story) -> str:
    """Return what to do about a diagnosis."""
    return _FIX[story.first.kind]


def grounds(story: Story, place: str = "") -> str:
    """Say how strong the evidence is, where it was found, and what of it was told before."""
    text = f"{story.first.confidence.capitalize()} evidence{f', {place}' if place else ''}"
    if not story.told_before:
        return f"{text}:"
    return f"{text}; as above: {', '.join(story.told_before)}{'; and:' if story.evidence else '.'}"


def where(thing: Entry | Story) -> str:
    """Return ``in x.whl``, ``in 3 wheels`` or ``in all 4 wheels``; nothing for what has none."""
    named = [wheel for wheel in thing.wheels if wheel]
    if not named:
        return ""
    if len(named) == 1:
        return f"in {named[0]}"
    every = "all " if thing.is_everywhere else ""
    return f"in {every}{counted(len(named), 'wheel')}"


def place_left_to_say(entry: Entry) -> str:
    """Return where it is, unless its sentence has said so."""
    is_said = len(entry.wheels) == 1 and entry.first.wheel in entry.first.message
    return "" if is_said else where(entry)


def accepted(waiver: Waiver) -> str:
    """Return why a finding was accepted, and until when."""
    until = f" (until {waiver.until})" if waiver.until else ""
    return f"{waiver.reason.removesuffix('.')}{until}."


def is_calm(report: Report, told: Outline) -> bool:
    """Whether there is nothing that a reader should look at; notes may be looked at."""
    return report.verdict is Verdict.PASS and told.lead is None and not told.waived


def summary(report: Report, told: Outline) -> str:
    """Return the counts: ``1 error and 2 warnings in 4 wheels with 12 libraries.``."""
    counts = _counts(told)
    if is_calm(report, told):
        nothing = "Nothing to report" if _is_compared(report) else _NOT_COMPARED
        counts = f"{nothing} but {counts}" if counts else nothing
    text = f"{counts or 'Nothing'} in {looked_at(report.comparison)}."
    if report.verdict is Verdict.FAIL or not (told.stories or told.errors):
        return text
    fail_on = report.comparison.settings.fail_on
    return f"{text} The check does not fail, because fail-on is {fail_on}."


def _is_compared(report: Report) -> bool:
    """Whether there was something to compare with, or nobody wanted it."""
    baseline = report.comparison.baseline
    return not isinstance(baseline, NoBaseline) or baseline.on_purpose


def _counts(told: Outline) -> str:
    counts = [
        counted(number, severity.value)
        for severity in sorted(Severity, key=lambda severity: -severity.rank)
        if (number := told.count(severity))
    ]
    if told.problems:
        counts.append(counted(len(told.problems), "problem"))
    if told.waived:
        counts.append(f"{counted(len(told.waived), 'accepted finding')}")
    return joined(counts)


def looked_at(comparison: Comparison) -> str:
    """Return ``4 wheels with 12 libraries``."""
    wheels = comparison.built.wheels
    libraries = sum(len(wheel.loaded) for wheel in wheels)
    held = f" with {counted(libraries, 'library', 'libraries')}" if libraries else ""
    return (counted(len(wheels), "wheel") if wheels else "no wheels") + held


def grouped_remarks(report: Report) -> tuple[str, ...]:
    """Return the remarks; one that is made of several wheels alike is told once."""
    names = {name.filename for name in report.comparison.built.names}
    wheels_by_text: dict[str, list[str]] = {}
    for remark in report.remarks:
        name, _, text = remark.partition(" ")
        known = name in names
        wheels_by_text.setdefault(text if known else remark, []).extend([name] if known else [])
    return tuple(
        f"{wheels[0]}{_more(wheels)} {text}" if wheels else text
        for text, wheels in wheels_by_text.items()
    )


def _more(items: Sequence[str]) -> str:
    return f" (and {len(items) - 1} more)" if len(items) > 1 else ""
