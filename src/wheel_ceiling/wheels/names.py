"""File names of wheels, and what to do when they are not valid."""

from itertools import product

from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import InvalidVersion, Version

from wheel_ceiling.model import WheelName

_TAG_PARTS = 3
# No file system takes longer names; compressed sets in them multiply.
_LONGEST_NAME = 300
# Of the wheels on the index none has more than 20 platforms or more than 60 tags.
_MOST_IN_SET = 30
_MOST_TAGS = 1_000


def parse_name(filename: str) -> WheelName | None:
    """Return the parts of a wheel's file name, or None where pip would not accept it."""
    if len(filename) > _LONGEST_NAME:
        return None
    try:
        project, version, build, _ = parse_wheel_filename(filename)
    except InvalidWheelFilename:
        return None
    pythons, abis, platforms = filename.removesuffix(".whl").split("-")[-_TAG_PARTS:]
    return WheelName(
        filename,
        project,
        str(version),
        "".join(map(str, build)),
        tuple(pythons.split(".")),
        tuple(abis.split(".")),
        tuple(platforms.split(".")),
    )


def name_from_metadata(
    filename: str, project: str, version: str, declared_tags: tuple[str, ...]
) -> WheelName:
    """Return the name that the wheel's own metadata would give it."""
    triples = [tag.split("-") for tag in declared_tags if tag.count("-") == _TAG_PARTS - 1]
    pythons, abis, platforms = (
        tuple(sorted({triple[place] for triple in triples}))[:_MOST_IN_SET]
        for place in range(_TAG_PARTS)
    )
    normal = str(canonicalize_name(project))
    return WheelName(filename, normal, _normal_version(version), "", pythons, abis, platforms)


def expand_tags(lines: list[str]) -> tuple[str, ...]:
    """Return every tag that the Tag lines stand for; maturin writes one compressed line."""
    expanded: set[str] = set()
    for line in lines:
        sets = [part.split(".") for part in line.strip().split("-")]
        if len(sets) == _TAG_PARTS and all(len(part) <= _MOST_IN_SET for part in sets):
            expanded.update(map("-".join, product(*sets)))
        else:
            expanded.add(line.strip())
        if len(expanded) > _MOST_TAGS:
            break
    return tuple(sorted(expanded)[:_MOST_TAGS])


def _normal_version(version: str) -> str:
    try:
        return str(Version(version))
    except InvalidVersion:
        return version
