"""The program in one function: open, inspect, find the baseline, pair, compare, judge, report."""

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from fnmatch import fnmatchcase

from msgspec.structs import replace

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.compare import compare
from wheel_ceiling.diagnose import diagnose
from wheel_ceiling.errors import WrongSettings
from wheel_ceiling.facts.libraries import plain_path
from wheel_ceiling.matching import recognised, unused
from wheel_ceiling.model import (
    Comparison,
    Diagnosis,
    Finding,
    Inventory,
    Problem,
    Report,
    Settings,
    Severity,
    Verdict,
    Waiver,
)
from wheel_ceiling.opening import (
    foreseeing,
    open_baseline,
    open_build,
    open_built,
    open_host_programs,
)
from wheel_ceiling.rules import RULES, Basis
from wheel_ceiling.sources.world import World

# Not rules: a waiver may name the first; the others are what is said of waivers themselves.
UNREADABLE = "unreadable"
UNUSED_WAIVER = "unused-waiver"
EXPIRED_WAIVER = "expired-waiver"
_MOST_IN_VAIN = 5


def check(settings: Settings, world: World) -> Report:
    """Return what is to be said of the built wheels; raises only where the call is wrong.

    What could not be had (no wheels, an unreadable wheel, a baseline that cannot be reached) is
    a problem in the report, beside everything that could be judged all the same.
    """
    _insist_on_known_rules(settings.waivers)
    foreseen = foreseeing(settings, world)
    built = open_built(settings, foreseen)
    baseline, problems = open_baseline(settings, built, foreseen)
    build = open_build(settings, world)
    hosts = open_host_programs(settings, world)
    comparison = replace(compare(built, baseline, settings), build=build, hosts=hosts)
    if comparison.kept:
        world.tally.compared(*comparison.unchanged)
    if world.connection:
        from wheel_ceiling.sources.changes import find_changes

        comparison = replace(comparison, sources=find_changes(comparison, world))
    findings = judge(comparison)
    diagnoses = diagnose(findings, recognised(comparison))
    found, remarks = sort_problems(
        (*built.problems, *problems, *build.problems, *hosts.problems), settings
    )
    return Report(
        verdict=verdict_of(findings, diagnoses, found, settings.fail_on),
        comparison=comparison,
        findings=findings,
        diagnoses=diagnoses,
        problems=found,
        remarks=(*built.passed_over, *remarks, *_remarks(comparison)),
    )


def judge(comparison: Comparison) -> tuple[Finding, ...]:
    """Return what every rule says, waivers applied, worst first."""
    found = [finding for rule in RULES for finding in rule.check(comparison)]
    settings = comparison.settings
    living = [waiver for waiver in settings.waivers if not _is_over(waiver, settings.today)]
    judged = [_with_waivers(finding, living) for finding in found]
    judged += _about_waivers(judged, comparison)
    order = {rule.id: place for place, rule in enumerate(RULES)}
    return tuple(
        sorted(
            judged,
            key=lambda finding: (
                finding.is_waived,
                -finding.severity.rank,
                order.get(finding.rule, len(order)),
                finding.wheel,
                finding.library,
            ),
        )
    )


def _with_waivers(finding: Finding, waivers: Iterable[Waiver]) -> Finding:
    matching = tuple(waiver for waiver in waivers if _accepts(waiver, finding))
    return replace(finding, waivers=matching) if matching else finding


def _accepts(waiver: Waiver, finding: Finding) -> bool:
    if waiver.rule != finding.rule:
        return False
    path = finding.library or finding.wheel
    names = (path, path.rpartition("/")[2], plain_path(path))
    return any(fnmatchcase(name, waiver.library) for name in names)


def _is_over(waiver: Waiver, today: str) -> bool:
    return bool(waiver.until) and waiver.until < today


def _about_waivers(findings: list[Finding], comparison: Comparison) -> Iterator[Finding]:
    """Yield a warning for each waiver that no longer does anything."""
    used = {waiver for finding in findings for waiver in finding.waivers}
    for waiver in comparison.settings.waivers:
        what = f"{waiver.rule} on {waiver.library} ({waiver.reason})"
        if _is_over(waiver, comparison.settings.today):
            yield _about_waiver(EXPIRED_WAIVER, f"The waiver of {what} ended on {waiver.until}.")
        elif waiver not in used and comparison.has_baseline and waiver.rule != UNREADABLE:
            yield _about_waiver(UNUSED_WAIVER, f"The waiver of {what} matches nothing.")


def _about_waiver(rule: str, message: str) -> Finding:
    fix = "Remove it from the settings, or renew it with a new day and reason."
    return Finding(rule, Severity.WARNING, "", "", message, fix)


def _insist_on_known_rules(waivers: Iterable[Waiver]) -> None:
    known = [*(rule.id for rule in RULES), UNREADABLE]
    for waiver in waivers:
        if waiver.rule not in known:
            close = get_close_matches(waiver.rule, known, 1)
            hint = f"Did you mean {close[0]}?" if close else "docs/rules.md lists them."
            raise WrongSettings(f"allow: there is no rule {waiver.rule!r}.", hint)


