"""A file of the wheel was made elsewhere than the others.

## Why it matters

The files of a wheel come out of one build. Where most of them speak of a manylinux or musllinux
image and a few speak of a host's compiler, or of another place altogether, those few were added
from somewhere else: from the runner, or from a developer's machine.

## When to allow it

Those files come from another project, which builds them in its own way.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from wheel_ceiling.amounts import counted, joined, listed
from wheel_ceiling.facts.images import (
    BuildImage,
    distributions_of_tags,
    image_of_library,
    images_of_wheel,
    system_of,
)
from wheel_ceiling.facts.toolchains import hosts_in, is_plain_gcc, words_of
from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, Wheel, WheelDelta
from wheel_ceiling.rules.rule import Basis, Rule

Files = tuple[tuple[ElfFacts, BuildImage], ...]


def find(comparison: Comparison) -> Iterator[Fault]:
    paired = {delta.built.filename: delta for delta in comparison.kept}
    for wheel in comparison.built.wheels:
        speaking = tuple(file for file in images_of_wheel(wheel) if file[0].compilers)
        delta = paired.get(wheel.filename)
        odd = _strays(delta, speaking) if delta else _hosts(wheel, speaking)
        usual = _usual(file for file in speaking if file not in odd)
        if 2 * usual.total() > len(speaking):
            for library, image in odd:
                yield _fault(wheel, library, image, usual)


def _usual(files: Iterable[tuple[ElfFacts, BuildImage]]) -> Counter[str]:
    """Return the images that were made for building wheels, with the number of their files."""
    return Counter(image.name for _, image in files if image.is_image)


def _hosts(wheel: Wheel, files: Files) -> Files:
    """Return what a host made, if in parts; beside a baseline, host-toolchain tells of it."""
    allowed = distributions_of_tags(wheel.label)
    return tuple(file for file in files if hosts_in(file[0].compilers) - allowed)


def _strays(delta: WheelDelta, files: Files) -> Files:
    """Return what left the image that made it before, for a place that is no host."""
    tags = delta.baseline.label.targets
    before = {pair.path: image_of_library(pair.baseline, tags) for pair in delta.kept}
    return tuple(
        (library, image)
        for library, image in files
        if library.path in before and _is_elsewhere(library, image, before[library.path])
    )


def _is_elsewhere(library: ElfFacts, image: BuildImage, before: BuildImage) -> bool:
    if image.is_host or not before.is_image:
        return False
    if image:
        return image.family != before.family and image.is_other_than(before)
    return any(map(is_plain_gcc, library.compilers))


def _fault(wheel: Wheel, library: ElfFacts, image: BuildImage, usual: Counter[str]) -> Fault:
    [(name, number)] = usual.most_common(1)
    hosts = sorted(hosts_in(library.compilers) - distributions_of_tags(wheel.label))
    where = (
        _by_hosts(library, hosts) if hosts else f"was made {'in' if image else 'by'} {image.text}"
    )
    return Fault(
        Severity.WARNING,
        wheel.filename,
        f"{library.path} {where}; {counted(number, 'other file')} of its wheel "
        f"{'was' if number == 1 else 'were'} made in {name}.",
        library=library.path,
        subject=", ".join(hosts) or image.family or "unsigned",
        evidence=(("is", image.name or "not told"), ("others", name)),
    )


def _by_hosts(library: ElfFacts, hosts: list[str]) -> str:
    words = [text for host in hosts for text in words_of(host, library.compilers)]
    systems = dict.fromkeys(
        system_of(text, host) for host in hosts for text in words_of(host, library.compilers)
    )
    return f"says that {joined([*systems])}'s own compiler made it ({listed(words, 2)})"


RULE = Rule(
    id="toolchain-disagrees",
    basis=Basis.NEW,
    severities=(Severity.WARNING,),
    fix="Find out where the file was built, and build it where its neighbours are built.",
    doc=__doc__,
    find=find,
)
