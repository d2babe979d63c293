"""GitHub's own description of its REST API, read once in a process."""

import gzip
import json
import re
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from msgspec.structs import replace
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from openapi_core.validation.schemas.exceptions import InvalidSchemaValue
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.github.fake.exchange import Answer, Call, Json, rows, table

SUBSET = Path(__file__).with_name("openapi.json.gz")
_HOST = "https://api.github.com"
_NEUTRAL: dict[str, object] = {
    "array": [],
    "boolean": False,
    "integer": 0,
    "number": 0,
    "string": "",
}
_TIME = re.compile(
    r"2\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}Z"
)
_DIGITS = re.compile(r"\d+")
_FORMATS = {"date-time": "2026-03-01T12:00:00Z", "uri": "https://example.org/unused"}


@dataclass
class _Request:
    """A call as openapi-core wants to see it."""

    host_url: str
    path: str
    method: str
    content_type: str
    body: bytes | None
    parameters: RequestParameters


@dataclass
class _Response:
    """An answer as openapi-core wants to see it."""

    status_code: int
    content_type: str
    data: bytes | None
    headers: Headers = field(default_factory=Headers)


class Specification:
    """Says what is wrong with a call or an answer, and makes objects of the kinds it knows."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self._paths = table(document["paths"])
        self._schemas = table(table(document["components"])["schemas"])
        # None: the description itself is not checked anew in each process.
        config = Config(spec_validator_cls=None)  # type: ignore[arg-type]
        self._openapi = OpenAPI.from_dict(document, config=config)
        self._samples: dict[str, object] = {}
        self._lock = Lock()

    def knows(self, method: str, template: str) -> bool:
        return method.lower() in table(self._paths.get(template, {}))

    def query_names(self, call: Call) -> set[str]:
        """Return the query parameters that the operation has."""
        item = table(self._paths[call.template])
        operation = table(item[call.seen.method.lower()])
        parameters = [*rows(item.get("parameters", [])), *rows(operation.get("parameters", []))]
        resolved = [self._resolved(one) for one in parameters]
        return {str(one["name"]) for one in resolved if one["in"] == "query"}

    def fault_of_request(self, call: Call) -> str:
        """Say what the description has against the call; nothing if it is a good one."""
        with self._lock:
            try:
                self._openapi.validate_request(_request(call))
            except OpenAPIError as error:
                return _explain(error)
        return ""

    def fault_of_response(self, call: Call, answer: Answer) -> str:
        """Say what the description has against the answer; bytes it does not describe."""
        if isinstance(answer.body, bytes):
            return ""
        thin = replace(answer, body=_without_repetition(answer.body))
        response = _Response(answer.status, "application/json", thin.content or None)
        with self._lock:
            try:
                self._openapi.validate_response(_request(call), response)
            except OpenAPIError as error:
                return _explain(error)
        return ""

    def make(self, schema: str, **fields: object) -> Json:
        """Return an object of that kind: what must be there and is not given is neutral."""
        if schema not in self._samples:
            self._samples[schema] = self._sample(self._schemas[schema])
        return table(deepcopy(self._samples[schema])) | fields

    def _sample(self, node: object) -> object:
        schema = self._resolved(table(node))
        for choice in ("oneOf", "anyOf"):
            if choice in schema:
                return self._sample(rows(schema[choice])[0])
        if schema.get("nullable"):
            return None
        return self._sample_of_kind(schema)

    def _sample_of_kind(self, schema: Json) -> object:
        values = schema.get("enum")
        if isinstance(values, list):
            return values[0]
        kind = str(schema.get("type", "object"))
        if kind == "object":
            properties = table(schema.get("properties", {}))
            required = schema.get("required", [])
            assert isinstance(required, list)
            return {name: self._sample(properties[name]) for name in required}
        return deepcopy(_FORMATS.get(str(schema.get("format")), _NEUTRAL[kind]))

    def _resolved(self, node: Json) -> Json:
        while isinstance(reference := node.get("$ref"), str):
            _, _, kind, name = reference.split("/")
            node = table(table(table(self.document["components"])[kind])[name])
        return node


@cache
def specification() -> Specification:
    """Return the description of the part of the API that the fake serves."""
    return Specification(json.loads(gzip.decompress(SUBSET.read_bytes())))


def _request(call: Call) -> _Request:
    seen = call.seen
    # A value may hold slashes (a file's path, a branch), which a template would not match.
    path = call.template.format(**{name: quote(v, safe="") for name, v in call.values.items()})
    upload = path.startswith("/repos/") and "/assets" in path and seen.method == "POST"
    return _Request(
        host_url="https://uploads.github.com" if upload else _HOST,
        path=path,
        method=seen.method.lower(),
        # Assets have any type; the description knows one.
        content_type="application/octet-stream" if upload else seen.headers.get("Content-Type", ""),
        body=seen.body or None,
        parameters=RequestParameters(
            path=dict(call.values),
            # PyGithub sends an empty label with every upload, and GitHub takes it.
            query=ImmutableMultiDict((k, v) for k, v in seen.query.items() if v or k != "label"),
            header=Headers(seen.headers.items()),
        ),
    )


def _without_repetition(body: object) -> object:
    """Return the body with one row of each pattern: a page of a hundred takes a tenth of a second.

    Rows are of a pattern if they differ in numbers and in good times alone, of which no schema here
    thinks better or worse.
    """
    if isinstance(body, dict):
        return {
            name: _without_repetition(value) if isinstance(value, list) else value
            for name, value in body.items()
        }
    if not isinstance(body, list):
        return body
    patterns: dict[str, object] = {}
    for row in body:
        patterns.setdefault(_DIGITS.sub("0", _TIME.sub("time", json.dumps(row))), row)
    return [*patterns.values()]


def _explain(error: OpenAPIError) -> str:
    """Say it in one line, with the place in the document."""
    cause = error.__cause__ if isinstance(error.__cause__, InvalidSchemaValue) else error
    if isinstance(cause, InvalidSchemaValue):
        told = [
            f"{'.'.join(map(str, getattr(one, 'path', ())))}: {getattr(one, 'message', one)}"
            for one in cause.schema_errors
        ]
        return "; ".join(text[:300] for text in told)
    return f"{error} {error.__cause__ or ''}".strip()[:300]
