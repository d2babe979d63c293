"""The part of SARIF 2.1.0 that is written, in the standard's own names (OASIS, sarif-v2.1.0).

What has a default is left out where it has that value; what has none is always there, because
code scanning asks for it (docs.github.com, "SARIF support for code scanning").
"""

from msgspec import Struct, field

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
VERSION = "2.1.0"


class Part(Struct, frozen=True, rename="camel", omit_defaults=True):
    """An object of SARIF."""


class Text(Part, frozen=True):
    """A message, or a description, in plain text and perhaps in Markdown."""

    text: str
    markdown: str = ""


class Configuration(Part, frozen=True):
    """How much a rule's results weigh if they do not say so themselves."""

    level: str


class RuleProperties(Part, frozen=True):
    """What code scanning filters and sorts rules by."""

    tags: tuple[str, ...]
    problem_severity: str = field(name="problem.severity")


class Descriptor(Part, frozen=True):
    """A rule."""

    id: str
    name: str
    short_description: Text
    full_description: Text
    help: Text
    default_configuration: Configuration
    properties: RuleProperties


class Driver(Part, frozen=True):
    """The program."""

    name: str
    semantic_version: str
    rules: tuple[Descriptor, ...]


class Tool(Part, frozen=True):
    """The program, as the standard wraps it."""

    driver: Driver


class ArtifactLocation(Part, frozen=True):
    """A file of the repository, relative to its root."""

    uri: str


class Region(Part, frozen=True):
    """One line of a file; columns count from 1, the last is the one after the end."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int


class PhysicalLocation(Part, frozen=True):
    """A line of a file of the repository."""

    artifact_location: ArtifactLocation
    region: Region


class LogicalLocation(Part, frozen=True):
    """A file in a wheel, or the wheel itself."""

    name: str
    fully_qualified_name: str
    kind: str


class Location(Part, frozen=True):
    """Where something is: in the repository, in wheels, or in both."""

    physical_location: PhysicalLocation | None = None
    logical_locations: tuple[LogicalLocation, ...] = ()
    id: int = -1
    message: Text | None = None


class Suppression(Part, frozen=True):
    """Why a result was accepted."""

    kind: str
    status: str
    justification: str


class ResultProperties(Part, frozen=True):
    """What programs may want to know and the standard has no place for."""

    severity: str
    wheels: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    evidence: dict[str, str] = {}


class Result(Part, frozen=True):
    """One alert."""

    rule_id: str
    rule_index: int
    level: str
    message: Text
    locations: tuple[Location, ...]
    partial_fingerprints: dict[str, str]
    properties: ResultProperties
    related_locations: tuple[Location, ...] = ()
    suppressions: tuple[Suppression, ...] = ()


class Notification(Part, frozen=True):
    """Something to say of the run itself."""

    level: str
    message: Text
    locations: tuple[Location, ...] = ()


class Invocation(Part, frozen=True):
    """How the run went."""

    execution_successful: bool
    tool_execution_notifications: tuple[Notification, ...] = ()


class RunProperties(Part, frozen=True):
    """What the run came to."""

    verdict: str
    baseline: str


class Run(Part, frozen=True):
    """One run of the program."""

    tool: Tool
    invocations: tuple[Invocation, ...]
    results: tuple[Result, ...]
    column_kind: str
    properties: RunProperties


class Log(Part, frozen=True):
    """The whole file."""

    schema: str = field(name="$schema")
    version: str
    runs: tuple[Run, ...]
