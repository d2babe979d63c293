"""Findings, diagnoses and problems as blocks of Markdown."""

from collections.abc import Iterator, Sequence

from wheel_ceiling.amounts import counted
from wheel_ceiling.model import Diagnosis, Finding, Problem, Severity
from wheel_ceiling.reports.alike import grouped, without_names
from wheel_ceiling.reports.grouping import Entry, Story
from wheel_ceiling.reports.markdown.allowance import Allowance
from wheel_ceiling.reports.markdown.markup import code, fold, prose, tag_code, value
from wheel_ceiling.reports.places import places
from wheel_ceiling.reports.wording import (
    accepted,
    diagnosed,
    entry_sentence,
    grounds,
    place_left_to_say,
    reasons,
    remedy,
    where,
)

MOST_OPEN = 12
# Of wheels that differ in their numbers only, so many are told each.
_MOST_EACH = 8


def story_block(story: Story) -> str:
    """Return why a diagnosis matters and what to do; its sentence is a heading."""
    return f"{prose(reasons(story))}  \n**→ {prose(remedy(story))}**"


def story_evidence(story: Story, allowance: Allowance) -> str:
    """Return the findings that a diagnosis rests on."""
    place = where(story)
    opening = prose(grounds(story, place), (*story.wheels, *story.told_before))
    told = entry_list(story.evidence, allowance, place)
    return f"{opening}\n\n{told}" if told else opening


def story_heading(story: Story) -> str:
    """Return the diagnosis as a sentence in Markdown."""
    return prose(diagnosed(story), names_of(story))


def entry_list(entries: Sequence[Entry], allowance: Allowance, place: str = "") -> str:
    """Return a list of entries; a long one is folded after its beginning.

    `place` is where they all are, so far as the reader knows already.
    """
    shown = [_item(entry, allowance, place) for entry in entries[: allowance.entries]]
    rest = len(entries) - len(shown)
    blocks = ["\n".join(shown[:MOST_OPEN])] if shown else []
    if shown[MOST_OPEN:]:
        blocks.append(fold(f"{len(shown) - MOST_OPEN} more", "\n".join(shown[MOST_OPEN:])))
    if rest:
        blocks.append(f"And {counted(rest, 'more finding')}.")
    return "\n\n".join(blocks)


def note_list(entries: Sequence[Entry], most: int) -> str:
    """Return notes, a line each."""
    lines = [
        f"- {_sentence(entry)} <sub>{code(entry.first.rule)}{_in(entry)}</sub>"
        for entry in entries[:most]
    ]
    rest = len(entries) - len(lines)
    return "\n".join([*lines, f"- and {counted(rest, 'more note')}"] if rest else lines)


def problem_list(problems: Sequence[Problem], allowance: Allowance) -> str:
    """Return what could not be judged, and what to do about each."""
    shown = problems[: allowance.entries]
    lines = [
        f"- **{prose(problem.message, names_in(problem))}** {hint(problem)}" for problem in shown
    ]
    rest = len(problems) - len(shown)
    return "\n".join([*lines, f"- and {counted(rest, 'more problem')}"] if rest else lines)


def hint(problem: Problem) -> str:
    """Return what to do about a problem."""
    return f"→ {prose(problem.hint)}" if problem.hint else ""


def waived_list(entries: Sequence[Entry], allowance: Allowance) -> str:
    """Return accepted findings, each with why it was accepted."""
    lines = [
        f"- {_sentence(entry)} <sub>{code(entry.first.rule)}{_in(entry)}</sub>  \n"
        f"  Accepted: {prose(accepted(entry.first.waivers[0]))}"
        for entry in entries[: allowance.entries]
    ]
    rest = len(entries) - len(lines)
    return "\n".join([*lines, f"- and {counted(rest, 'more finding')}"] if rest else lines)


def names_of(story: Story) -> tuple[str, ...]:
    """Return the names that a sentence about a diagnosis may hold."""
    return (story.name, *names_in(story.first))


def names_in(thing: Finding | Problem | Diagnosis) -> tuple[str, ...]:
    """Return the names that a sentence about it may hold, whatever signs are in them."""
    path = thing.path if isinstance(thing, Problem) else thing.library
    return path, path.rpartition("/")[2], thing.wheel


