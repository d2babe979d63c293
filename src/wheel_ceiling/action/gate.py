"""By which settings a run is judged: a pull request cannot approve itself.

Settings, waivers and the committed baseline come from the commit that the pull request wants to
change. Where that cannot be asked, or where the pull request changes them, the report says so
before anything else.
"""

import re
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from wheel_ceiling.action.job import Job
from wheel_ceiling.amounts import joined
from wheel_ceiling.errors import NothingFound, SourceUnreachable
from wheel_ceiling.github.files import fetch_file, file_at
from wheel_ceiling.model import ChangedFile, Settings
from wheel_ceiling.settings import ACTION_INPUTS, INPUTS, TABLE, read_settings, with_inputs
from wheel_ceiling.sources import World

SETTINGS = "pyproject.toml"
INVENTORY = "wheel-ceiling.json"

OWN_GATE = "This pull request changes its own gate"
# A changed line of a workflow that can switch the gate off: our step, or one of its inputs.
_INPUT_NAMES = "|".join(known.name for known in (*INPUTS, *ACTION_INPUTS))
_OWN_STEP = re.compile(rf"^[+-].*(?:wheel-ceiling|\b(?:{_INPUT_NAMES}):)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Gate:
    """What a run is judged by."""

    settings: Settings
    world: World
    """With the committed inventory of the commit that the settings are from."""
    preface: tuple[str, ...] = ()


def open_gate(job: Job, base: str, files: Iterable[ChangedFile]) -> Gate:
    """Return what to judge by: of the commit `base`, or of the workspace where that is empty."""
    if not base:
        return _of_workspace(job, ())
    try:
        text = _text_at(job, SETTINGS, base)
        world = replace(job.world, committed_inventory=_inventory_at(job, base))
    except SourceUnreachable as error:
        return _of_workspace(
            job,
            (
                "This pull request may change its own gate: its settings were read from the "
                f"pull request itself. {error.message} {error.hint}".strip(),
            ),
        )
    origin = f"{SETTINGS} at {base[:8]}"
    return Gate(_settings(job, text, origin), world, tuple(_own_changes(job, text, files)))


def _of_workspace(job: Job, preface: tuple[str, ...]) -> Gate:
    path = job.workspace / SETTINGS
    text = path.read_bytes() if path.is_file() else b""
    return Gate(_settings(job, text, SETTINGS), job.world, preface)


def _settings(job: Job, text: bytes, origin: str) -> Settings:
    settings = read_settings(text.decode("utf-8", "replace"), origin)
    return replace(with_inputs(settings, job.choices.gate), today=job.today)


def _text_at(job: Job, path: str, commit: str) -> bytes:
    try:
        return file_at(job.connection, path, commit)
    except NothingFound:
        return b""


def _inventory_at(job: Job, base: str) -> Path:
    """Put the committed inventory where the baseline is looked for; there may be none."""
    path = job.temporary / INVENTORY
    with suppress(NothingFound):
        fetch_file(job.connection, INVENTORY, base, path)
    return path


def _own_changes(job: Job, base_text: bytes, files: Iterable[ChangedFile]) -> Iterable[str]:
    """Say which parts of its gate the pull request changes; what held is the base commit's."""
    changed = {file.path: file for file in files}
    parts = [INVENTORY] if INVENTORY in changed else []
    workflow = changed.get(job.occasion.workflow)
    if workflow and _OWN_STEP.search(workflow.patch):
        parts.append(f"the step in {workflow.path}")
    if SETTINGS in changed and _table(base_text) != _table(_head_text(job)):
        parts.append(f"[tool.{TABLE}] in {SETTINGS}")
    if parts:
        held = "settings and baseline that held are the base commit's"
        yield f"{OWN_GATE}: {joined(parts)}. The {held}; a step's inputs are its own."


def _head_text(job: Job) -> bytes:
    try:
        return _text_at(job, SETTINGS, job.occasion.head_sha)
    except SourceUnreachable:
        return b"unknown = true"


def _table(text: bytes) -> object:
    """Return our table; what cannot be read is like no other."""
    try:
        document = tomllib.loads(text.decode("utf-8", "replace"))
    except tomllib.TOMLDecodeError as error:
        return error
    tool = document.get("tool", {})
    return tool.get(TABLE, {}) if isinstance(tool, dict) else {}
