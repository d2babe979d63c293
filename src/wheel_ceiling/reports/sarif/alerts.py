"""What is told as one alert, and the fingerprint by which it is known again in the next run.

One alert is one rule on one file of a project, whatever number of its wheels hold the file. The
fingerprint holds nothing that changes from release to release or from build to build: no version
of the package, no hash in a file name, no size, no count.
"""

import re
from collections import defaultdict
from hashlib import sha256

from msgspec import Struct

from wheel_ceiling.amounts import without_sizes
from wheel_ceiling.facts.libraries import plain_path
from wheel_ceiling.model import Diagnosis, Finding, Problem, Report, Severity
from wheel_ceiling.reports.foreign import shorten
from wheel_ceiling.reports.grouping import Entry, Story
from wheel_ceiling.reports.sarif.descriptors import COULD_NOT_JUDGE, place_of
from wheel_ceiling.reports.wording import diagnosed, reasons, remedy

# Sizes and shares, then counts of things ("3 files", not the 3 of "2.3" or "cp3").
_COUNT = re.compile(r"(?<![\w.,-])\d[\d,]*(?= [a-zA-Z])")
_WORD_ENDS = re.compile(r"([\s'\"(),;:]+)")
_LONGEST = 4_000


class Alert(Struct, frozen=True):
    """One thing to tell, in all the wheels that it was found in."""

    entry: Entry
    fingerprint: str

    @property
    def first(self) -> Finding:
        """The weightiest of its findings."""
        return self.entry.first


def alerts(report: Report) -> tuple[Alert, ...]:
    """Return everything that is to be told, weightiest first; the order never depends on chance.

    Diagnoses and problems are told like findings: code scanning shows nothing else, and what
    could not be judged must not look like what is fixed.
    """
    built = {wheel.filename for wheel in report.comparison.built.wheels}
    told = [*map(_of_diagnosis, report.diagnoses), *map(_of_problem, report.problems)]
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in sorted([*told, *report.findings], key=_order):
        groups[_fingerprint(finding)].append(finding)
    found = (Alert(_entry(group, built), fingerprint) for fingerprint, group in groups.items())
    return tuple(sorted(found, key=lambda alert: _order(alert.first)))


def _of_diagnosis(diagnosis: Diagnosis) -> Finding:
    story = Story((diagnosis,), evidence=(), told_before=(), is_everywhere=False)
    return Finding(
        rule=diagnosis.kind.value,
        severity=Severity.ERROR,
        wheel=diagnosis.wheel,
        library=diagnosis.library,
        message=f"{diagnosed(story)}.",
        fix=f"{reasons(story)} {remedy(story)}",
        evidence=(("rules", ", ".join(diagnosis.evidence)),),
    )


def _of_problem(problem: Problem) -> Finding:
    return Finding(
        rule=COULD_NOT_JUDGE,
        severity=Severity.ERROR,
        wheel=problem.wheel,
        library=problem.path,
        message=problem.message,
        fix=problem.hint,
    )


def _order(finding: Finding) -> tuple[bool, int, int, tuple[str, str, str, str]]:
    names = (finding.rule, finding.library, finding.wheel, finding.message)
    return finding.is_waived, -finding.severity.rank, place_of(finding.rule), names


def _entry(group: list[Finding], built: set[str]) -> Entry:
    """Return the findings as one; accepted ones only where there are no others."""
    findings = tuple(one for one in group if not one.is_waived) or tuple(group)
    wheels = {finding.wheel for finding in findings}
    return Entry(findings, is_everywhere=len(built) > 1 and built <= wheels)


def _fingerprint(finding: Finding) -> str:
    project = finding.wheel.partition("-")[0].lower()
    identity = (finding.rule, project, plain_path(finding.library), _subject(finding))
    return sha256(ascii(identity).encode("ascii")).hexdigest()[:32]


def _subject(finding: Finding) -> str:
    """Return the sentence without what may differ from build to build."""
    text = finding.message
    for name in (finding.wheel, finding.library, finding.library.rpartition("/")[2]):
        text = text.replace(name, "") if name else text
    text = "".join(map(_plain_word, _WORD_ENDS.split(shorten(text, _LONGEST))))
    return _COUNT.sub("#", without_sizes(text))


def _plain_word(word: str) -> str:
    name = word.rstrip(".")
    if name.endswith(".whl"):
        return ""
    return plain_path(name) if ".so" in name else word
