"""The page of a version: which systems have it, what asks for it most, which tags allow it."""

from collections.abc import Iterator

from wheel_ceiling.amounts import joined, listed
from wheel_ceiling.attribution import compiler_of
from wheel_ceiling.errors import WrongCall
from wheel_ceiling.facts.distributions import describe, systems_without
from wheel_ceiling.facts.glibc import NEWEST, lowest, marker_of
from wheel_ceiling.facts.manylinux import policy_for
from wheel_ceiling.model import GLIBC, SymbolVersion
from wheel_ceiling.reports.explanation.asked import Asked, glibc
from wheel_ceiling.reports.explanation.page import Block, Heading, Items, Page, Table, Text
from wheel_ceiling.reports.explanation.systems import older_than, rows_of
from wheel_ceiling.reports.explanation.usage import PROJECTS, brought_by_tools, most_used

_MOST = 12
_OLDEST_IMAGE = glibc(2, 17)
_LIBRARIES = {
    "GLIBCXX": "libstdc++",
    "CXXABI": "libstdc++",
    "GCC": "libgcc_s",
    "LIBATOMIC": "libatomic",
    "ZLIB": "libz",
}
FAMILIES = (GLIBC, *_LIBRARIES)
"""The families of versions that can be explained."""


def version_page(text: str, asked: Asked) -> Page:
    """Return the page of ``GLIBC_2.29``, ``GLIBCXX_3.4.29`` or ``GLIBC_ABI_DT_RELR``.

    Raises WrongCall for a version that nothing is known of.
    """
    version = SymbolVersion.parse(text)
    if marker_of(text):
        return tuple(_marker(text, asked))
    if version and version.family == GLIBC:
        return tuple(_glibc(version, asked))
    if version and version.family in _LIBRARIES:
        return tuple(_runtime(version, asked))
    raise WrongCall(
        f"{text!r} is no version that is known here.",
        f"Known are versions of {', '.join(FAMILIES)}, such as GLIBC_2.29.",
    )


def _glibc(version: SymbolVersion, asked: Asked) -> Iterator[Block]:
    yield Heading(str(version), 1, (str(version),))
    yield Text(_lead(version, asked))
    if version > NEWEST:
        return
    yield Heading("Which systems have it")
    rows = rows_of(version, asked.today)
    yield Table(("supported system", "glibc", "until"), tuple(rows))
    if older := older_than(version, asked.today):
        yield Text(f"Shut out: {older}.")
    yield Heading("What asks for it")
    yield from _what_asks(version, asked.machine)
    yield Heading("Which tag allows it")
    yield from _tags(version, asked.machine)


def _lead(version: SymbolVersion, asked: Asked) -> str:
    if version > NEWEST:
        return f"The newest glibc that is known here is {NEWEST.text}."
    first = lowest(asked.machine)
    if version <= first:
        return f"Every glibc on {asked.machine} has it: the first one there was {first.text}."
    return (
        f"glibc has it since {version.text}. A file that asks for it does not load where glibc is "
        f"older: the loader says `version {version} not found`."
    )


def _what_asks(version: SymbolVersion, machine: str) -> Iterator[Block]:
    used, brought = most_used(version, machine), brought_by_tools(version, machine)
    if version <= lowest(machine):
        yield Text(f"Every file on {machine} that uses glibc at all.")
    elif not used and not brought:
        yield Text(f"No function that wheels use often has this version on {machine}.")
    if used and version > lowest(machine):
        names = tuple(name for name, _ in used)
        said = listed((f"{name} ({count})" for name, count in used), _MOST)
        yield Text(
            f"Linked on a system that has it, these do; in brackets how many of {PROJECTS} "
            f"projects with wheels on PyPI use them: {said}.",
            names,
        )
    if brought:
        yield Text(f"Newer compilers and runtimes bring along {listed(brought)}.", brought)


def _tags(version: SymbolVersion, machine: str) -> Iterator[Block]:
    tag = f"manylinux_{'_'.join(map(str, version.number[:2]))}_{machine}"
    yield Text(f"A wheel whose files ask for it needs the tag `{tag}` or a higher number.")
    policy = policy_for(version.number, machine)
    limits = tuple(str(limit) for family in _LIBRARIES if (limit := policy.limit(family)))
    if limits:
        yield Text(f"That tag also counts on the system to have {joined(limits)}.", limits)


def _marker(text: str, asked: Asked) -> Iterator[Block]:
    marker = marker_of(text)
    yield Heading(text, 1, (text,))
    since = f" glibc has it since {marker.since}." if marker.since else ""
    yield Text(
        f"{marker.what}{since} It has no place in the order of the versions: a file asks for it "
        "whatever its other versions are.",
        (text,),
    )
    if lost := systems_without(text, _OLDEST_IMAGE):
        yield Heading("Whom it shuts out")
        yield Text(f"It shuts out {describe(lost, asked.today)}.")
    yield Heading("What to do")
    yield Items((Text(marker.fix),))


def _runtime(version: SymbolVersion, asked: Asked) -> Iterator[Block]:
    library = _LIBRARIES[version.family]
    name = str(version)
    yield Heading(name, 1, (name,))
    brought = f"; {compiler} brought it" if (compiler := compiler_of(version)) else ""
    yield Text(f"{name} is a version of {library}{brought}.", (name,))
    yield Heading("Which tag allows it")
    tag = _first_tag(version, asked.machine)
    if tag:
        yield Text(f"The lowest tag that counts on it is `{tag}`.")
    else:
        yield Text(f"No manylinux tag for {asked.machine} counts on it.")
    yield Heading("What to do")
    yield Text(
        f"Build in the manylinux image of the tag: its compiler links what is newer than the "
        f"system's {library} statically. Or let auditwheel put {library} into the wheel."
    )


def _first_tag(version: SymbolVersion, machine: str) -> str:
    for minor in range(5, NEWEST.number[1] + 1):
        limit = policy_for(glibc(2, minor).number, machine).limit(version.family)
        if limit >= version:
            return f"manylinux_2_{minor}_{machine}"
    return ""
