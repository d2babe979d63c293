"""What goes wrong on purpose, and what happens in between."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import Literal

from tests.github.fake.exchange import Answer

Word = Literal["fine", "cut", "slow", "silent", "dropped", "lost", "redirect", "html"]
"""How an answer comes out.

fine: as ever (to let some calls pass). cut: half of what Content-Length promises comes. slow: the
head and a byte, and no more until the fake stops. silent: nothing at all until then. dropped: the
connection ends, and nothing was done. lost: it was done, and 502 is the answer. redirect: to the
other host. html: a page instead of JSON, as a proxy sends it.
"""


@dataclass(frozen=True, eq=False)
class Reply:
    """An answer that GitHub would give in trouble; without a body it is GitHub's usual one.

    Its headers win, so that a Content-Length above the body's cuts the answer off.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: object = None
    kind: str = "application/json; charset=utf-8"

    @property
    def answer(self) -> Answer:
        usual = {"message": _MESSAGES.get(self.status) or HTTPStatus(self.status).phrase}
        body = usual if self.body is None else self.body
        return Answer(body, self.status, self.headers, self.kind)


_MESSAGES = {
    401: "Bad credentials",
    403: "Resource not accessible by integration",
    422: "Validation Failed",
    429: "You have exceeded a secondary rate limit. Please wait before you try again.",
}


def rate_limited(reset: int, status: int = 403) -> Reply:
    """Return the answer once the hourly limit is used up; `reset` is a Unix time."""
    headers = {
        "x-ratelimit-limit": "1000",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": str(reset),
    }
    message = "API rate limit exceeded for installation ID 1."
    return Reply(status, headers, {"message": message})


def secondary_limit(retry_after: int | None = None, status: int = 403) -> Reply:
    """Return the answer to a client that asks too much at once, with or without a Retry-After."""
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    return Reply(status, headers, {"message": _MESSAGES[429]})


Planned = Reply | Word | int


@dataclass
class _Plan:
    method: str
    path_glob: str
    answers: list[Planned]


@dataclass
class _Hook:
    method: str
    path_glob: str
    act: Callable[[], object]
    times: int


class Troubles:
    """Plans, each used up in order: the first that matches and has answers left is taken."""

    def __init__(self) -> None:
        self._plans: list[_Plan] = []
        self._hooks: list[_Hook] = []

    def plan(self, method: str, path_glob: str, *answers: Planned) -> None:
        self._plans.append(_Plan(method, path_glob, [*answers]))

    def plan_act(self, method: str, path_glob: str, act: Callable[[], object], times: int) -> None:
        self._hooks.append(_Hook(method, path_glob, act, times))

    def take(self, method: str, path: str) -> Reply | Word:
        """Return what the next answer is to be."""
        for plan in self._plans:
            if plan.answers and matches(plan.method, plan.path_glob, method, path):
                answer = plan.answers.pop(0)
                return Reply(answer) if isinstance(answer, int) else answer
        return "fine"

    def act(self, method: str, path: str) -> None:
        """Do what was planned to happen before this request is served."""
        for hook in self._hooks:
            if hook.times and matches(hook.method, hook.path_glob, method, path):
                hook.times -= 1
                hook.act()

    @property
    def unused(self) -> list[str]:
        """Name the plans that nobody ran into."""
        left = [(one.method, one.path_glob) for one in self._plans if one.answers]
        left += [(one.method, one.path_glob) for one in self._hooks if one.times]
        return [" ".join(one) for one in left]


def matches(wanted_method: str, path_glob: str, method: str, path: str) -> bool:
    """Say whether a request is meant; a star stands for any method, and goes over slashes."""
    return wanted_method in {method, "*"} and fnmatchcase(path, path_glob)
