"""What a wheel's tags promise, and what its files ask for, in a few words."""

from wheel_ceiling.facts.manylinux import policy_of
from wheel_ceiling.model import GLIBC, ElfFacts, Libc, Platform, SymbolVersion, Wheel


def limit_of(wheel: Wheel) -> SymbolVersion:
    """Return the highest glibc that its lowest tag allows; without a number where none is."""
    promising = [one for one in wheel.label.targets if one.libc is Libc.GLIBC and one.version]
    if not promising:
        return SymbolVersion(GLIBC)
    return policy_of(min(promising, key=_version)).glibc


def musl_of(wheel: Wheel) -> tuple[int, ...]:
    """Return the musl that its lowest musllinux tag promises; empty where none is."""
    targets = [target for target in wheel.label.targets if target.libc is Libc.MUSL]
    return min((target.version for target in targets), default=())


def above(wheel: Wheel) -> tuple[ElfFacts, ...]:
    """Return the files that ask for more than the tag promises, highest first."""
    limit = limit_of(wheel)
    if not limit:
        return ()
    found = [library for library in wheel.loaded if library.ceiling() > limit]
    return tuple(sorted(found, key=lambda library: library.ceiling(), reverse=True))


def highest(wheel: Wheel) -> tuple[ElfFacts, ...]:
    """Return the files that ask for the highest glibc of the wheel."""
    ceiling = wheel.ceiling()
    if not ceiling:
        return ()
    return tuple(library for library in wheel.loaded if library.ceiling() == ceiling)


def promise(wheel: Wheel) -> str:
    """Return what the tags count on: ``glibc 2.17``."""
    if floor := wheel.label.floor:
        return f"glibc {floor.text}"
    if musl := musl_of(wheel):
        return f"musl {'.'.join(map(str, musl))}"
    if wheel.label.is_pure:
        return "nothing: any system"
    return "no C library in particular" if wheel.label.is_linux else "nothing about Linux"


def request(wheel: Wheel) -> str:
    """Return what the files ask for: ``GLIBC_2.29, too much``."""
    ceiling = wheel.ceiling()
    if not ceiling:
        return "no version of glibc"
    return f"{ceiling}, too much" if above(wheel) else str(ceiling)


def _version(target: Platform) -> tuple[int, ...]:
    return target.version
