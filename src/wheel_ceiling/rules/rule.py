"""What a rule is, and how its faults become findings."""

from collections.abc import Callable, Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from wheel_ceiling.facts.libraries import plain_path
from wheel_ceiling.model import Comparison, Fault, Finding, Inventory, NoBaseline, Severity


class Basis(StrEnum):
    """What a rule needs to speak."""

    ABSOLUTE = "absolute"
    """Looks at what was built; what the last release did is no excuse."""
    NEW = "new"
    """Looks at what was built, and is silent on what the baseline had already."""
    COMPARING = "comparing"
    """Looks at both sides; silent without a baseline."""


class Rule(Struct, frozen=True):
    """One thing that can be wrong. Its page, its fix and its logic stand in one file."""

    id: str
    basis: Basis
    severities: tuple[Severity, ...]
    """Those that its faults may have, worst first."""
    fix: str
    doc: str
    find: Callable[[Comparison], Iterator[Fault]]

    @property
    def title(self) -> str:
        """The first sentence of the page."""
        return self.doc.partition("\n")[0]

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield the findings, signed with the rule's name and fix."""
        for fault in self._faults(comparison):
            yield Finding(
                rule=self.id,
                severity=fault.severity,
                wheel=fault.wheel,
                library=fault.library,
                message=fault.message,
                fix=fault.fix or self.fix,
                evidence=fault.evidence,
            )

    def _faults(self, comparison: Comparison) -> Iterator[Fault]:
        if self.basis is Basis.ABSOLUTE:
            yield from self.find(comparison)
        elif self.basis is Basis.NEW:
            yield from _only_new(self.find, comparison)
        elif comparison.has_baseline:
            yield from self.find(comparison)


def _only_new(
    find: Callable[[Comparison], Iterator[Fault]], comparison: Comparison
) -> Iterator[Fault]:
    """Ask the rule about the baseline too, and keep what it does not say there.

    Where there is nothing to ask (no baseline, or a wheel that it lacks), a fault is a warning at
    most: it may have been so for years. A file that the baseline lacks is held against the whole
    of its wheel, and a wheel that it lacks against the same file of every other (Pillow 9.2.0 and
    greenlet 3.0.0 brought second wheels for newer systems, with the faults of the first).
    """
    if comparison.is_of_same_files:
        return  # the baseline says the same
    known = _faults_of_baseline(find, comparison)
    known_anywhere = {(plain_path(library), subject) for _, library, subject in known}
    known_in_wheel = {(wheel, subject) for wheel, _, subject in known}
    paired = {delta.built.filename for delta in comparison.kept}
    added = {
        (delta.built.filename, library.path) for delta in comparison.kept for library in delta.added
    }
    for fault in find(comparison):
        if fault.wheel not in paired:
            if (plain_path(fault.library), fault.subject) in known_anywhere:
                continue
            weight = min(fault.severity, Severity.WARNING, key=lambda severity: severity.rank)
            yield replace(fault, severity=weight)
        elif (fault.wheel, fault.library, fault.subject) not in known and not (
            (fault.wheel, fault.library) in added and (fault.wheel, fault.subject) in known_in_wheel
        ):
            yield fault


def _faults_of_baseline(
    find: Callable[[Comparison], Iterator[Fault]], comparison: Comparison
) -> set[tuple[str, str, str]]:
    """Return what the rule says of the baseline, in the built side's names."""
    if isinstance(comparison.baseline, NoBaseline):
        return set()
    wheels = {delta.baseline.filename: delta.built.filename for delta in comparison.kept}
    libraries = {
        (delta.baseline.filename, library.baseline.path): library.built.path
        for delta in comparison.kept
        for library in delta.kept
    }
    mirrored = Comparison(
        built=Inventory(
            comparison.baseline.source, tuple(delta.baseline for delta in comparison.kept)
        ),
        baseline=NoBaseline("the baseline itself is asked"),
        settings=comparison.settings,
    )
    return {
        (
            wheels.get(fault.wheel, fault.wheel),
            libraries.get((fault.wheel, fault.library), fault.library),
            fault.subject,
        )
        for fault in find(mirrored)
    }
