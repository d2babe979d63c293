"""Cut GitHub's OpenAPI description down to what the fake of its REST API serves.

    npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
    python -m scripts.github_openapi package

The fake (tests/github/fake) holds every request and every answer against the file that this writes.
Request bodies are made strict on the way: GitHub ignores a field that it does not know, and a
field that GitHub ignores is a mistake of ours.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
SUBSET = _ROOT / "tests/github/fake/openapi.json.gz"
SPECIFICATION = "generated/api.github.com.json"

REPOSITORY = "/repos/{owner}/{repo}"
# Below a repository, and the methods of each that the fake answers.
PATHS = {
    "": "get",
    "/actions/artifacts": "get",
    "/actions/artifacts/{artifact_id}": "get",
    "/actions/artifacts/{artifact_id}/{archive_format}": "get",
    "/actions/runs": "get",
    "/actions/runs/{run_id}": "get",
    "/actions/runs/{run_id}/artifacts": "get",
    "/actions/workflows/{workflow_id}": "get",
    "/actions/workflows/{workflow_id}/runs": "get",
    "/check-runs": "post",
    "/check-runs/{check_run_id}": "get patch",
    "/check-runs/{check_run_id}/annotations": "get",
    "/commits/{commit_sha}/pulls": "get",
    "/commits/{ref}/check-runs": "get",
    "/commits/{ref}/status": "get",
    "/commits/{ref}/statuses": "get",
    "/compare/{basehead}": "get",
    "/contents/{path}": "get",
    "/git/matching-refs/{ref}": "get",
    "/issues/comments/{comment_id}": "get patch delete",
    "/issues/{issue_number}": "get",
    "/issues/{issue_number}/comments": "get post",
    "/issues/{issue_number}/events": "get",
    "/issues/{issue_number}/labels": "get",
    "/issues/{issue_number}/timeline": "get",
    "/pulls": "get",
    "/pulls/{pull_number}": "get",
    "/pulls/{pull_number}/comments": "get post",
    "/pulls/{pull_number}/files": "get",
    "/pulls/{pull_number}/reviews": "get post",
    "/pulls/{pull_number}/reviews/{review_id}": "get put",
    "/pulls/{pull_number}/reviews/{review_id}/comments": "get",
    "/pulls/{pull_number}/reviews/{review_id}/dismissals": "put",
    "/releases": "get",
    "/releases/assets/{asset_id}": "get delete",
    "/releases/latest": "get",
    "/releases/tags/{tag}": "get",
    "/releases/{release_id}": "get",
    "/releases/{release_id}/assets": "get post",
    "/statuses/{sha}": "post",
}
OPERATIONS = {REPOSITORY + path: methods for path, methods in PATHS.items()} | {
    "/rate_limit": "get",
    "/user": "get",
}

Json = dict[str, object]


def cut(specification: Json, operations: dict[str, str]) -> Json:
    """Return the operations and all that they refer to, without examples, and repaired."""
    everything = _table(specification["paths"])
    paths: Json = {}
    for path, methods in operations.items():
        item = _table(everything[path])
        paths[path] = {
            key: _without_examples(value)
            for key, value in item.items()
            if key in {*methods.split(), "parameters"}
        }
    subset: Json = {
        key: specification[key] for key in ("openapi", "info", "servers") if key in specification
    }
    subset["paths"] = paths
    subset["components"] = _components(specification, paths)
    for operation in _operations(paths):
        _make_strict(operation.get("requestBody"))
    repair(subset)
    return subset


def repair(subset: Json) -> None:
    """Put right what the description says and GitHub does not do.

    The head repository of a run or of a pull request is null once the fork is deleted. The kinds of
    content are told apart by a property that a folder, being an array, cannot have. Where the word
    of an enumeration may be null, null must be one of the words (OpenAPI 3.0.3, "nullable").
    """
    schemas = _table(_table(subset["components"]).get("schemas", {}))
    if "workflow-run" in schemas:
        _make_nullable(schemas, "minimal-repository", "workflow-run", "head_repository")
    for name in {"pull-request", "pull-request-simple"} & schemas.keys():
        _make_nullable(schemas, "repository", name, "head", "repo")
    for node in _tables(subset):
        if isinstance(node.get("discriminator"), dict):
            del node["discriminator"]
        words = node.get("enum")
        if node.get("nullable") and isinstance(words, list) and None not in words:
            node["enum"] = [*words, None]


def _make_nullable(schemas: Json, kind: str, name: str, *path: str) -> None:
    """Let the property at the path be null or of the kind that it was."""
    schemas[f"nullable-{kind}"] = {**_table(schemas[kind]), "nullable": True}
    node = _table(schemas[name])
    for step in path[:-1]:
        node = _table(_table(node["properties"])[step])
    _table(node["properties"])[path[-1]] = {"$ref": f"#/components/schemas/nullable-{kind}"}


def write(subset: Json, path: Path) -> None:
    """Write the same bytes for the same subset, whatever the time."""
    text = json.dumps(subset, sort_keys=True, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _components(specification: Json, paths: Json) -> Json:
    """Return the components that the paths refer to, and those that these refer to."""
    components: dict[str, Json] = {}
    waiting = [*_references(paths)]
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        if name in components.get(kind, {}):
            continue
        found = _table(_table(specification["components"])[kind])[name]
        components.setdefault(kind, {})[name] = kept = _without_examples(found)
        waiting += _references(kept)
    return {**components}


def _operations(paths: Json) -> Iterator[Json]:
    for item in paths.values():
        yield from (value for value in _table(item).values() if isinstance(value, dict))


def _make_strict(node: object) -> None:
    for table in _tables(node):
        properties = table.get("properties")
        if isinstance(properties, dict) and table.get("type") == "object":
            table.setdefault("additionalProperties", False)


def _without_examples(node: object, *, names: bool = False) -> object:
    """Return a copy; `names`: the keys are names that GitHub gave, not OpenAPI's words."""
    if isinstance(node, list):
        return [_without_examples(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _without_examples(value, names=key == "properties" and not names)
        for key, value in node.items()
        if names or key not in {"example", "examples", "x-github", "externalDocs"}
    }


def _references(node: object) -> Iterator[str]:
    for table in _tables(node):
        reference = table.get("$ref")
        if isinstance(reference, str):
            yield reference


def _tables(node: object) -> Iterator[Json]:
    """Go through a document; every object in it comes once."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _table(node: object) -> Json:
    if not isinstance(node, dict):
        raise TypeError(f"an object was expected, not {node!r}")
    return node


def main(package: Path, target: Path = SUBSET) -> None:
    """Write the subset anew from an unpacked npm package."""
    specification = json.loads((package / SPECIFICATION).read_bytes())
    about = json.loads((package / "package.json").read_bytes())
    subset = cut(specification, OPERATIONS)
    subset["x-source"] = f"npm {about['name']} {about['version']}, {SPECIFICATION} (MIT)"
    write(subset, target)
    print(f"{target.name}: {target.stat().st_size} bytes, {len(OPERATIONS)} paths")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
