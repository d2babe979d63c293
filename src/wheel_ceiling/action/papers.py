"""The files that a run leaves in the workspace, where the workflow's next steps can find them.

Only the workspace has a path that is the same outside of the container, when it is written
relative to it. The folder belongs to the owner of the workspace: files of root's would stand in
the way of the next checkout on a machine that is kept (actions/runner#434).
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from wheel_ceiling.action.handover import FILENAME, encode_handover
from wheel_ceiling.action.inputs import Sink
from wheel_ceiling.action.job import Job
from wheel_ceiling.check import verdict_on_record
from wheel_ceiling.errors import WrongCall
from wheel_ceiling.model import BuildOutput, Report
from wheel_ceiling.reports.document import render_json
from wheel_ceiling.reports.markdown import render_markdown
from wheel_ceiling.reports.sarif import render_sarif
from wheel_ceiling.sources.atomic import write_bytes
from wheel_ceiling.sources.inventory import encode_inventory
from wheel_ceiling.sources.library_inventory import encode_library_inventory

FOLDER = "wheel-ceiling-report"
INVENTORY = "wheel-ceiling.json"
LIBRARIES = "built-libraries.json"


class Papers(Struct, frozen=True):
    """Paths relative to the workspace; empty for what was not written."""

    report: str = ""
    markdown: str = ""
    inventory: str = ""
    sarif: str = ""


def write_papers(job: Job, report: Report, author: str) -> Papers:
    """Write the report in every form; raises WrongCall where the workspace cannot be written.

    `author` names the gate that judged, which another job may have to know.
    """
    has_sarif = Sink.SARIF in job.choices.sinks
    files = {
        "report.json": render_json(report).encode(),
        "report.md": render_markdown(report).encode(),
        INVENTORY: encode_record(report),
        FILENAME: encode_handover(report, author),
    }
    if has_sarif:
        files["report.sarif"] = render_sarif(report).encode()
    _write(job.workspace, files)
    return Papers(
        report=f"{FOLDER}/report.json",
        markdown=f"{FOLDER}/report.md",
        inventory=f"{FOLDER}/{INVENTORY}",
        sarif=f"{FOLDER}/report.sarif" if has_sarif else "",
    )


def write_record(workspace: Path, report: Report) -> Papers:
    """Write the inventory of what was built alone, with its verdict inside."""
    _write(workspace, {INVENTORY: encode_record(report)})
    return Papers(inventory=f"{FOLDER}/{INVENTORY}")


def write_libraries(workspace: Path, build: BuildOutput) -> Papers:
    """Write the inventory of libraries as they were built."""
    _write(workspace, {LIBRARIES: encode_library_inventory(build)})
    return Papers(inventory=f"{FOLDER}/{LIBRARIES}")


def encode_record(report: Report) -> bytes:
    """Return the inventory of what was built."""
    return encode_inventory(report.comparison.built, verdict_on_record(report).value)


def _write(workspace: Path, files: Mapping[str, bytes]) -> None:
    """Write into a folder of our own: what a checkout put in its place is not followed."""
    folder = workspace / FOLDER
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise WrongCall(
            f"{FOLDER} in the workspace is no folder, so that the report cannot be written.",
            "Remove it from the repository, or check it out after this step.",
        )
    for name, data in files.items():
        path = folder / name
        if path.is_symlink():
            path.unlink()
        write_bytes(path, data)
    owner = workspace.stat()
    for path in (folder, *(folder / name for name in files)):
        with suppress(OSError):
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
