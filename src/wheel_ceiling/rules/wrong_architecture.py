"""A file is made for another processor than the wheel's tag names.

## Why it matters

No process of the systems that the tag names can load it: ``wrong ELF class`` or ``cannot open
shared object file``. It usually comes from another machine's build folder.

## When to allow it

The file is data for another machine, such as a helper that is sent there. What the last release
had already is a warning, as long as the wheel has native code for its own machine, too; sqlite-vec
published wheels for aarch64 with nothing but 32-bit ARM code, release after release.
"""

from collections.abc import Iterator

from wheel_ceiling.model import Comparison, ElfFacts, Fault, Severity, Wheel
from wheel_ceiling.rules.rule import Basis, Rule

# Two names of tags for one machine in ELF: all 32-bit ARM systems say EM_ARM.
_SAME = {"armv6l": "armv7l", "armv8l": "armv7l", "i386": "i686", "i586": "i686", "arm64": "aarch64"}


def find(comparison: Comparison) -> Iterator[Fault]:
    known = {
        (delta.built.filename, library.built.path, library.baseline.machine)
        for delta, library in comparison.libraries()
    }
    for wheel in comparison.built.wheels:
        machines = _machines(wheel)
        is_usable = any(library.machine in machines for library in wheel.loaded)
        for library in wheel.loaded:
            if _is_foreign(library, machines):
                name = (wheel.filename, library.path, library.machine)
                has_been = is_usable and name in known
                yield Fault(
                    Severity.WARNING if has_been else Severity.ERROR,
                    wheel.filename,
                    f"{library.path} is made for {library.machine}, and the wheel's tag names "
                    f"{' and '.join(sorted(machines))}.",
                    library=library.path,
                    subject=library.machine,
                )


def _machines(wheel: Wheel) -> frozenset[str]:
    linux = (target for target in wheel.label.targets if target.is_linux)
    return frozenset(_SAME.get(target.arch, target.arch) for target in linux)


def _is_foreign(library: ElfFacts, machines: frozenset[str]) -> bool:
    """Whether another Linux machine is meant; code for GPUs and boards is data here (EM_CUDA)."""
    return bool(machines) and library.machine not in machines and library.machine.islower()


RULE = Rule(
    id="wrong-architecture",
    basis=Basis.ABSOLUTE,
    severities=(Severity.ERROR, Severity.WARNING),
    fix="Build the file for the wheel's own architecture, and clean the source tree of libraries "
    "that another build left.",
    doc=__doc__,
    find=find,
)
