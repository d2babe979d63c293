"""The shape of the JSON reports, said once: `docs/report.schema.json` is generated from it.

Every key is always there. An empty text or list says "there is none"; sizes are bytes. A key may
be added under the same version; one that changes its meaning or goes away raises the version.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from wheel_ceiling.model import Confidence, Kind, Severity, Verdict
from wheel_ceiling.reports.document.library_facts import Shape, Texts
from wheel_ceiling.reports.document.wheel_facts import WheelFacts

SCHEMA_VERSION: Final = 1
SCHEMA_ID = f"urn:wheel-ceiling:report:{SCHEMA_VERSION}"

Version = Literal[1]
ExitCode = Annotated[int, Meta(ge=0, le=3)]


class Program(Shape, frozen=True):
    """What wrote the report."""

    name: str
    version: str


class Problem(Shape, frozen=True):
    """Something that could not be read, found or compared."""

    wheel: str
    path: str
    message: str
    hint: str


class Built(Shape, frozen=True):
    """What was judged."""

    source: str
    wheels: tuple[WheelFacts, ...]


class Baseline(Shape, frozen=True):
    """What it was compared with; the source "none" says with nothing."""

    source: str
    reason: Annotated[str, Meta(description="Why this one, or why none.")]
    on_purpose: Annotated[bool, Meta(description="Whether no baseline was asked for.")]
    passed_over: Texts
    wheels: Annotated[Texts, Meta(description="File names.")]


class Sources(Shape, frozen=True):
    """What changed in the repository between baseline and built; all empty: nobody asked."""

    base: Annotated[str, Meta(description="The baseline's tag or commit.")]
    head: Annotated[str, Meta(description="The commit that was built.")]
    native_changed: Annotated[Texts, Meta(description="Changed files that native code is made of.")]
    other_changed: Annotated[int, Meta(description="How many other files changed.")]
    unknown: Annotated[str, Meta(description="Why it is not known what changed.")]


class BuiltLibraries(Shape, frozen=True):
    """What the libraries in the wheels were held against; the source is empty without any."""

    source: str
    count: int


class Change(Shape, frozen=True):
    """One fact that differs, in words."""

    what: str
    was: str
    now: str


class LibraryPair(Shape, frozen=True):
    """The same library on both sides."""

    built: Annotated[str, Meta(description="Its path in the built wheel.")]
    baseline: Annotated[str, Meta(description="Its path in the baseline's wheel.")]
    same_file: Annotated[bool, Meta(description="Whether the bytes are the same (SHA-256).")]
    changes: tuple[Change, ...]


class Pair(Shape, frozen=True):
    """The same wheel on both sides."""

    built: str
    baseline: str
    same_file: bool
    changes: tuple[Change, ...]
    libraries: tuple[LibraryPair, ...]
    added: Texts
    dropped: Texts


class Waived(Shape, frozen=True):
    """Why a finding was accepted."""

    rule: str
    library: str
    reason: str
    until: str


class Finding(Shape, frozen=True):
    """All that a reader needs, standing alone."""

    rule: str
    severity: Severity
    wheel: str
    library: str
    message: str
    fix: str
    evidence: dict[str, str]
    waived: Waived | None


class Diagnosis(Shape, frozen=True):
    """Findings on one file that together mean one thing."""

    kind: Kind
    confidence: Confidence
    wheel: str
    library: str
    cause: str
    evidence: Annotated[Texts, Meta(description="Ids of the rules whose findings it rests on.")]


class Suspect(Shape, frozen=True):
    """A changed line that explains what was found."""

    path: str
    line: Annotated[int, Meta(description="In the new file; in the old one where removed.")]
    removed: bool
    text: str
    why: str
    url: str


class Settings(Shape, frozen=True):
    """What was chosen and bears on the verdict."""

    fail_on: str
    max_glibc: str
    only: Texts


class ReportDocument(Shape, frozen=True):
    """What `check` and `diff` write."""

    schema_version: Version
    program: Program
    verdict: Verdict
    exit_code: ExitCode
    preface: Annotated[Texts, Meta(description="What is to be read before everything else.")]
    settings: Settings
    problems: tuple[Problem, ...]
    built: Built
    baseline: Baseline
    sources: Sources
    built_libraries: BuiltLibraries
    pairs: tuple[Pair, ...]
    added: Annotated[Texts, Meta(description="Built wheels without a counterpart.")]
    dropped: Annotated[Texts, Meta(description="The baseline's wheels without a counterpart.")]
    findings: tuple[Finding, ...]
    diagnoses: tuple[Diagnosis, ...]
    suspects: Annotated[tuple[Suspect, ...], Meta(description="The likely causes, best first.")]
    remarks: Texts


class ShowDocument(Shape, frozen=True):
    """What `show` writes."""

    schema_version: Version
    program: Program
    source: str
    wheels: tuple[WheelFacts, ...]
    unread: Annotated[Texts, Meta(description="File names of wheels known by name only.")]
    problems: tuple[Problem, ...]


def report_schema() -> str:
    """Return the JSON Schema of both documents, as `docs/report.schema.json` holds it."""
    documents = (ReportDocument, ShowDocument)
    references, definitions = msgspec.json.schema_components(
        documents, ref_template="#/$defs/{name}"
    )
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "A report of wheel-ceiling",
        "anyOf": list(references),
        "$defs": dict(sorted(definitions.items())),
    }
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"
