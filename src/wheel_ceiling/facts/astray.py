"""A built library that was packed, and lies where nobody looks for it."""

from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct

from wheel_ceiling.facts.libraries import plain_path, without_build_folder
from wheel_ceiling.facts.places import doubled_folder, without_doubled
from wheel_ceiling.facts.python_modules import looks_like_module
from wheel_ceiling.model import ElfFacts, Wheel


class Astray(Struct, frozen=True):
    """Where it belongs; false where it lies right, as far as anybody can tell."""

    right: str = ""
    is_sure: bool = False
    """Whether the last release had it there, or Python cannot import it from where it lies."""

    def __bool__(self) -> bool:
        return bool(self.right)


def astray(
    library: ElfFacts, built: Iterable[str], wheel: Wheel, before: Iterable[Wheel]
) -> Astray:
    """Return where a library belongs that was built at these paths; `before` is the baseline's."""
    right = _right_place(library.path, built)
    held = {path for one in before for path in _paths(one)}
    # Where the last release had it, it belongs.
    if not right or plain_path(right) in _paths(wheel) or plain_path(library.path) in held:
        return Astray()
    cannot_import = looks_like_module(library) and not _is_package(library.path, wheel)
    return Astray(right, plain_path(right) in held or cannot_import)


def _right_place(path: str, built: Iterable[str]) -> str:
    """Return where a library belongs that lies in a doubled folder, or in one of a build.

    A folder that was doubled in the build, too, is meant so: then nothing is returned.
    """
    if right := without_build_folder(path):
        return right
    name = doubled_folder(path)
    if any((name, name) in pairwise(one.split("/")[:-1]) for one in built):
        return ""
    return without_doubled(path)


def _is_package(path: str, wheel: Wheel) -> bool:
    """Whether the file's folder is a package by itself, made to be imported from."""
    folder = path.rpartition("/")[0]
    return any(member.path == f"{folder}/__init__.py" for member in wheel.members)


def _paths(wheel: Wheel) -> frozenset[str]:
    """Return what lies in the wheel, under the names that hold for any release."""
    members = (member.path for member in wheel.members)
    return frozenset(map(plain_path, (*members, *(one.path for one in wheel.libraries))))