def sort_problems(
    problems: Iterable[Problem], settings: Settings
) -> tuple[tuple[Problem, ...], list[str]]:
    """Set apart the damaged members that the settings allow; they stay visible as remarks."""
    kept: list[Problem] = []
    remarks: list[str] = []
    for problem in dict.fromkeys(problems):
        allowed = [
            waiver
            for waiver in settings.waivers
            if waiver.rule == UNREADABLE
            and problem.path
            and fnmatchcase(problem.path, waiver.library)
            and not _is_over(waiver, settings.today)
        ]
        if allowed:
            remarks.append(f"{problem.message} Allowed: {allowed[0].reason}.")
        else:
            kept.append(problem)
    return tuple(kept), remarks


def verdict_of(
    findings: Iterable[Finding],
    diagnoses: Iterable[Diagnosis],
    problems: Iterable[Problem],
    fail_on: str,
) -> Verdict:
    """Return the verdict: fail beats unjudged, unjudged beats a warning."""
    ranks = [finding.severity.rank for finding in findings if not finding.is_waived]
    ranks += [Severity.ERROR.rank for _ in diagnoses]
    worst = max(ranks, default=-1)
    if fail_on != "never" and worst >= Severity(fail_on).rank:
        return Verdict.FAIL
    if any(True for _ in problems):
        return Verdict.UNJUDGED
    return Verdict.WARN if worst >= Severity.WARNING.rank else Verdict.PASS


def _remarks(comparison: Comparison) -> Iterator[str]:
    """Say what is not known of the sources; which wheels are not judged; what nobody packed."""
    if comparison.sources.unknown:
        yield comparison.sources.unknown
    yield from _without_baseline(comparison)
    yield from (program.told for program in comparison.hosts.programs)
    for wheel in comparison.built.wheels:
        if wheel.label.is_pure and not wheel.libraries:
            yield f"{wheel.filename} is pure Python: there is no native code to judge."
        elif not wheel.label.is_linux and not wheel.label.is_pure:
            yield f"{wheel.filename} has no ELF files: it is not judged for glibc."
        elif wheel.label.is_linux and not wheel.loaded:
            yield f"{wheel.filename} is tagged for Linux and has no ELF file that can be loaded."
    wheels = comparison.built.wheels
    if wheels and (in_vain := unused(comparison.build.libraries, wheels)):
        count = counted(len(in_vain), "built library is", "built libraries are")
        yield f"{count} in no wheel: {listed((one.path for one in in_vain), _MOST_IN_VAIN)}."


def _without_baseline(comparison: Comparison) -> Iterator[str]:
    """Say which projects have nothing to compare with, where others have."""
    if isinstance(comparison.baseline, Inventory):
        known = {name.project for name in comparison.baseline.names}
        labels = (wheel.label for wheel in comparison.built.wheels)
        bare = {
            f"{label.project} {label.version}" for label in labels if label.project not in known
        }
        for release in sorted(bare):
            yield f"{release} has no baseline: rules that compare did not speak of it."


def accept(report: Report, accepted: Collection[Finding], waiver: Waiver) -> Report:
    """Return the report with these findings accepted by the waiver, and judged anew."""
    findings = tuple(
        replace(finding, waivers=(*finding.waivers, replace(waiver, rule=finding.rule)))
        if finding in accepted
        else finding
        for finding in report.findings
    )
    return rejudged(replace(report, findings=findings))


def rejudged(report: Report) -> Report:
    """Return the report with diagnoses and verdict drawn from its findings and problems alone."""
    findings = tuple(sorted(report.findings, key=lambda finding: finding.is_waived))
    diagnoses = diagnose(findings, recognised(report.comparison))
    fail_on = report.comparison.settings.fail_on
    verdict = verdict_of(findings, diagnoses, report.problems, fail_on)
    return replace(report, findings=findings, diagnoses=diagnoses, verdict=verdict)


def judged_anew(report: Report) -> Report:
    """Return the report with no waivers but those of its settings, and a verdict of its own."""
    settings = report.comparison.settings
    living = [waiver for waiver in settings.waivers if not _is_over(waiver, settings.today)]
    bare = (replace(finding, waivers=()) for finding in report.findings)
    findings = tuple(_with_waivers(finding, living) for finding in bare)
    return rejudged(replace(report, findings=findings))


def verdict_on_record(report: Report) -> Verdict:
    """Return the verdict that an inventory keeps, however mild this run was told to be."""
    return verdict_of(report.findings, report.diagnoses, report.problems, "error")


def only_differences(report: Report) -> Report:
    """Return the report without what is true of the built side alone."""
    absolute = {rule.id for rule in RULES if rule.basis is Basis.ABSOLUTE}
    findings = tuple(finding for finding in report.findings if finding.rule not in absolute)
    diagnoses = diagnose(findings, recognised(report.comparison))
    return replace(report, findings=findings, diagnoses=diagnoses)
