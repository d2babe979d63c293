"""A SARIF log as GitHub takes it: held against the schema and against what is documented.

"SARIF support for code scanning" and "SARIF results exceed limits" (docs.github.com).
"""

import json
from pathlib import Path
from typing import TypedDict

from jsonschema import Draft202012Validator
from msgspec import Struct

from wheel_ceiling.model import Report
from wheel_ceiling.reports.sarif import render_sarif

SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parent / "sarif-2.1.0.json").read_text("utf-8"))
)
LONGEST_DESCRIPTION = 1_024
LONGEST_NAME = 255


class Result(TypedDict, total=False):
    """What tests look at."""

    ruleId: str
    ruleIndex: int
    level: str
    message: dict[str, str]
    locations: list[dict[str, dict[str, dict[str, str | int]] | list[dict[str, str]]]]
    relatedLocations: list[dict[str, object]]
    partialFingerprints: dict[str, str]
    properties: dict[str, object]
    suppressions: list[dict[str, str]]


class Rule(TypedDict):
    """What tests look at."""

    id: str
    name: str
    shortDescription: dict[str, str]
    fullDescription: dict[str, str]
    help: dict[str, str]


class Log(Struct, frozen=True):
    """The one run of a log."""

    text: str
    results: list[Result]
    rules: list[Rule]
    notifications: list[tuple[str, str]]
    is_successful: bool

    def of(self, rule: str) -> Result:
        """Return the only result of a rule."""
        [found] = [result for result in self.results if result["ruleId"] == rule]
        return found

    @property
    def messages(self) -> list[str]:
        return [result["message"]["text"] for result in self.results]


def log_of(report: Report) -> Log:
    """Render and read again; whatever is rendered must be accepted."""
    text = render_sarif(report)
    document = json.loads(text)
    SCHEMA.validate(document)
    [run] = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        _insist_on_rule(rule)
    for result in run["results"]:
        _insist_on_result(result)
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    [invocation] = run["invocations"]
    told = invocation.get("toolExecutionNotifications", [])
    return Log(
        text,
        run["results"],
        rules,
        [(one["level"], one["message"]["text"]) for one in told],
        invocation["executionSuccessful"],
    )


def fingerprints(log: Log) -> list[str]:
    """Return what GitHub knows results by."""
    return [result["partialFingerprints"]["primaryLocationLineHash"] for result in log.results]


def _insist_on_rule(rule: Rule) -> None:
    assert rule["id"]
    assert len(rule["name"]) <= LONGEST_NAME
    for description in (rule["shortDescription"], rule["fullDescription"]):
        assert 0 < len(description["text"]) <= LONGEST_DESCRIPTION
    assert rule["help"]["text"]
    assert rule["help"]["markdown"]


def _insist_on_result(result: Result) -> None:
    assert result["message"]["text"]
    assert result["level"] in {"error", "warning", "note"}
    assert result["partialFingerprints"]["primaryLocationLineHash"]
    [location] = result["locations"]
    place = location["physicalLocation"]
    assert isinstance(place, dict)
    uri = place["artifactLocation"]["uri"]
    assert isinstance(uri, str)
    assert uri.isascii()
    assert not uri.startswith("/")
    assert ":" not in uri
    assert set(place["region"]) == {"startLine", "startColumn", "endLine", "endColumn"}
    assert len(location.get("logicalLocations", [])) <= 100
