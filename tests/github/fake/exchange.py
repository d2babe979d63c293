"""What goes over the wire: a call that came in, and the answer to it."""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus

from msgspec import Struct, field
from requests.structures import CaseInsensitiveDict

Json = dict[str, object]


class Seen(Struct, frozen=True):
    """A request that came in; the path is the one below the API's base, unquoted."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: CaseInsensitiveDict[str]
    body: bytes = b""
    target: str = ""
    """Path and query as they were sent."""

    @property
    def authorization(self) -> str:
        return self.headers.get("Authorization", "")

    @property
    def json(self) -> Json:
        """Return the fields of the body; none where there is no JSON object."""
        try:
            fields = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return fields if isinstance(fields, dict) else {}

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Query(Mapping[str, str]):
    """The parameters of a call; it notes which of them somebody looked at."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._read: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self._read.add(name)
        return self._given[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    @property
    def unread(self) -> set[str]:
        return self._given.keys() - self._read


class Call:
    """A request on its way through the fake, with what its path said."""

    def __init__(self, seen: Seen, template: str, values: Mapping[str, str]) -> None:
        self.seen = seen
        self.template = template
        self.values = values
        self.query = Query(seen.query)

    @property
    def fields(self) -> Json:
        return self.seen.json

    def number(self, name: str) -> int:
        """Return a value of the path; the description has seen to it that it is a number."""
        return int(self.values[name])

    def text(self, name: str, default: str = "") -> str:
        """Return a field of the body."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else default

    def accepts(self, part: str) -> bool:
        return part in self.seen.headers.get("Accept", "")


class Answer(Struct, frozen=True):
    """JSON by default; bytes are sent as they are."""

    body: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json; charset=utf-8"

    @property
    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return b"" if self.body is None else json.dumps(self.body).encode()


class Refused(Exception):
    """A call that is not served; a violation is one that our own code must never make."""

    def __init__(self, status: int, message: str = "", *, violation: bool = False) -> None:
        self.message = message or HTTPStatus(status).phrase
        super().__init__(self.message)
        self.status = status
        self.violation = violation

    @property
    def answer(self) -> Answer:
        return Answer(
            {
                "message": self.message,
                "documentation_url": "https://docs.github.com/rest",
                "status": str(self.status),
            },
            self.status,
        )


def wrong(message: str) -> Refused:
    """Return the refusal of a call that breaks a rule of GitHub's."""
    return Refused(422, f"Validation Failed: {message}", violation=True)


def table(value: object) -> Json:
    """Return the object that the description has made sure of."""
    assert isinstance(value, dict), value
    return value


def rows(value: object) -> list[Json]:
    """Return the list of objects that the description has made sure of."""
    assert isinstance(value, list), value
    return [table(one) for one in value]
