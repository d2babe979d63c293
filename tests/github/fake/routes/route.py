"""A route: what it is called, what the token must be allowed, and who answers."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import quote, urlencode

from msgspec import Struct

from tests.github.fake.exchange import Answer, Call, Refused
from tests.github.fake.repository import Repository

Handler = Callable[[Repository, Call], Answer]
Item = TypeVar("Item")
REPOSITORY = "/repos/{owner}/{repo}"


class Route(Struct, frozen=True):
    """`needs` are permissions of which one is enough; none: any token will do."""

    method: str
    template: str
    handler: Handler
    needs: tuple[str, ...] = ()
    open_when_public: bool = False
    """Anybody may ask on a public repository."""
    upload: bool = False
    """It is asked of the host for uploads."""
    alias: str = ""
    """An older path that GitHub still answers and no longer describes."""


def below(method: str, path: str, handler: Handler, *needs: str) -> Route:
    """Return a route of the repository."""
    return Route(method, REPOSITORY + path, handler, needs)


def page_of(
    here: Repository, call: Call, items: Sequence[Item]
) -> tuple[list[Item], dict[str, str]]:
    """Return the items of the page that was asked for, and the header with its neighbours."""
    size = int(call.query.get("per_page", "30"))
    page = int(call.query.get("page", "1"))
    last = max(1, -(-len(items) // size))
    neighbours = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
    wanted = [*(("prev", "first") if page > 1 else ()), *(("next", "last") if page < last else ())]
    address = here.api_url + quote(call.seen.path)
    links = [
        f'<{address}?{urlencode({**call.seen.query, "page": neighbours[name]})}>; rel="{name}"'
        for name in wanted
    ]
    headers = {"Link": ", ".join(links)} if links else {}
    return list(items[(page - 1) * size : page * size]), headers


def found(items: Sequence[Item]) -> Item:
    """Return the only item, or refuse."""
    if not items:
        raise Refused(404)
    return items[0]
