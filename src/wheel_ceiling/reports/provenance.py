"""What the wheels were held against, why against that, and what was passed over, in sentences."""

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.facts.libraries import plain_name
from wheel_ceiling.model import Comparison, Inventory, NoBaseline, Report

_MOST_RELEASES = 3
_MOST_PASSED_OVER = 4
_MOST_NAMED = 3
_RELEASES = ("pypi:", "release")


def compared_with(report: Report) -> str:
    """Say what the wheels were compared with, and their libraries with what was built."""
    return " ".join(filter(None, (baseline_sentence(report), _build_sentence(report))))


def _build_sentence(report: Report) -> str:
    build = report.comparison.build
    if not build.libraries:
        return ""
    count = counted(len(build.libraries), "library", "libraries")
    return f"Held against what the build step made: {count} ({build.source})."


def baseline_sentence(report: Report) -> str:
    """Say what was compared with, and why with that."""
    baseline = report.comparison.baseline
    if not isinstance(baseline, NoBaseline):
        compared = f"{_compared_with(baseline).removesuffix('.')}."
        return f"{compared} {_code_told(report.comparison)}".strip()
    if any(problem.message == baseline.reason for problem in report.problems):
        return "There is no baseline, so rules that compare could not speak."
    said = baseline.reason.lower().startswith("no baseline")
    reason = baseline.reason.removesuffix(".")
    did_not = "did not" if baseline.on_purpose else "could not"
    return f"{'' if said else 'No baseline: '}{reason}. Rules that compare {did_not} speak."


def _code_told(comparison: Comparison) -> str:
    """Say how much is the baseline's, where that tells something.

    Some libraries differ in every ordinary build; that others have the same code is told where
    nothing explains it. That all of them do is a finding of its own.
    """
    files, total = comparison.unchanged
    same = sum(pair.has_same_code for _, pair in comparison.libraries())
    sources = comparison.sources
    if not same or (same < total and not sources.native_unchanged):
        return _files_told(comparison, files, total)
    whose = _whose(comparison)
    be, thing = ("is", "file") if same == 1 else ("are", "files")
    what = thing if files == same else "code"
    told = f"{same} of {counted(total, 'library', 'libraries')} {be} byte-for-byte {whose} {what}"
    if same == total:
        return f"{told}."
    between = f"between {sources.base} and {sources.head[:8]}"
    return f"{told}, and no native source changed {between}."


def _files_told(comparison: Comparison, files: int, total: int) -> str:
    if not files:
        return ""
    unchanged = (pair.built for _, pair in comparison.libraries() if pair.is_same_file)
    by_path = sorted(unchanged, key=lambda library: library.path)
    names = dict.fromkeys(plain_name(library.name).partition(".")[0] for library in by_path)
    be, what = ("is", "file") if files == 1 else ("are", "files")
    count = f"{files} of {counted(total, 'library', 'libraries')}"
    named = listed(names, _MOST_NAMED)
    return f"{count} {be} byte-for-byte {_whose(comparison)} {what} ({named})."


def _whose(comparison: Comparison) -> str:
    is_release = comparison.baseline.source.startswith(_RELEASES)
    return "the released" if is_release else "the baseline's"


def _compared_with(baseline: Inventory) -> str:
    """Return ``Compared with ray 2.8.0 from the package index (the last release)``."""
    releases = sorted({f"{name.project} {name.version}" for name in baseline.names})
    source = baseline.source
    place = "the package index" if source.startswith("pypi:") else source
    release = f"{listed(releases, _MOST_RELEASES)} from {place}" if releases else place
    reason = baseline.reason.strip()
    if not reason:
        return f"Compared with {release}"
    if reason.endswith("."):
        return f"Compared with {release}. {reason}"
    return f"Compared with {release} ({reason})"


def passed_over(report: Report) -> str:
    """Return which baselines were looked at before, and why they were not used; or nothing."""
    refused = [f"{text.removesuffix('.')}." for text in report.comparison.baseline.passed_over]
    if not refused:
        return ""
    rest = len(refused) - _MOST_PASSED_OVER
    more = f" And {rest} more." if rest > 0 else ""
    return f"Passed over: {' '.join(refused[:_MOST_PASSED_OVER])}{more}"
