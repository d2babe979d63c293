"""A YAML file as plain values, each held against its type by hand.

YAML 1.2, as GitHub reads it: the key `on` is a word there, and no truth value.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError


class NotAWorkflow(ValueError):
    """A file does not have the shape that it should have; says where."""


def load(path: Path) -> Mapping[str, object]:
    """Return the file's mapping; raises NotAWorkflow."""
    return parse(path.read_text("utf-8"), path.name)


def parse(text: str, where: str) -> Mapping[str, object]:
    """Return the text's mapping; raises NotAWorkflow."""
    try:
        document: object = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise NotAWorkflow(f"{where} is no YAML: {error}") from error
    return mapping(document, where)


def mapping(value: object, where: str) -> Mapping[str, object]:
    """Return a mapping; nothing is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise NotAWorkflow(f"{where} must be a mapping.")
    return {str(key): found for key, found in value.items()}


def words(value: object, where: str) -> tuple[str, ...]:
    """Return a list of texts; a lone text is a list of one, nothing is an empty one."""
    if value is None:
        return ()
    return tuple(text(item, where) for item in (value if isinstance(value, list) else [value]))


def texts(value: object, where: str) -> Mapping[str, str]:
    """Return a mapping of texts, as inputs and environments are."""
    return {key: text(found, f"{where}, {key}") for key, found in mapping(value, where).items()}


def text(value: object, where: str) -> str:
    """Return a value as GitHub hands it over: nothing is empty, and true is `true`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise NotAWorkflow(f"{where} must be a text.")


def every_text(value: object) -> Iterator[str]:
    """Yield every text below a value; keys are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for found in value.values():
            yield from every_text(found)
    elif isinstance(value, Sequence):
        for found in value:
            yield from every_text(found)
