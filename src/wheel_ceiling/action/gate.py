"""By which settings a run is judged: a pull request cannot approve itself.

Settings, waivers and the committed baseline come from the commit that the pull request wants to
change. Where a token may not see that commit, nothing holds that could weaken the gate; where the
pull request changes its gate, the report says so before anything else.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from wheel_ceiling.action.job import Job
from wheel_ceiling.action.request import Request
from wheel_ceiling.amounts import joined
from wheel_ceiling.errors import NothingFound, SourceUnreachable, WrongSettings
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.files import fetch_file, file_at, names_at
from wheel_ceiling.model import ChangedFile, Settings
from wheel_ceiling.settings import ACTION_INPUTS, INPUTS, TABLE, read_settings, with_inputs
from wheel_ceiling.sources import World

SETTINGS = "pyproject.toml"
INVENTORY = "wheel-ceiling.json"

OWN_GATE = "This pull request changes its own gate"
_WORKFLOWS = ".github/workflows/"
# A changed line of a workflow that can switch the gate off: our step, or one of its inputs.
_INPUT_NAMES = "|".join(known.name for known in (*INPUTS, *ACTION_INPUTS))
_OUR_STEP = "wheel-ceiling"
_CHANGED_STEP = re.compile(rf"^[+-].*(?:{_OUR_STEP}|\b(?:{_INPUT_NAMES}):)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Gate:
    """What a run is judged by."""

    settings: Settings
    world: World
    """With the committed inventory of the commit that the settings are from."""
    preface: tuple[str, ...] = ()


def open_gate(job: Job, request: Request) -> Gate:
    """Return what to judge by; raises SourceUnreachable where that could not be asked."""
    if request.base_sha:
        return _of_base(job, request)
    if (job.workspace / ".git").exists() or (job.workspace / SETTINGS).is_file():
        path = job.workspace / SETTINGS
        text = path.read_bytes() if path.is_file() else b""
        return Gate(_settings(job, text, SETTINGS), job.world)
    # Nothing is checked out: a push, a tag or a release has its settings at its own commit. That
    # of the run that triggered this one may be anybody's, and gets the default branch's.
    triggered = job.occasion.triggering is not None
    commit = job.occasion.default_branch if triggered else job.occasion.head_sha
    return _of_commit(job, commit)[0] if commit else Gate(_settings(job, b"", SETTINGS), job.world)


def _of_base(job: Job, request: Request) -> Gate:
    try:
        gate, text = _of_commit(job, request.base_sha)
    except Forbidden as error:
        preface = (
            "This pull request may change its own gate: its base commit could not be seen, so that "
            f"no settings hold but the highest glibc, and no waivers. {error.message} {error.hint}"
        )
        world = replace(job.world, committed_inventory=job.temporary / INVENTORY)
        return Gate(_not_weaker(job), world, (preface,))
    return replace(gate, preface=tuple(_own_changes(job, text, request)))


def _of_commit(job: Job, commit: str) -> tuple[Gate, bytes]:
    """Return the gate of a commit, and the text of its settings."""
    names = names_at(job.connection, commit)
    text = file_at(job.connection, SETTINGS, commit) if SETTINGS in names else b""
    inventory = job.temporary / INVENTORY
    if INVENTORY in names:
        fetch_file(job.connection, INVENTORY, commit, inventory)
    world = replace(job.world, committed_inventory=inventory)
    return Gate(_settings(job, text, f"{SETTINGS} at {commit[:8]}"), world), text


def _not_weaker(job: Job) -> Settings:
    """Return settings that a pull request could not have made milder than the defaults."""
    path = job.workspace / SETTINGS
    text = path.read_bytes() if path.is_file() else b""
    own = _settings(job, text, SETTINGS)
    return replace(_settings(job, b"", SETTINGS), max_glibc=own.max_glibc)


def _settings(job: Job, text: bytes, origin: str) -> Settings:
    try:
        settings = read_settings(text.decode("utf-8"), origin)
    except UnicodeDecodeError as error:
        raise WrongSettings(f"{origin} is no UTF-8 text.", "Save it as UTF-8.") from error
    return replace(with_inputs(settings, job.choices.gate), today=job.today)


def _own_changes(job: Job, base_text: bytes, request: Request) -> Iterator[str]:
    """Say which parts of its gate the pull request changes; what held is the base commit's."""
    if request.unseen:
        yield f"Whether this pull request changes its own gate could not be seen: {request.unseen}"
    changed = {file.path: file for file in request.files}
    parts = [INVENTORY] if INVENTORY in changed else []
    steps = [path for path, file in changed.items() if _changes_step(job, file)]
    parts += [f"the step in {path}" for path in steps[:_MOST_STEPS]]
    if SETTINGS in changed and _table(base_text) != _table(_head_text(job)):
        parts.append(f"[tool.{TABLE}] in {SETTINGS}")
    if parts:
        held = "settings and baseline that held are the base commit's"
        yield f"{OWN_GATE}: {joined(parts)}. The {held}; a step's inputs are its own."


_MOST_STEPS = 3


def _changes_step(job: Job, file: ChangedFile) -> bool:
    """Whether it changes our step; of other workflows only those that show it near by."""
    if not file.path.startswith(_WORKFLOWS):
        return False
    is_near = file.path == job.occasion.workflow or _OUR_STEP in file.patch
    return is_near and bool(_CHANGED_STEP.search(file.patch))


def _head_text(job: Job) -> bytes:
    try:
        return file_at(job.connection, SETTINGS, job.judged.head_sha)
    except NothingFound:
        return b""
    except SourceUnreachable:
        return b"[tool.wheel-ceiling]\nunknown = true"


def _table(text: bytes) -> object:
    """Return our table; what cannot be read is like no other."""
    try:
        document = tomllib.loads(text.decode("utf-8", "replace"))
    except tomllib.TOMLDecodeError as error:
        return error
    tool = document.get("tool", {})
    return tool.get(TABLE, {}) if isinstance(tool, dict) else {}