def _item(entry: Entry, allowance: Allowance, place: str) -> str:
    shown = proof(entry, allowance, place)
    joint = "\n\n" if shown.startswith("<details>") else "  \n"
    text = f"- {_told(entry)}{joint}{shown}"
    return text.replace("\n", "\n  ").replace("\n  \n", "\n\n")


def _told(entry: Entry) -> str:
    """Return sentence and fix; a note among worse things needs no fix."""
    text = _sentence(entry)
    if entry.first.severity is Severity.NOTE:
        return text
    return f"**{text}** → {prose(entry.first.fix)}"


def _sentence(entry: Entry) -> str:
    return prose(entry_sentence(entry), names_in(entry.first))


def _in(entry: Entry) -> str:
    text = place_left_to_say(entry)
    return f" {prose(text, entry.wheels)}" if text else ""


def proof(entry: Entry, allowance: Allowance, place: str = "") -> str:
    """Return rule and wheels as one line, which unfolds where there is more to say."""
    rule, own_place = entry.first.rule, place_left_to_say(entry)
    blocks = [*_evidence(entry, allowance.evidence), *_places(entry, allowance.names)]
    if own_place == place or not own_place:
        return fold(tag_code(rule), *blocks) if blocks else f"<sub>{code(rule)}</sub>"
    if not blocks:
        return f"<sub>{code(rule)}{_in(entry)}</sub>"
    if len(entry.wheels) == 1:
        own_place = f"in {tag_code(entry.first.wheel)}"
    return fold(f"{tag_code(rule)} {own_place}", *blocks)


def _evidence(entry: Entry, most: int) -> Iterator[str]:
    rows = entry.first.evidence
    if not (rows and most):
        return
    lines = [
        f"- {prose(what)}: {value(said)}" if said else f"- {prose(what)}"
        for what, said in rows[:most]
    ]
    if len(entry.findings) > 1:
        names = filter(None, (entry.first.library, entry.first.wheel))
        lines.insert(0, f"{' in '.join(map(code, names))}:\n")
    yield "\n".join([*lines, *_more(rows, most)])


def _places(entry: Entry, most: int) -> Iterator[str]:
    """Yield the wheels and files, with what is said of each where the numbers differ."""
    if len(entry.variants) > 1:
        yield _wheels(entry.variants[0], most)
        yield from (_variant(variant, entry.first.fix, most) for variant in entry.variants[1:])
        return
    if not entry.says_the_same:
        yield _each(entry, min(most, _MOST_EACH))
        return
    if len(entry.libraries) > 1:
        yield _list(f"{len(entry.libraries)} files", entry.libraries, most)
    if len(entry.wheels) > 1 and not entry.is_everywhere:
        yield _wheels(entry, most)


def _wheels(entry: Entry, most: int) -> str:
    found = places(entry.wheels)
    lines = [f"- {code(one.name)}{one.pythons and f': {one.pythons}'}" for one in found[:most]]
    names = filter(None, (entry.first.library, entry.first.wheel))
    whose = f"; the numbers are those of {' in '.join(map(code, names))}"
    numbers = "" if entry.says_the_same else whose
    title = f"{counted(len(entry.wheels), 'wheel')}{numbers}:\n"
    return "\n".join([title, *lines, *_more(found, most)])


def _each(entry: Entry, most: int) -> str:
    """Return what is said of each wheel; of many, those of which the very same is said together."""
    are_many = len(entry.findings) > most
    spelled = grouped(entry.findings, without_names if are_many else id)
    lines = [
        f"- {code(one.wheel)}{f' and {more} more' if more else ''}: "
        f"{prose(one.message, names_in(one))}"
        for one, more in ((same[0], len(same) - 1) for same in spelled[:most])
    ]
    return "\n".join(["In each:\n", *lines, *_more(spelled, most)])


def _variant(entry: Entry, told: str, most: int) -> str:
    """Return what is said of another system; with the fix, where that is not the one told."""
    finding = entry.first
    is_told = finding.severity is Severity.NOTE or finding.fix == told
    fix = "" if is_told else f" → {prose(finding.fix)}"
    return f"{prose(finding.message, names_in(finding))}{fix}\n\n{_wheels(entry, most)}"


def _list(title: str, names: Sequence[str], most: int) -> str:
    return "\n".join(
        [f"{title}:\n", *(f"- {code(name)}" for name in names[:most]), *_more(names, most)]
    )


def _more(items: Sequence[object], most: int) -> list[str]:
    return [f"- and {len(items) - most} more"] if len(items) > most else []
