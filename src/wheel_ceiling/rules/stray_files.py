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
from collections.abc import Iterator

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.model import Comparison, Fault, Severity, Wheel, WheelDelta
from wheel_ceiling.rules.rule import Basis, Rule

_KINDS = (
    ("object files", Severity.ERROR, r".*\.(?:o|obj|lo|gch|dwo|gcno|gcda)"),
    (
        "CMake's files",
        Severity.ERROR,
        r"(?:.*/)?(?:CMakeFiles/.*|CMakeCache\.txt|cmake_install\.cmake)",
    ),
    ("Ninja's files", Severity.ERROR, r"(?:.*/)?(?:\.ninja_(?:log|deps)|build\.ninja)"),
    ("version control", Severity.ERROR, r"(?:.*/)?\.(?:git|hg|svn|bzr)/.*"),
    ("build folders", Severity.ERROR, r"(?:.*/)?(?:build/(?:lib|temp|bdist)\.[^/]+|\.eggs)/.*"),
    ("Rust's build files", Severity.ERROR, r".*\.(?:rlib|rmeta)"),
    (
        "caches of tools",
        Severity.WARNING,
        r"(?:.*/)?(?:\.(?:pytest|mypy|ruff)_cache/.*|\.coverage)",
    ),
    ("editors' leftovers", Severity.WARNING, r".*(?:\.swp|\.orig|\.rej|~|/\.DS_Store|/\.idea/.*)"),
)
_PATTERNS = tuple(
    (kind, severity, re.compile(pattern, re.DOTALL)) for kind, severity, pattern in _KINDS
)
_MANY, _FEW = 20, 3
_SOURCES = (".c", ".cc", ".cpp", ".cxx", ".cu")


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        for kind, severity, pattern in _PATTERNS:
            paths = [item.path for item in wheel.members if pattern.fullmatch(item.path)]
            if paths:
                yield Fault(
                    severity,
                    wheel.filename,
                    f"{wheel.filename} has {counted(len(paths), 'file')} that nobody needs who "
                    f"installs it ({kind}): {listed(paths, 3)}.",
                    subject=kind,
                    evidence=((kind, listed(paths, 20)),),
                )
    for delta in comparison.kept:
        was, now = _sources(delta.baseline), _sources(delta.built)
        if len(now) >= len(was) + _MANY and len(now) >= 2 * len(was):
            yield _more_sources(delta, was, now, Severity.ERROR)
        elif not was and len(now) >= _FEW:
            yield _more_sources(delta, was, now, Severity.WARNING)


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
