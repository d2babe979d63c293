"""The grammar of sources: the same words for what was built and for what it is compared with."""

import re
from urllib.parse import urlsplit

from msgspec import Struct
from packaging.version import InvalidVersion, Version

from wheel_ceiling.addresses import filename_of, is_loopback
from wheel_ceiling.errors import WrongCall

EVERYTHING = "*"


class Automatic(Struct, frozen=True):
    """``auto``: what is built here, or the best baseline there is."""


class NoSource(Struct, frozen=True):
    """``none``: no baseline, on purpose."""


class OnDisk(Struct, frozen=True):
    """A wheel, folder, glob or inventory."""

    text: str


class OnServer(Struct, frozen=True):
    """One wheel behind an address."""

    url: str
    sha256: str = ""


class OnIndex(Struct, frozen=True):
    """A release on the package index; the last one when the version is empty."""

    project: str
    version: str = ""


class OnRelease(Struct, frozen=True):
    """A release of this repository on GitHub; the last one when the tag is empty."""

    tag: str = ""

    def __str__(self) -> str:
        return f"release:{self.tag}" if self.tag else "release"


class InRun(Struct, frozen=True):
    """The artifacts of a workflow run; of the current one when the number is 0."""

    run_id: int = 0
    pattern: str = EVERYTHING
    """Glob over the names of the artifacts."""

    def __str__(self) -> str:
        run = f"run:{self.run_id}" if self.run_id else "run"
        return run if self.pattern == EVERYTHING else f"{run}/{self.pattern}"


class OnBranch(Struct, frozen=True):
    """What the last good push run of a branch left behind."""

    name: str

    def __str__(self) -> str:
        return f"branch:{self.name}"


OnGitHub = OnRelease | InRun | OnBranch
Spec = Automatic | NoSource | OnDisk | OnServer | OnIndex | OnGitHub

_RELEASE = re.compile(r"release(?P<colon>:(?P<tag>.*))?", re.DOTALL)
_RUN = re.compile(r"run(?P<colon>:(?P<number>[^/]*))?(?P<slash>/(?P<pattern>.*))?", re.DOTALL)
_BRANCH = re.compile(r"branch:(?P<name>.*)", re.DOTALL)
# git-check-ref-format(1): what no tag and no branch can have.
_NO_REF = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|^/|[/.]$")
_LONGEST_REF = 250
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://.*", re.DOTALL)
_PROJECT = re.compile(r"[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


def parse_spec(text: str) -> Spec:
    """Return what a source's text means; raises WrongCall where it means nothing."""
    if not text.strip() or "\0" in text:
        raise WrongCall(f"{text!r} is no source.", "Name a folder such as dist/, or a wheel.")
    if text in ("auto", "none"):
        return Automatic() if text == "auto" else NoSource()
    if on_github := _parse_github(text):
        return on_github
    if text.startswith("pypi:"):
        return _parse_release(text, text.removeprefix("pypi:"))
    if match := _SCHEME.fullmatch(text):
        return _parse_address(text, match[1].lower())
    # A path may hold `==` too, but then it has a slash, or the file's ending.
    if "==" in text and not re.search(r"[/\\]|\.(whl|json|gz)$", text):
        return _parse_release(text, text)
    return OnDisk(text)


def _parse_github(text: str) -> OnGitHub | None:
    if match := _RELEASE.fullmatch(text):
        return OnRelease(_ref(text, match["tag"]) if match["colon"] else "")
    if match := _BRANCH.fullmatch(text):
        return OnBranch(_ref(text, match["name"]))
    match = _RUN.fullmatch(text)
    if match is None:
        return None
    if match["colon"] and not _NUMBER.fullmatch(match["number"]):
        raise WrongCall(
            f"{text!r} names no run: {match['number']!r} is no number of one.",
            "Write the number that stands in the run's address, as run:123456.",
        )
    if match["slash"] and not match["pattern"]:
        raise WrongCall(
            f"{text!r} names no artifact.",
            f"Write run/NAME or run/wheels-*; if a folder is meant, write ./{text}",
        )
    return InRun(int(match["number"] or 0), match["pattern"] or EVERYTHING)


def _ref(text: str, name: str) -> str:
    if not name or len(name) > _LONGEST_REF or _NO_REF.search(name):
        raise WrongCall(
            f"{text!r} names no tag or branch that git could have.",
            "Write release:TAG, such as release:v1.2.3, or branch:NAME, such as branch:main.",
        )
    return name


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
