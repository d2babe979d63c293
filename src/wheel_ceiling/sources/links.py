"""Whether a wheel's own metadata says that it comes from this repository."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from wheel_ceiling.github.occasion import Occasion


def lead_back(links: Iterable[str], occasion: Occasion) -> bool:
    """Whether one of the links is the repository or a page of it."""
    return any(_leads_back(link, occasion) for link in links)


def _leads_back(link: str, occasion: Occasion) -> bool:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return False
    # A server may live in a folder of its host.
    home = urlsplit(occasion.server_url)
    place = f"{home.path}/{occasion.repository}".casefold().strip("/").split("/")
    path = parts.path.casefold().strip("/").split("/")[: len(place)]
    path[-1] = path[-1].removesuffix(".git")
    is_web = parts.scheme in ("http", "https")
    return is_web and host == home.hostname and path == place
