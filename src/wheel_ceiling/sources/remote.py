"""A wheel on a server, before anything of it is here."""

from msgspec import Struct


class Remote(Struct, frozen=True):
    """A wheel on a server, and what was promised of it; empty where nothing was."""

    filename: str
    url: str
    shown: str
    """What sentences call it; it shows no credentials."""
    sha256: str = ""
    size: int = 0
