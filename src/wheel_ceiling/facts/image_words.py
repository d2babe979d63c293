"""What to call an image, and why: words for `facts/images.py`."""

from collections.abc import Iterable, Sequence

from wheel_ceiling.amounts import joined
from wheel_ceiling.facts.image_table import Row, Voice, image_rows
from wheel_ceiling.facts.toolchains import Toolchain


def called(text: str) -> str:
    """Return a compiler's short name: ``GCC 10.2.1``."""
    tool = Toolchain.parse(text)
    return f"{tool.tool or tool.text} {tool.version}".strip()


def joint_name(rows: Sequence[Row], heard: Iterable[Voice], machine: str) -> str:
    """Return one name for all rows; "or newer" where they are the newest images of manylinux.

    Where only the C library's own objects spoke, the system is known and not the image.
    """
    if all(voice.is_libc for voice in heard):
        return " or ".join(row.system for row in rows)
    names = [row.name for row in rows]
    images = [
        row.name
        for row in image_rows()
        if row.family == "manylinux" and (not row.machines or machine in row.machines)
    ]
    if len(names) > 1 and names == images[-len(names) :]:
        return f"{names[0]} or newer"
    return " or ".join(names)


def reason_of(rows: Sequence[Row], heard: Iterable[Voice], foreign: Sequence[str]) -> str:
    """Return which words led to the rows, and which ones are of other places."""
    parts = []
    for voice in heard:
        tool = called(voice.text)
        if voice.is_libc:
            systems = " or ".join(row.system for row in rows if row.name in voice.rows)
            parts.append(f"libc objects of {systems} by {tool}")
        else:
            places = dict(reversed(voice.what))
            named = dict.fromkeys(places[row.name] for row in rows if row.name in places)
            parts.append(f"{tool} of {' or '.join(named)}")
    rest = f"; parts of it by {joined(foreign)}" if foreign else ""
    return ", ".join(dict.fromkeys(parts)) + rest


def names_of(voice: Voice) -> str:
    """Return the names of the rows that know the word."""
    return " or ".join(row.name for row in image_rows() if row.name in voice.rows)
