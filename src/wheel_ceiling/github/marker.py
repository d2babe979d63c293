"""The hidden first line by which what we wrote on GitHub is found again.

Whoever may edit our comment may edit it too: it is read strictly, and what does not read is not
ours.
"""

import re
from typing import Self
from urllib.parse import quote, unquote

from msgspec import Struct

from wheel_ceiling.errors import WrongCall

MOST_DATA = 20_000
_MOST_KEY = 200
# A percent-encoded character takes three for each of up to four bytes.
_PATTERN = re.compile(
    rf"<!-- wheel-ceiling:1 key=([!-,.-~]{{1,{_MOST_KEY * 12}}})"
    r" head=([0-9a-f]{40}|[0-9a-f]{64}|)"
    rf" run=(0|[1-9][0-9]{{0,17}})/(0|[1-9][0-9]{{0,8}}) data=([ -~]{{0,{MOST_DATA}}}) -->"
)


class Marker(Struct, frozen=True):
    """Whose text it is, and what it was written about; false without a key."""

    key: str
    """Tells our own texts on one pull request apart, such as those of two workflows."""
    head_sha: str = ""
    run_id: int = 0
    run_attempt: int = 1
    data: str = ""
    """The caller's, ASCII without "--" and without line ends."""

    @classmethod
    def read(cls, body: str) -> Self:
        """Return the marker that the text begins with; an empty one if it begins with none."""
        match = _PATTERN.fullmatch(body[: MOST_DATA * 2].partition("\n")[0].rstrip("\r"))
        if match is None or "--" in match[5]:
            return cls("")
        return cls(unquote(match[1]), match[2], int(match[3]), int(match[4]), match[5])

    def __bool__(self) -> bool:
        return bool(self.key)

    @property
    def order(self) -> tuple[int, int]:
        """What later runs and attempts are greater in; GitHub counts both upwards."""
        return (self.run_id, self.run_attempt)

    def line(self) -> str:
        """Return the marker as an HTML comment; raises WrongCall if it would not read again."""
        # A "-" could end the HTML comment; quote() leaves it as it is.
        key = quote(self.key, safe="", errors="replace").replace("-", "%2D")
        line = (
            f"<!-- wheel-ceiling:1 key={key} head={self.head_sha}"
            f" run={self.run_id}/{self.run_attempt} data={self.data} -->"
        )
        if not self or len(self.key) > _MOST_KEY or Marker.read(line) != self:
            raise WrongCall(f"“{self.key[:60]}” and its data make no marker for a comment.")
        return line

    def put_before(self, text: str) -> str:
        """Return the text with the marker as its first line."""
        return f"{self.line()}\n{text}"


def text_after(body: str) -> str:
    """Return what people see: the text without its first line, as GitHub may have trimmed it."""
    return body.replace("\r\n", "\n").partition("\n")[2].strip()
