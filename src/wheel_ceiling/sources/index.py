"""The package index: the only code that asks it, and never any other index beside it."""

import re
import warnings
from urllib.parse import urlsplit

from msgspec import Struct
from packaging.utils import InvalidName, canonicalize_name

from wheel_ceiling.addresses import is_web_address, split_credentials
from wheel_ceiling.errors import NothingFound, SourceUnreachable
from wheel_ceiling.model import WheelName
from wheel_ceiling.sources.store import Store
from wheel_ceiling.sources.web import Web, asking
from wheel_ceiling.sources.world import World
from wheel_ceiling.wheels.names import parse_name

_SHA256 = re.compile(r"[0-9a-f]{64}")


class ListedWheel(Struct, frozen=True):
    """A wheel as the index lists it."""

    name: WheelName
    url: str
    sha256: str = ""
    """Empty where the index does not say."""
    size: int = 0
    is_yanked: bool = False


class Listing(Struct, frozen=True):
    """A project's page."""

    project: str
    wheels: tuple[ListedWheel, ...]
    odd: tuple[str, ...] = ()
    """Names of wheels that no installer would accept."""
    has_sources: bool = False


class Index:
    """The index that pip is configured for, or the default of the index client."""

    def __init__(self, world: World) -> None:
        from pypi_simple import PYPI_SIMPLE_ENDPOINT, PyPISimple

        address = world.index_url or PYPI_SIMPLE_ENDPOINT
        if not is_web_address(address):
            raise SourceUnreachable(
                "The package index that pip is configured for has no https address.",
                "Set PIP_INDEX_URL to one that has, or name a folder of wheels.",
            )
        bare, credentials = split_credentials(address)
        self.shown = f"the package index {urlsplit(bare).hostname}"
        self.web = Web(world.limits, Store.of(world), credentials)
        self._client = PyPISimple(bare, session=self.web.pages)

    def look_up(self, project: str, *, afresh: bool = False) -> Listing:
        """Return a project's wheels; raises NothingFound only if the index says there are none.

        A page is remembered as long as the server allows; `afresh` asks whether it changed.
        """
        from pypi_simple import NoSuchProjectError, UnsupportedRepoVersionError

        name = self._checked(project)
        what = f"The page of {name} on {self.shown}"
        try:
            with asking(what):
                return self._ask(name, {"Cache-Control": "no-cache"} if afresh else {})
        except NoSuchProjectError as error:
            raise NothingFound(
                f"{name} does not exist on {self.shown}.", "Look at the spelling of the name."
            ) from error
        except (ValueError, RecursionError, UnsupportedRepoVersionError) as error:
            raise SourceUnreachable(
                f"{what} cannot be understood.", "Look at what the index answers in a browser."
            ) from error

    def _checked(self, project: str) -> str:
        try:
            return canonicalize_name(project, validate=True)
        except InvalidName as error:
            raise NothingFound(
                f"{project!r} is no name that a project on {self.shown} can have.",
                "Look at the spelling of the name.",
            ) from error

    def _ask(self, name: str, headers: dict[str, str]) -> Listing:
        from pypi_simple import UnexpectedRepoVersionWarning

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UnexpectedRepoVersionWarning)
            page = self._client.get_project_page(name, self.web.timeout, headers=headers)
        wheels: list[ListedWheel] = []
        odd: list[str] = []
        for package in page.packages:
            filename = package.filename.strip()
            label = parse_name(filename)
            if label and label.project == name and is_web_address(package.url):
                digest = package.digests.get("sha256", "").lower()
                # It becomes the name of a file, so it must be what it says.
                sha256 = digest if _SHA256.fullmatch(digest) else ""
                size = max(package.size or 0, 0)
                wheels.append(ListedWheel(label, package.url, sha256, size, package.is_yanked))
            elif filename.endswith(".whl"):
                odd.append(filename)
        has_sources = any(package.package_type == "sdist" for package in page.packages)
        return Listing(name, tuple(wheels), tuple(odd), has_sources)
