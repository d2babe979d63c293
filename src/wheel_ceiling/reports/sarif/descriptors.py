"""What SARIF says of each rule: its page, and those of what is found beside the rules.

All rules are told, whatever was found: code scanning expects them to be the same in every run.
"""

from collections.abc import Iterable

from wheel_ceiling.model import Confidence, Diagnosis, Kind, Severity
from wheel_ceiling.reports.grouping import Story
from wheel_ceiling.reports.sarif.plain import plain, plain_name
from wheel_ceiling.reports.sarif.shape import Configuration, Descriptor, RuleProperties, Text
from wheel_ceiling.reports.wording import reasons, remedy
from wheel_ceiling.rules import RULES, Rule

COULD_NOT_JUDGE = "could-not-judge"
# Documented for both descriptions of a rule.
_LONGEST = 1_024
_SEVERITIES = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "recommendation",
}
_TITLES = {
    Kind.SILENT_REBUILD: "The file in the wheel is not the code that was meant to be packed.",
    Kind.LEAKED_HOST_ARTIFACT: "The file in the wheel was made outside the build container.",
}
_ORDER = (*map(str, Kind), COULD_NOT_JUDGE, *(rule.id for rule in RULES))


def descriptors(used: Iterable[str]) -> tuple[Descriptor, ...]:
    """Return all that is known, then what is used and is not known: other versions' rules."""
    known = [*map(_of_kind, Kind), _of_problems(), *map(_of_rule, RULES), *_of_waivers()]
    strange = sorted(set(used) - {one.id for one in known})
    return (*known, *map(_of_stranger, strange))


def place_of(name: str) -> int:
    """Return where a reader wants to hear of a rule: diagnoses first, unknown rules last."""
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def rule_id(name: str) -> str:
    """Return the id under which a rule is told; it is never empty."""
    return plain_name(name) or "unknown"


def _of_rule(rule: Rule) -> Descriptor:
    page = rule.doc.partition("\n")[2]
    return _descriptor(rule.id, rule.severities[0], rule.title, page, rule.fix)


def _of_kind(kind: Kind) -> Descriptor:
    diagnosis = Diagnosis(kind, Confidence.STRONG, wheel="", library="", evidence=())
    story = Story((diagnosis,), evidence=(), told_before=(), is_everywhere=False)
    why = f"Findings of different kinds on one file say so together. {reasons(story)}"
    return _descriptor(kind.value, Severity.ERROR, _TITLES[kind], _why(why), remedy(story))


def _of_problems() -> Descriptor:
    return _descriptor(
        COULD_NOT_JUDGE,
        Severity.ERROR,
        "Something that a verdict needs could not be read, found or reached.",
        _why(
            "What could not be judged is never a pass. While this stands, other alerts may be gone "
            "without being fixed."
        ),
        "Do what the alert says, and run the check again.",
    )


def _of_waivers() -> tuple[Descriptor, Descriptor]:
    unused = _descriptor(
        "unused-waiver",
        Severity.WARNING,
        "A waiver in the settings matches nothing.",
        _why(
            "What it accepted is gone, or has another name now. It would accept the next finding "
            "that happens to match."
        ),
        "Remove it from the settings.",
    )
    expired = _descriptor(
        "expired-waiver",
        Severity.WARNING,
        "A waiver in the settings has come to its end.",
        _why("Its last day is over: it accepts nothing any more."),
        "Remove it from the settings, or renew it with a new day and reason.",
    )
    return unused, expired


def _of_stranger(name: str) -> Descriptor:
    title = f"A rule of another version: {name}."
    return _descriptor(name, Severity.WARNING, title, "", "Do what the alert says.")


def _why(text: str) -> str:
    return f"## Why it matters\n\n{text}"


def _descriptor(name: str, severity: Severity, title: str, page: str, fix: str) -> Descriptor:
    parts = [title, page.strip(), f"## What to do\n\n{fix}"]
    markdown = "\n\n".join(part for part in parts if part)
    return Descriptor(
        id=name,
        name="".join(word.capitalize() for word in name.split("-")),
        short_description=Text(plain(title, _LONGEST)),
        full_description=Text(plain(_paragraph(page) or title, _LONGEST)),
        help=Text(markdown.replace("## ", ""), f"{markdown}\n"),
        default_configuration=Configuration(severity.value),
        properties=RuleProperties(("packaging",), _SEVERITIES[severity]),
    )


def _paragraph(page: str) -> str:
    """Return the first paragraph that is no heading, on one line."""
    paragraphs = (" ".join(block.split()) for block in page.split("\n\n"))
    return next((text for text in paragraphs if text and not text.startswith("#")), "")
