"""What can go wrong between us and GitHub, each in a sentence with what to do about it.

No text of a library is passed on: it may hold a signed address. Of GitHub's own words only plain
ones are, which no token can be.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus

from msgspec import Struct

from wheel_ceiling.amounts import counted
from wheel_ceiling.errors import CouldNotJudge, NothingFound, SourceUnreachable
from wheel_ceiling.github.patience import AskedToWait

_ABSENT = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_DENIED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_LIMITS = (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
_MINUTE = 60
_PLAIN_WORDS = re.compile(r"[A-Za-z ,.']{1,160}")
_GIVEN_UP = re.compile(r"too many (\d{3}) error responses")
_LATER = "Try again; if it stays so, look at the network, the proxy and the state of the server."


class Forbidden(SourceUnreachable):
    """The token may not do this; `permission` is what it lacks, such as ``actions: read``."""

    def __init__(self, message: str, hint: str, permission: str) -> None:
        super().__init__(message, hint)
        self.permission = permission


class Refused(SourceUnreachable):
    """GitHub understood and will not: 409, 422 and the like."""

    def __init__(self, message: str, hint: str, status: int) -> None:
        super().__init__(message, hint)
        self.status = status


class Gone(SourceUnreachable):
    """GitHub lists it and does not give it: deleted, expired or hidden a moment ago."""


class NotAsPromised(CouldNotJudge):
    """What was fetched is not what GitHub says that it keeps."""


class Question(Struct, frozen=True):
    """What is asked: the subject of the sentence if it cannot be had."""

    what: str
    permission: str
    """What the token needs for it, such as ``actions: read``."""
    has_token: bool = True

    @property
    def failed(self) -> str:
        """The beginning of the sentence if it cannot be had, or cannot be done."""
        done = "written" if self.permission.endswith(": write") else "asked"
        return f"{self.what} could not be {done}"

    def unreachable(self, why: str, hint: str = _LATER) -> SourceUnreachable:
        """Return the error that says so."""
        return SourceUnreachable(f"{self.failed}: {why}.", hint)


def refusal(
    question: Question, status: int, headers: Mapping[str, str], said: str = ""
) -> CouldNotJudge:
    """Return the error for an answer that is none; `said` is GitHub's own word on it."""
    names = {name.lower(): value for name, value in headers.items()}
    if status in _ABSENT:
        return NothingFound(
            f"{question.what} could not be found (HTTP {status}).",
            "Look at the name again. To a token that may not see it GitHub says the same: "
            f"it needs `{question.permission}` in the `permissions:` block of the job.",
        )
    if status in _LIMITS and (
        status != HTTPStatus.FORBIDDEN
        or "retry-after" in names
        or names.get("x-ratelimit-remaining") == "0"
    ):
        return limit_reached(question, 0)
    quoted = f' ("{said}")' if _PLAIN_WORDS.fullmatch(said) else ""
    if status in _DENIED:
        return _forbidden(question, status, quoted)
    why = f"{question.failed}: GitHub answered HTTP {status}{quoted}."
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Refused(why, _LATER, status)
    return SourceUnreachable(why, _LATER)


def gone(question: Question, status: int) -> Gone:
    """Return the error for something that was listed and is not to be had."""
    return Gone(
        f"{question.failed}: GitHub lists it and answers HTTP {status}.",
        "Run the job again. If it stays so, it was deleted or has expired since it was listed: "
        "upload it again, or name another source.",
    )


def limit_reached(question: Question, seconds: float) -> SourceUnreachable:
    """Return the error for a limit on requests that lasts so long; 0: nobody knows."""
    minutes = counted(max(1, round(seconds / _MINUTE)), "minute")
    when = f"in {minutes}" if seconds else "later"
    return question.unreachable(
        "GitHub's limit on requests is reached",
        f"Try again {when}: all jobs of a repository share one limit.",
    )


def _forbidden(question: Question, status: int, quoted: str) -> Forbidden:
    message = f"{question.failed}: the token lacks `{question.permission}`{quoted}."
    hint = (
        f"Add `{question.permission}` to the `permissions:` block of the job. The token of a pull "
        "request from a fork can only read: docs/recipes/forks.md shows what to do then."
    )
    if not question.has_token:
        message = f"{question.failed}: GitHub wants a token for this{quoted}."
        hint = f"Give the input `token` one that has `{question.permission}`."
    elif status == HTTPStatus.UNAUTHORIZED:
        message = f"{question.failed}: the token is not valid{quoted}."
        hint = "Leave the input `token` as it is, or give it one that has not run out."
    return Forbidden(message, hint, question.permission)


@contextmanager
def asking(question: Question) -> Iterator[None]:
    """Turn every trouble of PyGithub and requests into one of ours."""
    from github import BadAttributeException, GithubException, RateLimitExceededException
    from requests.exceptions import RequestException

    try:
        yield
    except AskedToWait as error:
        raise limit_reached(question, error.seconds) from error
    except RateLimitExceededException as error:
        raise limit_reached(question, getattr(error, "wait", None) or 0) from error
    except GithubException as error:
        raise refusal(question, error.status, error.headers or {}, _said(error.data)) from error
    except RequestException as error:
        raise _unreachable(question, error) from error
    # PyGithub believes its answers: those of another server, of a proxy or cut ones end as
    # assertions, missing keys and wrong types, or as values that are no JSON or no number.
    except (
        BadAttributeException,
        AssertionError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as error:
        raise question.unreachable("its answer cannot be understood") from error


@contextmanager
def hidden(question: Question) -> Iterator[None]:
    """Turn NothingFound into Forbidden: what is there for sure is not shown to this token."""
    try:
        yield
    except NothingFound as error:
        raise Forbidden(
            f"{question.failed}: GitHub does not show the repository to this token.",
            f"Add `{question.permission}` to the `permissions:` block of the job.",
            question.permission,
        ) from error


def _said(data: object) -> str:
    """Return the word of GitHub in a refusal."""
    message = data.get("message") if isinstance(data, dict) else None
    return message if isinstance(message, str) else ""


def _unreachable(question: Question, error: Exception) -> SourceUnreachable:
    given_up = _GIVEN_UP.search(str(error))
    if given_up and int(given_up[1]) in _LIMITS:
        return limit_reached(question, 0)
    if given_up:
        return question.unreachable(f"the server answered HTTP {given_up[1]} again and again")
    return question.unreachable(_trouble(error))


def _trouble(error: Exception) -> str:
    from requests import exceptions

    sentences = (
        (exceptions.Timeout, "the server did not answer in time"),
        (exceptions.SSLError, "this machine does not trust the certificate of the server"),
        (exceptions.ProxyError, "the proxy does not let it through"),
        (exceptions.ChunkedEncodingError, "the answer broke off"),
        (exceptions.ConnectionError, "the server cannot be reached"),
    )
    if _timed_out(error):
        return sentences[0][1]
    matching = (text for kind, text in sentences if isinstance(error, kind))
    return next(matching, "its answer cannot be understood")


def _timed_out(error: Exception) -> bool:
    """Whether a read took too long: requests calls that a broken connection, as many others."""
    from urllib3.exceptions import ReadTimeoutError

    cause: object = error.args[0] if error.args else None
    return isinstance(cause, ReadTimeoutError) or isinstance(
        getattr(cause, "reason", None), ReadTimeoutError
    )
