"""Which findings say the same thing, whatever differs between wheels without meaning anything."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from itertools import chain
from typing import TypeVar

from wheel_ceiling.amounts import without_sizes
from wheel_ceiling.facts.libraries import plain_path
from wheel_ceiling.model import Diagnosis, Finding
from wheel_ceiling.reports.places import platform_of

Item = TypeVar("Item")
Thing = TypeVar("Thing", Finding, Diagnosis)
Group = tuple[Finding, ...]

# Up to so many files of one wheel, each is told alone.
_MOST_ALONE = 5
_WHEEL_WORD = re.compile(r"[^\s'\"(),;]+\.whl\b")
_LIBRARY_WORD = re.compile(r"[^\s'\"(),;]+\.so\b[.\d]*")
_PYTHON = r"(?:free-threaded )?Python 3\.\d+"
# What is spelled otherwise for each Python and platform: the Python, how many others there are
# ("1 other file asks", "3 other files ask"), and the glibc that the tag promises.
_SPELLED = re.compile(
    rf"{_PYTHON}|\b\d[\d,]* (?:other|more)\b(?: \w+(?: asks?\b)?)?"
    r"|\bpromises \d+\.\d+(?: \(\w+\))?"
)
# Which symbols a Python lacks is its own affair; that the file was not made for it is the fault.
_LACKED = re.compile(rf" \w+ is (?:not in|only in some micro releases of) {_PYTHON}.*", re.DOTALL)


def alike(findings: Iterable[Finding]) -> list[Group]:
    """Return the findings by what they say: one group is told in one place."""
    groups = [
        group
        for same in grouped(findings, _fault_key)
        for group in _crowd_or_each(grouped(same, lambda finding: plain_path(finding.library)))
    ]
    return across_systems(groups, _kind)


def across_systems(
    groups: Iterable[tuple[Thing, ...]], kind_of: Callable[[Thing], Hashable]
) -> list[tuple[Thing, ...]]:
    """Put together what is of one kind on the same files, in other words for other systems.

    One fault has other symbols, versions and compilers on each processor. Two faults on one
    system stay apart.
    """
    together: dict[Hashable, list[tuple[Thing, ...]]] = defaultdict(list)
    for group in groups:
        files = frozenset(plain_path(one.library) for one in group)
        together[kind_of(group[0]), files].append(group)
    return [
        merged
        for told in together.values()
        for merged in ([tuple(chain(*told))] if _are_apart(told) else told)
    ]


def _are_apart(groups: list[tuple[Thing, ...]]) -> bool:
    """Whether no two of them are about one system, and each is about a wheel."""
    systems = [{platform_of(one.wheel) for one in group} for group in groups]
    return all(all(system) for system in systems) and (
        sum(map(len, systems)) == len(set().union(*systems))
    )


def _kind(finding: Finding) -> Hashable:
    return finding.rule, finding.severity, finding.waivers


def _crowd_or_each(by_file: list[Group]) -> list[Group]:
    if len(by_file) <= _MOST_ALONE:
        return by_file
    return [tuple(finding for group in by_file for finding in group)]


def grouped(items: Iterable[Item], key: Callable[[Item], Hashable]) -> list[tuple[Item, ...]]:
    """Return the items with equal keys together, in the order of their first ones."""
    groups: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return [tuple(group) for group in groups.values()]


def sentence_key(finding: Finding) -> Hashable:
    """Return what findings that say the same have in common: all but names and numbers."""
    return _key(finding, without_names(finding))


def _fault_key(finding: Finding) -> Hashable:
    """Return what findings of one fault have in common, on whichever Python."""
    return _key(finding, _LACKED.sub("", without_names(finding)))


def _key(finding: Finding, sentence: str) -> Hashable:
    plain = _SPELLED.sub("#", without_sizes(sentence))
    return finding.rule, finding.severity, plain, finding.fix, finding.waivers


def without_names(finding: Finding) -> str:
    """Return the sentence without the names that differ from wheel to wheel."""
    text = finding.message
    for name in (finding.wheel, finding.library, finding.library.rpartition("/")[2]):
        text = text.replace(name, "") if name else text
    return plain_words(text)


def wheels_named(text: str) -> frozenset[str]:
    """Return the file names of wheels in a sentence."""
    return frozenset(_WHEEL_WORD.findall(text))


def plain_words(text: str) -> str:
    """Return the text with other wheels' names left out and libraries by their plain paths."""
    return _LIBRARY_WORD.sub(lambda word: plain_path(word[0]), _WHEEL_WORD.sub("", text))
