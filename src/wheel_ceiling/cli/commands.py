"""What each command does. Everything that costs time to import is imported where it is used."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from wheel_ceiling.amounts import counted
from wheel_ceiling.cli.complain import complain
from wheel_ceiling.cli.surroundings import Surroundings
from wheel_ceiling.errors import WheelCeilingError, WrongCall, WrongSettings
from wheel_ceiling.inputs import INPUTS, TERMINAL_INPUTS
from wheel_ceiling.model import Inventory, Report, Settings
from wheel_ceiling.settings import read_settings, with_inputs

_AT_ONCE = 1024**2


def check(parsed: argparse.Namespace, surroundings: Surroundings) -> int:
    """Judge built wheels against a baseline; return the verdict's exit code."""
    report = _report(parsed, surroundings, {"wheels": parsed.built})
    if parsed.print_allow:
        from wheel_ceiling.reports.allow import render_allow

        text = render_allow(report)
    else:
        text = _rendered(report, parsed, surroundings)
    write_out(text, parsed, surroundings, f"verdict: {report.verdict}")
    return report.verdict.exit_code


def diff(parsed: argparse.Namespace, surroundings: Surroundings) -> int:
    """Say everything that differs between two sources."""
    from wheel_ceiling.check import only_differences

    inputs = {"wheels": [parsed.new], "baseline": [parsed.old]}
    parsed.use_failed_baseline = True
    settings = chosen_settings(parsed, surroundings, inputs)
    # What a build made says nothing of how two sources differ.
    whole = _judged(replace(settings, built_libraries=()), parsed, surroundings)
    report = only_differences(whole)
    if parsed.format == "terminal":
        from wheel_ceiling.reports.terminal.diff import render_diff

        text = render_diff(report, surroundings.width, colour=_colour(parsed, surroundings))
    else:
        text = _rendered(report, parsed, surroundings)
    write_out(text, parsed, surroundings, "written")
    return _could_not_judge(report)


def show(parsed: argparse.Namespace, surroundings: Surroundings) -> int:
    """Say what is in wheels."""
    from wheel_ceiling.cli.world import build_world
    from wheel_ceiling.opening import open_built

    settings = chosen_settings(parsed, surroundings, {"wheels": parsed.source})
    inventory = open_built(settings, build_world(parsed, surroundings))
    if parsed.format == "json":
        from wheel_ceiling.reports.document import render_show_json

        text = render_show_json(inventory)
    else:
        from wheel_ceiling.reports.terminal.show import render_show
        from wheel_ceiling.reports.terminal.tree import render_tree

        render = render_tree if parsed.tree else render_show
        text = render(inventory, surroundings.width, colour=_colour(parsed, surroundings))
    write_out(text, parsed, surroundings, "written")
    return tell_problems(inventory, surroundings)


def record(parsed: argparse.Namespace, surroundings: Surroundings) -> int:
    """Write an inventory with its verdict inside, or one of libraries as they were built."""
    if parsed.libraries:
        return _record_libraries(parsed, surroundings)
    from wheel_ceiling.sources.inventory import write_inventory

    inputs = {"wheels": parsed.source, "baseline": parsed.baseline or ["none"]}
    report = _report(parsed, surroundings, inputs)
    inventory = report.comparison.built
    if code := tell_problems(inventory, surroundings):
        return code
    write_inventory(inventory, report.verdict.value, surroundings.folder / parsed.output)
    print(
        f"{parsed.output}: {counted(len(inventory.wheels), 'wheel')}, verdict {report.verdict}",
        file=surroundings.err,
    )
    return _could_not_judge(report)


def _record_libraries(parsed: argparse.Namespace, surroundings: Surroundings) -> int:
    from wheel_ceiling.check import sort_problems
    from wheel_ceiling.cli.world import build_world
    from wheel_ceiling.opening import open_build
    from wheel_ceiling.sources.library_inventory import write_library_inventory

    _refuse_what_judges(parsed)
    settings = chosen_settings(parsed, surroundings, {"built-libraries": parsed.source})
    build = open_build(settings, build_world(parsed, surroundings))
    problems, allowed = sort_problems(build.problems, settings)
    for remark in allowed:
        print(remark, file=surroundings.err)
    for problem in problems:
        complain(WheelCeilingError(problem.message, problem.hint), surroundings)
    if problems:
        return 3
    write_library_inventory(build, surroundings.folder / parsed.output)
    count = counted(len(build.libraries), "library", "libraries")
    print(f"{parsed.output}: {count}", file=surroundings.err)
    return 0


