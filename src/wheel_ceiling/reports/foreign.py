"""Text that comes from wheels, made harmless to look at: one line, of bounded length.

Nothing that passes through `clean` can move a cursor, change a colour or turn the reading order.
"""

import re

from wheel_ceiling.facts.build_paths import masked_name

LONGEST = 1_000
# Only in absolute paths: a package may have a folder `home` of its own. A user's name may hold
# one blank ("/Users/Ada Lovelace/src"), but then a slash must follow, or the words after a path
# in a sentence would be taken for a part of it.
_HOME = re.compile(
    r"""((?:(?<![\w./-])|(?<=-[A-Za-z]))(?:/[\w.-]+){0,3}?/(?:home|Users)/|\\Users\\)
    ([^/\\\s:;,'"]+\ [^/\\\s:;,'"]+(?=[/\\])|[^/\\\s:;,'"]+)""",
    re.VERBOSE,
)


def clean(text: str, longest: int = LONGEST) -> str:
    """Return the text with every sign that cannot be seen written as an escape."""
    cut = shorten(text, longest)
    if cut.isprintable():
        return cut
    return shorten("".join(sign if sign.isprintable() else _escape(sign) for sign in cut), longest)


def mask_homes(text: str) -> str:
    """Return the text without the names of users: ``/home/…/src``; ``runner`` is nobody's name."""
    return _HOME.sub(lambda match: match[1] + masked_name(match[2]), text)


def shorten(text: str, longest: int) -> str:
    """Cut out the middle of what is too long: paths say the most at both ends."""
    if len(text) <= longest:
        return text
    head = longest // 2
    return f"{text[:head]}…{text[len(text) - (longest - head - 1) :]}"


def _escape(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
