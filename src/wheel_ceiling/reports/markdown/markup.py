"""Foreign text as GitHub's Markdown: it can be read, and is never markup, a link or a mention.

What GitHub does to a comment after Markdown (mentions, ``#123``, ``:emoji:``, bare addresses,
commit ids) it does not do inside code, so every word with a sign that could mean something to
anyone becomes a code span. Escapes would not help: these filters look at the finished page.
"""

import html
import re
from collections.abc import Iterable

from wheel_ceiling.reports.foreign import clean, mask_homes, shorten

LONGEST_NAME = 300
LONGEST_SENTENCE = 700

_PIECE = re.compile(r"`([^`]+)`|\s+|[^\s`]+|`+")
_BEFORE, _AFTER = re.compile(r"[(\"']*"), re.compile(r"[).,;:!?\"']*$")
_HARMLESS = re.compile(r"(?:[^\W_]|[.,;!?'\"()%+=\u2013—→\u00d7…-])+|/")
# What GitHub links without any sign: GH-12, ABC-12 (a repository's own autolinks), commits (but
# a date is none), www.
_LINKED = re.compile(r"\b[a-z]+-\d+\b|\b(?!(?:19|20)\d{6}\b)[0-9a-f]{7,}\b|www\.", re.IGNORECASE)
_BACKTICKS = re.compile(r"`+")


def code(text: str, longest: int = LONGEST_NAME) -> str:
    """Return the text as a code span, for sentences and lists."""
    shown = _seen(text, longest)
    if not shown:
        return "—"
    fence = "`" * (max(map(len, _BACKTICKS.findall(shown)), default=0) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def cell(text: str) -> str:
    """Return the text as code for a table, where a pipe would end the cell even in a span."""
    shown = _seen(text, LONGEST_NAME)
    if not set(shown) & set("|\\`"):
        return code(text)
    entities = (sign if sign.isalnum() else f"&#{ord(sign)};" for sign in shown)
    return f"<code>{''.join(entities)}</code>"


def tag_code(text: str) -> str:
    """Return the text as code inside of a line of HTML, where Markdown is not read."""
    return f"<code>{html.escape(_seen(text, LONGEST_NAME))}</code>"


def prose(text: str, names: Iterable[str] = ()) -> str:
    """Return a sentence; names and words that could be markup are code, spaces are single."""
    shown = _seen(text, LONGEST_SENTENCE)
    seen = {_seen(name, LONGEST_SENTENCE) for name in names} - {""}
    known = sorted(seen, key=len, reverse=True)
    if not known:
        return _sentence([shown], frozenset())
    any_name = "|".join(map(re.escape, known))
    between = rf"((?<![^\s(\"'])(?:{any_name})(?=[).,;:!?\"']*(?:\s|$)))"
    return _sentence(re.split(between, shown), frozenset(known))


def value(text: str) -> str:
    """Return what is said of something: a sentence with its odd words as code, or one span."""
    words = prose(text)
    is_one_name = len(text.split()) == 1
    return code(text, LONGEST_SENTENCE) if is_one_name and "`" in words else words


def fold(summary: str, *blocks: str) -> str:
    """Return blocks that are shown on a click; the summary is a line of HTML."""
    body = "\n\n".join(blocks)
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


def _seen(text: str, longest: int) -> str:
    """Return what may be shown of the text; of a huge one only its ends are looked at."""
    return clean(mask_homes(shorten(text, 4 * longest)), longest).strip()


def _sentence(parts: list[str], names: frozenset[str]) -> str:
    pieces = [code(part) if part in names else _words(part) for part in parts]
    return _apart(pieces)


def _words(text: str) -> str:
    return _apart([_word(piece) for piece in _PIECE.finditer(text)])


def _word(piece: re.Match[str]) -> str:
    if piece[1]:
        return code(piece[1])
    word = piece[0]
    if word.isspace():
        return " "
    before = _BEFORE.match(word)
    start = before.end() if before else 0
    inner = _AFTER.sub("", word[start:])
    if not inner or (_HARMLESS.fullmatch(inner) and not _LINKED.search(inner)):
        return word if inner or not set(word) - set("().,;:!?\"'") else code(word)
    return f"{word[:start]}{code(inner)}{word[start + len(inner) :]}"


def _apart(pieces: Iterable[str]) -> str:
    """Join so that two code spans never touch: their fences would become one longer fence."""
    joined = ""
    for piece in pieces:
        joined += f" {piece}" if joined.endswith("`") and piece.startswith("`") else piece
    return joined
