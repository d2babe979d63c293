"""What a user saw, from the words on the command line or in the input to its page."""

import argparse

from wheel_ceiling.cli.commands import chosen_settings, tell_problems
from wheel_ceiling.cli.surroundings import Surroundings
from wheel_ceiling.errors import WrongCall
from wheel_ceiling.facts.symptoms import LONGEST_TEXT, Symptom, named, recognise

_LONGEST_WORD = 100


def pasted(what: str, surroundings: Surroundings) -> str:
    """Return the words, or the end of what stands in the input."""
    if what != "-":
        return what
    text = ""
    try:
        while part := surroundings.input.read(LONGEST_TEXT):
            text = (text + part)[-LONGEST_TEXT:]
    except UnicodeDecodeError as error:
        raise WrongCall(
            "What was pasted is no text in UTF-8.", "Paste only the message."
        ) from error
    return text


def symptoms_in(what: str, *, has_source: bool) -> tuple[Symptom, ...]:
    """Return what a loader or installer said; beside wheels a lone symbol or version is enough.

    Raises WrongCall where wheels are named and nothing is to be looked for in them.
    """
    found = recognise(what) or (named(what) if has_source else ())
    if not found and has_source:
        raise unrecognised(what)
    return found


def unrecognised(what: str) -> WrongCall:
    """Return what to say of a text that is no symptom; its last line says what happened."""
    last = what.strip().splitlines()[-1]
    return WrongCall(
        f"{last[:_LONGEST_WORD]!r} is nothing that a loader or an installer says.",
        'Paste the line with the error, such as "undefined symbol: _PyGen_Send".',
    )


def explain_symptoms(
    symptoms: tuple[Symptom, ...], parsed: argparse.Namespace, surroundings: Surroundings
) -> int:
    """Print what they mean, and which files of the wheels cause them; return the exit code."""
    from wheel_ceiling.cli.pages import asked_for, print_page
    from wheel_ceiling.cli.world import build_world
    from wheel_ceiling.opening import open_built
    from wheel_ceiling.reports.explanation import culprits_page, symptoms_page

    asked = asked_for(parsed, surroundings)
    if not parsed.source:
        print_page(symptoms_page(symptoms, asked), parsed, surroundings)
        return 0
    settings = chosen_settings(parsed, surroundings, {"wheels": parsed.source})
    inventory = open_built(settings, build_world(parsed, surroundings))
    if inventory.wheels:
        print_page(culprits_page(symptoms, inventory, asked), parsed, surroundings)
    return tell_problems(inventory, surroundings)
