"""Tags of this repository: which version they stand for, and which one is being made."""

import re
from collections.abc import Iterable

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from wheel_ceiling.github.occasion import Occasion
from wheel_ceiling.sources.releases import public_version

# "demo-1.2.3", "packages/demo/v1.2.3", "demo@1.2.3", "py-1.2.3", "release/1.2.3"
_PREFIXED = re.compile(r"(?:.*/)?(?P<name>[A-Za-z][\w.-]*?)(?:==|[-_/@])?v?(?P<version>[0-9].*)")
_SAY_NOTHING = frozenset(("py", "python", "r", "rel", "release", "v", "ver", "version"))
_LONGEST = 250
_ON_TAGS = ("push", "release")


def version_of_tag(tag: str, projects: frozenset[str]) -> Version | None:
    """Return the version, or None where the tag is none or another project's.

    In front of it may stand the name of one of the projects; of any if there are none.
    """
    if version := _version(tag):
        return version
    match = _PREFIXED.fullmatch(tag[:_LONGEST])
    if match is None:
        return None
    name = canonicalize_name(match["name"])
    is_ours = name in _SAY_NOTHING or name in projects or not projects
    return _version(match["version"]) if is_ours else None


def tag_of_version(tags: Iterable[str], project: str, version: str) -> str:
    """Return the tag that stands for a version of the project; empty if none does.

    One with the project's name is meant rather than one without, which may be that of another
    project of the repository.
    """
    wanted, ours = public_version(version), frozenset((project,))
    fitting = [tag for tag in tags if wanted and version_of_tag(tag, ours) == wanted]
    return min(fitting, key=lambda tag: (not _names(tag, project), len(tag), tag), default="")


def _names(tag: str, project: str) -> bool:
    match = None if _version(tag) else _PREFIXED.fullmatch(tag[:_LONGEST])
    return match is not None and canonicalize_name(match["name"]) == project


def tag_being_made(occasion: Occasion) -> str:
    """Return the tag that this run, or the one that triggered it, may be building."""
    triggering = occasion.triggering
    if triggering and triggering.event in _ON_TAGS:
        # GitHub calls a tag a branch here.
        return triggering.head_branch
    return occasion.tag


def version_being_made(occasion: Occasion, projects: frozenset[str], built: str) -> Version | None:
    """Return the version of the tag that is being built; None where no tag is."""
    version = version_of_tag(tag_being_made(occasion), projects)
    # A branch may be called like a version, but then something else is built from it.
    is_sure = bool(occasion.tag) or version == public_version(built)
    return version if is_sure else None


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None
