"""From a request to its answer: token, path, permission, description; only then a route."""

import re
from collections.abc import Callable
from functools import cache
from urllib.parse import unquote, urlsplit

from tests.github.fake.exchange import Answer, Call, Refused, Seen, wrong
from tests.github.fake.repository import Repository
from tests.github.fake.routes import ROUTES
from tests.github.fake.routes.route import Route
from tests.github.fake.specification import specification

API = "/api/v3"
UPLOADS = "/api/uploads"
MOST_PER_PAGE = 100
# These may hold slashes: a branch, a tag, the path of a file, which is empty for the top.
_KINDS = {"path": ".*", "ref": ".+", "tag": ".+", "basehead": ".+"}


class Service:
    """Answers for a repository; what GitHub would not allow is said to `complain`."""

    def __init__(self, here: Repository, complain: Callable[[str], None]) -> None:
        self._here = here
        self._complain = complain

    def answer(self, seen: Seen) -> Answer:
        try:
            call, route = self._admit(seen)
            with self._here.lock:
                answer = route.handler(self._here, call)
            if call.query.unread:
                raise wrong(f"the fake does not serve {sorted(call.query.unread)} here")
        except Refused as refused:
            if refused.violation:
                self._complain(f"{seen}: {refused.message}")
            return refused.answer
        if fault := specification().fault_of_response(call, answer):
            self._complain(f"{seen}: the fake answered what GitHub would not: {fault}")
            return Refused(500, fault).answer
        return answer

    def _admit(self, seen: Seen) -> tuple[Call, Route]:
        """Return the call and its route, or refuse as GitHub does."""
        if not seen.headers.get("User-Agent"):
            raise Refused(403, "Request forbidden by administrative rules.", violation=True)
        scheme, _, token = seen.authorization.partition(" ")
        if scheme.lower() not in {"token", "bearer"} or token != self._here.token:
            raise Refused(401, "Bad credentials")
        route, call = _find(seen)
        name = f"{call.values.get('owner')}/{call.values.get('repo')}"
        if "owner" in call.values and name.lower() != self._here.name.lower():
            raise Refused(404)
        self._check_permission(route)
        if fault := specification().fault_of_request(call):
            raise wrong(fault)
        _check_query(call)
        return call, route

    def _check_permission(self, route: Route) -> None:
        if route.open_when_public and not self._here.private:
            return
        if route.needs and not any(self._may(need) for need in route.needs):
            raise Refused(403, "Resource not accessible by integration")

    def _may(self, need: str) -> bool:
        name, _, level = need.partition(":")
        return self._here.permissions.get(name) in {"write", level}


def _find(seen: Seen) -> tuple[Route, Call]:
    path = urlsplit(seen.target).path
    upload = path.startswith(UPLOADS + "/")
    path = path.removeprefix(UPLOADS if upload else API)
    for pattern, route in _patterns():
        match = pattern.fullmatch(path)
        if match and route.method == seen.method and upload == route.upload:
            values = {name: unquote(value) for name, value in match.groupdict().items()}
            return route, Call(seen, route.template, values)
    raise Refused(404, "Not Found", violation=True)


def _check_query(call: Call) -> None:
    query = call.seen.query
    if unknown := query.keys() - specification().query_names(call):
        raise wrong(f"unknown query parameters: {', '.join(sorted(unknown))}")
    for name, least, most in (("per_page", 1, MOST_PER_PAGE), ("page", 1, 10**6)):
        if name in query and not least <= int(query[name]) <= most:
            raise wrong(f"{name} must be {least} to {most}, not {query[name]}")


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Route], ...]:
    """Return the routes with the more literal ones first."""
    ordered = sorted(ROUTES, key=lambda route: route.template.count("{"))
    return tuple((re.compile(_pattern(route.alias or route.template)), route) for route in ordered)


def _pattern(template: str) -> str:
    def group(match: re.Match[str]) -> str:
        return f"(?P<{match[1]}>{_KINDS.get(match[1], '[^/]+')})"

    return re.sub(r"\{(\w+)\}", group, template)
