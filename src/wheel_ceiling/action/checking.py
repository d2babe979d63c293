"""Mode check: find the wheels of this run, judge them, and report."""

from dataclasses import replace

from wheel_ceiling.action.concluding import conclude
from wheel_ceiling.action.gate import open_gate
from wheel_ceiling.action.job import Job
from wheel_ceiling.action.request import find_request
from wheel_ceiling.check import check


def check_wheels(job: Job) -> int:
    """Return the verdict's exit code; no trouble with reporting changes it."""
    request = find_request(job)
    gate = open_gate(job, request.base_sha, request.files)
    report = replace(check(gate.settings, gate.world), preface=gate.preface)
    concluded = conclude(job, request, report, job.occasion.job)
    return concluded.verdict.exit_code
