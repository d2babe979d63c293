"""Which files of wheels would make a loader say what a user saw, each with the reason."""

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from wheel_ceiling.amounts import joined, listed
from wheel_ceiling.facts.cpython import Presence, is_known, story
from wheel_ceiling.facts.libraries import plain_name
from wheel_ceiling.facts.python_modules import pythons_of
from wheel_ceiling.facts.symptoms import Cause, Symptom
from wheel_ceiling.model import ElfFacts, ElfKind, Wheel
from wheel_ceiling.reports.explanation.missing_module import missing_module, missing_name

_32_BIT = frozenset({"i686", "armv7l", "x32", "mips", "ppc", "s390"})
_SHARED = re.compile(r"\.so(?:\.\d+)*$")
_MOST_SYMBOLS = 6


class Culprit(Struct, frozen=True):
    """A file of a wheel, and why it would be refused."""

    wheel: Wheel
    path: str
    """Empty: the wheel as a whole."""
    why: str
    """What it does, after its name: ``asks for GLIBC_2.34 of libc.so.6 (dlopen)``."""


def find_culprits(symptom: Symptom, wheel: Wheel) -> tuple[Culprit, ...]:
    """Return the files of the wheel that have the cause; those that the user named, if any."""
    found = tuple(
        Culprit(wheel, path, why) for path, why in _FINDERS[symptom.cause](wheel, symptom)
    )
    named = plain_name(symptom.filename)
    same = tuple(one for one in found if named and plain_name(_name(one.path)) == named)
    return same or found


def has_file(symptom: Symptom, wheel: Wheel) -> bool:
    """Whether the wheel has a file of the name that the user saw."""
    wanted = plain_name(symptom.filename)
    return any(plain_name(member.name) == wanted for member in wheel.members)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


_Found = Iterator[tuple[str, str]]


def _version(wheel: Wheel, symptom: Symptom) -> _Found:
    for file in wheel.loaded:
        needs = [need for need in file.version_needs if need.version == symptom.version]
        if needs:
            what = joined([_wanted_of(need.library, need.symbols) for need in needs])
            yield file.path, f"asks for {symptom.version} of {what}"


def _wanted_of(library: str, symbols: tuple[str, ...]) -> str:
    return f"{library} ({listed(symbols, _MOST_SYMBOLS)})" if symbols else library


def _symbol(wheel: Wheel, symptom: Symptom) -> _Found:
    name = symptom.symbol
    carriers = [file.path for file in wheel.loaded if name in file.exports]
    for file in wheel.loaded:
        of = [
            f"{need.library} in version {need.version}"
            for need in file.version_needs
            if name in need.symbols and symptom.version in ("", need.version)
        ]
        if of or name in file.python_symbols or name in file.undefined:
            yield file.path, f"wants {name}{_from(of)}{_pythons(wheel, name)}{_carried(carriers)}"


def _from(libraries: list[str]) -> str:
    return f" from {joined(libraries)}" if libraries else ""


def _pythons(wheel: Wheel, name: str) -> str:
    """Return what the Pythons of the wheel's tags say of a symbol of Python."""
    if not is_known(name):
        return ""
    lacking = [
        python
        for python in pythons_of(wheel.label)
        if python.presence(name) in (Presence.NO, Presence.SOME)
    ]
    if lacking:
        return f"; {lacking[0].absence(name).removesuffix('.')}"
    return f"; {story(name)}"


def _carried(paths: list[str]) -> str:
    return f"; {listed(paths, 3)} of the wheel has it, and was not loaded before" if paths else ""


def _library(wheel: Wheel, symptom: Symptom) -> _Found:
    wanted = symptom.library.rpartition("/")[2]
    carried = [
        file.path
        for file in wheel.libraries
        if wanted in (file.name, file.soname) or plain_name(file.name) == plain_name(wanted)
    ]
    for file in wheel.loaded:
        asked = [
            needed
            for needed in file.needed
            if needed == wanted or plain_name(needed) == plain_name(wanted)
        ]
        if asked:
            lies = (
                f"; the wheel has {listed(carried, 3)}, which it does not reach" if carried else ""
            )
            lies = lies or "; it is not in the wheel"
            path = ":".join(file.runpath or file.rpath) or "empty"
            yield file.path, f"needs {asked[0]}{lies} (search path: {path})"
    if _SHARED.search(wanted) and carried and not symptom.file:
        # A file that was asked for by its path is named like one that could not be found.
        yield from (
            (file.path, f"is made for {file.machine}: on another machine the loader passes it over")
            for file in wheel.libraries
            if file.path in carried and not _fits(wheel, file)
        )


