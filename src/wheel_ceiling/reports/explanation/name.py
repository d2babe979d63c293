"""The page of a name: a version, or a symbol of glibc, musl or CPython; its form says which."""

import re

from wheel_ceiling.errors import WrongCall
from wheel_ceiling.facts.cpython import is_known
from wheel_ceiling.facts.glibc import marker_of
from wheel_ceiling.model import GLIBC, SymbolVersion
from wheel_ceiling.reports.explanation.asked import Asked
from wheel_ceiling.reports.explanation.glibc_symbol import is_of_libc, libc_page
from wheel_ceiling.reports.explanation.page import Page
from wheel_ceiling.reports.explanation.python_symbol import python_page
from wheel_ceiling.reports.explanation.version import FAMILIES, LIBRARIES, version_page

# `nm` and `objdump` print two signs before the version that a new link takes.
_VERSIONED = re.compile(r"(?P<name>[^@\s]+)@{1,2}(?P<version>[^@\s]+)")


def name_page(text: str, asked: Asked) -> Page:
    """Return the page, without a block where nobody has such a name.

    Raises WrongCall where only the version is wrong.
    """
    if marker_of(text) or SymbolVersion.parse(text).family in FAMILIES:
        return version_page(text, asked)
    if match := _VERSIONED.fullmatch(text):
        return _versioned(match["name"], match["version"], asked)
    if is_of_libc(text):
        return libc_page(text, SymbolVersion(GLIBC), asked)
    return python_page(text, asked) if is_known(text) else ()


def _versioned(name: str, version: str, asked: Asked) -> Page:
    wanted = SymbolVersion.parse(version)
    if wanted and wanted.family == GLIBC:
        return libc_page(name, wanted, asked) if is_of_libc(name) else ()
    library = LIBRARIES.get(wanted.family, "")
    # Math functions for long double are in libstdc++ too on some machines, and helpers of the
    # compiler in both; these begin with an underscore.
    if library and is_of_libc(name) and not name.startswith("_") and name[-1] not in "fl":
        raise WrongCall(
            f"{name} is no symbol of {library}, whose version {version} is.",
            f"It is glibc's: ask for {name} alone.",
        )
    return version_page(version, asked)
