"""Real rebuilds: each is to fail as a leaked host artifact or a silent rebuild."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from benchmarks.detecting.fetching import Absent
from benchmarks.detecting.outcome import Outcome, judge
from benchmarks.detecting.part import Chosen, Part
from benchmarks.detecting.rebuilding import NotBuilt, Rebuild, Rebuilt, rebuild
from benchmarks.detecting.tables import table
from wheel_ceiling.model import Severity

CASES = Path(__file__).with_name("rebuilds.txt")
ENOUGH = 15
_SHORT = {"leaked-host-artifact": "leak", "silent-rebuild": "rebuild"}
_INTRODUCTION = """\
{count} packages built from their sources on this machine ({system}) with plain pip, put in the
place of the published wheel in five forms, and checked against the published wheel of the same
version and of the version before. *Only the code* is the hardest: the published wheel, of which
nothing differs but the libraries, stripped and without the RPATH of the Python that built them.

Each cell says what the check came to, against the same version / the version before where they
differ: leak for *leaked host artifact*, rebuild for *silent rebuild*, or both; else how it was
caught, if it was.
"""


class Row(Struct, frozen=True):
    """One rebuild, and what the checks of its forms said: same version first, then the before."""

    case: Rebuild
    granted: str
    cells: dict[str, tuple[Outcome, Outcome]]

    @property
    def outcomes(self) -> Iterator[Outcome]:
        for same, before in self.cells.values():
            yield same
            yield before


def cases(text: str) -> tuple[Rebuild, ...]:
    """Return the rebuilds that a list names: Python, published wheel, wheel of the one before."""
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    return tuple(Rebuild(*words) for words in lines if words)


def measure(chosen: Chosen) -> Part:
    """Return the section; it fails for each rebuild that is not diagnosed."""
    listed = cases(CASES.read_text("utf-8"))
    wanted = listed[: chosen.limit] if chosen.limit else listed
    rows: list[Row] = []
    skipped: list[str] = []
    for case in wanted:
        try:
            rows.append(_judged(case, rebuild(case, chosen), chosen))
        except (NotBuilt, Absent) as trouble:
            skipped.append(f"{case.requirement} could not be rebuilt: {trouble}.")
    return Part("Real rebuilds", text_of(rows, skipped), failures_of(rows, len(wanted)))


def _judged(case: Rebuild, rebuilt: Rebuilt, chosen: Chosen) -> Row:
    def outcome(form: str, wheel: Path, baseline: Path) -> Outcome:
        name = f"{case.requirement} ({case.python}) {form} against {baseline.name}"
        return judge(name, [str(wheel)], str(baseline), chosen.cache)

    cells = {
        form: (outcome(form, wheel, rebuilt.published), outcome(form, wheel, rebuilt.before))
        for form, wheel in rebuilt.forms.items()
    }
    granted = rebuilt.repaired.name.removesuffix(".whl").rpartition("-")[2].partition(".")[0]
    return Row(case, granted, cells)


def failures_of(rows: Sequence[Row], wanted: int) -> tuple[str, ...]:
    """Return a sentence for each check without a diagnosis, and one if too little was built."""
    unseen = [one for row in rows for one in row.outcomes if not one.diagnoses]
    failures = [f"{one.name}: {said(one)}." for one in unseen]
    if len(rows) < min(wanted, ENOUGH):
        failures.append(f"Only {len(rows)} of {wanted} packages could be rebuilt.")
    return tuple(failures)


def said(outcome: Outcome) -> str:
    """Return the cell: the diagnosis, else the weight with the rules that gave it."""
    kinds = {diagnosis.kind.value for diagnosis in outcome.report.diagnoses}
    if kinds:
        return "both" if kinds >= _SHORT.keys() else _SHORT[kinds.pop()]
    rules = outcome.rules(Severity.ERROR) or outcome.rules(Severity.WARNING)
    return f"{outcome.weight}: {', '.join(rules)}" if rules else "missed"


def text_of(rows: Sequence[Row], skipped: Iterable[str]) -> str:
    """Return the section's text: what was done, the table, and what could not be built."""
    if not rows:
        return "\n".join(skipped)
    head = ["wheel", "Python", "auditwheel grants", *rows[0].cells]
    every = [outcome for row in rows for outcome in row.outcomes]
    caught = sum(bool(outcome.diagnoses) for outcome in every)
    introduction = _INTRODUCTION.format(count=len(rows), system=_system())
    total = f"Diagnosed: {caught} of {len(every)} checks."
    return "\n".join([introduction, table(head, map(_line, rows)), "", total, *skipped])


def _line(row: Row) -> list[str]:
    said_of_both = (dict.fromkeys(map(said, pair)) for pair in row.cells.values())
    return [row.case.requirement, row.case.python, row.granted, *map(" / ".join, said_of_both)]


def _system() -> str:
    """Return the distribution's own name for itself (os-release(5))."""
    lines = Path("/etc/os-release").read_text("utf-8").splitlines()
    fields = dict(line.split("=", 1) for line in lines if "=" in line)
    return fields.get("PRETTY_NAME", "an unnamed system").strip('"')
