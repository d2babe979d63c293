"""The grammar of sources: the same words for what was built and for what it is compared with."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from packaging.version import InvalidVersion, Version

from wheel_ceiling.errors import WrongCall
from wheel_ceiling.sources.addresses import filename_of, is_loopback


@dataclass(frozen=True, slots=True)
class Automatic:
    """``auto``: what is built here, or the best baseline there is."""


@dataclass(frozen=True, slots=True)
class NoSource:
    """``none``: no baseline, on purpose."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A wheel, folder, glob or inventory."""

    text: str


@dataclass(frozen=True, slots=True)
class OnServer:
    """One wheel behind an address."""

    url: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class OnIndex:
    """A release on the package index; the last one when the version is empty."""

    project: str
    version: str = ""


Spec = Automatic | NoSource | OnDisk | OnServer | OnIndex

_GITHUB_ONLY = re.compile(r"release(:.*)?|run([:/].*)?|branch:.*", re.DOTALL)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://.*", re.DOTALL)
_PROJECT = re.compile(r"[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


def parse_spec(text: str) -> Spec:
    """Return what a source's text means; raises WrongCall where it means nothing."""
    if not text.strip() or "\0" in text:
        raise WrongCall(f"{text!r} is no source.", "Name a folder such as dist/, or a wheel.")
    if text in ("auto", "none"):
        return Automatic() if text == "auto" else NoSource()
    if _GITHUB_ONLY.fullmatch(text):
        raise WrongCall(
            f"{text!r} exists only inside GitHub Actions.",
            f"Use pypi:NAME or a folder; if a folder of that name is meant, write ./{text}",
        )
    if text.startswith("pypi:"):
        return _parse_release(text, text.removeprefix("pypi:"))
    if match := _SCHEME.fullmatch(text):
        return _parse_address(text, match[1].lower())
    # A path may hold `==` too, but then it has a slash, or the file's ending.
    if "==" in text and not re.search(r"[/\\]|\.(whl|json|gz)$", text):
        return _parse_release(text, text)
    return OnDisk(text)


def _parse_release(text: str, requirement: str) -> OnIndex:
    project, pinned, version = (part.strip() for part in requirement.partition("=="))
    if not _PROJECT.fullmatch(project) or (pinned and not version):
        raise WrongCall(f"{text!r} names no release.", "Write pypi:NAME or pypi:NAME==VERSION.")
    if not pinned:
        return OnIndex(project)
    try:
        return OnIndex(project, str(Version(version)))
    except InvalidVersion as error:
        raise WrongCall(
            f"{text!r} names no release: {version!r} is no version.",
            "Write one whole version, such as 2.9.0, without wildcards.",
        ) from error


def _parse_address(text: str, scheme: str) -> OnServer:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise WrongCall("The address of a wheel cannot be understood.", _ADDRESS_HINT) from error
    if scheme not in ("http", "https") or not host:
        raise WrongCall(f"{scheme}:// is no address that wheels are fetched from.", _ADDRESS_HINT)
    if scheme == "http" and not is_loopback(host):
        raise WrongCall(
            f"The address on {host!r} is plain http: anybody on the way could change the wheel.",
            "Write https://",
        )
    if not filename_of(text).endswith(".whl"):
        raise WrongCall(f"The address on {host!r} does not end with a wheel.", _ADDRESS_HINT)
    return OnServer(parts._replace(fragment="").geturl(), _promised_digest(parts.fragment))


_ADDRESS_HINT = "Write the whole address of one wheel: https://host/folder/name-1.0-….whl"


def _promised_digest(fragment: str) -> str:
    algorithm, _, digest = fragment.partition("=")
    if algorithm != "sha256":
        return ""
    if not _SHA256.fullmatch(digest):
        raise WrongCall("The sha256 after the # of an address is none.", "It has 64 hex digits.")
    return digest.lower()
