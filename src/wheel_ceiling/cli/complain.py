"""How the terminal is told that something is wrong."""

import re

from wheel_ceiling.cli.surroundings import Surroundings
from wheel_ceiling.errors import WheelCeilingError

# What is there to be copied: the blanks in it are no places to break a line at.
_CODE = re.compile(r"`[^`]+`")
# No sign of a cleaned text.
_KEPT_BLANK = "\0"


def complain(error: WheelCeilingError, surroundings: Surroundings) -> None:
    """Print the message and what to do about it, with foreign control characters made visible."""
    from wheel_ceiling.reports.foreign import clean

    message = f"wheel-ceiling: {clean(error.message)}"
    print(_wrapped(message, surroundings.width, ""), file=surroundings.err)
    if error.hint:
        print(_wrapped(clean(error.hint), surroundings.width, "  "), file=surroundings.err)


def _wrapped(text: str, width: int, indent: str) -> str:
    """Return the text in lines of the width; words and what stands in backquotes stay whole."""
    from textwrap import fill

    kept = _CODE.sub(lambda match: match[0].replace(" ", _KEPT_BLANK), text)
    lines = fill(
        kept,
        width,
        initial_indent=indent,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines.replace(_KEPT_BLANK, " ")
