"""Faults put into real wheels at the bytes: how many of each kind are caught, and by which rule."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from msgspec import Struct
from msgspec.structs import astuple, replace

from benchmarks.detecting.fetching import Absent, fetch
from benchmarks.detecting.injecting.elf_file import NotApplicable
from benchmarks.detecting.injecting.kinds import KINDS, Kind
from benchmarks.detecting.injecting.subject import Subject, is_grafted
from benchmarks.detecting.outcome import Outcome, judge
from benchmarks.detecting.packing import Package
from benchmarks.detecting.part import Chosen, Part
from benchmarks.detecting.tables import table
from wheel_ceiling.model import Severity

CASES = Path(__file__).with_name("faults.txt")
ABSENT = "-"
_WORKERS = 2
_RANKS = ("error", "warning", "missed")
_INTRODUCTION = """\
{kinds} kinds of faults, each put into {wheels} real wheels at the bytes (for {machines})
and checked with default settings against the release before. Only what the check says beyond what
it says of the good wheel counts. Where code of another Python is used, that one's good wheel is
checked beside the faulty one, against both of the release before.
Kinds with a † are the founding incident's. Not every kind fits every wheel: one without grafted
libraries cannot lose them. Few projects strip their libraries, so both sides are stripped before
one comes back unstripped or as a debug build. The last column gives the check the libraries that
were built, too (`built-libraries`). A good library of an earlier build has nothing wrong in itself:
that it was packed again shows only there (and on GitHub, where a native source changed).
"""


class Case(Struct, frozen=True):
    """The file names of a good wheel and of others that wrong files can come from."""

    wheel: str
    before: str
    other_python: str = ABSENT
    other_python_before: str = ABSENT
    other_machine: str = ABSENT


class Caught(Struct, frozen=True):
    """What the check said of one fault in one wheel, beyond what it says of the good one."""

    kind: str
    wheel: str
    weight: str
    """error, warning or missed"""
    rules: tuple[str, ...]
    with_built: str
    """The weight where the built libraries are known; empty where that is not looked at."""


def cases(text: str) -> tuple[Case, ...]:
    """Return the cases of a list: blocks of lines, each a wheel's file name, or - for none."""
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    blocks = "\n".join(lines).split("\n\n")
    return tuple(Case(*block.split()) for block in blocks if block.split())


def measure(chosen: Chosen) -> Part:
    """Return the section; it fails for each kind of the incident's that was missed."""
    listed = cases(CASES.read_text("utf-8"))
    wanted = listed[: chosen.limit] if chosen.limit else listed
    with ProcessPoolExecutor(_WORKERS) as pool:
        each = pool.map(of_case, wanted, [chosen] * len(wanted))
        caught = [one for found in each for one in found]
    return Part("Injected faults", text_of(wanted, caught), failures_of(caught))


def of_case(case: Case, chosen: Chosen) -> tuple[Caught, ...]:
    """Return what was caught of each kind that fits the wheel."""
    names = [name for name in astuple(case) if name != ABSENT]
    packages = {path.name: Package.read(path) for path in fetch(names, chosen.cache)}
    wheel, before, *others = (packages.get(name) for name in astuple(case))
    if wheel is None or before is None:
        raise Absent(f"{case.wheel} has nothing before it")
    subject = Subject(wheel, before, *others)
    return tuple(of_subject(subject, chosen))


def of_subject(subject: Subject, chosen: Chosen, kinds: Iterable[Kind] = KINDS) -> Iterator[Caught]:
    """Yield what was caught of each kind; the wheels made for it are removed again."""
    kinds = tuple(kinds)
    alone = replace(subject, other_python=None)
    beside = [kind for kind in kinds if kind.is_of_another_python]
    unstripped = [kind for kind in kinds if kind.is_of_stripped]
    others = [kind for kind in kinds if kind not in beside and kind not in unstripped]
    yield from _on(alone, chosen, others)
    yield from _on(alone.stripped, chosen, unstripped)
    if subject.other_python:
        yield from _on(subject, chosen, beside)


def _on(subject: Subject, chosen: Chosen, kinds: Iterable[Kind]) -> Iterator[Caught]:
    home = chosen.work / "faults" / subject.wheel.filename.removesuffix(".whl")
    bench = _Bench.of(subject, home, chosen.cache)
    good = subject.wheel.write(home / "good")
    clean, clean_with_built = bench.plain(good), bench.with_built(good)
    for kind in kinds:
        try:
            wheel = kind.inject(subject).write(home / "faulty")
        except NotApplicable:
            continue
        news = News.of(bench.plain(wheel), clean)
        with_built = ""
        if kind.is_incident:
            with_built = News.of(bench.with_built(wheel), clean_with_built).weight
        yield Caught(kind.title, subject.wheel.filename, news.weight, news.rules, with_built)
    shutil.rmtree(home)


