"""Files for tests of attribution, and short names for what they ask for."""

from collections.abc import Iterable, Mapping

from tests.build import library, needs
from wheel_ceiling.attribution import Attribution, Group, Step, StepKind, attribute
from wheel_ceiling.model import ElfFacts, SymbolVersion, VersionNeed

ARCHITECTURES = (
    "x86_64",
    "i686",
    "aarch64",
    "armv7l",
    "ppc64le",
    "s390x",
    "riscv64",
    "loongarch64",
)


def version(text: str) -> SymbolVersion:
    """``2.17`` or ``GLIBCXX_3.4.29``."""
    return SymbolVersion.parse(text if "_" in text else f"GLIBC_{text}")


def asking(
    wanted: Mapping[str, Iterable[str]],
    *,
    promised: str = "2.17",
    weak: Iterable[str] = (),
    **facts: object,
) -> ElfFacts:
    """A file that asks for what was promised, and for what is wanted beside it."""
    strong = needs({f"GLIBC_{promised} libc.so.6": ["memmove"], **wanted})
    loose = tuple(
        VersionNeed(
            need.library,
            need.version,
            need.symbols,
            tuple(symbol for symbol in need.symbols if symbol in set(weak)),
        )
        for need in strong
    )
    return library("ray/_raylet.so", "2.17", version_needs=loose, **facts)


def told_of(
    wanted: Mapping[str, Iterable[str]],
    *,
    limit: str = "2.17",
    weak: Iterable[str] = (),
    **facts: object,
) -> Attribution:
    promised = min(limit, "2.17", key=version)
    return attribute(asking(wanted, promised=promised, weak=weak, **facts), version(limit))


def only_group(
    wanted: Mapping[str, Iterable[str]],
    *,
    limit: str = "2.17",
    weak: Iterable[str] = (),
    **facts: object,
) -> Group:
    [group] = told_of(wanted, limit=limit, weak=weak, **facts).groups
    return group


def step(group: Group, kind: StepKind) -> Step:
    """The first step of that kind."""
    return next(one for one in group.steps if one.kind is kind)


def kinds(group: Group) -> list[StepKind]:
    return [one.kind for one in group.steps]
