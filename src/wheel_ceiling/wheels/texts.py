"""Text files that builds write: paths of the machine, and the packages of its distribution.

Members are handed over while they pass by; nothing is read a second time.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import msgspec

from wheel_ceiling.model import Trace
from wheel_ceiling.wheels.traces import find_traces

MOST_TRACES = 50
MOST_PACKAGES = 500
_LONGEST_TEXT = 256 * 1024
_LONGEST_SBOM = 4 * 1024**2
_LONGEST_PACKAGE = 300

# What setuptools, NumPy's distutils, meson-python, libtool, pkg-config, CMake and pip write.
_WRITTEN_BY_BUILDS = re.compile(
    r"(?:_sysconfigdata[\w-]*\.py|__config__\.py|_?version\.py|_?config\.py"
    r"|_*build_?(?:info|config)\w*\.py|direct_url\.json|[^/]+\.(?:la|pc)"
    r"|[^/]*(?:[Cc]onfig|[Tt]argets)(?:-\w+)?\.cmake)"
)
# PEP 770: bills of materials of a wheel. auditwheel writes auditwheel.cdx.json since 6.5.
_SBOM = re.compile(r"[^/]+\.dist-info/sboms/.+\.json")
# Types of package URLs that only a distribution's package manager brings about; hundreds of
# crates and modules, which the same files list, say nothing of the machine.
_OF_A_SYSTEM = re.compile(r"pkg:(?:deb|rpm|apk|alpm|brew|nix|conda)/")


class Said(NamedTuple):
    """What a text file says of the machine that it was written on."""

    traces: tuple[Trace, ...] = ()
    packages: tuple[str, ...] = ()
    """Package URLs of a distribution's packages, from a bill of materials."""


NOTHING_SAID = Said()


def read_text(path: str, data: bytes | memoryview) -> Said:
    """Return what a member says; nothing for those that no build writes and for large ones."""
    name = path[path.rfind("/") + 1 :]
    if len(data) <= _LONGEST_TEXT and _WRITTEN_BY_BUILDS.fullmatch(name):
        return Said(traces=find_traces(data, path))
    if "/sboms/" in path and len(data) <= _LONGEST_SBOM and _SBOM.fullmatch(path):
        return Said(packages=tuple(islice(_packages(data), MOST_PACKAGES)))
    return NOTHING_SAID


class _Component(msgspec.Struct):
    purl: str | None = None


class _Sbom(msgspec.Struct):
    """The part of CycloneDX that matters here (specification 1.6, "components")."""

    components: list[_Component] = []


def _packages(data: bytes | memoryview) -> Iterator[str]:
    try:
        sbom = msgspec.json.decode(data, type=_Sbom)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return  # of another kind, or damaged: it is RECORD that says whether it is as it was
    for component in sbom.components:
        if component.purl and _OF_A_SYSTEM.match(component.purl):
            yield component.purl[:_LONGEST_PACKAGE]
