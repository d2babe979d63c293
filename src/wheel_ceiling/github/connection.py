"""The connection to GitHub: PyGithub for what it says, a session without a token for bytes.

The token goes to the host of the API and to no other; it is in no message.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from math import ceil

from wheel_ceiling import __version__
from wheel_ceiling.addresses import origin_of
from wheel_ceiling.github.occasion import Occasion
from wheel_ceiling.github.patience import Patience, Purse
from wheel_ceiling.github.trouble import Forbidden, Question, asking, hidden
from wheel_ceiling.tally import Tally

__all__ = ["Connection", "Forbidden", "Patience"]

# POST is not among them: repeated after a 502 it makes a second comment.
_REPEATABLE = ("GET", "HEAD", "PATCH", "PUT", "DELETE")
_TRY_AGAIN = (429, 500, 502, 503, 504)
_PER_PAGE = 100
_USUAL = Patience()


class Connection:
    """One repository on one server, with one token, or with none for what is public.

    `repository()` is PyGithub's Repository, which costs no request; `session()` is a Session of
    requests that carries no token.
    """

    def __init__(
        self,
        occasion: Occasion,
        token: str,
        patience: Patience = _USUAL,
        tally: Tally | None = None,
    ) -> None:
        self.occasion = occasion
        self.patience = patience
        self.tally = tally or Tally()
        # A secret that was pasted with its end of line would be no header.
        self._token = token.strip()
        self._purse = Purse(patience)
        self._be_patient()
        self._open_repository()
        self._open_session()

    def asking(self, what: str, permission: str) -> AbstractContextManager[None]:
        """Turn the trouble of the requests inside into a sentence about `what`.

        Raises NothingFound (404, 410), Forbidden (401 and 403, naming the permission), and
        SourceUnreachable for limits, 5xx, time-outs and answers that are cut or odd.
        """
        return asking(self.question(what, permission))

    @contextmanager
    def asking_known(self, what: str, permission: str) -> Iterator[None]:
        """As `asking`, for what every repository has: a 404 says that it is hidden from us."""
        question = self.question(what, permission)
        with hidden(question), asking(question):
            yield

    def question(self, what: str, permission: str) -> Question:
        """Return what is asked, for the sentences about it."""
        return Question(what, permission, has_token=bool(self._token))

    def authorization(self, url: str) -> dict[str, str]:
        """Return the header with the token if the address is one that the token is for."""
        if not self._token or not self.is_api(url):
            return {}
        return {"Authorization": f"Bearer {self._token}"}

    def is_api(self, url: str) -> bool:
        """Whether the address is on the server of the API, or on its own one for uploads."""
        scheme, host, port = origin_of(self.occasion.api_url)
        uploads = re.sub(r"^api\.", "uploads.", host)
        return origin_of(url) in ((scheme, host, port), (scheme, uploads, port))

    def wait(self, tries: int) -> None:
        """Pause after so many tries, longer each time; raises AskedToWait when it is enough."""
        self._purse.wait(min(self.patience.pause * 2 ** (tries - 1), self.patience.longest_wait))

    def _be_patient(self) -> None:
        from github import GithubRetry
        from urllib3.response import BaseHTTPResponse
        from urllib3.util import Retry

        purse, patience = self._purse, self.patience

        def wait(retry: Retry, response: BaseHTTPResponse | None) -> None:
            status, headers = (response.status, response.headers) if response else (0, {})
            purse.wait_after(status, headers, retry.get_backoff_time())

        class ApiRetry(GithubRetry):
            def sleep(self, response: BaseHTTPResponse | None = None) -> None:
                wait(self, response)

        class FileRetry(Retry):
            def sleep(self, response: BaseHTTPResponse | None = None) -> None:
                wait(self, response)

        self._api_retry = ApiRetry(
            secondary_rate_wait=patience.limit_pause,
            max_rate_limit_wait=patience.longest_wait,
            total=patience.retries,
            allowed_methods=_REPEATABLE,
            status_forcelist=[*_TRY_AGAIN],
            backoff_factor=patience.pause,
            backoff_max=patience.longest_wait,
        )
        self._file_retry = FileRetry(
            total=patience.retries,
            allowed_methods=_REPEATABLE,
            status_forcelist=_TRY_AGAIN,
            backoff_factor=patience.pause,
            backoff_max=patience.longest_wait,
        )

    def _open_repository(self) -> None:
        import logging

        from github import Auth, Github
        from github.Repository import Repository

        # Importing PyGithub makes its logger print every retry.
        logging.getLogger("github").handlers = [logging.NullHandler()]
        lazy = Github(
            auth=Auth.Token(self._token) if self._token else None,
            base_url=self.occasion.api_url,
            # PyGithub takes whole seconds only, and one number for both time-outs.
            timeout=ceil(self.patience.read),
            user_agent=f"wheel-ceiling/{__version__}",
            per_page=_PER_PAGE,
            retry=self._api_retry,
            seconds_between_requests=self.patience.between_requests,
            seconds_between_writes=self.patience.between_writes,
            lazy=True,
        ).get_repo(self.occasion.repository)

        # No method of the class: its signature would name a type of PyGithub at the module's top.
        def repository() -> Repository:
            return lazy

        self.repository = repository

    def _open_session(self) -> None:
        from requests import PreparedRequest, Session
        from requests.adapters import HTTPAdapter

        def no_credentials(request: PreparedRequest) -> PreparedRequest:
            return request

        tokenless = Session()
        # Without any, requests would take those of a .netrc file.
        tokenless.auth = no_credentials
        tokenless.headers["User-Agent"] = f"wheel-ceiling/{__version__}"
        for scheme in ("https://", "http://"):
            tokenless.mount(scheme, HTTPAdapter(max_retries=self._file_retry))
        tokenless.mount(self.occasion.api_url, HTTPAdapter(max_retries=self._api_retry))

        def session() -> Session:
            return tokenless

        self.session = session
