"""What a manylinux tag allows beside a glibc number (PEP 600; auditwheel's policies).

The table is condensed from auditwheel's own policy file, which PEP 600 names as the authority.
"""

import re
from functools import cache

from msgspec import Struct

from wheel_ceiling.facts.tables import load_table
from wheel_ceiling.model import GLIBC, Libc, Platform, SymbolVersion, WheelName

_TABLE = "manylinux-policies.json"
# auditwheel never counts the loader; every glibc and musl process has one.
_LOADER = re.compile(r"ld-linux[\w.-]*\.so\.\d+|ld64\.so\.\d+|ld\.so\.1|ld-musl-\w+\.so\.1")
# musl has one library under several names; musllinux (PEP 656) promises it and nothing else.
_MUSL = re.compile(r"libc\.(?:musl-\w+\.)?so(?:\.1)?")


class _Row(Struct, frozen=True):
    name: str
    archs: dict[str, dict[str, list[str]]]
    libs_beyond_2_5: list[str]

    @property
    def glibc(self) -> tuple[int, int]:
        _, major, minor = self.name.split("_")
        return int(major), int(minor)


class _Musl(Struct, frozen=True):
    lib_whitelist: list[str]


class _Table(Struct, frozen=True):
    libs_2_5: list[str]
    policies: list[_Row]
    musllinux: list[_Musl]


@cache
def _table() -> _Table:
    return load_table(_TABLE, _Table)


class Policy(Struct, frozen=True):
    """What may be counted on under one tag on one architecture."""

    glibc: SymbolVersion
    libraries: frozenset[str]
    versions: frozenset[SymbolVersion]
    """The highest allowed version of each family; families not listed are not restricted."""

    def provides(self, soname: str) -> bool:
        """Whether every system that the tag names has this library."""
        return soname in self.libraries or bool(_LOADER.fullmatch(soname))

    def limit(self, family: str) -> SymbolVersion:
        """Return the highest allowed version; without a number when there is no limit."""
        found = (version for version in self.versions if version.family == family)
        return next(found, SymbolVersion(family))


@cache
def policy_for(glibc: tuple[int, ...], arch: str) -> Policy:
    """Return the policy of ``manylinux_{glibc}_{arch}``.

    Tags between two policies get the lower one's libraries, as auditwheel would grade them. The
    glibc limit is the tag's own number, or the policy's where that is higher: RHEL 7 on aarch64
    carries GLIBC_2.18 in its 2.17.
    """
    rows = [row for row in _table().policies if arch in row.archs]
    fitting = [row for row in rows if row.glibc <= glibc] or rows[:1]
    if not fitting:
        return Policy(SymbolVersion(GLIBC, glibc), frozenset(_table().libs_2_5), frozenset())
    row = max(fitting, key=lambda row: row.glibc)
    versions = {
        SymbolVersion.parse(f"{family}_{number}")
        for family, numbers in row.archs[arch].items()
        for number in numbers
    }
    numbered = {version for version in versions if version}
    own = SymbolVersion(GLIBC, glibc)
    same_glibc = (v for v in numbered if v.family == GLIBC and row.glibc == glibc)
    return Policy(
        max(own, *same_glibc, own),
        frozenset(_table().libs_2_5) | frozenset(row.libs_beyond_2_5),
        frozenset(numbered),
    )


def policy_of(target: Platform) -> Policy:
    """Return the policy of a platform tag that names a glibc."""
    return policy_for(target.version, target.arch)


def musllinux_provides(soname: str) -> bool:
    """Whether every system with musl has this library under this name."""
    allowed = {name for row in _table().musllinux for name in row.lib_whitelist}
    return soname in allowed or bool(_MUSL.fullmatch(soname) or _LOADER.fullmatch(soname))


def system_provides(name: WheelName, soname: str) -> bool:
    """Whether every system that the wheel's tags name has the library.

    Of several glibc tags the lowest counts; a wheel for both C libraries may use either's.
    """
    glibc = [target for target in name.targets if target.libc is Libc.GLIBC]
    if glibc and policy_of(min(glibc, key=lambda target: target.version)).provides(soname):
        return True
    has_musl = any(target.libc is Libc.MUSL for target in name.targets)
    return has_musl and musllinux_provides(soname)


def names_musl(soname: str) -> bool:
    """Whether the NEEDED name can only mean musl."""
    return soname.startswith(("libc.musl-", "ld-musl-"))


def names_glibc(soname: str) -> bool:
    """Whether the NEEDED name can only mean glibc."""
    return soname in _GLIBC_ONLY or soname.startswith(("ld-linux", "ld64.so"))


_GLIBC_ONLY = frozenset({"libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1"})
