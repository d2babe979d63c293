"""What the API answers, page by page and typed: PyGithub asks, msgspec insists on the shape.

PyGithub's own objects ask again, one request each, for every field that a server leaves out, as
GitHub's Enterprise Server does with the newer ones.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

import msgspec

from wheel_ceiling.github.connection import Connection

PER_PAGE = 100
_LENGTH = re.compile(r"[0-9]{1,12}")
Shape = TypeVar("Shape")
Parameters = Mapping[str, str | int]


def ask(connection: Connection, path: str, shape: type[Shape], parameters: Parameters) -> Shape:
    """Return one answer; to be called inside `connection.asking`."""
    data, _ = _get(connection, f"{connection.repository().url}{path}", parameters)
    return msgspec.convert(data, shape)


def ask_pages(
    connection: Connection, path: str, shape: type[Shape], most: int, parameters: Parameters
) -> Iterator[Shape]:
    """Yield every page, at most so many; to be called inside `connection.asking`."""
    url = f"{connection.repository().url}{path}"
    wanted: Parameters = {**parameters, "per_page": PER_PAGE}
    for _ in range(most):
        data, headers = _get(connection, url, wanted)
        yield msgspec.convert(data, shape)
        # The address of the next page holds the parameters.
        url, wanted = _next_page(headers), {}
        if not url:
            return


def _get(
    connection: Connection, url: str, parameters: Parameters
) -> tuple[object, Mapping[str, str]]:
    from requests.exceptions import ChunkedEncodingError

    requester = connection.repository().requester
    try:
        headers, data = requester.requestJsonAndCheck("GET", url, parameters=dict(parameters))
    except ChunkedEncodingError:
        # Neither PyGithub nor urllib3 repeats a request whose answer began and broke off.
        headers, data = requester.requestJsonAndCheck("GET", url, parameters=dict(parameters))
    length = headers.get("content-length") or ""
    connection.tally.request()
    connection.tally.arrived(int(length) if _LENGTH.fullmatch(length) else 0)
    return data, headers


def _next_page(headers: Mapping[str, str]) -> str:
    from requests.utils import parse_header_links

    links = parse_header_links(headers.get("link", ""))
    return next((link["url"] for link in links if link.get("rel") == "next"), "")
