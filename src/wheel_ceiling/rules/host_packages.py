"""The wheel's bill of materials names packages of another distribution than its build image's.

## Why it matters

auditwheel writes down which packages of the build system the libraries come from that it copies
into the wheel. manylinux images are made of a relative of Red Hat's system; where the list names
Ubuntu's or Debian's packages, the libraries were taken from the machine that the repair ran on, and
they need what that machine had.

## When to allow it

You build in an image of your own that is made of that distribution, and test the wheels on the
oldest system of their tag.
"""

from collections.abc import Iterator

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.facts.images import distributions_of_tags
from wheel_ceiling.facts.packages import distribution_of, name_of
from wheel_ceiling.model import Comparison, Fault, Libc, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule


def find(comparison: Comparison) -> Iterator[Fault]:
    for wheel in comparison.built.wheels:
        expected = _expected(wheel)
        found: dict[str, list[str]] = {}
        for package in wheel.sbom if expected else ():
            found.setdefault(distribution_of(package), []).append(package)
        for distribution in sorted(found.keys() - expected - {""}):
            packages = found[distribution]
            yield Fault(
                Severity.WARNING,
                wheel.filename,
                f"{wheel.filename} holds libraries of {counted(len(packages), 'package')} of "
                f"{distribution} ({listed(map(name_of, packages), 3)}); the image of its tag is "
                f"made of {listed(sorted(expected))}.",
                subject=distribution,
                evidence=(("packages", listed(packages, 20)),),
            )


def _expected(wheel: Wheel) -> frozenset[str]:
    """Return the distributions of the images; nothing for wheels that name none."""
    promised = [target for target in wheel.label.targets if target.version]
    if any(target.libc is Libc.MUSL for target in promised):
        return frozenset({"Alpine"})
    return distributions_of_tags(wheel.label) if promised else frozenset()


RULE = Rule(
    id="host-packages",
    basis=Basis.NEW,
    severities=(Severity.WARNING,),
    fix="Run auditwheel in the image that the wheel is built in, not on the runner.",
    doc=__doc__,
    find=find,
)
