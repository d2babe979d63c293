"""Which release is "the last one". No index knows: the rule is ours (DESIGN, "Sources")."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from msgspec import Struct
from packaging.version import InvalidVersion, Version

from wheel_ceiling.sources.index import ListedWheel


class Release(Struct, frozen=True):
    """The wheels of one version."""

    version: Version
    wheels: tuple[ListedWheel, ...]

    @property
    def is_final(self) -> bool:
        return not self.version.is_prerelease


class Versioned(Protocol):
    """What can be the last release."""

    @property
    def version(self) -> Version: ...
    @property
    def is_final(self) -> bool: ...


AnyRelease = TypeVar("AnyRelease", bound=Versioned)


class Choice(Struct, Generic[AnyRelease], frozen=True):
    """A release, and why this one."""

    release: AnyRelease
    reason: str


def by_version(wheels: Iterable[ListedWheel]) -> list[Release]:
    """Return the releases that the wheels make, lowest first."""
    found: dict[Version, list[ListedWheel]] = defaultdict(list)
    for wheel in wheels:
        found[Version(wheel.name.version)].append(wheel)
    return [Release(version, tuple(found[version])) for version in sorted(found)]


def last_release(releases: Sequence[AnyRelease], not_above: str = "") -> Choice[AnyRelease]:
    """Return the greatest final release that is not above the version; there must be releases.

    Where none is at or below, the greatest there is; prereleases only where nothing is final.
    """
    finals = [release for release in releases if release.is_final]
    kind = "final release" if finals else "prerelease"
    pool = finals or list(releases)
    limit = public_version(not_above)
    below = [found for found in pool if limit is None or _public_of(found) <= limit]
    chosen = max(below or pool, key=lambda release: release.version)
    first = "" if finals else "No release is final. "
    if limit is None:
        return Choice(chosen, f"{first}{chosen.version} is the greatest {kind} with wheels.")
    if below:
        return Choice(
            chosen,
            f"{first}{chosen.version} is the greatest {kind} with wheels that is not above the "
            f"built {not_above}.",
        )
    return Choice(
        chosen,
        f"{first}No {kind} with wheels is at or below the built {not_above}; {chosen.version} is "
        "the greatest there is.",
    )


def greatest(versions: Iterable[str]) -> str:
    """Return the greatest of the versions; those that are none are left out."""
    valid = [text for text in versions if public_version(text) is not None]
    return max(valid, key=Version, default="")


def closest(releases: Sequence[Release], version: Version) -> str:
    """Return the versions around one that is missing, in words."""
    versions = [release.version for release in releases]
    place = bisect(versions, version)
    around = versions[max(place - 2, 0) : place + 2]
    return ", ".join(map(str, around))


def public_version(text: str) -> Version | None:
    """Return the version without its local part, which says nothing about the order, or None."""
    try:
        return Version(Version(text).public)
    except InvalidVersion:
        return None


def _public_of(release: Versioned) -> Version:
    return Version(release.version.public)
