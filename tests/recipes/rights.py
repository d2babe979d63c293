"""Which permissions our action needs for what it is asked to do.

Source: docs.github.com, "Permissions required for GitHub Apps", and the REST description.
"""

from collections.abc import Mapping

from tests.recipes.walk import ActionStep

_LEVELS = ("none", "read", "write")
_SINKS = {
    "check-run": {"checks": "write"},
    "status": {"statuses": "write"},
    "review": {"pull-requests": "write"},
}
_RUNS = ("auto", "run", "branch")
"""Sources that look at artifacts of a run."""


def needed_rights(step: ActionStep) -> dict[str, str]:
    """Return the permissions without which the step would say less, or not judge."""
    events = step.workflow.triggers.keys()
    match step.mode:
        case "publish":
            return {"contents": "read", "actions": "read", "pull-requests": "write"}
        case "record" if "release" in events:
            return together(_sources(step), {"contents": "write"})
        case "record-libraries":
            return {}
        case "record":
            return _artifacts(step, "wheels")
        case _:
            return together(_sources(step), _reporting(step))


def _sources(step: ActionStep) -> dict[str, str]:
    """Settings of the base commit and releases, and runs where they are looked at."""
    names = ("wheels", "baseline", "built-libraries")
    return together({"contents": "read"}, *(_artifacts(step, name) for name in names))


def _artifacts(step: ActionStep, name: str) -> dict[str, str]:
    auto = "" if name == "built-libraries" else "auto"
    sources = (step.inputs[name] or auto).splitlines()
    return {"actions": "read"} if any(one.strip().startswith(_RUNS) for one in sources) else {}


def _reporting(step: ActionStep) -> dict[str, str]:
    sinks = [_SINKS.get(sink, {}) for sink in step.inputs["report-to"].split()]
    if not {"pull_request", "workflow_call"} & step.workflow.triggers.keys():
        return together(*sinks)
    comments = step.inputs["comment"] != "never"
    return together({"pull-requests": "write" if comments else "read"}, *sinks)


def together(*rights: Mapping[str, str]) -> dict[str, str]:
    """Return the greater of every permission."""
    found: dict[str, str] = {}
    for one in rights:
        for name, level in one.items():
            found[name] = max(found.get(name, "none"), level, key=_LEVELS.index)
    return found


def missing(granted: Mapping[str, str], needed: Mapping[str, str]) -> dict[str, str]:
    """Return what is needed and not granted."""
    return {
        name: level
        for name, level in needed.items()
        if _LEVELS.index(granted.get(name, "none")) < _LEVELS.index(level)
    }
