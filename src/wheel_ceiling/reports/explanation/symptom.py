"""The page of what a user saw: what it means, which files of the wheels cause it, what to do."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.errors import WrongCall
from wheel_ceiling.facts.libraries import plain_path
from wheel_ceiling.facts.symptoms import Cause, Symptom
from wheel_ceiling.model import (
    Comparison,
    Finding,
    Inventory,
    NoBaseline,
    Settings,
    SymbolVersion,
    Wheel,
)
from wheel_ceiling.reports.explanation.asked import Asked
from wheel_ceiling.reports.explanation.culprits import UNTOLD, Culprit, find_culprits, has_file
from wheel_ceiling.reports.explanation.meaning import MEANINGS, Meaning
from wheel_ceiling.reports.explanation.name import name_page
from wheel_ceiling.reports.explanation.page import Block, Heading, Items, Page, Text
from wheel_ceiling.reports.foreign import clean
from wheel_ceiling.reports.overview import natural_order, short_names
from wheel_ceiling.rules import RULES

_MOST_CULPRITS = 12
_MOST_WHEELS = 3
_MOST_FINDINGS = 4
_LONGEST = 200
_NAMING = (Cause.VERSION, Cause.SYMBOL, Cause.MISSING_LIBRARY)
"""Causes of which a finding names the version, symbol or library."""


def symptoms_page(symptoms: Sequence[Symptom], asked: Asked) -> Page:
    """Return what is to be said where no wheels are at hand."""
    return tuple(block for symptom in symptoms for block in _alone(symptom, asked))


def culprits_page(symptoms: Sequence[Symptom], inventory: Inventory, asked: Asked) -> Page:
    """Return the page of symptoms with the wheels that are to have caused them."""
    wheels = sorted(inventory.wheels, key=lambda wheel: natural_order(wheel.filename))
    return tuple(block for symptom in symptoms for block in _beside(symptom, wheels, asked))


def _alone(symptom: Symptom, asked: Asked) -> Iterator[Block]:
    meaning = MEANINGS[symptom.cause]
    yield from _lead(symptom, meaning)
    yield Heading("What to do")
    yield Text(_with_rules(meaning))
    yield Text("Which file of a wheel it is: put the wheel, a folder or name==version behind it.")
    for word in filter(None, (symptom.version, symptom.symbol)):
        yield from _known(word, asked)


def _with_rules(meaning: Meaning) -> str:
    known = [rule.id for rule in RULES if rule.id in meaning.rules]
    return (
        f"{meaning.fix} `wheel-ceiling check` finds it: {listed(known)}." if known else meaning.fix
    )


def _lead(symptom: Symptom, meaning: Meaning) -> Iterator[Block]:
    yield Heading(clean(symptom.text, _LONGEST), 1, (clean(symptom.text, _LONGEST),))
    yield Text(meaning.what)


def _known(word: str, asked: Asked) -> Page:
    """Return the page of a version or symbol, one level below ours; nothing where it is unknown."""
    try:
        page = name_page(word, asked)
    except WrongCall:
        return ()
    return tuple(
        replace(block, level=block.level + 1) if isinstance(block, Heading) else block
        for block in page
    )


def _beside(symptom: Symptom, wheels: Sequence[Wheel], asked: Asked) -> Iterator[Block]:
    meaning = MEANINGS[symptom.cause]
    yield from _lead(symptom, meaning)
    culprits = [culprit for wheel in wheels for culprit in find_culprits(symptom, wheel)]
    several = f"the {len(wheels)} wheels"
    whose = wheels[0].filename if len(wheels) == 1 else several
    if not culprits:
        yield Heading("No file would cause it", 2)
        yield Text(_nothing(symptom, wheels, whose), (whose, symptom.filename))
        yield Heading("What to do")
        yield Text(meaning.fix)
        return
    yield Heading(f"What causes it in {whose}", 2, (whose,))
    yield from _culprits(culprits, short_names([wheel.label for wheel in wheels]))
    findings = [
        found
        for wheel in wheels
        for found in _findings(wheel, culprits, meaning, asked)
        if _is_about(found, symptom)
    ]
    yield from _told(findings, meaning)


def _nothing(symptom: Symptom, wheels: Sequence[Wheel], whose: str) -> str:
    if symptom.cause in UNTOLD:
        return f"What is read of a file does not say it of {whose}: ask `readelf -lW`."
    text = f"Nothing in {whose} would make anybody say it.{_highest(symptom, wheels)}"
    if symptom.filename and not any(has_file(symptom, wheel) for wheel in wheels):
        return (
            f"{text} It has no file {symptom.filename}: look at the package that this file is of."
        )
    unread = any(file.export_count > len(file.exports) for one in wheels for file in one.libraries)
    if symptom.cause is Cause.SYMBOL and unread:
        return f"{text} A recorded inventory leaves out names that are not Python's: ask the wheel."
    return f"{text} Another version may be installed there, or it is the fault of another package."


def _highest(symptom: Symptom, wheels: Sequence[Wheel]) -> str:
    """Return what the wheels ask for in place of the version that was not found."""
    family = SymbolVersion.parse(symptom.version).family
    highest = max((wheel.ceiling(family) for wheel in wheels), default=SymbolVersion(family))
    if symptom.cause is not Cause.VERSION:
        return ""
    return f" The highest asked for is {highest}." if highest else f" None asks for any {family}."


def _culprits(culprits: Sequence[Culprit], names: dict[str, str]) -> Iterator[Block]:
    """Yield a line for each file; the same file of several wheels is one."""
    alike: dict[tuple[str, str], list[Culprit]] = {}
    for one in culprits:
        alike.setdefault((plain_path(one.path), one.why), []).append(one)
    lines = [_line(group, names) for group in alike.values()]
    yield Items(tuple(lines[:_MOST_CULPRITS]))
    if rest := lines[_MOST_CULPRITS:]:
        yield Text(f"And {counted(len(rest), 'more file')}.")


def _line(group: Sequence[Culprit], names: dict[str, str]) -> Text:
    first = group[0]
    if len(names) == 1:
        return Text(f"{first.path or first.wheel.filename} {first.why}.", (first.path,))
    wheels = [names[one.wheel.filename] for one in group]
    if not first.path:
        return Text(f"{listed(wheels, _MOST_WHEELS)} {first.why}.", tuple(wheels))
    where = f" (in {listed(wheels, _MOST_WHEELS)})"
    return Text(f"{first.path} {first.why}{where}.", (first.path, *wheels))


def _findings(
    wheel: Wheel, culprits: Sequence[Culprit], meaning: Meaning, asked: Asked
) -> Iterator[Finding]:
    """Yield what rules say, for the same reason, of the files of the wheel that cause it."""
    paths = {one.path for one in culprits if one.wheel is wheel}
    comparison = Comparison(
        Inventory("", (wheel,)), NoBaseline("none is needed"), Settings(today=asked.today)
    )
    for rule in RULES if paths else ():
        if rule.id in meaning.rules:
            found = rule.check(comparison)
            yield from (one for one in found if one.library in paths or "" in paths)


def _is_about(finding: Finding, symptom: Symptom) -> bool:
    """Whether a finding names what the user saw; a file may have other faults, too."""
    words = (symptom.version, symptom.symbol, symptom.library.rpartition("/")[2])
    known = [word for word in words if word and symptom.cause in _NAMING]
    said = [finding.message, *(text for pair in finding.evidence for text in pair)]
    return not known or any(word in text for word in known for text in said)


def _told(findings: Sequence[Finding], meaning: Meaning) -> Iterator[Block]:
    once: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        once.setdefault((finding.rule, plain_path(finding.library)), finding)
    if not once:
        yield Heading("What to do")
        yield Text(f"No rule finds fault with that. {meaning.fix}")
        return
    yield Heading("What `wheel-ceiling check` says of it")
    shown = list(once.values())[:_MOST_FINDINGS]
    yield Items(
        tuple(
            Text(f"{one.rule}: {one.message}", (one.rule, one.library, one.wheel)) for one in shown
        )
    )
    if rest := len(once) - len(shown):
        yield Text(f"And {counted(rest, 'more finding')} of the kind.")
    yield Heading("What to do")
    yield Items(tuple(Text(fix) for fix in dict.fromkeys(one.fix for one in shown)))