def _refuse_what_judges(parsed: argparse.Namespace) -> None:
    """Raise WrongCall for an option that says how wheels are judged: libraries are not."""
    given = vars(parsed)
    names = [known.name for known in (*INPUTS, *TERMINAL_INPUTS) if given.get(known.name)]
    names += ["use-failed-baseline"] if parsed.use_failed_baseline else []
    for name in names:
        raise WrongCall(
            f"record --libraries takes no --{'wheels' if name == 'only' else name}: "
            "it judges nothing.",
            "Leave it out, and say it to check.",
        )


def _report(
    parsed: argparse.Namespace, surroundings: Surroundings, inputs: Mapping[str, Sequence[str]]
) -> Report:
    return _judged(chosen_settings(parsed, surroundings, inputs), parsed, surroundings)


def _judged(settings: Settings, parsed: argparse.Namespace, surroundings: Surroundings) -> Report:
    from wheel_ceiling.check import check as judge_everything
    from wheel_ceiling.cli.world import build_world

    return judge_everything(settings, build_world(parsed, surroundings))


def chosen_settings(
    parsed: argparse.Namespace, surroundings: Surroundings, inputs: Mapping[str, Sequence[str]]
) -> Settings:
    """Return what pyproject.toml and the command line say together; the latter wins."""
    path = surroundings.folder / (parsed.settings or "pyproject.toml")
    chosen = Settings()
    if parsed.settings or path.is_file():
        chosen = read_settings(_read_text(path), path.name)
    given = vars(parsed)
    options = {known.name: given.get(known.name) or [] for known in (*INPUTS, *TERMINAL_INPUTS)}
    for name, texts in {**options, **inputs}.items():
        if not all(text.strip() for text in texts):
            raise WrongCall(
                f"{name}: '' is no value.", "Say what is meant, or leave the option out altogether."
            )
    return replace(
        with_inputs(chosen, {**options, **inputs}),
        use_failed_baseline=given.get("use_failed_baseline", False),
        today=surroundings.today,
    )


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettings(f"{path} cannot be read: {error}.") from error


def _colour(parsed: argparse.Namespace, surroundings: Surroundings) -> bool:
    return surroundings.has_colour and not parsed.output


def _rendered(report: Report, parsed: argparse.Namespace, surroundings: Surroundings) -> str:
    if parsed.format == "json":
        from wheel_ceiling.reports.document import render_json

        return render_json(report)
    if parsed.format == "markdown":
        from wheel_ceiling.reports.markdown import render_markdown

        return render_markdown(report)
    if parsed.format == "sarif":
        from wheel_ceiling.reports.sarif import render_sarif

        return render_sarif(report)
    if parsed.format == "html":
        from wheel_ceiling.reports.html import render_html

        return render_html(report)
    from wheel_ceiling.reports.terminal.verdict import render_terminal

    return render_terminal(report, surroundings.width, colour=_colour(parsed, surroundings))


def write_out(text: str, parsed: argparse.Namespace, surroundings: Surroundings, said: str) -> None:
    """Print the text, or write it to the file that was named and say so."""
    if not parsed.output:
        # Piece by piece: a stream encodes as much as it is given, and names can be many.
        for start in range(0, len(text), _AT_ONCE):
            surroundings.out.write(text[start : start + _AT_ONCE])
        surroundings.out.write("" if text.endswith("\n") else "\n")
        return
    from wheel_ceiling.sources.atomic import write_text

    write_text(surroundings.folder / parsed.output, text)
    print(f"{parsed.output}: {said}", file=surroundings.err)


def tell_problems(inventory: Inventory, surroundings: Surroundings) -> int:
    """Print what could not be read; return the exit code for that."""
    for problem in inventory.problems:
        complain(WheelCeilingError(problem.message, problem.hint), surroundings)
    return 3 if inventory.problems else 0


def _could_not_judge(report: Report) -> int:
    return 3 if report.problems else 0
