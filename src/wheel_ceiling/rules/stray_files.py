"""The wheel has files that only a build or a developer needs.

## Why it matters

Object files, CMake's and version control's folders get into a wheel when a build folder is packed
instead of what was built; the next such wheel carries a stale library as well. Sources that appear
by the dozen tell the same. They make the wheel larger and may hold what was never meant to be
published.

## When to allow it

Users compile against what you ship.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.model import Comparison, Fault, Severity, Wheel, WheelDelta
from wheel_ceiling.rules.rule import Basis, Rule


class _Kind(NamedTuple):
    """What tells the files: patterns of their names, or of folders that they are in."""

    what: str
    severity: Severity
    names: str = r"(?!)"
    folders: str = r"(?!)"

    def tells(self, path: str) -> bool:
        """Whether the file is of this kind."""
        folder, _, name = path.rpartition("/")
        return bool(
            re.fullmatch(self.names, name, re.DOTALL)
            or re.search(f"/(?:{self.folders})/", f"/{folder}/")
        )


_KINDS = (
    _Kind("object files", Severity.ERROR, r".*\.(?:o|obj|lo|gch|dwo|gcno|gcda)"),
    _Kind("CMake's files", Severity.ERROR, r"CMakeCache\.txt|cmake_install\.cmake", "CMakeFiles"),
    _Kind("Ninja's files", Severity.ERROR, r"\.ninja_(?:log|deps)|build\.ninja"),
    _Kind("version control", Severity.ERROR, folders=r"\.(?:git|hg|svn|bzr)"),
    _Kind("build folders", Severity.ERROR, folders=r"build/(?:lib|temp|bdist)\.[^/]+|\.eggs"),
    _Kind("Rust's build files", Severity.ERROR, r".*\.(?:rlib|rmeta)"),
    _Kind("caches of tools", Severity.WARNING, r"\.coverage", r"\.(?:pytest|mypy|ruff)_cache"),
    _Kind(
        "editors' leftovers", Severity.WARNING, r".*(?:\.swp|\.orig|\.rej|~)|\.DS_Store", r"\.idea"
    ),
)
# Nearly all of a wheel's thousands of files are none of these, and they share few folders.
_NAMES = re.compile("|".join(kind.names for kind in _KINDS), re.DOTALL)
_FOLDERS = re.compile(f"/(?:{'|'.join(kind.folders for kind in _KINDS)})/")
_MANY, _FEW = 20, 3
_SOURCES = (".c", ".cc", ".cpp", ".cxx", ".cu")


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        stray = _stray(item.path for item in wheel.members)
        for kind in _KINDS:
            paths = [path for path in stray if kind.tells(path)]
            if paths:
                yield Fault(
                    kind.severity,
                    wheel.filename,
                    f"{wheel.filename} has {counted(len(paths), 'file')} that nobody needs who "
                    f"installs it ({kind.what}): {listed(paths, 3)}.",
                    subject=kind.what,
                    evidence=((kind.what, listed(paths, 20)),),
                )
    for delta in comparison.kept:
        was, now = _sources(delta.baseline), _sources(delta.built)
        if len(now) >= len(was) + _MANY and len(now) >= 2 * len(was):
            yield _more_sources(delta, was, now, Severity.ERROR)
        elif not was and len(now) >= _FEW:
            yield _more_sources(delta, was, now, Severity.WARNING)


def _stray(paths: Iterable[str]) -> list[str]:
    """Return those that are of any kind."""
    split = [(path, path.rpartition("/")) for path in paths]
    folders = {folder for _, (folder, _, _) in split}
    odd = {folder for folder in folders if _FOLDERS.search(f"/{folder}/")}
    return [path for path, (folder, _, name) in split if folder in odd or _NAMES.fullmatch(name)]


def _sources(wheel: Wheel) -> list[str]:
    return [item.path for item in wheel.members if item.path.endswith(_SOURCES)]


def _more_sources(delta: WheelDelta, was: list[str], now: list[str], severity: Severity) -> Fault:
    new = sorted(set(now) - set(was))
    return Fault(
        severity,
        delta.built.filename,
        f"{delta.built.filename} has {counted(len(now), 'C or C++ source')}, where the baseline "
        f"has {len(was) or 'none'}: {listed(new, 3)}.",
        subject="sources",
        evidence=(("new sources", listed(new, 20)),),
    )


RULE = Rule(
    id="stray-files",
    basis=Basis.NEW,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Exclude them in the packaging configuration, or build from a clean checkout.",
    doc=__doc__,
    find=find,
)
