"""File names of wheels, and what to do when they are not valid."""

from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from wheel_ceiling.model import WheelName

_TAG_PARTS = 3


def parse_name(filename: str) -> WheelName | None:
    """Return the parts of a wheel's file name, or None where pip would not accept it."""
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
        tuple(sorted({triple[place] for triple in triples})) for place in range(_TAG_PARTS)
    )
    return WheelName(
        filename, str(canonicalize_name(project)), version, "", pythons, abis, platforms
    )


def expand_tags(lines: list[str]) -> tuple[str, ...]:
    """Return every tag that the Tag lines stand for; maturin writes one compressed line."""
    expanded: set[str] = set()
    for line in lines[:1000]:
        parts = line.strip().split("-")
        if len(parts) != _TAG_PARTS or line.count(".") > _MOST_DOTS:
            expanded.add(line.strip())
            continue
        pythons, abis, platforms = (part.split(".") for part in parts)
        expanded |= {f"{p}-{a}-{t}" for p in pythons for a in abis for t in platforms}
    return tuple(sorted(expanded))


_MOST_DOTS = 60
