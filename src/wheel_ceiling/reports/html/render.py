"""Report -> page. Jinja escapes whatever a wheel may have called its files; no text is trusted."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files

from wheel_ceiling import __version__
from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.model import Report, Severity, Verdict
from wheel_ceiling.reports.foreign import clean, mask_homes
from wheel_ceiling.reports.grouping import Entry, Outline, Story, outline
from wheel_ceiling.reports.html.picture import HEIGHT, WIDTH, Picture, draw_closure
from wheel_ceiling.reports.overview import natural_order, short_names, wheel_rows
from wheel_ceiling.reports.provenance import compared_with, passed_over
from wheel_ceiling.reports.wording import (
    accepted,
    diagnosed,
    entry_sentence,
    grounds,
    grouped_remarks,
    headline,
    is_calm,
    looked_at,
    place_left_to_say,
    reasons,
    remedy,
    summary,
    suspects_title,
    where,
)

_WORDS = {
    Verdict.PASS: "pass",
    Verdict.WARN: "pass, with warnings",
    Verdict.FAIL: "fail",
    Verdict.UNJUDGED: "could not be judged",
}
# Beyond these a browser gets slow and nobody reads on; the JSON report has everything.
MOST_ENTRIES = 200
MOST_ROWS = 200
MOST_EVIDENCE = 40
MOST_PICTURES = 60


def render_html(report: Report) -> str:
    """Return the whole page; the same report gives the same text."""
    told = outline(report)
    return _template()(
        {
            "report": report,
            "told": told,
            "title": _title(report, told),
            "verdict": _WORDS[report.verdict],
            "is_calm": is_calm(report, told),
            "stories": told.stories,
            "groups": _groups(told),
            "rows": wheel_rows(report.comparison),
            "pictures": _pictures(report),
            "remarks": grouped_remarks(report),
            "version": __version__,
        }
    )


def _title(report: Report, told: Outline) -> str:
    if is_calm(report, told):
        return f"Nothing to report in {looked_at(report.comparison)}"
    return headline(report, told)


def _groups(told: Outline) -> list[tuple[str, Severity, tuple[Entry, ...]]]:
    """Return what no story tells, with a title for each kind; empty kinds are left out."""
    groups = (
        (Severity.ERROR, told.errors),
        (Severity.WARNING, told.warnings),
        (Severity.NOTE, told.notes),
    )
    more = " more" if told.stories else ""
    return [
        (counted(len(entries), f"{severity.value}").replace(" ", f"{more} ", 1), severity, entries)
        for severity, entries in groups
        if entries
    ]


def _pictures(report: Report) -> list[tuple[str, Picture]]:
    """Return the graphs of the wheels whose libraries need each other; alike ones once."""
    pictures: dict[Picture, list[str]] = {}
    wheels = report.comparison.built.wheels
    names = short_names([wheel.label for wheel in wheels])
    for wheel in sorted(wheels, key=lambda one: natural_order(one.filename))[:MOST_PICTURES]:
        if picture := draw_closure(wheel):
            pictures.setdefault(picture, []).append(names[wheel.filename])
    return [(listed(told, 3), picture) for picture, told in pictures.items()]


def _shown(value: object) -> object:
    """Return foreign text on one line and without users' names; what is markup by now is ours."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return clean(mask_homes(value))
    return value


def _place(thing: Entry | Story) -> str:
    return place_left_to_say(thing) if isinstance(thing, Entry) else where(thing)


def _with_code(text: str) -> object:
    """Return a sentence of ours with what stands in backticks as code."""
    from markupsafe import Markup, escape

    pieces = enumerate(str(_shown(text)).split("`"))
    code = Markup("<code>{}</code>")
    return Markup("").join(
        code.format(piece) if place % 2 else escape(piece) for place, piece in pieces
    )


@cache
def _template() -> Callable[[dict[str, object]], str]:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["with_code"] = _with_code
    sayings: tuple[Callable[..., object], ...] = (
        accepted,
        compared_with,
        diagnosed,
        entry_sentence,
        grounds,
        passed_over,
        reasons,
        remedy,
        summary,
        suspects_title,
    )
    environment.globals.update({say.__name__: say for say in sayings})
    environment.globals.update(place=_place, counted=counted, most_entries=MOST_ENTRIES)
    environment.globals.update(most_rows=MOST_ROWS, most_evidence=MOST_EVIDENCE)
    environment.globals.update(box_width=WIDTH, box_height=HEIGHT)
    template = environment.from_string(_read("page.html.jinja"), {"style": _read("page.css")})
    return template.render


def _read(name: str) -> str:
    return files("wheel_ceiling.reports.html").joinpath(name).read_text("utf-8")
