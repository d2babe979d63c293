"""What a report has to say, put in the order in which a reader wants to hear it.

The same finding in many wheels is one entry; findings that a diagnosis rests on stand with it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Self, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from wheel_ceiling.facts.libraries import plain_name, plain_path
from wheel_ceiling.model import Diagnosis, Finding, Problem, Report, Severity, Verdict
from wheel_ceiling.reports.alike import (
    across_systems,
    alike,
    grouped,
    plain_words,
    sentence_key,
    without_names,
)

Item = TypeVar("Item")


class Entry(Struct, frozen=True):
    """One thing to tell, and every finding that says it.

    The same rule and sentence on the same file of several wheels, or on very many files.
    """

    findings: tuple[Finding, ...]
    is_everywhere: bool
    """Whether it is so in every wheel that was built, of several."""

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def wheels(self) -> tuple[str, ...]:
        """The wheels that it was found in, each once."""
        return tuple(dict.fromkeys(finding.wheel for finding in self.findings))

    @property
    def libraries(self) -> tuple[str, ...]:
        """The libraries that it is about, as the first wheel with each spells them."""
        paths = {plain_path(finding.library): finding.library for finding in self.findings[::-1]}
        return tuple(dict.fromkeys(paths[plain_path(one.library)] for one in self.findings))

    @property
    def says_the_same(self) -> bool:
        """Whether all of its findings agree on the numbers too."""
        return len({without_names(finding) for finding in self.findings}) == 1

    @property
    def variants(self) -> tuple[Self, ...]:
        """The entry as several, where it is told of other systems in other words."""
        return tuple(
            replace(self, findings=group, is_everywhere=False)
            for group in grouped(self.findings, sentence_key)
        )


class Story(Struct, frozen=True):
    """One kind of diagnosis, on all the files it holds for, and the findings that it rests on."""

    diagnoses: tuple[Diagnosis, ...]
    evidence: tuple[Entry, ...]
    told_before: tuple[str, ...]
    """Rules whose findings are evidence here too, but stand with an earlier story."""
    is_everywhere: bool

    @property
    def first(self) -> Diagnosis:
        return self.diagnoses[0]

    @property
    def name(self) -> str:
        """What its first file is called; without Python and processor where others have others."""
        first = self.first.library
        spellings = {one.library for one in self.diagnoses if _is_same(one.library, first)}
        return (first if len(spellings) == 1 else plain_path(first)) or self.first.wheel

    @property
    def wheels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(diagnosis.wheel for diagnosis in self.diagnoses))

    @property
    def causes(self) -> tuple[str, ...]:
        """What the evidence shows of the cause: one for each kind of system, mostly one."""
        told = {plain_words(one.cause): one.cause for one in reversed(self.diagnoses) if one.cause}
        return tuple(reversed(told.values()))

    @property
    def file_count(self) -> int:
        """How many files it is about; the same one in several wheels is one."""
        return len({plain_path(diagnosis.library) for diagnosis in self.diagnoses})


Lead = Story | Entry | Problem | None
"""What the headline is about; None when there is no one thing to say."""


class Outline(Struct, frozen=True):
    """A report in reading order; a finding that a diagnosis rests on is told with it."""

    lead: Lead
    stories: tuple[Story, ...]
    errors: tuple[Entry, ...]
    warnings: tuple[Entry, ...]
    notes: tuple[Entry, ...]
    waived: tuple[Entry, ...]
    problems: tuple[Problem, ...]

    def but_lead(self, items: tuple[Item, ...]) -> tuple[Item, ...]:
        """Return the items that the headline has not told already."""
        return tuple(item for item in items if item is not self.lead)

    def count(self, severity: Severity) -> int:
        """Count the entries of one severity, those told with a diagnosis too."""
        apart = {
            Severity.ERROR: self.errors,
            Severity.WARNING: self.warnings,
            Severity.NOTE: self.notes,
        }[severity]
        told = [
            entry
            for story in self.stories
            for entry in story.evidence
            if entry.first.severity is severity
        ]
        return len(apart) + len(told)


def outline(report: Report) -> Outline:
    """Return the report's findings grouped and ordered; the rules' own order is kept inside."""
    built = frozenset(wheel.filename for wheel in report.comparison.built.wheels)
    rest = [finding for finding in report.findings if not finding.is_waived]
    stories = _stories(report.diagnoses, rest, built)
    told = {finding for story in stories for entry in story.evidence for finding in entry.findings}
    errors, warnings, notes = (
        _entries((one for one in rest if one.severity is severity and one not in told), built)
        for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    )
    waived = _entries((finding for finding in report.findings if finding.is_waived), built)
    told_alone = Outline(None, stories, errors, warnings, notes, waived, report.problems)
    return replace(told_alone, lead=_lead(report.verdict, told_alone))


def _lead(verdict: Verdict, told: Outline) -> Lead:
    if verdict is Verdict.UNJUDGED:
        candidates: tuple[Lead, ...] = told.problems
    else:
        candidates = told.stories or told.errors
    if verdict is Verdict.FAIL or len(told.warnings) == 1:
        candidates = candidates or told.warnings
    return candidates[0] if candidates else None


def _stories(
    diagnoses: Iterable[Diagnosis], findings: Iterable[Finding], built: frozenset[str]
) -> tuple[Story, ...]:
    stories: list[Story] = []
    left = list(findings)
    alike_diagnoses = grouped(diagnoses, _diagnosis_key)
    for group in across_systems(alike_diagnoses, lambda one: (one.kind, one.confidence)):
        grounds = _Grounds.of(group)
        evidence = [finding for finding in left if grounds.hold(finding)]
        left = [finding for finding in left if not grounds.hold(finding)]
        rules = {rule for diagnosis in group for rule in diagnosis.evidence}
        stories.append(
            Story(
                group,
                _entries(evidence, built),
                told_before=tuple(sorted(rules - {finding.rule for finding in evidence})),
                is_everywhere=_is_everywhere((diagnosis.wheel for diagnosis in group), built),
            )
        )
    return tuple(stories)


class _Grounds(Struct, frozen=True):
    """What diagnoses rest on: for each wheel and rule, the names of the files concerned."""

    names: dict[tuple[str, str], set[str]]

    @classmethod
    def of(cls, diagnoses: Iterable[Diagnosis]) -> Self:
        names: dict[tuple[str, str], set[str]] = defaultdict(set)
        for diagnosis in diagnoses:
            for rule in diagnosis.evidence:
                names[diagnosis.wheel, rule].add(_file_name(diagnosis.library))
        return cls(names)

    def hold(self, finding: Finding) -> bool:
        """Whether the finding is meant: on a file of that name, or on its wheel as a whole.

        The folder may be another one: `library-twice` and `library-moved` name a second copy.
        """
        names = self.names.get((finding.wheel, finding.rule), set())
        return bool(names) and (not finding.library or _file_name(finding.library) in names)


def _file_name(path: str) -> str:
    return plain_name(path.rpartition("/")[2])


def _entries(findings: Iterable[Finding], built: frozenset[str]) -> tuple[Entry, ...]:
    """Return one entry for what is said alike of several wheels or many files, worst first."""
    entries = [
        Entry(group, _is_everywhere((finding.wheel for finding in group), built))
        for group in alike(findings)
    ]
    return tuple(sorted(entries, key=lambda entry: -entry.first.severity.rank))


def _is_everywhere(wheels: Iterable[str], built: frozenset[str]) -> bool:
    return len(built) > 1 and built <= set(wheels)


def _diagnosis_key(diagnosis: Diagnosis) -> Hashable:
    return diagnosis.kind, diagnosis.confidence, plain_words(diagnosis.cause)


def _is_same(path: str, other: str) -> bool:
    return plain_path(path) == plain_path(other)
