"""Where the module lies that Python did not find, or that it is nowhere in the wheel."""

import re
from collections.abc import Iterator, Mapping

from wheel_ceiling.facts.libraries import python_suffix
from wheel_ceiling.facts.python_modules import pythons_of
from wheel_ceiling.facts.symptoms import Symptom
from wheel_ceiling.model import Wheel

_DATA_FOLDER = re.compile(r"^[^/]+\.data/(?:platlib|purelib)/")
Found = Iterator[tuple[str, str]]
"""Paths, each with what it does; an empty path is the wheel as a whole."""


def missing_module(wheel: Wheel, symptom: Symptom) -> Found:
    """Find modules of the name that no Python of the wheel's tags looks for."""
    path = symptom.module.replace(".", "/")
    pythons = pythons_of(wheel.label)
    files = {file.path: file for file in wheel.loaded}
    placed = {member.path: _DATA_FOLDER.sub("", member.path) for member in wheel.members}
    there = [own for own, below in placed.items() if _is_module(below, path)]
    for own in there:
        file = files.get(own)
        if file and pythons and not any(python.imports(file) for python in pythons):
            suffix = python_suffix(file.name)
            yield own, f"is for another Python ({suffix}): none of the tag looks for it"
    if not there:
        yield from _elsewhere(placed, path, frozenset(files))


def missing_name(wheel: Wheel, symptom: Symptom) -> Found:
    """Find what `missing_module` finds; the name need not be that of a module."""
    name = symptom.module.rpartition(".")[2]
    for path, why in missing_module(wheel, symptom):
        yield path, why if path else f"{why}; if {name} is no module, its Python code lacks it"


def _is_module(placed: str, path: str) -> bool:
    """Whether a file makes the module: itself, as a package, or as something in its folder."""
    return _stem(placed) == path or placed.startswith(f"{path}/")


def _stem(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{name.partition('.')[0]}"


def _elsewhere(placed: Mapping[str, str], path: str, files: frozenset[str]) -> Found:
    """Say in which other folder the module lies, or that only its package is here."""
    deeper = False
    for own, below in placed.items():
        is_it = _stem(below).removesuffix("/__init__").endswith(f"/{path}")
        # Many packages have a utils.py; of lone names only a compiled one is told.
        if is_it and ("/" in path or own in files):
            deeper = True
            folders = _stem(below).removesuffix("/__init__").count("/") - path.count("/")
            yield own, f"lies {'one folder' if folders == 1 else f'{folders} folders'} too deep"
    # Any module may be missing; only one of a package that is here should be.
    top = path.partition("/")[0]
    if "/" in path and not deeper and any(one.startswith(f"{top}/") for one in placed.values()):
        yield "", f"has {top}/, and in it no {path}.* for any Python"
