"""The page of a symbol of CPython: which Pythons export it, and what replaced it."""

from collections.abc import Iterator

from wheel_ceiling.facts.cpython import (
    Presence,
    absence,
    history,
    known_minors,
    presence,
    stable_since,
    successor,
)
from wheel_ceiling.reports.explanation.asked import Asked
from wheel_ceiling.reports.explanation.page import Block, Heading, Page, Table, Text

_WORDS = {
    Presence.YES: "yes",
    Presence.NO: "no",
    Presence.SOME: "in some micro releases",
    Presence.UNKNOWN: "not known",
}


def python_page(name: str, asked: Asked) -> Page:
    """Return the page."""
    return tuple(_blocks(name, asked))


def _blocks(name: str, asked: Asked) -> Iterator[Block]:
    newer = successor(name)
    names = (name, newer)
    yield Heading(name, 1, names)
    yield Text(_answer(name, asked.minor), names)
    yield Heading("Which Pythons export it")
    rows = [_row(name, minor) for minor in known_minors()]
    yield Table(("CPython", "usual build", "free-threaded"), tuple(rows))
    yield Heading("Stable ABI")
    yield Text(_stable(name), names)
    yield Heading("What to do")
    yield Text(_advice(name, newer), names)


def _row(name: str, minor: int) -> tuple[str, str, str]:
    threaded = presence(name, minor, free_threaded=True)
    return (f"3.{minor}", _WORDS[presence(name, minor)], _WORDS[threaded])


def _answer(name: str, minor: int) -> str:
    """Return what is so for the Python that was asked about, else since and until when."""
    match presence(name, minor):
        case Presence.YES:
            return f"Python 3.{minor} has it; {history(name)}."
        case Presence.SOME:
            return (
                f"{absence(name, minor)} A module that wants it works with these alone, and it "
                "depends on the user's Python which that is."
            )
        case Presence.NO:
            return (
                f"{absence(name, minor)} Importing a module that wants it fails there with "
                f"`undefined symbol: {name}`."
            )
        case Presence.UNKNOWN if minor:
            return f"What Python 3.{minor} exports is not known here; {history(name)}."
        case Presence.UNKNOWN:
            said = history(name)
            return f"{said[0].upper()}{said[1:]}."


def _stable(name: str) -> str:
    since = stable_since(name)
    if not since:
        return "It is no part of the stable ABI: a module for abi3 must not use it."
    number = ".".join(map(str, since))
    return (
        f"It is part of the stable ABI since {number}: a module for abi3 may use it where the "
        f"wheel's tag is cp{number.replace('.', '')} or newer."
    )


def _advice(name: str, newer: str) -> str:
    text = f"Use {newer} in its place. " if newer else ""
    if name.startswith("_"):
        return (
            f"{text}Its name begins with an underscore: it is private, and may go or change "
            "without notice. Code that an older Cython made often has such names: make it anew "
            "with a Cython that knows the Pythons you build for."
        )
    return f"{text}Build one wheel for each Python, with that Python's own headers."
