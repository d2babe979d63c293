"""Web addresses taken apart, so that what they hold of secrets is never shown."""

from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from msgspec import Struct


class Credentials(Struct, frozen=True):
    """A user and password, and the one server that they are for."""

    origin: tuple[str, str, int]
    user: str
    password: str

    def __repr__(self) -> str:
        return f"Credentials({self.origin!r}, …)"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("origin", self.origin)]

    def for_url(self, url: str) -> tuple[str, str] | None:
        """Return them if the address is on their own server."""
        return (self.user, self.password) if origin_of(url) == self.origin else None


def split_credentials(url: str) -> tuple[str, Credentials | None]:
    """Return the address without user and password, and those."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if host == parts.netloc:
        return url, None
    credentials = Credentials(
        origin_of(url), unquote(parts.username or ""), unquote(parts.password or "")
    )
    return parts._replace(netloc=host).geturl(), credentials


def shown_address(url: str) -> str:
    """Return the address for people: no credentials, no query, which may be a signature."""
    bare, _ = split_credentials(url)
    return urlsplit(bare)._replace(query="", fragment="").geturl()


def shown_source(spec: str) -> str:
    """Return a source's text as people may see it, understood or not."""
    scheme, separator, _ = spec.partition("://")
    if not separator:
        return spec
    return shown_address(spec) if is_web_address(spec) else f"{scheme}://…"


def filename_of(url: str) -> str:
    """Return the last part of the address's path."""
    return unquote(urlsplit(url).path).replace("\\", "/").rpartition("/")[2]


def origin_of(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port: who answers (RFC 6454)."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, parts.hostname or "", port


def is_web_address(url: str) -> bool:
    """Whether it is an http or https address that can be taken apart."""
    try:
        scheme, host, _ = origin_of(url)
    except ValueError:
        return False
    return scheme in ("http", "https") and bool(host)


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
