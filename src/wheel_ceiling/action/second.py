"""Mode publish: comment what a run of another workflow found, with the rights that it lacked.

The pull request is found from the commit that the other run was for, never from its artifact;
settings, acceptance and likely causes are read anew. Nothing of the artifact is executed, and
its texts are foreign texts.
"""

import zipfile
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from wheel_ceiling.action.concluding import conclude
from wheel_ceiling.action.gate import open_gate
from wheel_ceiling.action.handover import FILENAME, MOST_BYTES, decode_handover
from wheel_ceiling.action.inputs import Sink
from wheel_ceiling.action.job import Job
from wheel_ceiling.action.papers import FOLDER
from wheel_ceiling.action.request import find_request
from wheel_ceiling.check import judged_anew
from wheel_ceiling.errors import (
    CouldNotJudge,
    NothingFound,
    SourceUnreachable,
    WheelCeilingError,
    WrongCall,
)
from wheel_ceiling.github.artifacts import Artifact, fetch_artifact, list_artifacts
from wheel_ceiling.model import Report

_ENDED_EARLY = ("cancelled", "skipped")
_MOST_GATES = 8


def publish_report(job: Job) -> int:
    """Return 0 when everything there was to tell is told; the verdict is the other run's."""
    run = job.occasion.triggering
    if run is None:
        raise WrongCall(
            "mode: publish works in a workflow that a workflow_run event started.",
            "See docs/recipes/forks; in the workflow that builds, use mode: check.",
        )
    _insist_on_harmless_sinks(job)
    request = find_request(job)
    if not request.number:
        job.commands.say("There is nobody to tell: the run was for no open pull request.")
        return 0
    try:
        handovers, troubles = _handovers(job, run.id)
    except NothingFound as error:
        if run.conclusion not in _ENDED_EARLY:
            raise
        job.commands.say(f"{error.message} The run was {run.conclusion}.")
        return 0
    gate = open_gate(job, request)
    for found, author in handovers:
        comparison = replace(found.comparison, settings=gate.settings)
        report = judged_anew(replace(found, comparison=comparison, preface=gate.preface))
        troubles += conclude(job, request, report, author).troubles
    return SourceUnreachable.exit_code if _is_untold(troubles) else 0


def _is_untold(troubles: Iterable[WheelCeilingError]) -> bool:
    """Whether something was not told that trying again could tell."""
    return any(isinstance(trouble, SourceUnreachable) for trouble in troubles)


def _insist_on_harmless_sinks(job: Job) -> None:
    """Refuse what would let the artifact of a fork set a green check."""
    for sink in sorted({Sink.STATUS, Sink.CHECK_RUN} & job.choices.sinks):
        raise WrongCall(
            f"report-to: {sink} does not go with mode: publish.",
            "What is published comes from an artifact of the pull request; the check is the job "
            "that judged.",
        )


def _handovers(
    job: Job, run_id: int
) -> tuple[list[tuple[Report, str]], tuple[WheelCeilingError, ...]]:
    """Return what the run's gates left, and what kept us from some of it."""
    listing = list_artifacts(job.connection, run_id)
    ours = [one for one in listing.artifacts if one.name == FOLDER or _is_another(one.name)]
    if not ours:
        names = ", ".join(artifact.name for artifact in listing.artifacts) or "none"
        raise NothingFound(
            f"Run {run_id} has no artifact called {FOLDER}; there is {names}.",
            f"Let its gate job upload the folder {FOLDER}, even when the check fails.",
        )
    found: list[tuple[Report, str]] = []
    troubles: list[CouldNotJudge] = []
    for artifact in ours[:_MOST_GATES]:
        try:
            found.append(decode_handover(_read(job, artifact)))
        except CouldNotJudge as error:
            troubles.append(error)
    if not found:
        raise troubles[0]
    for trouble in troubles:
        job.commands.annotate("warning", f"{trouble.message} {trouble.hint}")
    if ours[_MOST_GATES:]:
        job.commands.annotate("warning", f"Only {_MOST_GATES} reports of the run were read.")
    return found, tuple(troubles)


def _is_another(name: str) -> bool:
    """Whether it is the artifact of one of several gates."""
    return name.startswith(f"{FOLDER}-")


def _read(job: Job, artifact: Artifact) -> bytes:
    path = job.temporary / f"{artifact.id}.zip"
    fetch_artifact(job.connection, artifact, path, lambda _count: None)
    try:
        return _unpacked(path)
    except (OSError, zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
        raise CouldNotJudge(
            f"The artifact {artifact.name} holds no {FILENAME} that can be read.",
            f"Let the gate job upload the whole folder {FOLDER}.",
        ) from error
    finally:
        path.unlink(missing_ok=True)


def _unpacked(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive, archive.open(FILENAME) as member:
        data = member.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise zipfile.BadZipFile
    return data
