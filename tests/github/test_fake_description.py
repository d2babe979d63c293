"""The subset of GitHub's description is what the script cuts, and what the fake serves."""

import gzip
import json
from pathlib import Path

import pytest

from scripts import github_openapi, github_payloads
from scripts.github_openapi import OPERATIONS, cut, write
from tests.github.fake.events import PAYLOADS
from tests.github.fake.exchange import Json, table
from tests.github.fake.routes import ROUTES
from tests.github.fake.specification import specification

WORD: Json = {"type": "string", "example": "x", "description": "d"}
SPECIFICATION: Json = {
    "openapi": "3.0.3",
    "info": {"title": "GitHub"},
    "paths": {
        "/a": {
            "get": {"responses": {"200": {"$ref": "#/components/responses/a"}}},
            "post": {
                "requestBody": {"content": {"j": {"schema": {"type": "object", "properties": {}}}}},
                "x-github": {},
            },
            "delete": {},
        },
        "/b": {},
    },
    "components": {
        "responses": {"a": {"schema": {"$ref": "#/components/schemas/a"}}, "b": {}},
        "schemas": {
            "a": {
                "properties": {"example": WORD, "a": {"$ref": "#/components/schemas/a"}},
                "enum": ["a"],
                "nullable": True,
                "discriminator": {"propertyName": "type"},
            },
            "b": {},
        },
    },
}


def test_the_cut_keeps_what_is_needed() -> None:
    subset = cut(SPECIFICATION, {"/a": "get post"})
    path = table(table(subset["paths"])["/a"])

    assert sorted(path) == ["get", "post"]
    assert "x-github" not in table(path["post"])
    assert '"additionalProperties": false' in json.dumps(path["post"])
    assert subset["components"] == {
        "responses": {"a": {"schema": {"$ref": "#/components/schemas/a"}}},
        "schemas": {
            "a": {
                "properties": {
                    "example": {"type": "string", "description": "d"},
                    "a": {"$ref": "#/components/schemas/a"},
                },
                "enum": ["a", None],
                "nullable": True,
            }
        },
    }


def test_the_cut_says_what_it_does_not_understand() -> None:
    with pytest.raises(TypeError, match="an object was expected"):
        cut({"paths": []}, {})


def test_the_file_is_the_same_whenever_it_is_written(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    write({"b": 1, "a": [2]}, first)
    write({"a": [2], "b": 1}, second)

    assert first.read_bytes() == second.read_bytes()
    assert json.loads(gzip.decompress(first.read_bytes())) == {"a": [2], "b": 1}


def test_every_route_is_described_and_every_description_is_served() -> None:
    served = {(route.method.lower(), route.template) for route in ROUTES}
    described = {
        (method, path)
        for path, item in table(specification().document["paths"]).items()
        for method in table(item)
        if method != "parameters"
    }
    listed = {(method, path) for path, all_of in OPERATIONS.items() for method in all_of.split()}

    assert served == described == listed
    assert all(specification().knows(*one) for one in served)


def test_the_description_is_the_repaired_one() -> None:
    schemas = table(table(specification().document["components"])["schemas"])
    run = table(table(schemas["workflow-run"])["properties"])

    assert "nullable-minimal-repository" in json.dumps(run["head_repository"])
    assert specification().make("check-run")["conclusion"] is None
    assert "discriminator" not in json.dumps(specification().document)
    assert str(specification().document["x-source"]).startswith("npm @octokit/openapi ")


def test_payloads_lose_their_addresses_only() -> None:
    event = {"a": [{"html_url": "h", "labels_url": "l", "_links": {}, "url": "u"}], "action": "x"}
    index: list[Json] = [{"name": "push", "examples": [{"action": "y"}, event]}]

    assert github_payloads.example(index, "push", "x", 0) == {
        "a": [{"html_url": "h", "url": "u"}],
        "action": "x",
    }


def test_the_committed_description_is_the_scripts(tmp_path: Path) -> None:
    """What is cut already is not cut further, so that the subset can stand in for the whole."""
    (tmp_path / "generated").mkdir()
    document = specification().document
    source = str(document["x-source"]).split()
    (tmp_path / github_openapi.SPECIFICATION).write_text(json.dumps(document))
    (tmp_path / "package.json").write_text(
        json.dumps({"name": source[1], "version": source[2].rstrip(",")})
    )
    github_openapi.main(tmp_path, tmp_path / "again")

    assert json.loads(gzip.decompress((tmp_path / "again").read_bytes())) == document


def test_the_committed_payloads_are_the_scripts(tmp_path: Path) -> None:
    known = {path.stem: path.read_text("utf-8") for path in PAYLOADS.glob("*.json")}
    places: dict[tuple[str, str], list[object]] = {}
    for name, (event, action, place) in github_payloads.CHOSEN.items():
        examples = places.setdefault((event, action), [{"action": action}] * 5)
        examples[place] = json.loads(known[name])
    index = [{"name": event, "examples": examples} for (event, _), examples in places.items()]
    (tmp_path / "api.github.com").mkdir()
    (tmp_path / github_payloads.EXAMPLES).write_text(json.dumps(index))
    github_payloads.main(tmp_path, tmp_path)

    assert {path.stem: path.read_text("utf-8") for path in tmp_path.glob("*.json")} == known
