"""Which glibc an image, a runner or a tag stands for, and what it can bring about."""

import re
from collections.abc import Iterable
from functools import cache

from wheel_ceiling.blame.clue import Values
from wheel_ceiling.blame.subjects import Subject
from wheel_ceiling.facts.distributions import systems_between
from wheel_ceiling.model import GLIBC, Platform, SymbolVersion

Glibc = tuple[int, ...]

_MANYLINUX = re.compile(r"manylinux(?:_\d{1,3}_\d{1,3}|1|2010|2014)(?![\d.])")
_SHORT = re.compile(r"(\d)_(\d{1,2})(?:_\w+)?|(1|2010|2014)")
_DISTRIBUTION = re.compile(
    r"(ubuntu|debian|alma|rocky|rhel|ubi|centos|oracle|amazon|fedora)(?:linux|-?stream)?[:\-/]*"
    r"(?:stream|ubi)?[:\-]?(\d{1,4}(?:\.04|\.10)?)"
)
_MAKER = re.compile(r"[a-z]+")
_MUSL = re.compile(r"musl|alpine")
_PROCESSOR = re.compile(r"arm|aarch64|x86_64|amd64|i686|ppc64|s390x|riscv")
# Code names stand in image tags: debian:bookworm, python:3.12-slim-bullseye, ubuntu:jammy.
_CODE_NAMES = {
    "buster": "debian 10",
    "bullseye": "debian 11",
    "bookworm": "debian 12",
    "trixie": "debian 13",
    "bionic": "ubuntu 18.04",
    "focal": "ubuntu 20.04",
    "jammy": "ubuntu 22.04",
    "noble": "ubuntu 24.04",
}
_FULL_NAMES = {
    "alma": "almalinux",
    "rocky": "rocky linux",
    "centos": "rhel",
    "ubi": "rhel",
    "oracle": "oracle linux",
    "amazon": "amazon linux",
}


def glibc_of(value: str) -> Glibc:
    """Return the glibc of an image, a runner or a tag; empty where that is not known."""
    tag = _MANYLINUX.search(value)
    if tag:
        return Platform.parse(f"{tag[0]}_x86_64").version
    short = _SHORT.fullmatch(value)
    if short:
        spelt = f"_{short[1]}_{short[2]}" if short[1] else short[3]
        return Platform.parse(f"manylinux{spelt}_x86_64").version
    coded = next((system for name, system in _CODE_NAMES.items() if name in value), "")
    named = _DISTRIBUTION.search(value)
    plain = f"{_FULL_NAMES.get(named[1], named[1])} {named[2]}" if named else ""
    return _glibc_by_name().get(coded or plain, ())


def highest(values: Iterable[str]) -> Glibc:
    """Return the newest glibc among those known."""
    return max(map(glibc_of, values), default=())


def described(values: Values) -> str:
    """Return `` to one with glibc 2.35``; nothing where the glibc is not known."""
    known = highest(values)
    return f" to one with glibc {SymbolVersion(GLIBC, known).text}" if known else ""


def system_fits(was: Values, now: Values, subject: Subject) -> bool:
    """Whether building in another system can bring it about."""
    match subject.rule:
        case "ceiling-above-tag" | "ceiling-raised" | "floor-raised":
            before, after = highest(was), highest(now)
            return not after or (after > before and after >= subject.glibc)
        case "host-toolchain":
            return not now or bool(_makers(now) - _makers(was) - {"manylinux", "musllinux"})
        case "wrong-libc":
            return any(_MUSL.search(value) for value in was | now)
        case "wrong-architecture":
            return any(_PROCESSOR.search(value) for value in was | now)
        case _:
            return True


def _makers(values: Values) -> frozenset[str]:
    """Return whose systems they are: ``ubuntu`` of ``ubuntu:22.04`` and of ``ubuntu-24.04``."""
    found = (_MAKER.search(value.rpartition("/")[2]) for value in values)
    return frozenset(match[0] for match in found if match)


def machine_fits(was: Values, now: Values, subject: Subject) -> bool:
    """Whether another machine can bring it about; one for a new job is no other machine."""
    return bool(was) and system_fits(was, now, subject)


def tag_fits(was: Values, now: Values, subject: Subject) -> bool:
    """Whether another tag can bring it about: a higher one raises the floor, a lower one less."""
    before, after = highest(was), highest(now)
    match subject.rule:
        case "floor-raised":
            return not before or not after or after > before
        case "ceiling-above-tag":
            return not before or not after or after < before
        case _:
            return True


@cache
def _glibc_by_name() -> dict[str, Glibc]:
    every = systems_between(SymbolVersion(GLIBC, (0,)), SymbolVersion(GLIBC, (99,)))
    names = ((name.strip(), row.glibc) for row in every for name in row.name.lower().split("/"))
    return dict(names)
