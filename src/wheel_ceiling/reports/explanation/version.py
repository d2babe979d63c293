"""The page of a version: which systems have it, what asks for it most, which tags allow it."""

from collections.abc import Iterator

from wheel_ceiling.amounts import joined, listed
from wheel_ceiling.attribution import compiler_of
from wheel_ceiling.errors import WrongCall
from wheel_ceiling.facts.distributions import describe, systems_without
from wheel_ceiling.facts.glibc import NEWEST, has_version, lowest, marker_of
from wheel_ceiling.facts.manylinux import policy_for
from wheel_ceiling.model import GLIBC, SymbolVersion
from wheel_ceiling.reports.explanation.asked import MACHINES, Asked, glibc
from wheel_ceiling.reports.explanation.page import Block, Heading, Items, Page, Table, Text
from wheel_ceiling.reports.explanation.systems import older_than, rows_of
from wheel_ceiling.reports.explanation.usage import PROJECTS, brought_by_tools, most_used

_MOST = 12
_OLDEST_IMAGE = glibc(2, 17)
# PEP 600: pip knows no lower tag than manylinux1 on x86, and than manylinux2014 elsewhere.
_LOWEST_TAG = {"x86_64": (2, 5), "i686": (2, 5)}
_LOWEST_TAG_ELSEWHERE = (2, 17)
_OLD_NAMES = {(2, 5): "manylinux1", (2, 12): "manylinux2010", (2, 17): "manylinux2014"}
LIBRARIES = {
    "GLIBCXX": "libstdc++",
    "CXXABI": "libstdc++",
    "GCC": "libgcc_s",
    "LIBATOMIC": "libatomic",
    "ZLIB": "libz",
}
"""The compiler's libraries and others, by the family of their versions."""
FAMILIES = (GLIBC, *LIBRARIES)
"""The families of versions that can be explained."""


def version_page(text: str, asked: Asked) -> Page:
    """Return the page of ``GLIBC_2.29``, ``GLIBCXX_3.4.29`` or ``GLIBC_ABI_DT_RELR``.

    Raises WrongCall for a version that nothing is known of.
    """
    version = SymbolVersion.parse(text)
    if marker_of(text):
        return tuple(_marker(text, asked))
    if version and version.family == GLIBC:
        if version > NEWEST:
            raise WrongCall(f"glibc has no {version}.", f"The newest known here is {NEWEST}.")
        return tuple(_glibc(version, asked))
    if version and version.family in LIBRARIES:
        return tuple(_runtime(version, asked))
    raise WrongCall(
        f"{text!r} is no version that is known here.",
        f"Known are versions of {', '.join(FAMILIES)}, such as GLIBC_2.29.",
    )


def _glibc(version: SymbolVersion, asked: Asked) -> Iterator[Block]:
    yield Heading(str(version), 1, (str(version),))
    if not has_version(version, asked.machine):
        yield Text(_nowhere(version, asked.machine))
        return
    yield Text(_lead(version, asked))
    yield Heading("Which systems have it")
    rows = rows_of(version, asked.today)
    yield Table(("supported system", "glibc", "until"), tuple(rows))
    if older := older_than(version, asked.today):
        yield Text(f"Shut out: {older}.")
    yield Heading("What asks for it")
    yield from _what_asks(version, asked.machine)
    yield Heading("Which tag allows it")
    yield from _tags(version, asked.machine)


def _nowhere(version: SymbolVersion, machine: str) -> str:
    text = f"Nothing on {machine} has this version; no file asks for it."
    if elsewhere := [other for other in MACHINES if has_version(version, other)]:
        verb = "has" if len(elsewhere) == 1 else "have"
        text += f" {joined(elsewhere)} {verb} it: say --machine {elsewhere[0]}."
    return text


def _lead(version: SymbolVersion, asked: Asked) -> str:
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
    if brought and version > lowest(machine):
        yield Text(f"Newer compilers and runtimes bring along {listed(brought)}.", brought)


def _tags(version: SymbolVersion, machine: str) -> Iterator[Block]:
    number = max(version.number[:2], _LOWEST_TAG.get(machine, _LOWEST_TAG_ELSEWHERE))
    tag = f"manylinux_{'_'.join(map(str, number))}_{machine}"
    old = f" ({_OLD_NAMES[number]})" if number in _OLD_NAMES else ""
    yield Text(f"A wheel whose files ask for it needs the tag `{tag}`{old} or a higher number.")
    policy = policy_for(number, machine)
    limits = tuple(str(limit) for family in LIBRARIES if (limit := policy.limit(family)))
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
    library = LIBRARIES[version.family]
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
