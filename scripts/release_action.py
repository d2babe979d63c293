"""Let action.yml name an image by its digest, as a release commit does.

    python scripts/release_action.py ghcr.io/org/wheel-ceiling-action@sha256:… action.yml

One value changes; every other byte of the file stays. A tag would do, too, and could be moved; and
a digest is known only after the push, hence a commit of its own. Needs nothing but Python, so that
the job with the right to write installs nothing.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

_HOST = rb"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?"
_NAME = rb"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
# The grammar of distribution/reference, with a host and a digest made necessary.
_IMAGE = re.compile(rb"%b(?:/%b)+@sha256:[0-9a-f]{64}" % (_HOST, _NAME))
# The next key of the top level ends the part; comments and empty lines do not.
_RUNS = re.compile(rb"^runs:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t#][^\n]*\n|\r?\n)*", re.MULTILINE)
_LINE = re.compile(
    rb"""
    ^[ ]+image:[ ]+
    (?P<value> "[^"\r\n]*" | '[^'\r\n]*' | [^\s#"'][^\s#]* )
    (?=[ \t]*(?:[ ][#]|\r?$))  # a remark or the end of the line
    """,
    re.MULTILINE | re.VERBOSE,
)


class NoSuchAction(ValueError):
    """The file or the image is not what a release expects."""


def name_image(action: bytes, image: str) -> bytes:
    """Return the text of action.yml with `image` as its image; raises NoSuchAction."""
    if not _IMAGE.fullmatch(image.encode()):
        raise NoSuchAction(f"{image!r} names no image by digest: host/name@sha256:….")
    runs = _RUNS.search(action)
    if runs is None:
        raise NoSuchAction("The action has no part `runs:`.")
    lines = list(_LINE.finditer(runs[0]))
    if len(lines) != 1:
        raise NoSuchAction(f"`runs:` has {len(lines)} lines `image:`, and must have one.")
    start, end = (runs.start() + place for place in lines[0].span("value"))
    return action[:start] + b"docker://" + image.encode() + action[end:]


def run(arguments: Sequence[str]) -> int:
    """Rewrite the file; return 0, or 2 with a sentence."""
    match arguments:
        case [image, file]:
            pass
        case _:
            sys.stderr.write("Call it with an image and a file; see its first lines.\n")
            return 2
    path = Path(file)
    try:
        path.write_bytes(name_image(path.read_bytes(), image))
    except (NoSuchAction, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
