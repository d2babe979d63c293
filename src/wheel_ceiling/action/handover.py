"""What a job without the right to comment leaves to the one that has it.

A pull request from a fork runs with a token that can only read, so its job saves this file as an
artifact and a second workflow publishes it. The file is untrusted: its shape is checked to the
last field, every text in it is foreign text like a name in a wheel, and what the second job can
find out by itself (commit, settings, acceptance, likely cause) it does not take from here.
"""

from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from wheel_ceiling.errors import CouldNotJudge
from wheel_ceiling.model import (
    Baseline,
    BuildOutput,
    Comparison,
    Diagnosis,
    ElfFacts,
    Finding,
    Inventory,
    LibraryDelta,
    NoBaseline,
    Problem,
    Report,
    Settings,
    SourceChanges,
    Verdict,
    Wheel,
    WheelDelta,
    WheelName,
)

FILENAME = "handover.json"
MOST_BYTES = 64 * 1024**2


class _Handover(Struct, frozen=True):
    handover_version: Literal[1]
    job: str
    """Of the workflow that judged; tells the comments of several gates apart."""
    verdict: Verdict
    built: Inventory
    build: BuildOutput
    baseline: tuple[Inventory, ...]
    no_baseline: tuple[NoBaseline, ...]
    settings: Settings
    kept: tuple[WheelDelta, ...]
    added: tuple[Wheel, ...]
    dropped: tuple[WheelName, ...]
    findings: tuple[Finding, ...]
    diagnoses: tuple[Diagnosis, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]
    sources: SourceChanges


def encode_handover(report: Report, job: str) -> bytes:
    """Return the report as another job can read it, without what only rules need."""
    comparison = report.comparison
    baseline = comparison.baseline
    handover = _Handover(
        handover_version=1,
        job=job,
        verdict=report.verdict,
        built=_bare_inventory(comparison.built),
        build=_bare_build(comparison.build),
        baseline=(_bare_inventory(baseline),) if isinstance(baseline, Inventory) else (),
        no_baseline=(baseline,) if isinstance(baseline, NoBaseline) else (),
        settings=comparison.settings,
        kept=tuple(map(_bare_delta, comparison.kept)),
        added=tuple(map(_bare_wheel, comparison.added)),
        dropped=comparison.dropped,
        findings=report.findings,
        diagnoses=report.diagnoses,
        problems=report.problems,
        remarks=report.remarks,
        sources=comparison.sources,
    )
    return msgspec.json.encode(handover)


def decode_handover(data: bytes) -> tuple[Report, str]:
    """Return the report and the job that made it; raises CouldNotJudge where the shape differs."""
    try:
        found = msgspec.json.decode(data, type=_Handover)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _not_ours(str(error)) from error
    baseline: tuple[Baseline, ...] = (*found.baseline, *found.no_baseline)
    if len(baseline) != 1:
        raise _not_ours("it has no single baseline")
    comparison = Comparison(
        found.built,
        baseline[0],
        found.settings,
        found.kept,
        found.added,
        found.dropped,
        found.sources,
        found.build,
    )
    return (
        Report(
            found.verdict,
            comparison,
            found.findings,
            found.diagnoses,
            found.problems,
            found.remarks,
        ),
        found.job,
    )


def _not_ours(what: str) -> CouldNotJudge:
    return CouldNotJudge(
        f"The {FILENAME} of the run to publish cannot be read: {what.rstrip('.')}.",
        "Both workflows must use the same version of the Action.",
    )


def _bare_delta(delta: WheelDelta) -> WheelDelta:
    return WheelDelta(
        _bare_wheel(delta.baseline),
        _bare_wheel(delta.built),
        tuple(
            LibraryDelta(_bare_library(pair.baseline), _bare_library(pair.built))
            for pair in delta.kept
        ),
        tuple(map(_bare_library, delta.added)),
        tuple(map(_bare_library, delta.dropped)),
    )


def _bare_inventory(inventory: Inventory) -> Inventory:
    return replace(inventory, wheels=tuple(map(_bare_wheel, inventory.wheels)))


def _bare_build(build: BuildOutput) -> BuildOutput:
    """Return what reports say of it: its source, and how many libraries there are."""
    libraries = (ElfFacts(one.path, one.kind, one.size, 0, one.machine) for one in build.libraries)
    return BuildOutput(build.source, tuple(libraries))


def _bare_wheel(wheel: Wheel) -> Wheel:
    libraries = tuple(map(_bare_library, wheel.libraries))
    return replace(wheel, members=(), record=(), libraries=libraries)


def _bare_library(library: ElfFacts) -> ElfFacts:
    return replace(library, exports=(), undefined=(), shared_symbols=(), python_symbols=())
