"""Package URLs (package-url/purl-spec): whose system a package belongs to."""

import re

# pkg:TYPE/NAMESPACE/NAME@VERSION?QUALIFIERS; for deb, rpm and apk the namespace is the vendor.
_PURL = re.compile(r"pkg:(?P<type>[a-z]+)/(?:(?P<vendor>[^/@?#]+)/)?(?P<name>[^/@?#]+)")
# The names that facts.toolchains gives to families of systems, by what os-release has as ID.
_FAMILIES = {
    "ubuntu": "Ubuntu",
    "debian": "Debian",
    "raspbian": "Debian",
    "alpine": "Alpine",
    "wolfi": "Alpine",
    "amzn": "Amazon",
    "amazon": "Amazon",
    **dict.fromkeys(("opensuse", "opensuse-leap", "opensuse-tumbleweed", "sles", "suse"), "SUSE"),
    **dict.fromkeys(
        ("almalinux", "centos", "fedora", "ol", "oracle", "redhat", "rhel", "rocky"), "Red Hat"
    ),
}
_TYPES = {"alpm": "Arch", "brew": "Homebrew", "conda": "conda", "nix": "Nix"}


def distribution_of(purl: str) -> str:
    """Return whose package it is; empty where that is not known."""
    match = _PURL.match(purl)
    if match is None:
        return ""
    return _TYPES.get(match["type"]) or _FAMILIES.get((match["vendor"] or "").lower(), "")


def name_of(purl: str) -> str:
    """Return the package's own name; the whole text where it is no package URL."""
    match = _PURL.match(purl)
    return match["name"] if match else purl
