"""Facts for tests, with everything that a test does not care about filled in.

`library`, `wheel`, `pair` and `comparison` are all that a test of a rule or a report needs.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from wheel_ceiling.compare import compare
from wheel_ceiling.model import (
    Comparison,
    ElfFacts,
    ElfKind,
    Inventory,
    Member,
    NoBaseline,
    SectionSizes,
    Settings,
    VersionNeed,
    Wheel,
)
from wheel_ceiling.wheels.names import expand_tags, parse_name

RED_HAT = "GCC: (GNU) 10.2.1 20210130 (Red Hat 10.2.1-11)"
UBUNTU = "GCC: (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0"
DEBIAN = "GCC: (Debian 12.2.0-14) 12.2.0"

TODAY = "2026-11-20"
NAME = "ray-2.9.0-cp310-cp310-manylinux2014_x86_64.whl"
OLD_NAME = "ray-2.8.0-cp310-cp310-manylinux2014_x86_64.whl"
PATH = "ray/_raylet.so"


def needs(wanted: Mapping[str, Iterable[str]]) -> tuple[VersionNeed, ...]:
    """``{"GLIBC_2.29 libm.so.6": ["exp"]}`` as version needs."""
    return tuple(
        VersionNeed(library=what.split()[1], version=what.split()[0], symbols=tuple(symbols))
        for what, symbols in wanted.items()
    )


def library(path: str = PATH, glibc: str = "2.17", **facts: object) -> ElfFacts:
    """A library that asks for one glibc; `facts` are fields of `ElfFacts`."""
    defaults: dict[str, object] = {
        "kind": ElfKind.LIBRARY,
        "size": 1_000_000,
        "loaded_size": 900_000,
        "machine": "x86_64",
        "needed": ("libc.so.6",),
        "version_needs": needs({f"GLIBC_{glibc} libc.so.6": ["memcpy"]}),
        "compilers": (RED_HAT,),
        "sections": SectionSizes(code=600_000, data=300_000, other=1_000),
    }
    return ElfFacts(path=path, **{**defaults, **facts})  # type: ignore[arg-type]


def member(path: str, size: int = 100) -> Member:
    return Member(path, size, size, 0)


def wheel(filename: str = NAME, *libraries: ElfFacts, **facts: object) -> Wheel:
    """A wheel whose WHEEL file agrees with its name; `facts` are fields of `Wheel`.

    Members are the libraries and `extra`, a tuple of paths or members.
    """
    label = parse_name(filename)
    assert label is not None
    extra = facts.pop("extra", ())
    assert isinstance(extra, tuple)
    members = [Member(item.path, item.size, item.size // 3, 0) for item in libraries]
    members += [member(item) if isinstance(item, str) else item for item in extra]
    tags = filename.removesuffix(".whl").split("-", 2)[2]
    defaults: dict[str, object] = {
        "size": 400_000,
        "sha256": sha256(repr((filename, libraries)).encode()).hexdigest(),
        "declared_tags": expand_tags(["-".join(tags.split("-")[-3:])]),
        "metadata_name": label.project,
        "metadata_version": label.version,
        "members": tuple(members),
        "libraries": tuple(libraries),
    }
    return Wheel(label=label, **{**defaults, **facts})  # type: ignore[arg-type]


def inventory(*wheels: Wheel, source: str = "dist/") -> Inventory:
    return Inventory(source, wheels)


def comparison(
    built: Wheel | Iterable[Wheel],
    baseline: Wheel | Iterable[Wheel] | None = None,
    settings: Settings | None = None,
) -> Comparison:
    """Both sides compared; no baseline when it is None."""
    chosen = settings or Settings(today=TODAY)
    new = inventory(*([built] if isinstance(built, Wheel) else built))
    if baseline is None:
        return compare(new, NoBaseline("none was asked for", on_purpose=True), chosen)
    old = [baseline] if isinstance(baseline, Wheel) else baseline
    return compare(new, inventory(*old, source="baseline/"), chosen)


def pair(built: ElfFacts, baseline: ElfFacts, **settings: object) -> Comparison:
    """One library in one wheel, on both sides."""
    return comparison(
        wheel(NAME, built),
        wheel(OLD_NAME, baseline),
        Settings(today=TODAY, **settings),  # type: ignore[arg-type]
    )
