"""One run of the real check, and what it came to."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from wheel_ceiling.check import check
from wheel_ceiling.model import Finding, Report, Settings, Severity
from wheel_ceiling.settings import with_inputs
from wheel_ceiling.sources.world import World

# So that a table made anew says the same: distributions reach their end of life by the day.
TODAY = "2026-11-28"


class Outcome(Struct, frozen=True):
    """What one check said, in the words of a table."""

    name: str
    report: Report

    @property
    def verdict(self) -> str:
        return self.report.verdict.value

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """Each kind of diagnosis once, with its confidence: ``silent-rebuild (certain)``."""
        said = (f"{one.kind} ({one.confidence})" for one in self.report.diagnoses)
        return tuple(dict.fromkeys(said))

    def rules(self, severity: Severity) -> tuple[str, ...]:
        """Return the rules with findings of the severity, each once."""
        return tuple(dict.fromkeys(one.rule for one in self.findings(severity)))

    def findings(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(one for one in self.report.findings if one.severity is severity)

    @property
    def weight(self) -> str:
        """error, warning or silent: what a maintainer would see of it (notes do not count)."""
        if self.report.diagnoses or self.findings(Severity.ERROR):
            return "error"
        return "warning" if self.findings(Severity.WARNING) else "silent"


def judge(name: str, built: Sequence[str], baseline: str, cache: Path, **inputs: str) -> Outcome:
    """Return what the check says with default settings and these inputs beside them."""
    chosen = {"wheels": list(built), "baseline": [baseline]}
    more = {key.replace("_", "-"): [value] for key, value in inputs.items()}
    settings = with_inputs(Settings(today=TODAY), {**chosen, **more})
    return Outcome(name, check(settings, World.of({"WHEEL_CEILING_CACHE": str(cache)}, Path())))
