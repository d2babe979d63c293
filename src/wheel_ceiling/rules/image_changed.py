"""A library was made in another build image than the last release's.

## Why it matters

By itself it is ordinary: projects move on to newer images, and say so with a newer tag. Together
with a risen ceiling or other signs it tells of a library that was made again somewhere else. A
newer compiler of one and the same image is no other image.

## When to allow it

Always; it is a note.
"""

from collections.abc import Iterator

from wheel_ceiling.facts.images import BuildImage, image_of_library
from wheel_ceiling.model import Comparison, Fault, LibraryDelta, Severity, WheelDelta
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel, library in comparison.libraries():
        was = image_of_library(library.baseline, wheel.baseline.label.targets)
        now = image_of_library(library.built, wheel.built.label.targets)
        if now.is_other_than(was):
            yield _fault(wheel, library, was, now)


def _fault(wheel: WheelDelta, library: LibraryDelta, was: BuildImage, now: BuildImage) -> Fault:
    return Fault(
        Severity.NOTE,
        wheel.built.filename,
        f"{library.path} was made in {was.text}, and is now made in {now.text}."
        f"{_by_tag(wheel, now)}",
        library=library.path,
        subject="image",
        evidence=(
            ("was", was.name),
            ("is", now.name),
            ("is-host", "yes" if now.is_host else "no"),
            ("was-host", "yes" if was.is_host else "no"),
        ),
    )


def _by_tag(wheel: WheelDelta, now: BuildImage) -> str:
    before, after = wheel.baseline.label.floor, wheel.built.label.floor
    if not (now.is_image and before and after > before):
        return ""
    return f" The tag tells of it: it promises glibc {after.text}, where it promised {before.text}."


RULE = Rule(
    id="image-changed",
    basis=Basis.COMPARING,
    severities=(Severity.NOTE,),
    fix="Nothing needs to be done if the build image changed on purpose.",
    doc=__doc__,
    find=find,
)
