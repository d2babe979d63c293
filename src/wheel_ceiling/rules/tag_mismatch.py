"""File name, WHEEL file and content of the wheel do not agree on whom it is for.

## Why it matters

pip goes by the file name; other tools, and pip's own `check`, by the tags in the WHEEL file. A
wheel that was renamed by hand promises what nobody verified. A `none-any` wheel with native code
is installed on systems where that code cannot run. Compressed tag sets and aliases
(manylinux2014 is manylinux_2_17) count as the tags that they stand for.

## When to allow it

A pure wheel may carry programs for several systems as data and choose at run time. What the last
release had already is a note. A WHEEL file without any tag is a warning, and so is a `linux_*`
wheel, whose promise nobody has computed; set `max-glibc` to have the latter judged.
"""

from collections.abc import Iterable, Iterator

from wheel_ceiling.amounts import listed
from wheel_ceiling.model import Comparison, Fault, Libc, Platform, Settings, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule

_NO_TAGS, _NO_PROMISE = "no tags", "no promise"
_LIGHT = {_NO_TAGS, _NO_PROMISE}


def find(comparison: Comparison) -> Iterator[Fault]:
    before = {delta.built.filename: delta.baseline for delta in comparison.kept}
    for wheel in comparison.built.wheels:
        known = {
            what for what, _ in _disagreements(before.get(wheel.filename), comparison.settings)
        }
        for what, message in _disagreements(wheel, comparison.settings):
            severity = Severity.WARNING if what in _LIGHT else Severity.ERROR
            severity = Severity.NOTE if what in known else severity
            yield Fault(severity, wheel.filename, message, subject=what)


def _disagreements(wheel: Wheel | None, settings: Settings) -> Iterator[tuple[str, str]]:
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
    linux = {target.libc for target in wheel.label.targets if target.is_linux}
    if linux == {Libc.UNSPECIFIED} and wheel.loaded and not settings.max_glibc:
        tags = ", ".join(wheel.label.platforms)
        yield _NO_PROMISE, f"{wheel.filename} was not repaired: {tags} promises no C library."
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
