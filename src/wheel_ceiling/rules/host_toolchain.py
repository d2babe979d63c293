"""A file was made by a distribution's own compiler, outside of the build container.

## Why it matters

manylinux images compile with Red Hat's toolchain. Where a file says Ubuntu, Debian or conda, and
the last release said nothing of the kind, it comes from the runner or from a developer's
machine: it was never meant to be packed, and it needs what that machine had.

## When to allow it

You changed the system that you build on, and test the wheels on the oldest system of their tag.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import joined, listed
from wheel_ceiling.facts.images import images_of_wheel, strange_hosts, system_of
from wheel_ceiling.facts.toolchains import (
    IMAGE_DISTRIBUTION,
    distributions_in,
    hosts_in,
    is_plain_gcc,
    words_of,
)
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, Wheel, WheelDelta
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    for delta in comparison.kept:
        yield from _new_hosts(delta)
        yield from _image_gone(delta)
    yield from _among_others(comparison)


def _among_others(comparison: Comparison) -> Iterator[Fault]:
    """Hold a wheel for which there was none before against the project's others."""
    paired = {delta.built.filename for delta in comparison.kept}
    new = [wheel for wheel in comparison.built.wheels if wheel.filename not in paired]
    for wheel in new if paired else ():
        alike = [
            delta.built for delta in comparison.kept if delta.built.label.slot.libc == _libc(wheel)
        ]
        others = [one for one in alike if one.label.project == wheel.label.project and _words(one)]
        known = {host for one in others for host in strange_hosts(one.label, _words(one))}
        for library in wheel.loaded if others else ():
            for host in sorted(strange_hosts(wheel.label, library.compilers) - known):
                said = listed(_words(others[0]), 2)
                was = f"there was no such wheel before, and its others say {said}"
                yield _fault(Severity.WARNING, wheel, library, host, was)


def _libc(wheel: Wheel) -> str:
    return wheel.label.slot.libc


def _new_hosts(delta: WheelDelta) -> Iterator[Fault]:
    label = delta.built.label
    before = strange_hosts(label, _words(delta.baseline))
    # Where nothing was said before (stripped comments), nothing is known to be new.
    is_certain = not before and _words(delta.baseline)
    partners = {pair.path: pair.baseline for pair in delta.kept}
    for library in delta.built.loaded:
        said = partners[library.path].compilers if library.path in partners else ()
        known = strange_hosts(label, said) if said else before
        was = (
            f"in the baseline it said {listed(said, 2)}" if said else "the baseline has none alike"
        )
        for host in sorted(strange_hosts(label, library.compilers) - known):
            severity = Severity.ERROR if is_certain else Severity.WARNING
            yield _fault(severity, delta.built, library, host, was)


def _image_gone(delta: WheelDelta) -> Iterator[Fault]:
    before, words = distributions_in(_words(delta.baseline)), _words(delta.built)
    after = distributions_in(words)
    if IMAGE_DISTRIBUTION in before - after and words and not hosts_in(words):
        # Leaving GCC for clang or zig, or for a cross-compiler, is a choice; another GCC is not.
        is_chosen = not any(map(is_plain_gcc, words)) or any("crosstool" in text for text in words)
        yield Fault(
            Severity.WARNING if is_chosen else Severity.ERROR,
            delta.built.filename,
            f"No file of {delta.built.filename} was made by the image's own ({IMAGE_DISTRIBUTION}) "
            f"compiler, as the baseline's were; now they say {listed(sorted(words), 3)}.",
            subject=IMAGE_DISTRIBUTION,
        )
    elif any(map(is_plain_gcc, words)) and not hosts_in(words):
        yield from _told_no_more(delta, words)


def _told_no_more(delta: WheelDelta, words: tuple[str, ...]) -> Iterator[Fault]:
    """Say that no file tells any more where it was made: its GCC is one that nobody signed."""
    known = [image for _, image in images_of_wheel(delta.baseline) if image]
    if known and not any(image for _, image in images_of_wheel(delta.built)):
        yield Fault(
            Severity.WARNING,
            delta.built.filename,
            f"No file of {delta.built.filename} tells any more where it was made; the baseline's "
            f"were made in {known[0].name}, and now they say {listed(sorted(words), 3)}.",
            subject="not told",
        )


def _words(wheel: Wheel) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for file in wheel.loaded for text in file.compilers))


def _fault(severity: Severity, wheel: Wheel, library: ElfFacts, host: str, other: str) -> Fault:
    words = words_of(host, library.compilers)
    systems = joined(list(dict.fromkeys(system_of(text, host) for text in words)))
    return Fault(
        severity,
        wheel.filename,
        f"{library.path} says that {systems}'s own compiler made it ({listed(words, 2)}); {other}.",
        library=library.path,
        subject=host,
    )


RULE = Rule(
    id="host-toolchain",
    basis=Basis.NEW,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Find out where the file was built, and build it in the manylinux image.",
    doc=__doc__,
    find=find,
)
