"""Well-known programs that import wheels, and what they have in their global scope.

`host-profiles.json` names the programs and their libraries in ld.so's order, and
`host-symbols.tsv.gz` the names that each of these gives away; scripts/host_profiles.py reads both
off Debian's packages.
"""

from functools import cache

from msgspec import Struct

from wheel_ceiling.amounts import joined
from wheel_ceiling.facts.embedded import recognise
from wheel_ceiling.facts.packed import rows_of
from wheel_ceiling.facts.tables import load_table
from wheel_ceiling.model import ElfFacts, ElfKind, HostProgram, SharedSymbol


class _Profile(Struct, frozen=True):
    name: str
    what: str
    libraries: tuple[str, ...]
    suite: str
    sources: tuple[str, ...]


def profile_names() -> tuple[str, ...]:
    """Return what `host-binaries` may name beside paths."""
    return tuple(profile.name for profile in _profiles())


def host_profile(name: str) -> HostProgram | None:
    """Return the program of that name; None where there is no such profile."""
    for profile in _profiles():
        if profile.name == name:
            libraries = tuple(map(_library, profile.libraries))
            told = (
                f"host-binaries: {name} is {profile.what} as in Debian {profile.suite}, with "
                f"{joined(profile.libraries)} in the global scope; nothing of this machine is read."
            )
            return HostProgram(name, profile.what, libraries, told=told)
    return None


def _library(name: str) -> ElfFacts:
    return ElfFacts(
        path=name,
        kind=ElfKind.LIBRARY,
        size=0,
        loaded_size=0,
        machine="",
        soname=name,
        shared_symbols=_symbols(name),
    )


@cache
def _profiles() -> tuple[_Profile, ...]:
    return load_table("host-profiles.json", tuple[_Profile, ...])


@cache
def _symbols(library: str) -> tuple[SharedSymbol, ...]:
    rows = [row.split("\t") for row in rows_of("host-symbols.tsv.gz", library)]
    families = dict(recognise(name for name, _, _ in rows))
    return tuple(
        SharedSymbol(
            name,
            families.get(number, ""),
            version,
            is_defined=True,
            is_oldest="o" in marks,
            is_hidden="h" in marks,
            is_unique="u" in marks,
        )
        for number, (name, version, marks) in enumerate(rows)
    )
