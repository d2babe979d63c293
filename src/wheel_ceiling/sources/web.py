"""The network: sessions, patience, and a sentence for everything that can go wrong on the way.

Addresses in the sentences show no credentials, and no text of a library is passed on, since it
may hold the whole address.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from types import MappingProxyType
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from wheel_ceiling import __version__
from wheel_ceiling.addresses import Credentials, is_loopback
from wheel_ceiling.errors import NothingFound, SourceUnreachable
from wheel_ceiling.sources.store import Store
from wheel_ceiling.sources.world import Limits

_ABSENT = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_FORBIDDEN = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_TRY_AGAIN = (429, 500, 502, 503, 504)
_CHUNK = 256 * 1024
_ALL: Mapping[str, str] = MappingProxyType({})
_MOST_REDIRECTS = 8
_MOST_DIGITS = 20
_LATER = "Try again; if it stays so, look at the network, the proxy and the server."


class BrokeOff(SourceUnreachable):
    """The answer began and did not end; asking once more may help."""


class Answer(Struct, frozen=True):
    """The body of an answer, to be read once."""

    size: int
    """As announced; 0 if it was not."""
    chunks: Iterator[bytes]
    part: str = ""
    """Which part of the file it is (Content-Range); empty for the whole."""
    version: str = ""
    """What tells this content of the address from earlier and later ones; empty: nothing does."""


class Web:
    """Two sessions: `pages` remembers what the server allows it to, files are streamed."""

    def __init__(
        self, limits: Limits, store: Store, credentials: Credentials | None = None
    ) -> None:
        store.prepare()
        self._tally = store.tally
        self.gives_parts = True
        """Whether parts of files are worth asking for: until a server has refused."""
        self.timeout = limits.timeout
        self._credentials = credentials
        self._be_patient(limits)
        self._open_sessions(store)

    @contextmanager
    def open(self, url: str, what: str, wanted: Mapping[str, str] = _ALL) -> Iterator[Answer]:
        """Ask for a file, or with the headers `wanted` for a part of it.

        `what` is the subject of the sentence if it cannot be had.
        """
        with asking(what):
            response = self._files.get(
                url,
                auth=self._credentials.for_url(url) if self._credentials else None,
                timeout=self.timeout,
                stream=True,
                # The digest is that of the file as it is.
                headers={"Accept-Encoding": "identity", **wanted},
            )
        with response:
            _insist_on_success(response.status_code, what)
            told = response.headers.get
            is_part = response.status_code == HTTPStatus.PARTIAL_CONTENT
            yield Answer(
                _length(response.headers),
                self._counted(_chunks(response.iter_content(_CHUNK), what)),
                told("Content-Range", "") if is_part else "",
                told("ETag", "") or told("Last-Modified", ""),
            )

    def _counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._tally.arrived(len(chunk))
            yield chunk

    def _be_patient(self, limits: Limits) -> None:
        from urllib3.util import Retry

        self._retry = Retry(
            limits.retries,
            read=min(limits.retries, 1),
            backoff_factor=limits.pause,
            allowed_methods=("GET",),
            status_forcelist=_TRY_AGAIN,
            raise_on_status=False,
            # A server may ask for hours.
            respect_retry_after_header=False,
        )

    def _open_sessions(self, store: Store) -> None:
        from cachecontrol import CacheControlAdapter
        from cachecontrol.caches import FileCache
        from requests import Response, Session
        from requests.adapters import HTTPAdapter

        tally = self._tally

        def count(_response: Response, *_: object, **__: object) -> None:
            tally.request()

        def count_page(response: Response, *_: object, **__: object) -> None:
            if not getattr(response, "from_cache", False):
                tally.request()
                # As it came: the content is unpacked.
                tally.arrived(_length(response.headers) or len(response.content))

        own = self._credentials
        self.pages, self._files = Session(), Session()
        self.pages.auth = (own.user, own.password) if own else None
        remembering = CacheControlAdapter(FileCache(store.pages), max_retries=self._retry)
        streaming = HTTPAdapter(max_retries=self._retry)
        self.pages.hooks["response"].append(count_page)
        self._files.hooks["response"].append(count)
        for session, adapter in ((self.pages, remembering), (self._files, streaming)):
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            session.headers["User-Agent"] = f"wheel-ceiling/{__version__}"
            session.max_redirects = _MOST_REDIRECTS
            session.hooks["response"].append(refuse_downgrade)


def _length(headers: "_Headers") -> int:
    """Return how many bytes are announced; 0 if none are."""
    length = headers.get("Content-Length", "")
    return int(length) if length.isdecimal() and len(length) < _MOST_DIGITS else 0


@contextmanager
def asking(what: str, kind: type[SourceUnreachable] = SourceUnreachable) -> Iterator[None]:
    """Turn the trouble of a request into a sentence about `what`."""
    from requests.exceptions import RequestException

    try:
        yield
    except RequestException as error:
        if error.response is not None:
            _insist_on_success(error.response.status_code, what)
        raise kind(f"{what} {_trouble(error)}.", _LATER) from error


def _chunks(body: Iterator[bytes], what: str) -> Iterator[bytes]:
    with asking(what, BrokeOff):
        yield from body


def _insist_on_success(status: int, what: str) -> None:
    if status < HTTPStatus.BAD_REQUEST:
        return
    if status in _ABSENT:
        raise NothingFound(f"{what} is not there (HTTP {status}).", "Look at the name again.")
    if status in _FORBIDDEN:
        hint = "Look at the credentials: in the address, in pip's configuration, or in .netrc."
    elif status == HTTPStatus.TOO_MANY_REQUESTS:
        hint = "The server asks to be left alone for a while; try again later."
    else:
        hint = _LATER
    raise SourceUnreachable(f"{what} could not be asked: the server answered HTTP {status}.", hint)


def _trouble(error: Exception) -> str:
    from requests import exceptions

    sentences = (
        (exceptions.Timeout, "did not answer in time"),
        (exceptions.SSLError, "has a certificate that this machine does not trust"),
        (exceptions.ProxyError, "cannot be reached through the proxy"),
        (exceptions.TooManyRedirects, "is sent from one address to the next without end"),
        (exceptions.ChunkedEncodingError, "broke off in the middle of its answer"),
        (exceptions.InvalidJSONError, "sent an answer that cannot be understood"),
        (exceptions.ContentDecodingError, "sent an answer that cannot be understood"),
        (ValueError, "has an address that cannot be asked"),
    )
    if _timed_out(error):
        return sentences[0][1]
    return next((text for kind, text in sentences if isinstance(error, kind)), "cannot be reached")


def _timed_out(error: Exception) -> bool:
    """Whether a read took too long: requests calls that a broken connection, as many others."""
    from urllib3.exceptions import ReadTimeoutError

    cause: object = error.args[0] if error.args else None
    return isinstance(cause, ReadTimeoutError) or isinstance(
        getattr(cause, "reason", None), ReadTimeoutError
    )


class _Headers(Protocol):
    def get(self, key: str, default: str, /) -> str: ...


class _Response(Protocol):
    @property
    def url(self) -> str: ...
    @property
    def headers(self) -> _Headers: ...
    @property
    def is_redirect(self) -> bool: ...


def refuse_downgrade(response: _Response, *_: object, **__: object) -> None:
    """Follow no redirect from https to plain http, where anybody may answer."""
    if not (response.is_redirect and response.url.startswith("https:")):
        return
    target = urlsplit(urljoin(response.url, response.headers.get("location", "")))
    if target.scheme == "http" and not is_loopback(target.hostname or ""):
        raise SourceUnreachable(
            f"{urlsplit(response.url).hostname} sends to {target.hostname} by plain http, where "
            "anybody on the way could change the answer.",
            "Use the address of a server that stays with https.",
        )
