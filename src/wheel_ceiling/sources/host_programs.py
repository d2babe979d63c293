"""The programs that import the wheels, as the user named them: profiles, or files to be read.

Of a file is read what it needs, as ld.so would find it: beside the files that were named, in its
RPATH or RUNPATH, then in the standard folders of the system that it lies in (ld.so(8)). What was
read stands in the report; nothing of it is run.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from wheel_ceiling.amounts import counted, listed
from wheel_ceiling.errors import CouldNotJudge, NothingFound
from wheel_ceiling.facts.hosts import host_profile, profile_names
from wheel_ceiling.model import ElfFacts, HostProgram, Hosts, Problem
from wheel_ceiling.sources.local import readable
from wheel_ceiling.sources.world import World
from wheel_ceiling.wheels.loose import read_loose_elf

_MOST_FILES = 500
_STANDARD = ("lib64", "usr/lib64", "lib", "usr/lib")
_MULTIARCH = {"i686": "i386-linux-gnu", "armv7l": "arm-linux-gnueabihf"}
# Folders of programs, as seen from the root of their system.
_PROGRAMS = ("usr/local/bin", "usr/local/sbin", "usr/bin", "usr/sbin", "bin", "sbin")
# glibc's own: no well-known library, and every process has it.
_GLIBC = ("ld-linux", "libc.so", "libm.so", "libdl.so", "libpthread.so", "librt.so", "libutil.so")


def open_hosts(names: Sequence[str], world: World) -> Hosts:
    """Return what the user named; what cannot be read is a problem, never a pass."""
    paths = [world.folder / name for name in names if not host_profile(name)]
    programs: list[HostProgram] = []
    problems: list[Problem] = []
    for name in names:
        try:
            programs.append(host_profile(name) or _read(name, world.folder / name, paths))
        except CouldNotJudge as error:
            problems.append(Problem("", f"host-binaries: {error.message}", error.hint))
    return Hosts(tuple(programs), tuple(problems))


def _read(name: str, path: Path, named: Sequence[Path]) -> HostProgram:
    """Read a program and what it needs, breadth first."""
    shown = readable(name)
    found: dict[Path, ElfFacts] = {path: _facts(path, shown)}
    machine = found[path].machine
    known, waiting = {path.name}, deque([path])
    while waiting:
        one = waiting.popleft()
        for needed in found[one].needed:
            if needed in known or needed.startswith(_GLIBC):
                continue
            known.add(needed)
            library, facts = _needed(needed, one, found[one], (*_roots(path), *named))
            if len(found) >= _MOST_FILES:
                raise NothingFound(f"{shown} needs more than {_MOST_FILES} files.", _HINT)
            found.setdefault(library, facts)
            waiting.append(library)
    libraries = list(found)[1:]
    told = f"host-binaries: {shown} was read, as it was named" + (
        f", and {counted(len(libraries), 'library', 'libraries')} that it needs: "
        f"{listed(map(str, libraries))}."
        if libraries
        else "; it needs nothing but glibc."
    )
    return HostProgram(name, shown, tuple(found.values()), machine, told)


def _facts(path: Path, shown: str) -> ElfFacts:
    if not path.is_file():
        raise NothingFound(
            f"{shown} does not exist.",
            f"Name a file, or one of the profiles: {', '.join(profile_names())}.",
        )
    facts = read_loose_elf(path, shown, with_symbols=True)
    if facts is None:
        raise NothingFound(f"{shown} is no ELF file.", "Name the program itself, not a script.")
    return facts


def _needed(
    needed: str, one: Path, facts: ElfFacts, places: Sequence[Path]
) -> tuple[Path, ElfFacts]:
    """Return the first file that ld.so would take; one for another machine is passed over."""
    for candidate in _candidates(needed, one, facts, places):
        if candidate.is_file():
            found = read_loose_elf(candidate, str(candidate), with_symbols=True)
            if found and found.machine == facts.machine:
                return candidate, found
    raise NothingFound(f"{needed}, which {one} needs, is not found.", _HINT)


def _candidates(needed: str, one: Path, facts: ElfFacts, places: Sequence[Path]) -> Iterator[Path]:
    """Yield where it may lie, in ld.so's order: RPATH or RUNPATH, then the standard folders."""
    yield from (place for place in places if place.name == needed)
    for entry in facts.runpath or facts.rpath:
        folder = entry.replace("${ORIGIN}", "$ORIGIN").replace("$ORIGIN", str(one.parent))
        yield Path(folder) / needed
    multiarch = _MULTIARCH.get(facts.machine, f"{facts.machine}-linux-gnu")
    for root in (place for place in places if place.is_dir()):
        for folder in ("usr/local/lib", *(f"{name}/{multiarch}" for name in _STANDARD), *_STANDARD):
            yield root / folder / needed


def _roots(path: Path) -> tuple[Path, ...]:
    """Return the root of the system that a program lies in: that of an unpacked image, or ours."""
    parent = path.absolute().parent
    for folder in _PROGRAMS:
        depth = folder.count("/") + 1
        if parent.parts[-depth:] == tuple(folder.split("/")):
            return (parent.parents[depth - 1],)
    return (Path("/"),)


_HINT = "Name the library, too: host-binaries takes several files."
