"""Mode record: write the inventory of the wheels, whatever the verdict.

A build leg of a matrix uploads it in place of its wheels for the gate to judge; on a release
event it is attached to the release as the next one's baseline, unless its verdict is fail.

Mode record-libraries: write that of the libraries, in the job that built them.
"""

from msgspec.structs import replace

from wheel_ceiling.action.gate import open_gate
from wheel_ceiling.action.job import Job
from wheel_ceiling.action.papers import write_libraries, write_record
from wheel_ceiling.action.request import Request
from wheel_ceiling.check import check, sort_problems, verdict_on_record
from wheel_ceiling.errors import WheelCeilingError, WrongCall
from wheel_ceiling.github.releases import attach_asset
from wheel_ceiling.model import Report, Settings, Verdict
from wheel_ceiling.opening import open_build
from wheel_ceiling.reports.markdown import render_markdown


def record_wheels(job: Job) -> int:
    """Return 0, or 3 where wheels could not be read: what was not read is not on record."""
    gate = open_gate(job, Request())
    report = check(_judged_on_release_only(job, gate.settings), gate.world)
    papers = write_record(job.workspace, report)
    job.commands.add_summary(render_markdown(report))
    job.commands.set_output("verdict", report.verdict.value)
    job.commands.set_output("inventory", papers.inventory)
    for problem in report.problems:
        job.commands.annotate("error", f"{problem.message} {problem.hint}".strip())
    code = 3 if report.problems else 0
    if job.occasion.release_id and not code:
        code = _attach(job, report, papers.inventory)
    job.commands.finish()
    return code


def record_libraries(job: Job) -> int:
    """Write the inventory of what this job has built; return 3 where that cannot be read."""
    gate = open_gate(job, Request())
    if not gate.settings.built_libraries:
        raise WrongCall(
            "mode: record-libraries needs built-libraries.",
            "Name the folder in which the build step leaves its libraries.",
        )
    build = open_build(gate.settings, job.world)
    problems, allowed = sort_problems(build.problems, gate.settings)
    for remark in allowed:
        job.commands.say(remark)
    for problem in problems:
        job.commands.annotate("error", f"{problem.message} {problem.hint}".strip())
    if not problems:
        papers = write_libraries(job.workspace, build)
        job.commands.set_output("inventory", papers.inventory)
        job.commands.say(f"{papers.inventory}: {len(build.libraries)} built libraries")
    job.commands.finish()
    return 3 if problems else 0


def _judged_on_release_only(job: Job, settings: Settings) -> Settings:
    """Sixty legs of a matrix need not ask for the baseline sixty times: the gate judges."""
    if job.occasion.release_id or any(job.choices.gate["baseline"]):
        return settings
    return replace(settings, baseline="none")


def _attach(job: Job, report: Report, inventory: str) -> int:
    """Attach the inventory to the release; a failed one would hide the fault from the next."""
    if verdict_on_record(report) is Verdict.FAIL:
        job.commands.annotate(
            "error",
            "The inventory was not attached to the release: its verdict is fail, and comparing "
            "the next release with it would hide the fault. See the summary.",
        )
        return 0
    path = job.workspace / inventory
    try:
        url = attach_asset(job.connection, job.occasion.release_id, path, path.name)
    except WheelCeilingError as error:
        job.commands.annotate("error", f"{error.message} {error.hint}".strip())
        return error.exit_code
    job.commands.say(f"Attached {url}")
    return 0
