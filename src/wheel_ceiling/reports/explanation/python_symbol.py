"""The page of a symbol of CPython: which Pythons export it, and what replaced it."""

from collections.abc import Iterator

from wheel_ceiling.amounts import joined
from wheel_ceiling.facts.cpython import (
    Presence,
    absence,
    history,
    is_elsewhere,
    known_minors,
    presence,
    python_name,
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
    yield Text(_answer(name, asked), names)
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


def _answer(name: str, asked: Asked) -> str:
    """Return what is so for the Python that was asked about, else since and until when."""
    minor, threaded = asked.minor, asked.free_threaded
    python = python_name(minor, free_threaded=threaded)
    match presence(name, minor, free_threaded=threaded):
        case Presence.YES:
            return f"{python[0].upper()}{python[1:]} has it; {history(name)}."
        case Presence.SOME:
            return (
                f"{absence(name, minor, free_threaded=threaded)} A module that wants it "
                "works with these alone, and it depends on the user's Python which that is."
            )
        case Presence.NO:
            return (
                f"{absence(name, minor, free_threaded=threaded)} Importing a module that "
                f"wants it fails there with `undefined symbol: {name}`."
            )
        case Presence.UNKNOWN if minor:
            return f"What {python} exports is not known here; {history(name)}."
        case Presence.UNKNOWN:
            said = history(name)
            return f"{said[0].upper()}{said[1:]}."


def _stable(name: str) -> str:
    since = stable_since(name)
    if not since:
        return "It is no part of the stable ABI: a module for abi3 must not use it."
    number = ".".join(map(str, since))
    text = (
        f"It is part of the stable ABI since {number}: a module for abi3 may use it where the "
        f"wheel's tag is cp{number.replace('.', '')} or newer."
    )
    gaps = [f"3.{minor}" for minor in _gaps(name)]
    if gaps:
        verb = "does" if len(gaps) == 1 else "do"
        text += f" But Python {joined(gaps)} {verb} not export it: no module that wants it loads."
    return text


def _gaps(name: str) -> list[int]:
    """Return the Pythons that lack it, though the stable ABI has it by then."""
    since = stable_since(name)
    later = [minor for minor in known_minors() if (3, minor) >= since]
    return [minor for minor in later if presence(name, minor) is Presence.NO]


def _advice(name: str, newer: str) -> str:
    text = f"Use {newer} in its place. " if newer else ""
    if stable_since(name):
        return text.strip() or _advice_on_stable(name)
    if name.startswith("_"):
        return (
            f"{text}Its name begins with an underscore: it is private, and may go or change "
            "without notice. Code that an older Cython made often has such names: make it anew "
            "with a Cython that knows the Pythons you build for."
        )
    return f"{text}Build one wheel for each Python, with that Python's own headers."


def _advice_on_stable(name: str) -> str:
    if is_elsewhere(name):
        return "Do not use it on Linux: no release build there has it."
    number = ".".join(map(str, stable_since(name)))
    if gaps := _gaps(name):
        left_out = joined([f"3.{minor}" for minor in gaps])
        return f"Do without it if your wheel is for Python {left_out}; else there is nothing to do."
    if stable_since(name) <= (3, known_minors()[0]):
        return "Nothing to do: every Python has it, and it stays."
    return (
        f"Nothing to do where your wheel is for Python {number} or newer. Below that, a module "
        "for abi3 must do without it."
    )