def _built_libraries(packages: Iterable[Package], folder: Path) -> Path:
    """Put what the build step made into a folder; what a repair grafts was not built."""
    for library in (one for package in packages for one in package.libraries):
        if not is_grafted(library.path):
            target = folder / library.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(library.data)
    return folder


class _Bench(Struct, frozen=True):
    baseline: Path
    cache: Path
    siblings: tuple[str, ...]
    """Good wheels of the same release: users check all of them together."""
    built: Path

    @classmethod
    def of(cls, subject: Subject, home: Path, cache: Path) -> "_Bench":
        other = subject.other_python
        siblings = (str(other.write(home / "siblings")),) if other else ()
        packages = [subject.wheel, other] if other else [subject.wheel]
        built = _built_libraries(packages, home / "built")
        last_release = home / "before"
        for package in (subject.before, subject.other_python_before if other else None):
            if package:
                package.write(last_release)
        return cls(last_release, cache, siblings, built)

    def plain(self, wheel: Path) -> Outcome:
        wheels = [str(wheel), *self.siblings]
        return judge(wheel.name, wheels, str(self.baseline), self.cache)

    def with_built(self, wheel: Path) -> Outcome:
        known = {"built_libraries": str(self.built)}
        wheels = [str(wheel), *self.siblings]
        return judge(wheel.name, wheels, str(self.baseline), self.cache, **known)


class News(Struct, frozen=True):
    """What one outcome says that another does not."""

    weight: str
    rules: tuple[str, ...]

    @classmethod
    def of(cls, outcome: Outcome, clean: Outcome) -> "News":
        errors = _said(outcome, Severity.ERROR) - _said(clean, Severity.ERROR)
        warnings = _said(outcome, Severity.WARNING) - _said(clean, Severity.WARNING)
        headlines = _headlines(outcome) - _headlines(clean)
        unread = outcome.verdict == "unjudged" != clean.verdict
        names = {rule for rule, _ in errors or warnings} | {kind for kind, _ in headlines}
        if errors or headlines or unread:
            return cls("error", tuple(sorted(names or {"unreadable"})))
        return cls("warning" if warnings else "missed", tuple(sorted(names)))


def _said(outcome: Outcome, severity: Severity) -> Counter[tuple[str, str]]:
    return Counter((one.rule, one.library) for one in outcome.findings(severity))


def _headlines(outcome: Outcome) -> set[tuple[str, str]]:
    return {(one.kind.value, one.library) for one in outcome.report.diagnoses}


def failures_of(caught: Iterable[Caught]) -> tuple[str, ...]:
    """Return a sentence for each fault of the incident's kinds that nobody would have seen."""
    incident = {kind.title: kind for kind in KINDS if kind.is_incident}
    return tuple(
        f"{one.kind} in {one.wheel}: missed."
        for one in caught
        if one.kind in incident and _is_missed(one, incident[one.kind])
    )


def _is_missed(one: Caught, kind: Kind) -> bool:
    known = one.with_built if not kind.leaves_a_trace and one.with_built else one.weight
    return known == "missed"


def text_of(wanted: Iterable[Case], caught: Iterable[Caught]) -> str:
    """Return the section's text: what was done, the table, and the wheels."""
    names = [case.wheel for case in wanted]
    by_kind: dict[str, list[Caught]] = {kind.title: [] for kind in KINDS}
    for one in caught:
        by_kind[one.kind].append(one)
    head = ["kind", "wheels", *_RANKS, "most often by", "missed with `built-libraries`"]
    rows = [_line(kind, by_kind[kind.title]) for kind in KINDS if by_kind[kind.title]]
    machines = sorted({_machine(name) for name in names})
    introduction = _INTRODUCTION.format(
        kinds=len(KINDS), wheels=len(names), machines=", ".join(machines)
    )
    last = f"The wheels: {', '.join(map(_brief, names))}."
    return "\n".join([introduction, table(head, rows), "", last])


def _line(kind: Kind, caught: list[Caught]) -> list[str]:
    title = f"{kind.title} †" if kind.is_incident else kind.title
    weights = Counter(one.weight for one in caught)
    rules = Counter(rule for one in caught for rule in one.rules)
    often = ", ".join(f"{rule} ({count})" for rule, count in rules.most_common(3)) or "none"
    unseen = str(sum(one.with_built == "missed" for one in caught)) if caught[0].with_built else ""
    numbers = [str(len(caught)), *(str(weights[rank]) for rank in _RANKS)]
    return [title, *numbers, often, unseen]


def _machine(wheel: str) -> str:
    platform = wheel.removesuffix(".whl").rpartition("-")[2].partition(".")[0]
    libc, _, rest = platform.partition("linux")
    return f"{libc}linux {rest.lstrip('0123456789_')}"


def _brief(wheel: str) -> str:
    project, version, python, *_ = wheel.split("-")
    return f"{project} {version} ({python}, {_machine(wheel)})"
