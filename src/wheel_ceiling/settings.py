"""What a user may choose in `[tool.wheel-ceiling]` of pyproject.toml, and at the doors."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches

from msgspec.structs import replace

from wheel_ceiling.errors import WrongSettings
from wheel_ceiling.inputs import INPUTS, TERMINAL_INPUTS
from wheel_ceiling.model import Settings, Waiver

TABLE = "wheel-ceiling"
FAIL_ON = ("error", "warning", "never")
ACCEPT_LABEL = "accept-label"
NATIVE_SOURCES = "native-sources"
FORBIDDEN = "forbidden"
_TABLE_INPUTS = (*INPUTS, *TERMINAL_INPUTS)
_GLIBC = re.compile(r"(\d{1,3})\.(\d{1,3})")
_KEYS = (
    *(known.name for known in _TABLE_INPUTS),
    "allow",
    ACCEPT_LABEL,
    NATIVE_SOURCES,
    FORBIDDEN,
)
_WAIVER_KEYS = ("rule", "library", "reason", "until")


def read_settings(text: str, origin: str) -> Settings:
    """Return the settings of a pyproject.toml; raises WrongSettings, naming the place in it."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongSettings(f"{origin} is no valid TOML: {error}.") from error
    tool = document.get("tool", {})
    table = tool.get(TABLE, {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise WrongSettings(f"{origin}: tool.{TABLE} must be a table.")
    _insist_on_known(table, _KEYS, f"{origin}: tool.{TABLE}")
    inputs = {
        known.name: _texts(table[known.name], f"{origin}: tool.{TABLE}.{known.name}")
        for known in _TABLE_INPUTS
        if known.name in table
    }
    settings = _with_inputs(Settings(origin=origin), inputs)
    return replace(
        settings,
        waivers=_waivers(table.get("allow", []), origin),
        accept_label=_label(table.get(ACCEPT_LABEL, settings.accept_label), origin),
        native_sources=_globs(table, NATIVE_SOURCES, '["src/**/*.c"]', origin),
        forbidden=_globs(table, FORBIDDEN, '["libLLVM*"]', origin),
    )


def with_inputs(settings: Settings, inputs: Mapping[str, Sequence[str]]) -> Settings:
    """Return the settings with what was chosen at the door, which wins; empty is not chosen."""
    return _with_inputs(settings, {name: texts for name, texts in inputs.items() if any(texts)})


def _with_inputs(settings: Settings, inputs: Mapping[str, Sequence[str]]) -> Settings:
    return replace(
        settings,
        wheels=tuple(inputs.get("wheels", settings.wheels)),
        baseline=_only_one("baseline", inputs.get("baseline", [settings.baseline])),
        only=tuple(inputs.get("only", settings.only)),
        fail_on=_fail_on(_only_one("fail-on", inputs.get("fail-on", [settings.fail_on]))),
        max_glibc=(
            _glibc(_only_one("max-glibc", inputs["max-glibc"]))
            if "max-glibc" in inputs
            else settings.max_glibc
        ),
        built_libraries=tuple(inputs.get("built-libraries", settings.built_libraries)),
        host_binaries=tuple(inputs.get("host-binaries", settings.host_binaries)),
    )


def _only_one(name: str, texts: Sequence[str]) -> str:
    if len(texts) != 1:
        raise WrongSettings(f"{name}: takes one value, not {len(texts)}.")
    return texts[0]


def _fail_on(text: str) -> str:
    if text not in FAIL_ON:
        raise WrongSettings(f"fail-on: {text!r} is not one of {', '.join(FAIL_ON)}.")
    return text


def _glibc(text: str) -> tuple[int, ...]:
    match = _GLIBC.fullmatch(text.strip())
    if match is None:
        raise WrongSettings(f"max-glibc: {text!r} is no glibc version.", "Write it as 2.17.")
    return int(match[1]), int(match[2])


def _texts(value: object, where: str) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, float):
        raise WrongSettings(f"{where} must be text.", f'Put it in quotes: "{value}".')
    if isinstance(value, list):
        texts = [item for item in value if isinstance(item, str)]
        if len(texts) == len(value):
            return texts
    raise WrongSettings(f"{where} must be text or a list of texts.")


def _label(value: object, origin: str) -> str:
    if isinstance(value, str):
        return value.strip()
    raise WrongSettings(
        f"{origin}: tool.{TABLE}.{ACCEPT_LABEL} must be the name of a label.",
        'Write it in quotes; "" for no label at all.',
    )


def _globs(table: Mapping[str, object], key: str, example: str, origin: str) -> tuple[str, ...]:
    where = f"{origin}: tool.{TABLE}.{key}"
    globs = _texts(table.get(key, []), where)
    if not all(glob.strip() for glob in globs):
        raise WrongSettings(f"{where} holds an empty text.", f"Write globs: {example}.")
    return tuple(globs)


def _waivers(value: object, origin: str) -> tuple[Waiver, ...]:
    if not isinstance(value, list):
        raise WrongSettings(
            f"{origin}: tool.{TABLE}.allow must be written as [[tool.{TABLE}.allow]] tables."
        )
    return tuple(
        _waiver(item, f"{origin}: allow entry {number}") for number, item in enumerate(value, 1)
    )


def _waiver(value: object, where: str) -> Waiver:
    if not isinstance(value, dict):
        raise WrongSettings(f"{where} must be a table.")
    _insist_on_known(value, _WAIVER_KEYS, where)
    texts = {
        key: _texts(found, f"{where}, {key}")[0] for key, found in value.items() if key != "until"
    }
    for key in ("rule", "reason"):
        if not texts.get(key, "").strip():
            raise WrongSettings(f"{where} has no {key}.", "Say which rule is allowed, and why.")
    return Waiver(
        rule=texts["rule"],
        reason=texts["reason"].strip(),
        library=texts.get("library", "*"),
        until=_day(value.get("until", ""), where),
    )


def _day(value: object, where: str) -> str:
    if value == "":
        return ""
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise WrongSettings(f"{where}: until {value!r} is no day.", "Write 2027-01-31.") from error
    return day.isoformat()[:10]


def _insist_on_known(table: Mapping[str, object], known: Sequence[str], where: str) -> None:
    for key in table:
        if key not in known:
            close = get_close_matches(key, known, 1)
            hint = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(known)}."
            raise WrongSettings(f"{where} has an unknown key, {key!r}.", hint)
