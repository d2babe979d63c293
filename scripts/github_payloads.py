"""Cut GitHub's own examples of events down to what an Action may look at.

    npm pack @octokit/webhooks-examples && tar xzf octokit-webhooks-examples-*.tgz
    python -m scripts.github_payloads package

Left out are the addresses, which are most of each example; nothing is changed or made up.
"""

import json
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
FOLDER = _ROOT / "tests/github/fake/payloads"
EXAMPLES = "api.github.com/index.json"
# Our name: the event, the action, and which of the examples that fit.
CHOSEN = {
    "pull_request-opened": ("pull_request", "opened", 0),
    "pull_request-synchronize": ("pull_request", "synchronize", 0),
    "pull_request-labeled": ("pull_request", "labeled", 0),
    "pull_request-unlabeled": ("pull_request", "unlabeled", 0),
    "push": ("push", "", 4),
    "push-tag": ("push", "", 2),
    "workflow_run-completed": ("workflow_run", "completed", 1),
    "release-published": ("release", "published", 0),
    "merge_group-checks_requested": ("merge_group", "checks_requested", 0),
    "workflow_dispatch": ("workflow_dispatch", "", 0),
}


def cut(node: object) -> object:
    """Return a copy without addresses but the two that people and programs use."""
    if isinstance(node, list):
        return [cut(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {key: cut(value) for key, value in node.items() if not _is_address(key)}


def _is_address(key: str) -> bool:
    return key in {"_links", "node_id"} or (key.endswith("_url") and key != "html_url")


def example(index: list[dict[str, object]], event: str, action: str, place: int) -> object:
    """Return the example at that place among those of the event and the action."""
    found: list[object] = []
    for entry in index:
        examples = entry["examples"]
        if entry["name"] == event and isinstance(examples, list):
            found += [one for one in examples if one.get("action", "") == action]
    return cut(found[place])


def main(package: Path, folder: Path = FOLDER) -> None:
    """Write the payloads anew from an unpacked npm package."""
    index = json.loads((package / EXAMPLES).read_bytes())
    for name, (event, action, place) in CHOSEN.items():
        text = json.dumps(example(index, event, action, place), indent=1, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
