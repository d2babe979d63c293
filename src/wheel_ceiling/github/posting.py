"""Writing to GitHub, and making something exactly once although answers get lost."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TypeVar

import msgspec

from wheel_ceiling.errors import SourceUnreachable
from wheel_ceiling.github.connection import Connection

T = TypeVar("T")
Fields = Mapping[str, object]


class Post(msgspec.Struct):
    """Something that was written, by id and page."""

    id: int
    html_url: str | None


class Account(msgspec.Struct):
    """Who wrote it."""

    login: str


def send(connection: Connection, method: str, path: str, shape: type[T], fields: Fields) -> T:
    """Return the answer to a request that writes; to be called inside `connection.asking`."""
    repository = connection.repository()
    _, data = repository.requester.requestJsonAndCheck(
        method, f"{repository.url}{path}", input=dict(fields) or None
    )
    return msgspec.convert(data, shape)


def make_once(make: Callable[[], T], look: Callable[[], tuple[T, ...]]) -> T:
    """Return what was made; where the answer was lost, `look` before making it again.

    A server in trouble may have done what it was asked for. What `look` finds is adopted; if it
    finds nothing, one more attempt is made. Raises what `make` and `look` raise.
    """
    try:
        return make()
    except SourceUnreachable as error:
        if was_refused(error):
            raise
    found = look()
    return found[0] if found else make()


def was_refused(error: SourceUnreachable) -> bool:
    """Whether GitHub said no, a limit included: then nothing was made, and asking on is rude."""
    status = getattr(error.__cause__, "status", 0)
    return HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
