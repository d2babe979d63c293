"""The wheel has packages of other projects at its top, which go over those that users have.

## Why it matters

What stands at the top of a wheel goes straight into site-packages. Another project's package there
overwrites the one that the user has, and removing the wheel removes it. It gets in when a folder is
packed that things were installed into: a virtual environment, the target of `pip install --target`.

## When to allow it

Your project is the other one, under a second name.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.facts.top_level import is_foreign, is_installer
from wheel_ceiling.model import Comparison, Fault, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule

_PLACED = re.compile(r"^[^/]+\.data/(?:platlib|purelib)/")
_METADATA = re.compile(r"(?P<project>[^/]+?)(?:-\d[^/]*)?\.(?:dist|egg)-info(?:/.*)?", re.DOTALL)
_ENVIRONMENT = re.compile(r"(?:^|/)(?:site-packages/.|pyvenv\.cfg\Z)", re.DOTALL)
_SEPARATORS = re.compile(r"[-_.]+")


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        for what, paths in _foreign(wheel).items():
            yield Fault(
                Severity.WARNING,
                wheel.filename,
                f"{wheel.filename} has {counted(len(paths), 'file')} of {what}: "
                f"{listed(paths, 2)}.",
                subject=what,
                evidence=((what, listed(paths, 20)),),
            )


def _foreign(wheel: Wheel) -> dict[str, list[str]]:
    """Return the files that are another project's, by whose they are."""
    native = {_top(_placed(library.path)) for library in wheel.libraries}
    placed = [(member.path, _placed(member.path)) for member in wheel.members]
    described = {path: project for path, at in placed if (project := _described(at, wheel))}
    installed = frozenset(described.values())
    tops = {top: _weigh(top, installed, wheel) for top in {_top(at) for _, at in placed}}
    found: dict[str, list[str]] = defaultdict(list)
    for path, at in placed:
        top = _top(at)
        owner, is_strange = tops[top]
        if owner := described.get(path, owner):
            found[f"another project, {owner}"].append(path)
        elif _ENVIRONMENT.search(path):
            found["a folder that things were installed into"].append(path)
        elif is_strange and (top in native or is_installer(top)):
            found[f"another project's package, {top}"].append(path)
    return found


def _weigh(top: str, installed: frozenset[str], wheel: Wheel) -> tuple[str, bool]:
    """Return which other project an import name is of, if any, and whether it is not our own."""
    return _owner(top, installed, wheel), is_foreign(top, wheel.label.project)


def _placed(path: str) -> str:
    """Return where an installer puts the file, below site-packages."""
    return _PLACED.sub("", path) if ".data/" in path else path


def _described(at: str, wheel: Wheel) -> str:
    """Return the other project that a file of metadata is about; empty for other files."""
    metadata = _METADATA.fullmatch(at) if "-info" in at else None
    project = _normal(metadata["project"]) if metadata else ""
    return "" if project == wheel.label.project else project


def _owner(top: str, installed: frozenset[str], wheel: Wheel) -> str:
    """Return which of the projects whose metadata is here brought the import package, if any."""
    if is_foreign(top, wheel.label.project):
        return next((one for one in sorted(installed) if not is_foreign(top, one)), "")
    name = _normal(top.removesuffix(".libs"))
    return name if name in installed else ""


def _top(at: str) -> str:
    """Return the import name that a file belongs to: its first folder, or its own module."""
    first, slash, _ = at.partition("/")
    return first if slash else first.partition(".")[0]


def _normal(project: str) -> str:
    return _SEPARATORS.sub("-", project).lower()


RULE = Rule(
    id="foreign-files",
    basis=Basis.NEW,
    severities=(Severity.WARNING,),
    fix="Pack only your own package: name it in the packaging configuration, and build from a "
    "folder that nothing was installed into.",
    doc=__doc__,
    find=find,
)
