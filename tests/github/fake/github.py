"""GitHub, as far as an Action sees it: the REST API and the host of its downloads, on loopback."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from tests.github.fake.exchange import Answer, Seen
from tests.github.fake.furnished import Furnished
from tests.github.fake.server import Server
from tests.github.fake.service import API, UPLOADS, Service
from tests.github.fake.trouble import Planned, Reply, Troubles, Word, matches, rate_limited

_PAGE = b"<!DOCTYPE html><html><title>502 Bad Gateway</title></html>"


@dataclass
class FakeGitHub(Furnished):
    """Stateful and strict. A test furnishes it, and at its end `violations` must be empty."""

    seen: list[Seen] = field(default_factory=list)
    """Requests to the API, in order, refused ones as well."""
    _troubles: Troubles = field(default_factory=Troubles, repr=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._service = Service(self, self.violations.append)

    def __enter__(self) -> Self:
        complain = self.violations.append
        self._api = Server(self._serve, self._trouble, complain).start()
        self._blob_host = Server(self._serve_blob, self._trouble, complain).start()
        self.blobs.url = self._blob_host.url
        self.api_url = f"{self._api.url}{API}"
        self.uploads_url = f"{self._api.url}{UPLOADS}/repos/{self.name}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._api.stop()
        self._blob_host.stop()

    @property
    def blob_url(self) -> str:
        return self.blobs.url

    @property
    def blob_seen(self) -> list[Seen]:
        """Requests to the blob host, in order."""
        return self.blobs.seen

    @property
    def location_lifetime(self) -> float:
        """Seconds for which an address on the blob host can be asked for the first byte."""
        return self.blobs.lifetime

    @location_lifetime.setter
    def location_lifetime(self, seconds: float) -> None:
        self.blobs.lifetime = seconds

    def expire_locations(self) -> None:
        """Let every address on the blob host that was given out so far be too old."""
        self.blobs.expire()

    def trouble(self, method: str, path_glob: str, *answers: Planned) -> None:
        """Plan the next answers to such requests: statuses, replies or words (see `Word`).

        The path is the one below the API's base; on the blob host it begins with /blobs/.
        """
        self._troubles.plan(method, path_glob, *answers)

    def before(
        self, method: str, path_glob: str, act: Callable[[], object], *, times: int = 1
    ) -> None:
        """Let something happen between the coming of such a request and its being served."""
        self._troubles.plan_act(method, path_glob, act, times)

    @property
    def unused_troubles(self) -> list[str]:
        return self._troubles.unused

    def calls(self, method: str, path_glob: str = "*") -> list[Seen]:
        """Return the requests to the API that match."""
        return [one for one in self.seen if matches(method, path_glob, one.method, one.path)]

    def _trouble(self, seen: Seen) -> Word | Reply:
        path = _below(seen)
        if path.startswith("/blobs/"):
            self.blobs.seen.append(seen)
        else:
            self.seen.append(replace(seen, path=path))
        self._troubles.act(seen.method, path)
        return self._troubles.take(seen.method, path)

    def _serve(self, seen: Seen, trouble: Word | Reply) -> Answer:
        seen = replace(seen, path=_below(seen))
        planned = self._planned(seen, trouble)
        if planned is None and self.requests_left == 0 and seen.path != "/rate_limit":
            planned = rate_limited(self.rate_limit_reset).answer
        if planned is not None:
            return self._counted(seen, planned)
        answer = self._counted(seen, self._service.answer(seen))
        return Reply(502).answer if trouble == "lost" else answer

    def _serve_blob(self, seen: Seen, trouble: Word | Reply) -> Answer:
        answer = self._planned(seen, trouble) or self.blobs.answer(seen)
        return Reply(502).answer if trouble == "lost" else answer

    def _planned(self, seen: Seen, trouble: Word | Reply) -> Answer | None:
        """Return the answer that is given without anything being done."""
        if isinstance(trouble, Reply):
            return trouble.answer
        if trouble == "html":
            return Answer(_PAGE, 200, kind="text/html")
        if trouble == "redirect":
            status = 302 if seen.method == "GET" else 307
            return Answer(status=status, headers={"Location": f"{self.blob_url}/blobs/elsewhere"})
        return None

    def _counted(self, seen: Seen, answer: Answer) -> Answer:
        """Say how many requests are left, as every answer of GitHub does; to ask it is free."""
        if seen.path != "/rate_limit":
            self.requests_left = max(0, self.requests_left - 1)
        headers = {
            "x-ratelimit-limit": str(self.rate_limit),
            "x-ratelimit-remaining": str(self.requests_left),
            "x-ratelimit-reset": str(self.rate_limit_reset),
        }
        return replace(answer, headers={**headers, **answer.headers})


def _below(seen: Seen) -> str:
    for base in (API, UPLOADS):
        if seen.path.startswith(base + "/"):
            return seen.path.removeprefix(base)
    return seen.path
