"""The `explain` command: a word in, the page of what it names out.

Everything that costs time to import is imported where it is used.
"""

import argparse
import re
from difflib import get_close_matches
from pathlib import Path

from wheel_ceiling.cli.commands import chosen_settings, tell_problems, write_out
from wheel_ceiling.cli.surroundings import Surroundings
from wheel_ceiling.errors import WrongCall

_TAG = re.compile(r"manylinux_(\d{1,3})_(\d{1,3})(?:_\w+)?")
# What only a source of wheels has in it; a word without any of these is asked of the tables first.
_SOURCE = re.compile(r"[/\\*?\[:]|==|\.(?:whl|json|gz)$")
_RELEASE = re.compile(r"[\w.-]+\s*==\s*\S+")

_DEEPBIND = "deepbind"
_MODULE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)
_LONGEST_MODULE = 200


def explain(parsed: argparse.Namespace, surroundings: Surroundings) -> int:
    """Say why a rule, symbol, version, wheel or what a user saw matters, and what to do."""
    from wheel_ceiling.cli.symptoms import (
        explain_symptoms,
        pasted,
        symptoms_in,
        unrecognised,
    )

    parsed.what = pasted(parsed.what, surroundings)
    if not parsed.what.strip():
        raise WrongCall("There is nothing to explain.", "Name a symbol, version, wheel or rule.")
    if parsed.what == _DEEPBIND:
        return _explain_deepbind(parsed, surroundings)
    if symptoms := symptoms_in(parsed.what, has_source=bool(parsed.source)):
        return explain_symptoms(symptoms, parsed, surroundings)
    if page := _page_of_rule(parsed.what):
        return _print_rule(page, parsed, surroundings)
    if len(parsed.what.split()) > 1 and not _is_source(parsed.what, surroundings.folder):
        raise unrecognised(parsed.what)
    if _SOURCE.search(parsed.what):
        return _explain_wheels(parsed, surroundings)
    return _explain_name(parsed, surroundings)


def _explain_deepbind(parsed: argparse.Namespace, surroundings: Surroundings) -> int:
    from wheel_ceiling.cli.pages import print_page
    from wheel_ceiling.reports.explanation import deepbind_page

    [name, *rest] = parsed.source or [""]
    if rest or not _MODULE.fullmatch(name) or len(name) > _LONGEST_MODULE:
        raise WrongCall(
            "explain deepbind takes the name of one module or package.",
            "Write it as Python imports it: explain deepbind pkg._module.",
        )
    print_page(deepbind_page(name), parsed, surroundings)
    return 0


def _page_of_rule(what: str) -> str:
    from wheel_ceiling.rules import RULES

    found = [rule for rule in RULES if rule.id == what]
    if not found:
        return ""
    return f"# {what}\n\n{found[0].doc.strip()}\n\n## What to do\n\n{found[0].fix}\n"


def _print_rule(page: str, parsed: argparse.Namespace, surroundings: Surroundings) -> int:
    from wheel_ceiling.cli.pages import has_colour
    from wheel_ceiling.reports.terminal.page import render_page

    if parsed.format == "terminal":
        page = render_page(page, surroundings.width, colour=has_colour(parsed, surroundings))
    write_out(page, parsed, surroundings, "written")
    return 0


def _explain_wheels(parsed: argparse.Namespace, surroundings: Surroundings) -> int:
    from wheel_ceiling.cli.pages import print_page
    from wheel_ceiling.cli.world import build_world
    from wheel_ceiling.opening import open_built
    from wheel_ceiling.reports.explanation import Asked, wheels_page

    settings = chosen_settings(parsed, surroundings, {"wheels": [parsed.what]})
    inventory = open_built(settings, build_world(parsed, surroundings))
    if inventory.wheels:
        page = wheels_page(inventory, Asked(today=surroundings.today))
        print_page(page, parsed, surroundings)
    return tell_problems(inventory, surroundings)


def _explain_name(parsed: argparse.Namespace, surroundings: Surroundings) -> int:
    from wheel_ceiling.cli.pages import asked_for, print_page
    from wheel_ceiling.reports.explanation import name_page

    page = name_page(parsed.what, asked_for(parsed, surroundings))
    if page:
        print_page(page, parsed, surroundings)
        return 0
    if _is_there(surroundings.folder / parsed.what):
        return _explain_wheels(parsed, surroundings)
    raise _unknown(parsed.what)


def _is_source(text: str, folder: Path) -> bool:
    """Whether words with blanks are a path, a pattern in a folder that is there, or a release."""
    if _RELEASE.fullmatch(text.strip()):
        return True
    fixed = re.split(r"[*?\[]", text, maxsplit=1)[0]
    base = "" if fixed == text or "\n" in text else fixed.rpartition("/")[0]
    return _is_there(folder / text) or (bool(base) and _is_there(folder / base))


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no file system takes such a name
        return False


def _unknown(what: str) -> WrongCall:
    from wheel_ceiling.cli.pages import short
    from wheel_ceiling.rules import RULES

    if meant := _version_meant(what):
        return WrongCall(f"There is no {short(what)}.", meant)
    close = get_close_matches(what, [rule.id for rule in RULES], 3)
    hint = f"Did you mean {' or '.join(close)}? " if close else ""
    return WrongCall(
        f"There is no {short(what)}: it is no rule, no file or folder here, and neither glibc "
        "nor musl nor CPython has a symbol of that name.",
        f"{hint}Name a symbol (pow@GLIBC_2.29, _PyGen_Send), a version (GLIBC_2.29), a wheel "
        "(dist/x.whl, name==1.0, pypi:name), the line that the loader or pip ended with "
        '("undefined symbol: _PyGen_Send") or a rule (docs/rules.md).',
    )


def _version_meant(what: str) -> str:
    """Return a hint where a version was meant and written another way; empty otherwise."""
    if match := _TAG.fullmatch(what):
        return f"Write GLIBC_{match[1]}.{match[2]}."
    is_version = re.fullmatch(r"(?i:glibcxx|glibc|cxxabi|gcc)_[\d.]{1,20}", what)
    return f"Did you mean {what.upper()}?" if is_version else ""
