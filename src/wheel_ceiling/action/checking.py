"""Mode check: find the wheels of this run, judge them, and report."""

from msgspec.structs import replace

from wheel_ceiling.action.concluding import conclude
from wheel_ceiling.action.gate import open_gate
from wheel_ceiling.action.job import Job
from wheel_ceiling.action.request import Request, find_request
from wheel_ceiling.check import check
from wheel_ceiling.compare import compare
from wheel_ceiling.errors import WheelCeilingError
from wheel_ceiling.model import Inventory, NoBaseline, Problem, Report, Settings, Verdict


def check_wheels(job: Job) -> int:
    """Return the verdict's exit code; no trouble with reporting changes it."""
    request = Request(job.occasion.pull_request, job.occasion.base_sha)
    try:
        request = find_request(job)
        gate = open_gate(job, request)
        report = replace(check(gate.settings, gate.world), preface=gate.preface)
    except WheelCeilingError as error:
        # What an earlier run has said of this pull request must not stand as if it still held.
        conclude(job, request, _unjudged(job, error), job.gate_name)
        return error.exit_code
    return conclude(job, request, report, job.gate_name).report.verdict.exit_code


def _unjudged(job: Job, error: WheelCeilingError) -> Report:
    """Return a report that says nothing but what stopped the run."""
    comparison = compare(
        Inventory("nothing"),
        NoBaseline("nothing was judged", on_purpose=True),
        Settings(today=job.today, accept_label=""),
    )
    problem = Problem("", error.message, error.hint)
    return Report(Verdict.UNJUDGED, comparison, problems=(problem,))
