"""File name, WHEEL file and content of the wheel do not agree on whom it is for.

## Why it matters

pip goes by the file name; other tools, and pip's own `check`, by the tags in the WHEEL file. A
wheel that was renamed by hand promises what nobody verified. A `none-any` wheel with native code
is installed on systems where that code cannot run. Compressed tag sets and aliases
(manylinux2014 is manylinux_2_17) count as the tags that they stand for.

## When to allow it

A pure wheel may carry programs for several systems as data and choose at run time. What the last
release had already is a note, and a WHEEL file without any tag a warning.
"""

from collections.abc import Iterable, Iterator

from wheel_ceiling.model import Comparison, Fault, Platform, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule, listed

_NO_TAGS = "no tags"


def find(comparison: Comparison) -> Iterator[Fault]:
    before = {delta.built.filename: delta.baseline for delta in comparison.kept}
    for wheel in comparison.built.wheels:
        known = {what for what, _ in _disagreements(before.get(wheel.filename))}
        for what, message in _disagreements(wheel):
            severity = Severity.WARNING if what == _NO_TAGS else Severity.ERROR
            severity = Severity.NOTE if what in known else severity
            yield Fault(severity, wheel.filename, message, subject=what)


def _disagreements(wheel: Wheel | None) -> Iterator[tuple[str, str]]:
    if wheel is None:
        return
    if not wheel.filename_is_valid:
        yield "name", f"{wheel.filename} is no file name that pip accepts for a wheel."
        return
    named, declared = _plain(wheel.label.tags), _plain(wheel.declared_tags)
    if not declared:
        yield _NO_TAGS, f"{wheel.filename} has no tag in its WHEEL file, as far as tools read it."
    elif named != declared:
        names, says = _told(named - declared), _told(declared - named)
        message = f"{wheel.filename} is named for {names}, and its WHEEL file says {says}."
        yield "tags", message
    if wheel.label.is_pure and wheel.loaded:
        code = listed(library.path for library in wheel.loaded)
        yield "code", f"{wheel.filename} is tagged for any platform and has native code: {code}."


def _plain(tags: Iterable[str]) -> frozenset[str]:
    """Spell every platform tag as PEP 600 does, so that aliases are equal."""
    split = (tag.rpartition("-") for tag in tags)
    return frozenset(f"{head}-{Platform.parse(platform).modern_tag}" for head, _, platform in split)


def _told(tags: frozenset[str]) -> str:
    return listed(sorted(tags)) or "no other tag"


RULE = Rule(
    id="tag-mismatch",
    basis=Basis.ABSOLUTE,
    severities=(Severity.ERROR, Severity.WARNING, Severity.NOTE),
    fix="Let the tool that builds or repairs the wheel name it, and change tags with `wheel tags` "
    "instead of renaming the file.",
    doc=__doc__,
    find=find,
)
