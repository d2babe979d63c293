"""Findings of different kinds on one file, put together to the one thing that they mean.

A diagnosis rests on at least one error among its evidence: it names what failed, and never fails
a check that its findings alone would let pass.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from wheel_ceiling.model import Confidence, Diagnosis, Finding, Kind, Severity


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Kinds of evidence for one diagnosis: two different kinds on one file make it strong."""

    kind: Kind
    evidence: tuple[tuple[str, ...], ...]

    @property
    def rules(self) -> frozenset[str]:
        return frozenset(rule for kind in self.evidence for rule in kind)


# Rebuilt: other tools made it, it asks for more, it is laid out otherwise, it lies elsewhere, it
# was made for another Python. Ray's _raylet.so showed all five (`_PyGen_Send`).
_SILENT_REBUILD = _Pattern(
    Kind.SILENT_REBUILD,
    (
        ("host-toolchain", "toolchain-changed"),
        ("ceiling-raised", "ceiling-above-tag"),
        ("debug-info-appeared", "size-jumped"),
        ("library-twice", "library-moved"),
        ("python-symbol-missing",),
    ),
)
# Made outside of the build container: another system's tools, paths, libraries or Python.
_LEAKED_HOST_ARTIFACT = _Pattern(
    Kind.LEAKED_HOST_ARTIFACT,
    (
        ("host-toolchain",),
        ("ceiling-above-tag",),
        ("rpath-outside-wheel",),
        ("library-not-provided",),
        ("wrong-architecture", "wrong-libc", "python-suffix", "python-symbol-missing"),
    ),
)
_PATTERNS = (_SILENT_REBUILD, _LEAKED_HOST_ARTIFACT)
_ENOUGH_KINDS = 2


def diagnose(findings: Iterable[Finding]) -> tuple[Diagnosis, ...]:
    """Return the diagnoses, by wheel and library; waived findings are no evidence."""
    living = [finding for finding in findings if finding.library and not finding.is_waived]
    by_file: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in living:
        by_file[finding.wheel, finding.library].append(finding)
    causes = dict(_causes(living))
    return tuple(
        replace(diagnosis, cause=causes.get((wheel, library), ""))
        for (wheel, library), found in sorted(by_file.items())
        for diagnosis in _of_file(wheel, library, found)
    )


def _of_file(wheel: str, library: str, findings: list[Finding]) -> Iterator[Diagnosis]:
    for pattern in _PATTERNS:
        evidence = [finding for finding in findings if finding.rule in pattern.rules]
        seen = {finding.rule for finding in evidence}
        kinds = [kind for kind in pattern.evidence if seen.intersection(kind)]
        weighty = any(finding.severity is Severity.ERROR for finding in evidence)
        if weighty and len(kinds) >= _ENOUGH_KINDS:
            yield Diagnosis(pattern.kind, Confidence.STRONG, wheel, library, tuple(sorted(seen)))


def _causes(findings: Iterable[Finding]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what a second copy of a file says of how the first came there."""
    for finding in findings:
        told = dict(finding.evidence)
        if finding.rule == "library-twice" and {"original", "copy"} <= told.keys():
            original, copy = told["original"], told["copy"]
            yield (finding.wheel, original), f"a second copy lies at {copy}{_too_deep(copy)}"


def _too_deep(copy: str) -> str:
    folders = copy.split("/")[:-1]
    is_doubled = any(outer == inner for outer, inner in pairwise(folders))
    return ", as if it was unpacked one folder too deep" if is_doubled else ""
