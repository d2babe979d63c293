"""Commits of the repository: which tags there are, and which files differ between two commits."""

from typing import Annotated
from urllib.parse import quote

from msgspec import Meta, Struct

from wheel_ceiling.github.answers import ask
from wheel_ceiling.github.connection import Connection
from wheel_ceiling.model import ChangedFile

MOST_FILES = 300
"""GitHub names no more of a comparison (docs, "Compare two commits")."""
_PERMISSION = "contents: read"
_TAGS = "refs/tags/"


class Changes(Struct, frozen=True):
    """What the head has that the base has not."""

    files: tuple[ChangedFile, ...]
    missing_commits: int
    """Commits of the base that the head lacks. What they changed GitHub does not tell."""

    @property
    def may_be_cut(self) -> bool:
        """Whether there may be more files than GitHub names."""
        return len(self.files) >= MOST_FILES


class _Reference(Struct):
    ref: str


class _File(Struct):
    filename: str
    patch: str | None = None
    previous_filename: str | None = None


class _Comparison(Struct):
    behind_by: Annotated[int, Meta(ge=0)]
    files: list[_File] = []


def tags_beginning(connection: Connection, start: str = "") -> tuple[str, ...]:
    """Return the tags whose names begin so; GitHub lists them all in one answer.

    Raises Forbidden where the token may not see them, and SourceUnreachable.
    """
    path = f"/git/matching-refs/tags{f'/{quote(start)}' if start else ''}"
    with connection.asking_known(f"The tags {start}*", _PERMISSION):
        rows = ask(connection, path, list[_Reference], {})
    return tuple(row.ref.removeprefix(_TAGS) for row in rows if row.ref.startswith(_TAGS))


def changes_between(connection: Connection, base: str, head: str) -> Changes:
    """Return what differs from where the two parted to the head; raises NothingFound.

    The commits themselves are not asked for: the files come with the first page of them.
    """
    path = f"/compare/{quote(base, safe='')}...{quote(head, safe='')}"
    with connection.asking(f"What changed between {base} and {head[:8]}", _PERMISSION):
        found = ask(connection, path, _Comparison, {"per_page": 1})
    files = (
        ChangedFile(row.filename, row.patch or "", row.previous_filename or "")
        for row in found.files
    )
    return Changes(tuple(files), found.behind_by)
