"""Mode publish: comment what a run of another workflow found, with the rights that it lacked.

The pull request is found from the commit that the other run was for, never from its artifact;
settings, acceptance and likely causes are read anew. Nothing of the artifact is executed, and
its texts are foreign texts.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from wheel_ceiling.action.concluding import conclude
from wheel_ceiling.action.gate import open_gate
from wheel_ceiling.action.handover import FILENAME, MOST_BYTES, decode_handover
from wheel_ceiling.action.job import Job
from wheel_ceiling.action.papers import FOLDER
from wheel_ceiling.action.request import find_request
from wheel_ceiling.check import rejudged
from wheel_ceiling.errors import CouldNotJudge, NothingFound, WrongCall
from wheel_ceiling.github.artifacts import Artifact, fetch_artifact, list_artifacts
from wheel_ceiling.model import Report

_ENDED_EARLY = ("cancelled", "skipped")


def publish_report(job: Job) -> int:
    """Return 0 when everything there was to tell is told; the verdict is the other run's."""
    run = job.occasion.triggering
    if run is None:
        raise WrongCall(
            "mode: publish works in a workflow that a workflow_run event started.",
            "See docs/recipes/forks; in the workflow that builds, use mode: check.",
        )
    request = find_request(job)
    if not request.number:
        job.commands.say("There is nobody to tell: the run was for no open pull request.")
        return 0
    try:
        handovers = list(_handovers(job, run.id))
    except NothingFound as error:
        if run.conclusion not in _ENDED_EARLY:
            raise
        job.commands.say(f"{error.message} The run was {run.conclusion}.")
        return 0
    gate = open_gate(job, request.base_sha, request.files)
    for found, author in handovers:
        comparison = replace(found.comparison, settings=gate.settings)
        report = rejudged(replace(found, comparison=comparison, preface=gate.preface))
        conclude(job, request, report, author)
    return 0


def _handovers(job: Job, run_id: int) -> Iterator[tuple[Report, str]]:
    listing = list_artifacts(job.connection, run_id)
    ours = [one for one in listing.artifacts if one.name.startswith(FOLDER)]
    if not ours:
        names = ", ".join(artifact.name for artifact in listing.artifacts) or "none"
        raise NothingFound(
            f"Run {run_id} has no artifact called {FOLDER}; there is {names}.",
            f"Let its gate job upload the folder {FOLDER}, even when the check fails.",
        )
    for artifact in ours:
        yield decode_handover(_read(job, artifact))


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
