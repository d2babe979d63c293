"""By which settings a run is judged: a pull request cannot approve itself.

Settings, waivers and the committed baseline come from the commit that the pull request wants to
change. Where a token may not see that commit, nothing holds that could weaken the gate; where the
pull request changes its gate, the report says so before anything else.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from wheel_ceiling.action.job import Job
from wheel_ceiling.action.request import Request
from wheel_ceiling.amounts import joined
from wheel_ceiling.errors import NothingFound, SourceUnreachable, WrongSettings
from wheel_ceiling.github.connection import Forbidden
from wheel_ceiling.github.files import MOST_NAMES, fetch_file, file_at, names_at
from wheel_ceiling.inputs import ACTION_INPUTS, INPUTS
from wheel_ceiling.model import ChangedFile, Settings
from wheel_ceiling.settings import TABLE, read_settings, with_inputs
from wheel_ceiling.sources.world import World

SETTINGS = "pyproject.toml"
INVENTORY = "wheel-ceiling.json"

OWN_GATE = "This pull request changes its own gate"
_GITHUB = ".github/"
_HUNK = re.compile(r"^@@", re.MULTILINE)
_OUR_STEP = "wheel-ceiling"
# Inputs that no other action has, and all that can switch a step off beside its name.
_OUR_INPUT = re.compile(r"\b(?:fail-on|max-glibc|built-libraries):")
_INPUT_NAMES = "|".join(known.name for known in (*INPUTS, *ACTION_INPUTS))
_SWITCH = re.compile(rf"\b(?:{_INPUT_NAMES}|if|continue-on-error|with):")


class Gate(Struct, frozen=True):
    """What a run is judged by."""

    settings: Settings
    world: World
    """With the committed inventory of the commit that the settings are from."""
    preface: tuple[str, ...] = ()


def open_gate(job: Job, request: Request) -> Gate:
    """Return what to judge by; raises SourceUnreachable where that could not be asked."""
    if request.base_sha:
        return _of_base(job, request)
    if job.occasion.triggering:
        # The run that triggered this one, and what is checked out for it, may be anybody's.
        return _of_commit(job, job.occasion.default_branch)[0]
    if (job.workspace / ".git").exists() or (job.workspace / SETTINGS).is_file():
        path = job.workspace / SETTINGS
        text = path.read_bytes() if path.is_file() else b""
        return Gate(_settings(job, text, SETTINGS), job.world)
    # Nothing is checked out: a push, a tag or a release has its settings at its own commit.
    commit = job.occasion.head_sha
    return _of_commit(job, commit)[0] if commit else Gate(_settings(job, b"", SETTINGS), job.world)


def _of_base(job: Job, request: Request) -> Gate:
    try:
        gate, text = _of_commit(job, request.base_sha)
    except Forbidden as error:
        preface = (
            "This pull request may change its own gate: its base commit could not be seen, so that "
            f"no settings hold but the highest glibc and the built libraries, and no waivers. "
            f"{error.message} {error.hint}"
        )
        world = replace(job.world, committed_inventory=job.temporary / INVENTORY)
        return Gate(_not_weaker(job), world, (preface,))
    return replace(
        gate, preface=tuple(_own_changes(job, text, gate.settings.built_libraries, request))
    )


def _of_commit(job: Job, commit: str) -> tuple[Gate, bytes]:
    """Return the gate of a commit, and the text of its settings."""
    names = names_at(job.connection, commit)
    if len(names) >= MOST_NAMES:
        names |= {SETTINGS, INVENTORY}  # the list is cut: they may be there
    inventory, text = job.temporary / INVENTORY, b""
    if SETTINGS in names:
        text = _text_at(job, commit)
    if INVENTORY in names:
        with suppress(NothingFound):
            fetch_file(job.connection, INVENTORY, commit, inventory)
    world = replace(job.world, committed_inventory=inventory)
    return Gate(_settings(job, text, f"{SETTINGS} at {commit[:8]}"), world), text


def _text_at(job: Job, commit: str) -> bytes:
    try:
        return file_at(job.connection, SETTINGS, commit)
    except NothingFound:
        return b""


def _not_weaker(job: Job) -> Settings:
    """Return settings that a pull request could not have made milder than the defaults."""
    path = job.workspace / SETTINGS
    text = path.read_bytes() if path.is_file() else b""
    own = _settings(job, text, SETTINGS)
    return replace(
        _settings(job, b"", SETTINGS),
        max_glibc=own.max_glibc,
        built_libraries=own.built_libraries,
    )


def _settings(job: Job, text: bytes, origin: str) -> Settings:
    try:
        settings = read_settings(text.decode("utf-8"), origin)
    except UnicodeDecodeError as error:
        raise WrongSettings(f"{origin} is no UTF-8 text.", "Save it as UTF-8.") from error
    return replace(with_inputs(settings, job.choices.gate), today=job.today)


def _own_changes(
    job: Job, base_text: bytes, built: tuple[str, ...], request: Request
) -> Iterator[str]:
    """Say which parts of its gate the pull request changes; what held is the base commit's."""
    if request.unseen:
        yield f"Whether this pull request changes its own gate could not be seen: {request.unseen}"
    changed = {file.path: file for file in request.files}
    parts = [INVENTORY] if INVENTORY in changed else []
    parts += [name for name in built if _is_among(name, changed)]
    steps = [path for path, file in changed.items() if _changes_step(job, file)]
    parts += [f"the step in {path}" for path in steps[:_MOST_STEPS]]
    if SETTINGS in changed and _table(base_text) != _table(_head_text(job)):
        parts.append(f"[tool.{TABLE}] in {SETTINGS}")
    if parts:
        held = "settings and baseline that held are the base commit's"
        yield f"{OWN_GATE}: {joined(parts)}. The {held}; a step's inputs are its own."


def _is_among(name: str, changed: Iterable[str]) -> bool:
    """Whether a changed file is what the name says, or lies in a folder of that name."""
    path = name.removeprefix("./").rstrip("/")
    return any(file == path or file.startswith(f"{path}/") for file in changed)


_MOST_STEPS = 3


def _changes_step(job: Job, file: ChangedFile) -> bool:
    """Whether it may change our step: a line that names it or an input, or one close to it."""
    if not file.path.startswith(_GITHUB):
        return False
    is_own = file.path == job.judged.workflow
    if is_own and not file.patch:
        return True  # GitHub does not show what changed
    return any(_touches(hunk, is_own=is_own) for hunk in _HUNK.split(file.patch))


def _touches(hunk: str, *, is_own: bool) -> bool:
    changed = "\n".join(line for line in hunk.splitlines() if line.startswith(("+", "-")))
    if _OUR_STEP in changed or (is_own and _OUR_INPUT.search(changed)):
        return True
    return _OUR_STEP in hunk and bool(_SWITCH.search(changed))


def _head_text(job: Job) -> bytes:
    try:
        return _text_at(job, job.judged.head_sha)
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
