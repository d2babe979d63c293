"""The files that a run leaves in the workspace, where the workflow's next steps can find them.

Only the workspace has a path that is the same outside of the container, when it is written
relative to it. The folder belongs to the owner of the workspace: files of root's would stand in
the way of the next checkout on a machine that is kept (actions/runner#434).
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wheel_ceiling.action.handover import FILENAME, encode_handover
from wheel_ceiling.action.inputs import Sink
from wheel_ceiling.action.job import Job
from wheel_ceiling.model import Report
from wheel_ceiling.reports.document import render_json
from wheel_ceiling.reports.markdown import render_markdown
from wheel_ceiling.reports.sarif import render_sarif
from wheel_ceiling.sources import write_inventory, write_text
from wheel_ceiling.sources.atomic import write_bytes

FOLDER = "wheel-ceiling-report"
INVENTORY = "wheel-ceiling.json"


@dataclass(frozen=True, slots=True)
class Papers:
    """Paths relative to the workspace; empty for what was not asked for."""

    report: str = f"{FOLDER}/report.json"
    markdown: str = f"{FOLDER}/report.md"
    inventory: str = f"{FOLDER}/{INVENTORY}"
    sarif: str = ""


def write_papers(job: Job, report: Report, author: str) -> Papers:
    """Write the report in every form; raises WrongCall where the workspace cannot be written.

    `author` is the job that judged, which another job may have to know.
    """
    folder = job.workspace
    papers = Papers(sarif=f"{FOLDER}/report.sarif" if Sink.SARIF in job.choices.sinks else "")
    write_text(folder / papers.report, render_json(report))
    write_text(folder / papers.markdown, render_markdown(report))
    write_inventory(report.comparison.built, report.verdict.value, folder / papers.inventory)
    write_bytes(folder / FOLDER / FILENAME, encode_handover(report, author))
    if papers.sarif:
        write_text(folder / papers.sarif, render_sarif(report))
    _hand_over(folder)
    return papers


def write_record(workspace: Path, report: Report) -> Papers:
    """Write the inventory of what was built alone, with its verdict inside."""
    papers = Papers(report="", markdown="")
    write_inventory(report.comparison.built, report.verdict.value, workspace / papers.inventory)
    _hand_over(workspace)
    return papers


def _hand_over(workspace: Path) -> None:
    """Give the folder to the owner of the workspace, where we are allowed to."""
    owner = workspace.stat()
    for path in _all_of(workspace / FOLDER):
        with suppress(OSError):
            os.chown(path, owner.st_uid, owner.st_gid)


def _all_of(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.iterdir()
