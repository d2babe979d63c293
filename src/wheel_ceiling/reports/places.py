"""Where a finding was found, said shortly: many wheels by platform and Python."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

# Up to so many wheels are named one by one.
_MOST_NAMED = 4
_TAGS = 3


class Place(NamedTuple):
    """A wheel by its file name; or a platform, with the Pythons of the wheels for it."""

    name: str
    pythons: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.pythons}" if self.pythons else self.name


def platform_of(filename: str) -> str:
    """Return the platform tags of a wheel's file name; the whole name where it has none."""
    return _tags(filename)[-1]


def places(filenames: Iterable[str]) -> tuple[Place, ...]:
    """Return the wheels by name; many of them by platform, which is shorter."""
    names = tuple(filenames)
    if len(names) <= _MOST_NAMED or any(len(_tags(name)) < _TAGS for name in names):
        return tuple(map(Place, names))
    pythons: dict[str, list[str]] = defaultdict(list)
    for name in names:
        python, abi, platform = _tags(name)
        pythons[platform].append(python if abi == python else f"{python}-{abi}")
    return tuple(
        Place(platform, ", ".join(sorted(found, key=lambda tag: (len(tag), tag))))
        for platform, found in pythons.items()
    )


def _tags(filename: str) -> list[str]:
    parts = filename.removesuffix(".whl").rsplit("-", _TAGS)
    return parts[1:] if len(parts) > _TAGS else [filename]
