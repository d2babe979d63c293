"""Which wheel and which library of one side is which of the other."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from wheel_ceiling.facts.libraries import plain_name, plain_path, version_depth
from wheel_ceiling.model import (
    Baseline,
    Comparison,
    ElfFacts,
    Inventory,
    Libc,
    LibraryDelta,
    NoBaseline,
    Settings,
    Wheel,
    WheelDelta,
    WheelName,
)

Item = TypeVar("Item")
Key = TypeVar("Key")
NamePair = tuple[WheelName, WheelName]


def compare(built: Inventory, baseline: Baseline, settings: Settings) -> Comparison:
    """Return every wheel of both sides: kept on both, added, or dropped; none is lost."""
    if isinstance(baseline, NoBaseline):
        return Comparison(built, baseline, settings, added=built.wheels)
    old = {wheel.filename: wheel for wheel in baseline.wheels}
    partner = {
        new.filename: old[name.filename]
        for name, new in pair_names(baseline.names, built.names)
        if name.filename in old
    }
    paired = {wheel.filename for wheel in partner.values()}
    return Comparison(
        built,
        baseline,
        settings,
        kept=tuple(
            pair_libraries(partner[wheel.filename], wheel)
            for wheel in built.wheels
            if wheel.filename in partner
        ),
        added=tuple(wheel for wheel in built.wheels if wheel.filename not in partner),
        dropped=tuple(name for name in baseline.names if name.filename not in paired),
    )


def pair_names(baseline: Sequence[WheelName], built: Sequence[WheelName]) -> list[NamePair]:
    """Return (baseline, built) pairs; a name is in one pair at most, the unpaired are left out.

    Same tags first (the highest build number of each side); then the same slot, lowest glibc with
    lowest, since one slot may hold several; then abi3 modules whose lowest Python moved; last, what
    went to abi3 and what nobody repaired.
    """
    pairs: list[NamePair] = []
    for key, order in (
        (_by_tags, _by_build),
        (_by_slot, _by_floor),
        (_by_stable_abi, _by_python),
    ):
        left = _without(baseline, (old for old, _ in pairs))
        right = _without(built, (new for _, new in pairs))
        pairs += _pair_groups(left, right, key, order)
    for across in (_pair_across_abis, _pair_unrepaired):
        left = _without(baseline, (old for old, _ in pairs))
        right = _without(built, (new for _, new in pairs))
        pairs += across(left, right)
    return pairs


def _pair_unrepaired(baseline: list[WheelName], built: list[WheelName]) -> list[NamePair]:
    """Pair ``linux_x86_64``, which promises no C library, with a wheel that promises one.

    Who forgets to repair a wheel, or builds it on a machine of his own, makes such a pair.
    """
    return _pair_between(baseline, built, _is_bare, (_by_linux, _by_libc))


def _is_bare(name: WheelName) -> bool:
    return name.slot.libc == Libc.UNSPECIFIED


def _by_linux(name: WheelName) -> tuple[object, ...] | None:
    slot = name.slot
    return (name.project, slot.python, slot.abi, slot.arch) if name.is_linux else None


def _by_libc(name: WheelName) -> tuple[object, ...]:
    return name.slot.libc, _by_floor(name)


def _pair_across_abis(baseline: list[WheelName], built: list[WheelName]) -> list[NamePair]:
    """Pair what remains of a project that went to abi3 modules, or came back from them."""
    return _pair_between(baseline, built, _is_stable, (_by_machine, _by_newest_python))


def _pair_between(
    baseline: list[WheelName],
    built: list[WheelName],
    is_of_kind: Callable[[WheelName], bool],
    way: tuple[Callable[[WheelName], Any], Callable[[WheelName], Any]],
) -> list[NamePair]:
    """Pair names of the kind on one side with names of other kinds on the other side.

    `way` is the key to pair within, and the order in it.
    """
    pairs: list[NamePair] = []
    for new_is in (True, False):
        left = [name for name in baseline if is_of_kind(name) is not new_is]
        right = [name for name in built if is_of_kind(name) is new_is]
        pairs += _pair_groups(left, right, *way)
    return pairs


def _is_stable(name: WheelName) -> bool:
    return "abi3" in name.abis


def _without(names: Sequence[WheelName], taken: Iterable[WheelName]) -> list[WheelName]:
    gone = {name.filename for name in taken}
    return [name for name in names if name.filename not in gone]


def _pair_groups(
    baseline: Iterable[Item],
    built: Iterable[Item],
    key: Callable[[Item], Key],
    order: Callable[[Item], Any],
) -> list[tuple[Item, Item]]:
    """Pair within equal keys, first with first; a key of None pairs with nothing."""
    groups: dict[Key, tuple[list[Item], list[Item]]] = defaultdict(lambda: ([], []))
    for side, items in enumerate((baseline, built)):
        for item in items:
            if key(item) is not None:
                groups[key(item)][side].append(item)
    return [
        pair
        for old, new in groups.values()
        for pair in zip(_sorted(old, order), _sorted(new, order), strict=False)
    ]


def _sorted(items: list[Item], order: Callable[[Item], Any]) -> list[Item]:
    return sorted(items, key=order)


def _by_tags(name: WheelName) -> tuple[object, ...]:
    platforms = frozenset(target.modern_tag for target in name.targets)
    return name.project, frozenset(name.pythons), frozenset(name.abis), platforms


def _by_build(name: WheelName) -> tuple[object, ...]:
    number, suffix = name.build_order
    return -number, suffix, name.filename


def _by_slot(name: WheelName) -> tuple[object, ...]:
    return name.project, name.slot


def _by_floor(name: WheelName) -> tuple[object, ...]:
    lowest = min((target.version for target in name.targets), default=())
    return name.floor.number, lowest, _by_build(name)


def _by_stable_abi(name: WheelName) -> tuple[object, ...] | None:
    return _by_machine(name) if _is_stable(name) else None


def _by_machine(name: WheelName) -> tuple[object, ...] | None:
    """Say which machine a CPython module is for; free-threaded Python loads no abi3 modules."""
    is_cpython = all(python.startswith("cp") for python in name.pythons)
    is_threaded = any(abi.endswith("t") for abi in name.abis)
    if not is_cpython or is_threaded:
        return None
    return name.project, name.slot.libc, name.slot.arch


def _by_newest_python(name: WheelName) -> tuple[object, ...]:
    number, rest = _by_python(name)
    return -number, rest


def _by_python(name: WheelName) -> tuple[int, tuple[object, ...]]:
    versions = [int("".join(filter(str.isdigit, python)) or 0) for python in name.pythons]
    return min(versions, default=0), _by_floor(name)


def pair_libraries(baseline: Wheel, built: Wheel) -> WheelDelta:
    """Return how the ELF files of two wheels pair.

    By path; by path after undoing what repair tools and version bumps do to it; by soname; by
    content (build-id, then code); by its name alone, where no other file that is left has it:
    statsmodels 0.14.0 moved _stl, and duckdb 0.9.0 its only module, to folders of their own.
    """
    pairs: list[tuple[ElfFacts, ElfFacts]] = []
    old, new = list(baseline.libraries), list(built.libraries)
    for key in (_exact, _plain, _soname, _build_id, _code, _name):
        left = _unpaired(old, (pair[0] for pair in pairs))
        right = _unpaired(new, (pair[1] for pair in pairs))
        if key is _name:
            left, right = _only_of_their_name(left), _only_of_their_name(right)
        pairs += _pair_groups(left, right, key, _by_depth)
    by_path = sorted(pairs, key=lambda pair: pair[1].path)
    return WheelDelta(
        baseline,
        built,
        kept=tuple(LibraryDelta(before, after) for before, after in by_path),
        added=tuple(_unpaired(new, (pair[1] for pair in pairs))),
        dropped=tuple(_unpaired(old, (pair[0] for pair in pairs))),
    )


def _unpaired(libraries: Iterable[ElfFacts], taken: Iterable[ElfFacts]) -> list[ElfFacts]:
    gone = {library.path for library in taken}
    return [library for library in libraries if library.path not in gone]


def _only_of_their_name(libraries: list[ElfFacts]) -> list[ElfFacts]:
    often = Counter(map(_name, libraries))
    return [library for library in libraries if often[_name(library)] == 1]


def _name(library: ElfFacts) -> str:
    return plain_name(library.name)


def _exact(library: ElfFacts) -> str:
    return library.path


def _plain(library: ElfFacts) -> str:
    return plain_path(library.path)


def _soname(library: ElfFacts) -> str | None:
    return plain_name(library.soname) if library.soname else None


def _build_id(library: ElfFacts) -> str | None:
    return library.build_id or None


def _code(library: ElfFacts) -> str | None:
    return library.code_digest or None


def _by_depth(library: ElfFacts) -> tuple[int, str]:
    return version_depth(library.name), library.path
