"""The page of a symbol of the C library: who has it, what changed, who is shut out, what to do."""

from collections.abc import Iterator

from wheel_ceiling.amounts import joined
from wheel_ceiling.attribution import Group, attribute
from wheel_ceiling.errors import WrongCall
from wheel_ceiling.facts import musl
from wheel_ceiling.facts.glibc import KnownVersion, lowest, versions_of
from wheel_ceiling.model import ElfFacts, ElfKind, SymbolVersion, VersionNeed
from wheel_ceiling.reports.explanation.advising import binding_sentence, claim_sentence, step_blocks
from wheel_ceiling.reports.explanation.asked import MACHINES, Asked
from wheel_ceiling.reports.explanation.page import Block, Heading, Page, Table, Text
from wheel_ceiling.reports.explanation.systems import older_than

_NEVER = "never had it"
# The oldest release that the table was read off.
_OLDEST_MUSL = (1, 1, 9)


def is_of_libc(name: str) -> bool:
    """Whether glibc of any machine, or musl, has ever had the symbol."""
    return bool(musl.since(name)) or any(versions_of(name, machine) for machine in MACHINES)


def libc_page(name: str, version: SymbolVersion, asked: Asked) -> Page:
    """Return the page; a version without a number means the one that a new link takes.

    Raises WrongCall where glibc has no such version of the symbol, naming those that it has.
    """
    known = versions_of(name, asked.machine)
    if not known and not version:
        return tuple(_elsewhere(name, asked))
    chosen = _chosen(name, known, version, asked.machine)
    return tuple(_blocks(name, chosen, known, asked))


def _chosen(
    name: str, known: tuple[KnownVersion, ...], version: SymbolVersion, machine: str
) -> KnownVersion:
    wanted = [one for one in known if one.version == version or not version]
    if wanted:
        return max(wanted, key=lambda one: (one.is_default, one.version))
    there = joined([str(one.version) for one in known])
    elsewhere = [other for other in MACHINES if version in _numbers(name, other)]
    hint = f"There it is {there}." if there else f"No version of {name} is known there."
    if elsewhere:
        verb = "has" if len(elsewhere) == 1 else "have"
        hint += f" {joined(elsewhere)} {verb} it: say --machine {elsewhere[0]}."
    raise WrongCall(f"glibc on {machine} has no {name}@{version}.", hint)


def _numbers(name: str, machine: str) -> list[SymbolVersion]:
    return [one.version for one in versions_of(name, machine)]


def _blocks(
    name: str, chosen: KnownVersion, known: tuple[KnownVersion, ...], asked: Asked
) -> Iterator[Block]:
    yield Heading(f"{name}@{chosen.version}", 1, (f"{name}@{chosen.version}",))
    yield Text(_lead(name, chosen, known, asked.machine), (name,))
    if chosen.version > lowest(asked.machine):
        for group in _groups(name, chosen, known, asked.machine):
            yield from _what_changed(group)
        yield Heading("Whom it shuts out")
        yield Text(_shut_out(chosen.version, asked.today))
        for group in _groups(name, chosen, known, asked.machine):
            yield from _what_to_do(group)
    yield from _where(name)


def _lead(name: str, chosen: KnownVersion, known: tuple[KnownVersion, ...], machine: str) -> str:
    place = f"{chosen.library} on {machine}"
    if chosen.version <= lowest(machine):
        text = f"{place} has it from the first version on: it shuts out nobody."
    else:
        text = (
            f"{place} has it since glibc {chosen.version.text}. A file that asks for it does not "
            "load where glibc is older."
        )
    if chosen.former_library:
        text += f" Before it moved there, {chosen.former_library} held it."
    newer = [one for one in known if one.version > chosen.version and one.is_default]
    if newer:
        text += f" What is linked today asks for {name}@{newer[-1].version}."
    elif not chosen.is_default:
        text += " Nothing that is linked today can ask for it: it is kept for old files."
    return text


def _groups(
    name: str, chosen: KnownVersion, known: tuple[KnownVersion, ...], machine: str
) -> tuple[Group, ...]:
    """Return what is said of a file that wants this one symbol and nothing else."""
    older = [one.version for one in known if one.version < chosen.version]
    file = ElfFacts(
        path="",
        kind=ElfKind.LIBRARY,
        size=0,
        loaded_size=0,
        machine=machine,
        needed=(chosen.library,),
        version_needs=(VersionNeed(chosen.library, str(chosen.version), (name,)),),
    )
    return attribute(file, max(older, default=lowest(machine))).groups


def _what_changed(group: Group) -> Iterator[Block]:
    yield Heading("What changed")
    what = group.reason.what.rstrip(".")
    claim = claim_sentence(group.claim)
    yield Text(f"{what}. {claim}".strip(), group.symbols)
    if group.reason.runtime:
        yield Text(f"Often it is {group.reason.runtime} that asks for it.")


def _what_to_do(group: Group) -> Iterator[Block]:
    yield Heading("What to do")
    yield Text(binding_sentence(group), group.symbols)
    yield from step_blocks(group.steps, group.symbols)
    if group.reason.sources:
        yield Text(f"Sources: {', '.join(group.reason.sources)}.")


def _shut_out(version: SymbolVersion, today: str) -> str:
    lost = older_than(version, today)
    return f"It shuts out {lost}." if lost else "Every system that is known here has it."


def _elsewhere(name: str, asked: Asked) -> Iterator[Block]:
    yield Heading(name, 1, (name,))
    yield Text(f"glibc on {asked.machine} never had it.")
    yield from _where(name)


def _where(name: str) -> Iterator[Block]:
    """Yield the versions on every machine, machines with the same ones together, and musl."""
    rows: dict[str, list[str]] = {}
    for machine in MACHINES:
        rows.setdefault(_told(versions_of(name, machine)), []).append(machine)
    if set(rows) != {_NEVER}:
        yield Heading("Where it is")
        table = tuple((", ".join(machines), text) for text, machines in rows.items())
        yield Table(("glibc on", "versions"), table)
    yield Text(_musl(name))


def _told(known: tuple[KnownVersion, ...]) -> str:
    """Return ``2.2.5 (first in libpthread.so.0), 2.34 of libc.so.6``."""
    if not known:
        return _NEVER
    moved = [f" (first in {one.former_library})" if one.former_library else "" for one in known]
    numbers = [f"{one.version.text}{was}" for one, was in zip(known, moved, strict=True)]
    return f"{', '.join(numbers)} of {joined(list(dict.fromkeys(one.library for one in known)))}"


def _musl(name: str) -> str:
    since, gone = musl.since(name), musl.gone_in(name)
    if not since:
        return "musl does not have it: a musllinux wheel must do without."
    oldest = since == _OLDEST_MUSL
    text = "Every musl has it." if oldest else f"musl has it since {_number(since)}."
    return f"{text} It is gone for new links since {_number(gone)}." if gone else text


def _number(number: tuple[int, ...]) -> str:
    return ".".join(map(str, number))