def _fits(wheel: Wheel, file: ElfFacts) -> bool:
    machines = {target.arch for target in wheel.label.targets if target.is_linux}
    return not machines or file.machine in machines


def _class(wheel: Wheel, symptom: Symptom) -> _Found:
    is_32 = symptom.version != "ELFCLASS64"
    for file in wheel.loaded:
        if (file.machine in _32_BIT) is is_32 and (symptom.version or not _fits(wheel, file)):
            fits = "as its tag says" if _fits(wheel, file) else "and its tag says another machine"
            yield file.path, f"is a {32 if is_32 else 64}-bit file for {file.machine}, {fits}"


def _flagged(flags: tuple[str, ...], why: str) -> Callable[[Wheel, Symptom], _Found]:
    def find(wheel: Wheel, _symptom: Symptom) -> _Found:
        for file in wheel.loaded:
            if found := [flag for flag in flags if flag in file.flags]:
                yield file.path, why.format(found[-1])

    return find


def _not_elf(wheel: Wheel, symptom: Symptom) -> _Found:
    known = {file.path for file in wheel.libraries}
    for member in wheel.members:
        if _SHARED.search(member.name) and member.path not in known:
            yield member.path, "is called a library and has no ELF header"
    for problem in wheel.problems:
        if problem.path and problem.path not in known:
            yield problem.path, "is a damaged ELF file"
    for file in wheel.loaded:
        if symptom.filename == file.name and not _fits(wheel, file):
            yield file.path, f"is made for {file.machine}"


def _init(wheel: Wheel, symptom: Symptom) -> _Found:
    module = re.sub(r"^(?:PyInit_|PyInitU_|init)", "", symptom.symbol)
    for file in wheel.loaded:
        is_it = file.name.partition(".")[0] == module and file.kind is ElfKind.LIBRARY
        if is_it and file.exports and symptom.symbol not in file.exports:
            yield file.path, f"does not export {symptom.symbol}"


def _tags(wheel: Wheel, symptom: Symptom) -> _Found:
    if symptom.file in ("", wheel.filename):
        label = wheel.label
        pythons, platforms = joined(label.pythons), joined(label.platforms)
        yield "", f"is for Python {pythons} (ABI {joined(label.abis)}) on {platforms}"


def _program(wheel: Wheel, symptom: Symptom) -> _Found:
    name = (symptom.file or symptom.library).rpartition("/")[2]
    for file in wheel.loaded:
        if not _fits(wheel, file) or (name and file.name == name):
            fits = "as its tag says" if _fits(wheel, file) else "and its tag says another machine"
            yield file.path, f"is made for {file.machine}, {fits}"


def _interpreter(wheel: Wheel, symptom: Symptom) -> _Found:
    """Find programs that want the loader that is not there; without its name, those of the file."""
    for file in wheel.libraries:
        is_named = symptom.library in ("", file.interpreter)
        if file.interpreter and is_named and symptom.filename in ("", file.name):
            yield file.path, f"is started by {file.interpreter}"


def _never(_wheel: Wheel, _symptom: Symptom) -> _Found:
    """Nothing that is recorded of a file tells it."""
    yield from ()


_FINDERS: dict[Cause, Callable[[Wheel, Symptom], _Found]] = {
    Cause.VERSION: _version,
    Cause.SYMBOL: _symbol,
    Cause.MISSING_LIBRARY: _library,
    Cause.CLASS: _class,
    Cause.EXECUTABLE_STACK: _flagged(("executable-stack",), "asks for an executable stack"),
    Cause.NO_ELF: _not_elf,
    Cause.STATIC_TLS: _flagged(("static-tls",), "keeps thread-local variables in the static block"),
    Cause.ALIGNMENT: _never,
    Cause.CPU: _flagged(("x86-64-v2", "x86-64-v3", "x86-64-v4"), "says that it needs {}"),
    Cause.PACKED_RELOCATIONS: _flagged(("relr",), "has packed relocations (DT_RELR)"),
    Cause.NO_INIT: _init,
    Cause.NO_MODULE: missing_module,
    Cause.NO_NAME: missing_name,
    Cause.NO_INTERPRETER: _interpreter,
    Cause.NOT_SUPPORTED: _tags,
    Cause.NOT_EXECUTABLE: _program,
}
UNTOLD = frozenset({Cause.ALIGNMENT})
"""Causes of which wheels' facts say nothing."""
